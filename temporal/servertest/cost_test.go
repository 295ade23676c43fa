package servertest

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"go.temporal.io/sdk/activity"
	"go.temporal.io/sdk/client"
	sdk "go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/worker"
	"go.temporal.io/sdk/workflow"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/durable"
)

const (
	costTasks  = 50  // in a row
	costItems  = 400 // of a Map
	costAtOnce = 40  // of them
)

// work of which the cost is measured: as a machine, and as a workflow in Go.
type costly struct {
	definition, input string
	plain             any // the workflow
	tasks             int // of one execution
	executions        int // at once
	rounds            int
}

// costs are compared with plain workflows. Each state has a timeout and a retrier, and so has
// each activity.
var costs = map[string]costly{
	"one task":                  {definition: row(1), input: `{"a":1}`, plain: plainRow(1), tasks: 1, executions: 1, rounds: 31},
	"tasks in a row":            {definition: row(costTasks), input: `{"a":1}`, plain: plainRow(costTasks), tasks: costTasks, executions: 1, rounds: 7},
	"50 executions of 10 tasks": {definition: row(10), input: `{"a":1}`, plain: plainRow(10), tasks: 10, executions: 50, rounds: 11},
	"a Map": {definition: fmt.Sprintf(`{"StartAt":"M","States":{"M":{"Type":"Map","MaxConcurrency":%d,"End":true,"ItemProcessor":{"StartAt":"T","States":{
		"T":{%s,"End":true}}}}}}`, costAtOnce, costTask), input: numbers(costItems), plain: plainItems(plainActivity), tasks: costItems, executions: 1, rounds: 5},
	"a distributed Map": {definition: fmt.Sprintf(`{"StartAt":"M","States":{"M":{"Type":"Map","Label":"L","MaxConcurrency":%d,"ItemsPath":"$","End":true,"ItemProcessor":{
		"ProcessorConfig":{"Mode":"DISTRIBUTED","ExecutionType":"STANDARD"},"StartAt":"T","States":{"T":{%s,"End":true}}}}}}`, costAtOnce, costTask),
		input: numbers(100), plain: plainItems(plainChild), tasks: 100, executions: 1, rounds: 3},
}

const costTask = `"Type":"Task","Resource":"` + function + `echo","TimeoutSeconds":60,"Retry":[{"ErrorEquals":["States.ALL"]}]`

// row returns a machine of tasks in a row.
func row(n int) string {
	var states []string
	for i := range n {
		then := fmt.Sprintf(`"Next":"T%d"`, i+1)
		if i == n-1 {
			then = `"End":true`
		}
		states = append(states, fmt.Sprintf(`"T%d":{%s,%s}`, i, costTask, then))
	}
	return `{"StartAt":"T0","States":{` + strings.Join(states, ",") + `}}`
}

func plainTask(_ context.Context, in json.RawMessage) (json.RawMessage, error) { return in, nil }

var plainOptions = workflow.ActivityOptions{
	StartToCloseTimeout: time.Minute, HeartbeatTimeout: 30 * time.Second,
	RetryPolicy: &sdk.RetryPolicy{MaximumAttempts: 3},
}

// plainRow returns a workflow of tasks in a row.
func plainRow(n int) any {
	return func(ctx workflow.Context, in json.RawMessage) (json.RawMessage, error) {
		ctx = workflow.WithActivityOptions(ctx, plainOptions)
		for range n {
			if err := workflow.ExecuteActivity(ctx, "plain", in).Get(ctx, &in); err != nil {
				return nil, err
			}
		}
		return in, nil
	}
}

// plainItems returns a workflow that performs something for each item.
func plainItems(perform func(workflow.Context, json.RawMessage) workflow.Future) any {
	return func(ctx workflow.Context, in []json.RawMessage) ([]json.RawMessage, error) {
		free, all := workflow.NewSemaphore(ctx, costAtOnce), workflow.NewWaitGroup(ctx)
		var problem error
		for i := range in {
			if err := free.Acquire(ctx, 1); err != nil {
				return nil, err
			}
			all.Add(1)
			workflow.Go(ctx, func(ctx workflow.Context) {
				defer all.Done()
				defer free.Release(1)
				if err := perform(ctx, in[i]).Get(ctx, &in[i]); err != nil {
					problem = err
				}
			})
		}
		all.Wait(ctx)
		return in, problem
	}
}

func plainActivity(ctx workflow.Context, in json.RawMessage) workflow.Future {
	return workflow.ExecuteActivity(workflow.WithActivityOptions(ctx, plainOptions), "plain", in)
}

func plainChild(ctx workflow.Context, in json.RawMessage) workflow.Future {
	return workflow.ExecuteChildWorkflow(ctx, "plain child", in)
}

// What an execution costs beside a workflow in Go that does the same: the ratio of events, and
// for those who read it, that of the times. Rounds of both take turns, as other programs may
// run on the machine.
func TestCost(t *testing.T) {
	for _, name := range []string{"one task", "tasks in a row", "50 executions of 10 tasks", "a Map", "a distributed Map"} {
		t.Run(name, func(t *testing.T) {
			c := costs[name]
			q := newServed(t, c.definition, functions())
			w := worker.New(q.sdk, t.Name()+" plain", worker.Options{})
			w.RegisterWorkflowWithOptions(c.plain, workflow.RegisterOptions{Name: "plain"})
			w.RegisterWorkflowWithOptions(plainRow(1), workflow.RegisterOptions{Name: "plain child"})
			w.RegisterActivityWithOptions(plainTask, activity.RegisterOptions{Name: "plain"})
			if err := w.Start(); err != nil {
				t.Fatal(err)
			}
			t.Cleanup(w.Stop)
			var ours, plain spent
			for range c.rounds {
				ours.round(c, q.ours)
				plain.round(c, q.plain)
			}
			t.Logf("%-25s %3d tasks: %.2f events a task, plain %.2f (ratio %.2f); %.2f ms a task, plain %.2f (ratio %.2f); %.0f tasks a second, plain %.0f",
				name, c.tasks*c.executions, ours.events(c), plain.events(c), ours.events(c)/plain.events(c),
				ours.ms(c), plain.ms(c), ours.ms(c)/plain.ms(c), 1000/ours.ms(c), 1000/plain.ms(c))
			if ratio := ours.events(c) / plain.events(c); ratio > 1.3 {
				t.Errorf("the ratio of events is %.2f", ratio)
			}
		})
	}
}

// spent is what the rounds of one work have cost.
type spent struct {
	n     int // events of one execution
	times []time.Duration
}

func (s *spent) events(c costly) float64 { return float64(s.n) / float64(c.tasks) }

// ms returns the median of the times in milliseconds a task.
func (s *spent) ms(c costly) float64 {
	times := slices.Sorted(slices.Values(s.times))
	return float64(times[len(times)/2].Microseconds()) / 1000 / float64(c.tasks*c.executions)
}

// round runs executions at once; each returns how its events are counted.
func (s *spent) round(c costly, run func(costly) func() int) {
	begun := time.Now()
	counts := make([]func() int, c.executions)
	var all sync.WaitGroup
	for i := range counts {
		all.Go(func() { counts[i] = run(c) })
	}
	all.Wait()
	s.times = append(s.times, time.Since(begun))
	if counts[0] != nil {
		s.n = counts[0]()
	}
}

func (q *queue) ours(c costly) (events func() int) {
	is, err := q.Start(q.t.Context(), durable.Start{Machine: q.machine, Input: []byte(c.input)})
	if err == nil {
		var ended durable.Description
		ended, err = q.Wait(q.t.Context(), is.ARN)
		is = ended.Description
	}
	if err != nil || is.Status != asl.Succeeded {
		q.t.Error(is.Status, err)
		return nil
	}
	return func() int { return q.count(is.ARN) }
}

func (q *queue) plain(c costly) (events func() int) {
	run, err := q.sdk.ExecuteWorkflow(q.t.Context(), client.StartWorkflowOptions{TaskQueue: q.t.Name() + " plain"}, "plain", json.RawMessage(c.input))
	if err == nil {
		err = run.Get(q.t.Context(), nil)
	}
	if err != nil {
		q.t.Error(err)
		return nil
	}
	return func() int { return q.count(run.GetID()) }
}

// count returns how many events the runs of a workflow have, and its children.
func (q *queue) count(workflow string) (n int) {
	for _, h := range q.workflows(workflow) {
		n += len(h.Events)
	}
	return n
}
