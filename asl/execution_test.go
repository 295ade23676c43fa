package asl_test

import (
	"context"
	"encoding/json"
	"errors"
	"iter"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/history"

	"github.com/google/go-cmp/cmp"
)

// start starts m and fails the test if that is impossible.
func start(t testing.TB, m *asl.Machine, input string, opts ...asl.Option) *asl.Execution {
	t.Helper()
	x, err := m.Start(context.Background(), []byte(input), opts...)
	if err != nil {
		t.Fatal(err)
	}
	return x
}

// wait waits for the end of x.
func wait(t testing.TB, x *asl.Execution) (*asl.Result, error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	r, err := x.Wait(ctx)
	if r == nil {
		t.Fatal(err)
	}
	return r, err
}

// await waits until an event of a type has happened.
func await(t *testing.T, x *asl.Execution, kind history.Type) {
	t.Helper()
	for e, err := range x.Events(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		if e.Type == kind {
			return
		}
	}
	t.Fatalf("the execution ended without the event %s", kind)
}

// gate is a task that tells when it runs, and returns its input when it is
// opened or its context ends.
type gate struct {
	running chan string // states
	opened  chan struct{}
}

func newGate() *gate { return &gate{make(chan string, 100), make(chan struct{})} }

func (g *gate) option() asl.Option {
	return work(func(ctx context.Context, in json.RawMessage) (json.RawMessage, error) {
		g.running <- asl.TaskInfoFrom(ctx).State
		select {
		case <-g.opened:
			return in, nil
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	})
}

func TestStart(t *testing.T) {
	noLeak(t)
	g := newGate()
	x := start(t, machine(t, task("")), `{"a":1}`, g.option(), asl.WithName("n"))
	<-g.running
	if x.Status() != asl.Running || x.Name() != "n" || !strings.HasSuffix(x.ARN(), ":execution:StateMachine:n") {
		t.Errorf("status %s, name %q, ARN %s", x.Status(), x.Name(), x.ARN())
	}
	ended, cancel := context.WithCancel(context.Background())
	cancel()
	if r, err := x.Wait(ended); r != nil || !errors.Is(err, context.Canceled) {
		t.Errorf("Wait with an ended context: %v, %v", r, err)
	}
	select {
	case <-x.Done():
		t.Error("it is done before its task")
	default:
	}
	close(g.opened)
	r, err := wait(t, x)
	if err != nil || string(r.Output) != `{"a":1}` || x.Status() != asl.Succeeded {
		t.Errorf("status %s, output %s, %v", x.Status(), r.Output, err)
	}
	for range 50 {
		if again, err := x.Wait(ended); again != r || err != nil {
			t.Fatalf("Wait with an ended context after the end: %v, %v", again, err)
		}
	}
	<-x.Done()
}

func TestContextEnds(t *testing.T) {
	boom := errors.New("boom")
	for name, definition := range map[string]string{
		"in a task":     task(""),
		"in a wait":     `{"StartAt": "W", "States": {"W": {"Type": "Wait", "Seconds": 3600, "End": true}}}`,
		"in a loop":     `{"StartAt": "L", "States": {"L": {"Type": "Pass", "Next": "C"}, "C": {"Type": "Choice", "Choices": [{"Variable": "$.x", "IsPresent": true, "Next": "E"}], "Default": "L"}, "E": {"Type": "Succeed"}}}`,
		"in a Parallel": only(`"Type": "Parallel", "Branches": [{"StartAt": "B", "States": {"B": {"Type": "Task", "Resource": "work", "End": true}}}, {"StartAt": "W", "States": {"W": {"Type": "Wait", "Seconds": 3600, "End": true}}}]`),
	} {
		t.Run(name, func(t *testing.T) {
			noLeak(t)
			ctx, cancel := context.WithCancelCause(context.Background())
			defer cancel(nil)
			var events []history.Type
			time.AfterFunc(20*time.Millisecond, func() { cancel(boom) })
			r, err := machine(t, definition, newGate().option(), asl.WithLimits(asl.Unlimited()),
				asl.WithObserver(func(_ *asl.Execution, e history.Event) { events = append(events, e.Type) }),
			).Execute(ctx, []byte(`{}`))
			if !errors.Is(err, context.Canceled) || !errors.Is(err, boom) {
				t.Errorf("error %v, want one that wraps the context's and its cause", err)
			}
			if r == nil || r.Status != asl.Running || r.Error != nil || !r.Ended.IsZero() || r.Output != nil {
				t.Fatalf("result %+v, want one that is RUNNING", r)
			}
			if last := events[len(events)-1]; strings.HasPrefix(string(last), "Execution") && last != "ExecutionStarted" || strings.HasSuffix(string(last), "Aborted") {
				t.Errorf("the last event is %s", last)
			}
			if err := r.Decode(new(any)); err == nil || !strings.Contains(err.Error(), "RUNNING") {
				t.Errorf("Decode: %v", err)
			}
		})
	}
}

func TestDeadlineEnds(t *testing.T) {
	noLeak(t)
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Millisecond)
	defer cancel()
	x, err := machine(t, task(""), newGate().option()).Start(ctx, []byte(`{}`))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := wait(t, x); !errors.Is(err, context.DeadlineExceeded) || x.Status() != asl.Running {
		t.Errorf("status %s, %v; want RUNNING and context.DeadlineExceeded", x.Status(), err)
	}
	if err := x.Stop("", ""); err == nil {
		t.Error("an execution that is driven no longer was stopped")
	}
	if x.Status() != asl.Running {
		t.Errorf("status %s after Stop", x.Status())
	}
}

func TestStop(t *testing.T) {
	for name, definition := range map[string]string{
		"a task":   task(""),
		"a wait":   `{"StartAt": "W", "States": {"W": {"Type": "Wait", "Seconds": 3600, "End": true}}}`,
		"branches": only(`"Type": "Parallel", "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "A"}], "Branches": [{"StartAt": "B", "States": {"B": {"Type": "Task", "Resource": "work", "End": true}}}, {"StartAt": "W", "States": {"W": {"Type": "Wait", "Seconds": 3600, "End": true}}}]`),
	} {
		t.Run(name, func(t *testing.T) {
			noLeak(t)
			g := newGate()
			x := start(t, machine(t, definition, g.option()), `{}`)
			if strings.Contains(definition, "work") {
				<-g.running
			}
			if err := x.Stop("Why", "because"); err != nil {
				t.Fatal(err)
			}
			r, err := wait(t, x)
			var e *asl.Error
			if !errors.As(err, &e) || e.Name != "Why" || e.Cause != "because" || r.Error != e || !strings.Contains(err.Error(), "aborted") {
				t.Errorf("error %v", err)
			}
			if r.Status != asl.Aborted || x.Status() != asl.Aborted || r.Ended.IsZero() {
				t.Errorf("status %s and %s, ended %v", r.Status, x.Status(), r.Ended)
			}
			last := r.History()[len(r.History())-1]
			if diff := cmp.Diff(`{"error":"Why","cause":"because"}`, string(last.AppendDetails(nil))); last.Type != "ExecutionAborted" || diff != "" {
				t.Errorf("the last event is %s (-want +got):\n%s", last.Type, diff)
			}
			if err := x.Stop("", ""); err == nil {
				t.Error("it was stopped twice")
			}
		})
	}
}

func TestStopWithoutReason(t *testing.T) {
	x := start(t, machine(t, `{"StartAt": "W", "States": {"W": {"Type": "Wait", "Seconds": 3600, "End": true}}}`), `{}`)
	if err := x.Stop("", ""); err != nil {
		t.Fatal(err)
	}
	r, err := wait(t, x)
	if err == nil || r.Error == nil || r.Error.HasName() || r.Error.HasCause() {
		t.Errorf("error %v, want one without name and cause", err)
	}
}

// TestStopFromInside stops an execution in the goroutine that drives it.
func TestStopFromInside(t *testing.T) {
	const definition = `{"StartAt": "A", "States": {
		"A": {"Type": "Task", "Resource": "work", "Next": "B"}, "B": {"Type": "Task", "Resource": "work", "End": true}}}`
	t.Run("an inline task", func(t *testing.T) {
		noLeak(t)
		for _, exits := range []bool{false, true} {
			m := machine(t, definition, work(func(ctx context.Context, in json.RawMessage) (json.RawMessage, error) {
				info := asl.TaskInfoFrom(ctx)
				if err := info.Execution.Stop("Own", ""); err != nil || ctx.Err() == nil {
					t.Errorf("Stop: %v, the context: %v", err, ctx.Err())
				}
				if exits {
					runtime.Goexit()
				}
				return in, nil
			}))
			r, err := m.Execute(context.Background(), []byte(`{}`))
			if !errors.Is(err, &asl.Error{Name: "Own"}) || r.Status != asl.Aborted || len(r.Path()) != 1 {
				t.Errorf("status %s, path %v, error %v", r.Status, r.Path(), err)
			}
		}
	})
	t.Run("an observer", func(t *testing.T) {
		noLeak(t)
		m := machine(t, definition, work(named("null")), asl.WithObserver(func(x *asl.Execution, e history.Event) {
			if e.Type == "TaskStateExited" {
				_ = x.Stop("Own", "")
			}
		}))
		r, err := m.Execute(context.Background(), []byte(`{}`))
		if !errors.Is(err, &asl.Error{Name: "Own"}) || r.Status != asl.Aborted {
			t.Errorf("status %s, error %v", r.Status, err)
		}
	})
}

func TestStopWhileAnInlineTaskRuns(t *testing.T) {
	noLeak(t)
	g := newGate()
	executions := make(chan *asl.Execution, 1)
	m := machine(t, task(""), g.option(), asl.WithObserver(func(x *asl.Execution, e history.Event) {
		if e.Type == "ExecutionStarted" {
			executions <- x
		}
	}))
	go func() {
		x := <-executions
		<-g.running
		_ = x.Stop("Own", "")
	}()
	if r, err := m.Execute(context.Background(), []byte(`{}`)); !errors.Is(err, &asl.Error{Name: "Own"}) || r.Status != asl.Aborted {
		t.Errorf("status %s, error %v", r.Status, err)
	}
}

// TestStopDoesNotWaitForATask checks that an execution ends although its task
// ignores its context.
func TestStopDoesNotWaitForATask(t *testing.T) {
	noLeak(t)
	release, running := make(chan struct{}), make(chan struct{})
	defer close(release)
	x := start(t, machine(t, task("")), `{}`, work(func(context.Context, json.RawMessage) (json.RawMessage, error) {
		close(running)
		<-release
		return nil, nil
	}))
	<-running
	_ = x.Stop("", "")
	if r, _ := wait(t, x); r.Status != asl.Aborted {
		t.Errorf("status %s", r.Status)
	}
}

// collect reads events until there are no more.
func collect(events iter.Seq2[history.Event, error]) (all []history.Event, err error) {
	for e, err := range events {
		if err != nil {
			return all, err
		}
		all = append(all, e)
	}
	return all, nil
}

func TestEvents(t *testing.T) {
	noLeak(t)
	g := newGate()
	x := start(t, machine(t, `{"StartAt": "P", "States": {"P": {"Type": "Pass", "Next": "A"}, "A": {"Type": "Task", "Resource": "work", "End": true}}}`), `{}`, g.option())
	<-g.running
	var live []history.Type
	for e, err := range x.Events(context.Background()) {
		if err != nil {
			t.Fatal(err)
		}
		if live = append(live, e.Type); e.Type == "LambdaFunctionStarted" {
			close(g.opened) // all of this came before the end
		}
	}
	want := []history.Type{
		"ExecutionStarted", "PassStateEntered", "PassStateExited", "TaskStateEntered", "LambdaFunctionScheduled",
		"LambdaFunctionStarted", "LambdaFunctionSucceeded", "TaskStateExited", "ExecutionSucceeded",
	}
	if diff := cmp.Diff(want, live); diff != "" {
		t.Errorf("events (-want +got):\n%s", diff)
	}
	r, _ := wait(t, x)
	after, err := collect(x.Events(context.Background()))
	if err != nil || !cmp.Equal(types(r.History()), types(after)) {
		t.Errorf("events after the end: %v, %v", types(after), err)
	}
	for range x.Events(context.Background()) {
		break // whoever stops to read leaves nothing behind
	}
}

// TestEventsOfTasksThatRun lets each task return when it is told that it has
// begun: no event of a task that runs is held back.
func TestEventsOfTasksThatRun(t *testing.T) {
	noLeak(t)
	release := make(chan struct{})
	x := start(t, machine(t, chainOfTasks(3), work(func(_ context.Context, in json.RawMessage) (json.RawMessage, error) {
		<-release
		return in, nil
	})), `{}`)
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	for e, err := range x.Events(ctx) {
		if err != nil {
			t.Fatal(err)
		}
		if e.Type == history.TypeLambdaFunctionStarted {
			release <- struct{}{}
		}
	}
}

func TestEventsEnd(t *testing.T) {
	t.Run("with their context", func(t *testing.T) {
		noLeak(t)
		g := newGate()
		x := start(t, machine(t, task("")), `{}`, g.option())
		<-g.running
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Millisecond)
		defer cancel()
		events, err := collect(x.Events(ctx))
		if !errors.Is(err, context.DeadlineExceeded) || len(events) == 0 || x.Status() != asl.Running {
			t.Errorf("%d events, %v, status %s", len(events), err, x.Status())
		}
		close(g.opened)
		wait(t, x)
	})
	t.Run("with the caller's context", func(t *testing.T) {
		noLeak(t)
		g := newGate()
		ctx, cancel := context.WithCancel(context.Background())
		x, err := machine(t, task("")).Start(ctx, []byte(`{}`), g.option())
		if err != nil {
			t.Fatal(err)
		}
		<-g.running
		cancel()
		events, err := collect(x.Events(context.Background()))
		if !errors.Is(err, context.Canceled) || len(events) == 0 {
			t.Errorf("%d events, %v; want the error of the execution", len(events), err)
		}
	})
}
