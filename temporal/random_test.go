package temporal_test

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"hash/fnv"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"time"

	"go.temporal.io/sdk/activity"
	"go.temporal.io/sdk/converter"

	"github.com/google/go-cmp/cmp"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/history"
	"github.com/goasl/goasl/internal/randommachine"
	"github.com/goasl/goasl/jsonvalue"
	"github.com/goasl/goasl/state"
	"github.com/goasl/goasl/temporal"
)

var randomMachines = flag.Int("machines", 200, "how many random machines the tests of random machines execute")

const list = `{"l": [1, 2, 3]}`

// An execution of a random machine has the history that package asl gives it, but for times.
func TestRandomMachines(t *testing.T) {
	for seed := range uint64(*randomMachines) {
		c := newChance(t, seed, false)
		is := c.run(list)
		want := c.inProcess()
		if diff := cmp.Diff(texts(want.History()), texts(c.events)); diff != "" {
			t.Errorf("the history differs (-asl +temporal):\n%s", diff)
		}
		c.compare(want, is)
	}
}

// An execution that continues as new again and again calls each task once, and has the events that
// it has in package asl. What happens at the same time may change places, as no task is started
// before the workflow continues; so nothing that comes at once fails here.
func TestRandomMachinesContinue(t *testing.T) {
	runs := 0
	for seed := range uint64(*randomMachines) {
		c := newChance(t, seed, true)
		c.opts = []temporal.Option{temporal.WithContinueAfter(1 + c.IntN(3))}
		is := c.run(list)
		want := c.inProcess()
		if diff := cmp.Diff(unordered(want.History()), unordered(c.events)); diff != "" {
			t.Errorf("the events differ (-asl +temporal):\n%s", diff)
		}
		for i, e := range c.events {
			if e.ID != int64(i+1) {
				t.Fatalf("event %d has the ID %d", i+1, e.ID)
			}
		}
		for key, n := range c.calls {
			if n != 1 {
				t.Errorf("the task %s was called %d times", key, n)
			}
		}
		c.compare(want, is)
		runs += c.cluster.runs
	}
	if runs < 2**randomMachines {
		t.Errorf("%d executions have continued as new %d times", *randomMachines, runs-*randomMachines)
	}
}

// unordered returns events without their times and places, in the order of their texts.
func unordered(events []history.Event) []string {
	all := slices.Clone(events)
	for i := range all {
		all[i].ID, all[i].PreviousEventID = 0, 0
	}
	sorted := texts(all)
	slices.Sort(sorted)
	return sorted
}

// chance is a random machine that ends, and its execution. What its tasks answer follows from
// the places of their states. Its times are hours: while an activity runs, the test suite fires
// timers when as much real time has passed, which must not happen on a busy machine.
type chance struct {
	*randommachine.Maker
	*cluster
	seed       uint64
	atOnce     bool // only answers by a token take time, or fail
	definition string

	mu    sync.Mutex
	calls map[string]int // of tasks, by their keys
	owed  []*owed
}

// owed is an answer by a token that is to come.
type owed struct {
	at     time.Time
	signal any
	sent   bool
}

func newChance(t *testing.T, seed uint64, atOnce bool) *chance {
	t.Helper()
	c := &chance{Maker: randommachine.New(seed), seed: seed, atOnce: atOnce, calls: map[string]int{}}
	c.Unit, c.Resource = 3600, "arn:aws:states:::sns:publish" // whose failures are told as they are
	if !atOnce {                                              // or the order of what happens at once would decide what times out, and who gets the next random number
		c.Timeouts, c.TaskTimeouts, c.Jitter = true, true, "FULL"
	}
	c.definition = c.Definition()
	var mux asl.Mux
	mux.Handle("*", c.task)
	c.cluster = newCluster(t, c.definition, &mux)
	c.during = c.prepare
	return c
}

// inProcess executes the machine in package asl.
func (c *chance) inProcess() *asl.Result {
	c.t.Helper()
	m, err := c.machines[arn].With(asl.WithClock(asl.NewVirtualClock(began)), asl.WithName("x"), asl.WithSeed(1),
		asl.WithIdentity(asl.Identity{Account: "123456789012", Machine: "order"}))
	if err != nil {
		c.t.Fatal(err)
	}
	r, err := m.Execute(c.t.Context(), []byte(list))
	if r == nil {
		c.t.Fatal(err)
	}
	return r
}

// compare fails the test if the outcomes differ, or if it has failed before.
func (c *chance) compare(want *asl.Result, is description) {
	c.t.Helper()
	if is.Status != string(want.Status) || is.Output != string(want.Output) {
		c.t.Errorf("%+v, in package asl %s %s", is, want.Status, want.Output)
	}
	if c.t.Failed() {
		c.t.Fatalf("seed %d: %s", c.seed, c.definition)
	}
}

// plan is what happens to a task.
type plan struct {
	returns time.Duration // after its call
	answers time.Duration // after that, by a token
	failed  bool
}

func (c *chance) plan(name string, attempt int, items []state.MapIndex) plan {
	h := fnv.New64()
	fmt.Fprint(h, c.seed, name, attempt, items)
	r := rand.New(rand.NewPCG(h.Sum64(), 1))
	within := int64(2 * time.Hour)
	p := plan{time.Duration(r.Int64N(within)), time.Duration(1 + r.Int64N(within)), r.IntN(4) == 0}
	if c.atOnce {
		p.returns = 0
	}
	return p
}

var odd = "Odd"

// task is the function of all tasks in package asl.
func (c *chance) task(ctx context.Context, in json.RawMessage) (json.RawMessage, error) {
	info := asl.TaskInfoFrom(ctx)
	p := c.plan(info.State, info.Attempt, info.Items)
	if err := info.Sleep(ctx, p.returns); err != nil {
		return nil, err
	}
	if info.Pattern != asl.WaitForTaskToken {
		if p.failed && !c.atOnce {
			return nil, &asl.Error{Name: odd}
		}
		return in, nil
	}
	if err := asl.Submit(ctx, []byte(`{}`)); err != nil {
		return nil, err
	}
	if err := info.Sleep(ctx, p.answers); err != nil {
		return nil, err
	}
	if p.failed {
		_ = info.Execution.SendTaskFailure(info.Token(), odd, "")
	} else {
		_ = info.Execution.SendTaskSuccess(info.Token(), []byte(`{}`))
	}
	return nil, asl.ErrPending
}

// prepare lets the tasks of a run of the workflow do the same. Answers by a token go to the run that
// there is then.
func (c *chance) prepare(*cluster) {
	c.env.RegisterActivityWithOptions(c.call, activity.RegisterOptions{Name: temporal.ActivityName, DisableAlreadyRegisteredCheck: true})
	for _, o := range c.owed {
		if !o.sent {
			c.send(o)
		}
	}
}

func (c *chance) send(o *owed) {
	env := c.env
	env.RegisterDelayedCallback(func() {
		o.sent = true
		env.SignalWorkflow(temporal.SignalName, o.signal)
	}, o.at.Sub(env.Now()))
}

// call stands for the activity.
func (c *chance) call(ctx context.Context, w temporal.Work, input converter.RawValue) (converter.RawValue, error) {
	task, err := w.Task(temporal.Text(input))
	if err != nil {
		return converter.RawValue{}, err
	}
	p, byToken := c.plan(task.State, task.Attempt, task.Items), task.Pattern == state.WaitForTaskToken
	in := state.Input{Kind: state.InputDone, Output: task.Input}
	switch {
	case p.failed && (byToken || !c.atOnce):
		in = state.Input{Kind: state.InputDone, Failure: &state.Failure{Error: &odd}}
	case byToken:
		in.Output = jsonvalue.MustParse(`{}`)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.calls[task.Key]++
	if byToken {
		o := &owed{at: c.env.Now().Add(p.returns + p.answers), signal: temporal.Signal(task.Token, in)}
		c.owed = append(c.owed, o)
		c.send(o)
		in = state.Input{Kind: state.InputSubmitted, Output: jsonvalue.MustParse(`{}`)}
	}
	if p.returns == 0 {
		return temporal.Answer(in).(converter.RawValue), nil
	}
	env, token := c.env, activity.GetInfo(ctx).TaskToken
	env.RegisterDelayedCallback(func() {
		if err := env.CompleteActivity(token, temporal.Answer(in), nil); err != nil {
			c.t.Log(err)
		}
	}, p.returns)
	return converter.RawValue{}, activity.ErrResultPending
}
