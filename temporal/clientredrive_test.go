package temporal_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.temporal.io/sdk/workflow"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/durable"
	"github.com/goasl/goasl/history"
	"github.com/goasl/goasl/jsonvalue"
	"github.com/goasl/goasl/state"
	"github.com/goasl/goasl/temporal"
)

// flaky has a function that fails if its input is "x", unless it was mended.
type flaky struct {
	mu     sync.Mutex
	mended bool
	calls  []string
}

func (f *flaky) mend() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.mended, f.calls = true, nil
}

func (f *flaky) mux() *asl.Mux {
	mux := functions()
	mux.Lambda("flaky", func(_ context.Context, in json.RawMessage) (json.RawMessage, error) {
		f.mu.Lock()
		defer f.mu.Unlock()
		f.calls = append(f.calls, string(in))
		if string(in) == `"x"` && !f.mended {
			return nil, asl.Errorf("Broken", "")
		}
		return in, nil
	})
	return mux
}

const tryFlaky = `"StartAt":"F","States":{"F":{"Type":"Task","Resource":"` + function + `flaky","End":true}}`

// redrivable are machines whose executions fail, by what fails.
var redrivable = map[string]struct{ definition, input string }{
	"a task":            {`{"StartAt":"E","States":{"E":{"Type":"Task","Resource":"` + function + `echo","Next":"F"},"F":{"Type":"Task","Resource":"` + function + `flaky","End":true}}}`, `"x"`},
	"a branch":          {`{"StartAt":"P","States":{"P":{"Type":"Parallel","End":true,"Branches":[{` + tryFlaky + `},{"StartAt":"W","States":{"W":{"Type":"Pass","Result":1,"End":true}}}]}}}`, `"x"`},
	"an iteration":      {`{"StartAt":"M","States":{"M":{"Type":"Map","End":true,"MaxConcurrency":1,"ItemProcessor":{` + tryFlaky + `}}}}`, `["a","x","b"]`},
	"a Map Run":         {distributed(tryFlaky), `["a","x"]`},
	"an EXPRESS item":   {strings.Replace(distributed(tryFlaky), "STANDARD", "EXPRESS", 1), `["a","x"]`},
	"items of an item":  {distributed(`"StartAt":"N","States":{"N":{"Type":"Map","Label":"K","End":true,"ItemProcessor":{"ProcessorConfig":{"Mode":"DISTRIBUTED","ExecutionType":"STANDARD"},` + tryFlaky + `}}}`), `[["a"],["x"]]`},
	"an item after one": {distributed(`"StartAt":"E","States":{"E":{"Type":"Task","Resource":"` + function + `echo","Next":"F"},"F":{"Type":"Task","Resource":"` + function + `flaky","End":true}}`), `["a","x"]`},
}

// begin starts an execution, and returns its ARN.
func begin(t *testing.T, our *temporal.Client, input string) string {
	t.Helper()
	started, err := our.Start(t.Context(), durable.Start{Machine: arn, Input: []byte(input)})
	if err != nil {
		t.Fatal(err)
	}
	return started.ARN
}

// play lets the workflow that a client has started run to its end.
func (w *oneWorkflow) play() {
	w.c.newRun(time.Now())
	w.c.env.ExecuteWorkflow(temporal.WorkflowName, w.args...)
}

// A redrive goes on as one in a store does: with the same events and the same calls.
func TestRedrive(t *testing.T) {
	for name, test := range redrivable {
		t.Run(name, func(t *testing.T) {
			var f flaky
			c := newCluster(t, test.definition, f.mux())
			our, w := clientOf(t, c)
			execution := begin(t, our, test.input)
			w.play()
			f.mend()
			date, err := our.Redrive(t.Context(), execution, "token")
			if err != nil {
				t.Fatal(err)
			}
			w.play()
			if again, err := our.Redrive(t.Context(), execution, "token"); err != nil || !again.Equal(date) {
				t.Errorf("the same token: %v, not %v, %v", again, date, err)
			}
			is, err := our.Describe(t.Context(), execution)
			if err != nil || is.Status != state.Succeeded || is.RedriveCount != 1 || !is.RedriveDate.Equal(date) {
				t.Fatal(is.Status, is.RedriveCount, is.RedriveDate, err)
			}
			events, _, err := our.History(t.Context(), execution, durable.HistoryPage{})
			if err != nil {
				t.Fatal(err)
			}
			wantEvents, wantCalls := redrivenInStore(t, test.definition, test.input)
			if diff := cmp.Diff(wantEvents, steps(events)); diff != "" {
				t.Errorf("events (-in a store +here):\n%s", diff)
			}
			if diff := cmp.Diff(wantCalls, f.calls); diff != "" {
				t.Errorf("calls (-in a store +here):\n%s", diff)
			}
		})
	}
}

// steps returns what the events are, and from which ones they follow.
func steps(events []history.Event) (all []string) {
	for _, e := range events {
		all = append(all, fmt.Sprint(e.ID, " ", e.Type, "<", e.PreviousEventID))
	}
	return all
}

// redrivenInStore returns the events of an execution in a store that was redriven, and the calls
// after that.
func redrivenInStore(t *testing.T, definition, input string) ([]string, []string) {
	t.Helper()
	var f flaky
	m, err := asl.MustParse(definition).With(asl.WithResolver(f.mux()))
	if err != nil {
		t.Fatal(err)
	}
	x, err := durable.New(durable.Memory())
	if err != nil {
		t.Fatal(err)
	}
	if err := x.Register(arn, m); err != nil {
		t.Fatal(err)
	}
	go func() { _ = x.Run(t.Context()) }()
	started, err := x.Start(t.Context(), durable.Start{Machine: arn, Input: []byte(input)})
	if err != nil {
		t.Fatal(err)
	}
	for _, then := range []func(){
		func() {
			f.mend()
			if _, err := x.Redrive(t.Context(), started.ARN, ""); err != nil {
				t.Fatal(err)
			}
		},
		func() {},
	} {
		if _, err := x.Wait(t.Context(), started.ARN); err != nil {
			t.Fatal(err)
		}
		then()
	}
	events, _, err := x.History(t.Context(), started.ARN, durable.HistoryPage{})
	if err != nil {
		t.Fatal(err)
	}
	return steps(events), f.calls
}

// What cannot be redriven is refused as in a store.
func TestRedriveRefused(t *testing.T) {
	var k tokens
	c := newCluster(t, approval, k.mux())
	our, w := clientOf(t, c)
	execution := begin(t, our, `{}`)
	refused := func(what string) {
		t.Helper()
		want := "Execution " + execution + " invalid for redrive as: Execution is " + what + " and cannot be redriven"
		_, err := our.Redrive(t.Context(), execution, "")
		var is *asl.Error
		if !errors.As(err, &is) || is.Name != durable.ErrExecutionNotRedrivable.Name || is.Cause != want {
			t.Errorf("%s: %v", what, err)
		}
	}
	c.during = func(c *cluster) {
		c.env.RegisterDelayedCallback(func() { refused("RUNNING") }, time.Minute)
		c.after(2*time.Minute, &k, state.Input{Kind: state.InputDone, Output: jsonvalue.True})
	}
	w.play()
	refused("SUCCEEDED")
	if _, err := our.Redrive(t.Context(), "x", ""); !errors.Is(err, durable.ErrExecutionDoesNotExist) {
		t.Error("no execution:", err)
	}
}

// An execution whose values are too large to be kept beside its description is redriven by what a
// worker tells.
func TestRedriveOfLargeValues(t *testing.T) {
	var f flaky
	c := newCluster(t, `{"StartAt":"P","States":{"P":{"Type":"Pass","Result":"x","Next":"F"},"F":{"Type":"Task","Resource":"`+function+`flaky","End":true}}}`, f.mux())
	c.opts = []temporal.Option{temporal.WithPayloadLimit(2_500)}
	our, w := clientOf(t, c)
	execution := begin(t, our, `"`+strings.Repeat("y", 1_000)+`"`)
	w.play()
	f.mend()
	if _, err := our.Redrive(t.Context(), execution, ""); err != nil || w.saved != 1 {
		t.Fatal(w.saved, err)
	}
	w.play()
	if is, err := our.Describe(t.Context(), execution); err != nil || is.Status != state.Succeeded {
		t.Error(is, err)
	}
}

// An execution that was stopped, or has timed out, is redriven from where it was; it can be more
// than once.
func TestRedriveStopped(t *testing.T) {
	var k tokens
	c := newCluster(t, approval, k.mux())
	our, w := clientOf(t, c)
	execution := begin(t, our, `{}`)
	c.during = func(c *cluster) { c.after(time.Minute, nil, state.Input{Kind: state.InputAbort}) }
	var date time.Time
	for n := range 3 {
		w.play()
		is, err := our.Describe(t.Context(), execution)
		if err != nil || is.Status != state.Aborted || is.RedriveCount != n {
			t.Fatal(is, err)
		}
		if date, err = our.Redrive(t.Context(), execution, fmt.Sprint(n)); err != nil {
			t.Fatal(err)
		}
	}
	c.during = func(c *cluster) {
		c.env.RegisterDelayedCallback(func() {
			if again, err := our.Redrive(t.Context(), execution, "2"); err != nil || !again.Equal(date) {
				t.Errorf("the same token, while it runs: %v, not %v, %v", again, date, err)
			}
		}, time.Second)
		c.after(time.Minute, &k, state.Input{Kind: state.InputDone, Output: jsonvalue.True})
	}
	w.play()
	is, err := our.Describe(t.Context(), execution)
	if err != nil || is.Status != state.Succeeded || is.RedriveCount != 3 || len(k.all) != 4 {
		t.Error(is, len(k.all), err)
	}
}

// An execution whose workflow was terminated has the status ABORTED, and can be redriven.
func TestRedriveTerminated(t *testing.T) {
	var k tokens
	c := newCluster(t, approval, k.mux())
	our, w := clientOf(t, c)
	execution := begin(t, our, `{}`)
	c.during = func(c *cluster) {
		c.env.RegisterDelayedCallback(func() {
			w.terminated = true
			if _, err := our.Redrive(t.Context(), execution, ""); err != nil {
				t.Error(err)
			}
			w.terminated = false
		}, time.Minute)
	}
	w.play() // to a timeout, which has no effect
	c.during = func(c *cluster) { c.after(time.Minute, &k, state.Input{Kind: state.InputDone, Output: jsonvalue.True}) }
	w.play()
	is, err := our.Describe(t.Context(), execution)
	if err != nil || is.Status != state.Succeeded || is.RedriveCount != 1 {
		t.Error(is, err)
	}
	events, _, err := our.History(t.Context(), execution, durable.HistoryPage{From: 6, Max: 2})
	if diff := cmp.Diff([]history.Type{history.TypeExecutionAborted, history.TypeExecutionRedriven}, types(events)); diff != "" || err != nil {
		t.Error(diff, err)
	}
}

// An execution of a Map Run that was cancelled may not have ended when its Map Run is redriven: that
// waits for it.
func TestRedriveWaitsForItems(t *testing.T) {
	var f flaky
	c := newCluster(t, distributed(tryFlaky), f.mux())
	c.machines[arn+"2"] = asl.MustParse(`{"StartAt":"W","States":{"W":{"Type":"Wait","Seconds":5,"Next":"F"},"F":{"Type":"Fail"}}}`)
	our, w := itemClientOf(t, c)
	c.during = func(*cluster) { w.watch() }
	execution := begin(t, our, `["x"]`)
	w.play()
	f.mend()
	if _, err := our.Redrive(t.Context(), execution, ""); err != nil {
		t.Fatal(err)
	}
	item, env := w.items[0].Execution.WorkflowId, c.newRun(time.Now())
	other, _, err := env.Begin(arn+"2", env.Config(arn+"2"), []byte(`{}`))
	if err != nil {
		t.Fatal(err)
	}
	both := func(ctx workflow.Context) error { // that which has not ended, and the redrive
		start := func(id string, args []any) workflow.ChildWorkflowFuture {
			return workflow.ExecuteChildWorkflow(workflow.WithChildOptions(ctx, workflow.ChildWorkflowOptions{WorkflowID: id}), temporal.WorkflowName, args...)
		}
		_ = start(item, other).GetChildWorkflowExecution().Get(ctx, nil)
		return start(execution, w.args).Get(ctx, nil)
	}
	c.env.RegisterWorkflow(both)
	began := c.env.Now()
	c.env.ExecuteWorkflow(both)
	if err := c.env.GetWorkflowError(); err != nil || !cmp.Equal(f.calls, []string{`"x"`}) {
		t.Error(f.calls, err)
	}
	if d := c.env.Now().Sub(began); d < 5*time.Second || d > 7*time.Second {
		t.Errorf("it took %v", d)
	}
}
