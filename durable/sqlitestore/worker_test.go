//go:build unix

package sqlitestore_test

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"time"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/durable"
	"github.com/goasl/goasl/durable/sqlitestore"
)

// The machines of TestKill. Each task has n, the number of the execution, in its input, and
// starts only when the answers of the tasks before it are durable.
const (
	arnOf = "arn:aws:states:us-east-1:123456789012:stateMachine:"

	mixed = `{"StartAt": "Often", "States": {
		"Often": {"Type": "Task", "Resource": "often", "ResultPath": "$.list", "Next": "Pause",
			"Parameters": {"n.$": "$.n", "attempt.$": "$$.State.RetryCount"},
			"Retry": [{"ErrorEquals": ["Busy"], "IntervalSeconds": 1, "MaxAttempts": 3, "BackoffRate": 1}]},
		"Pause": {"Type": "Wait", "SecondsPath": "$.wait", "Next": "Each"},
		"Each": {"Type": "Map", "ItemsPath": "$.list", "ItemSelector": {"n.$": "$.n", "item.$": "$$.Map.Item.Value"}, "ResultPath": "$.items", "Next": "Ask",
			"ItemProcessor": {"StartAt": "Item", "States": {"Item": {"Type": "Task", "Resource": "item", "End": true}}}},
		"Ask": {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke.waitForTaskToken", "ResultPath": "$.answer", "Next": "Child",
			"Parameters": {"FunctionName": "ask", "Payload": {"n.$": "$.n", "token.$": "$$.Task.Token"}}},
		"Child": {"Type": "Task", "Resource": "arn:aws:states:::states:startExecution.sync:2", "ResultSelector": {"n.$": "$.Output"}, "ResultPath": "$.child", "Next": "Last",
			"Parameters": {"StateMachineArn": "` + arnOf + `double", "Input": {"n.$": "$.n"}}},
		"Last": {"Type": "Task", "Resource": "last", "End": true}}}`

	double = `{"StartAt": "Pause", "States": {
		"Pause": {"Type": "Wait", "Seconds": 1, "Next": "Double"},
		"Double": {"Type": "Task", "Resource": "double", "End": true}}}`
)

// stages of the tasks, in their order.
const (
	stageOften = iota + 1
	stageOftenAgain
	stageItem
	stageAsk
	stageDouble
	stageLast
)

// output of the execution n.
func output(n int) string {
	return fmt.Sprintf(`{"n":%d,"items":[%d,%d,%d],"answer":"yes","child":{"n":%d}}`, n, 10*n, 10*n+10, 10*n+20, 2*n)
}

// journal is a file that survives the process, to which several append.
type journal struct{ *os.File }

func openJournal(path string) (journal, error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	return journal{f}, err
}

// begin tells that a task begins, which then takes a while, so that it is killed sometimes.
func (l journal) begin(n, stage int) {
	l.add("task", n, stage)
	time.Sleep(rand.N(100 * time.Millisecond))
}

// add writes a line at once: what happened, the process, and what belongs to it.
func (l journal) add(what string, args ...any) {
	fmt.Fprint(l, what, " ", os.Getpid(), " ", fmt.Sprintln(args...))
}

type work struct {
	N, Attempt, Item int
	Items            []int
	Payload          struct {
		N     int
		Token string
	}
	Answer json.RawMessage
	Child  json.RawMessage
}

// tasks are those of the machines.
func (l journal) tasks() []asl.Option {
	return []asl.Option{
		asl.WithTask("Often", asl.Func(func(_ context.Context, w work) ([]int, error) {
			l.begin(w.N, stageOften+min(w.Attempt, 1))
			if w.Attempt == 0 {
				return nil, asl.NewError("Busy", "")
			}
			return []int{w.N, w.N + 1, w.N + 2}, nil
		})),
		asl.WithTask("Item", asl.Func(func(_ context.Context, w work) (int, error) {
			l.begin(w.N, stageItem)
			return 10 * w.Item, nil
		})),
		asl.WithTask("Ask", asl.Func(func(_ context.Context, w work) (any, error) {
			l.begin(w.Payload.N, stageAsk)
			l.add("token", w.Payload.Token)
			return nil, nil
		})),
		asl.WithTask("Last", asl.Func(func(_ context.Context, w work) (any, error) {
			l.begin(w.N, stageLast)
			return struct {
				N      int             `json:"n"`
				Items  []int           `json:"items"`
				Answer json.RawMessage `json:"answer"`
				Child  json.RawMessage `json:"child"`
			}{w.N, w.Items, w.Answer, w.Child}, nil
		})),
	}
}

func (l journal) double() asl.Option {
	return asl.WithTask("Double", asl.Func(func(_ context.Context, w work) (int, error) {
		l.begin(w.N, stageDouble)
		return 2 * w.N, nil
	}))
}

// leaseTime is how long the executions of a process that was killed stand still.
const leaseTime = 500 * time.Millisecond

// executor returns one on the store in a folder, with the machines.
func executor(dir string, opts ...durable.Option) (*durable.Executor, *sqlitestore.Store, error) {
	l, err := openJournal(dir + "/log")
	if err != nil {
		return nil, nil, err
	}
	s, err := sqlitestore.Open(dir + "/store.db")
	if err != nil {
		return nil, nil, err
	}
	opts = append(opts, durable.WithLease(leaseTime), durable.WithPoll(20*time.Millisecond), durable.WithSuspension(50*time.Millisecond),
		durable.WithMetrics(durable.Metrics{
			Fenced: func(arn string) { l.add("fenced", arn) },
			Failed: func(err error) { l.add("failed", err) },
		}))
	x, err := durable.New(s, opts...)
	if err != nil {
		return nil, nil, err
	}
	for _, m := range []struct {
		name, text string
		opts       []asl.Option
	}{{"mixed", mixed, l.tasks()}, {"double", double, []asl.Option{l.double()}}} {
		parsed, err := asl.MustParse(m.text).With(m.opts...)
		if err != nil {
			return nil, nil, err
		}
		if err := x.Register(arnOf+m.name, parsed); err != nil {
			return nil, nil, err
		}
	}
	return x, s, nil
}

func init() {
	roles["worker"] = func(args []string) error {
		x, _, err := executor(args[0])
		if err != nil {
			return err
		}
		return x.Run(context.Background()) // until it is killed
	}
}
