package asl_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/history"

	"github.com/google/go-cmp/cmp"
)

// manyStates has states inside others, a retry and a Catch.
const manyStates = `{"StartAt": "Each", "States": {
	"Each": {"Type": "Map", "MaxConcurrency": 1, "Next": "Both", "ItemProcessor": {"StartAt": "Try", "States": {
		"Try": {"Type": "Task", "Resource": "work", "End": true,
			"Retry": [{"ErrorEquals": ["Busy"]}], "Catch": [{"ErrorEquals": ["Closed"], "Next": "Caught"}]},
		"Caught": {"Type": "Pass", "End": true}}}},
	"Both": {"Type": "Parallel", "Next": "Last", "Branches": [
		{"StartAt": "Left", "States": {"Left": {"Type": "Wait", "Seconds": 1, "End": true}}},
		{"StartAt": "Right", "States": {"Right": {"Type": "Choice", "Default": "Far",
			"Choices": [{"Variable": "$.x", "IsPresent": true, "Next": "Far"}]}, "Far": {"Type": "Succeed"}}}]},
	"Last": {"Type": "Fail", "Error": "Own"}}}`

func TestStateOf(t *testing.T) {
	want := []string{"ExecutionStarted ", "MapStateEntered Each", "MapStateStarted Each"}
	attempt := []string{"LambdaFunctionScheduled Try", "LambdaFunctionStarted Try"}
	for _, more := range [][]string{
		{"LambdaFunctionSucceeded Try", "TaskStateExited Try"},
		append(append([]string{"LambdaFunctionFailed Try"}, attempt...), "LambdaFunctionSucceeded Try", "TaskStateExited Try"),
		{"LambdaFunctionFailed Try", "TaskStateExited Try", "PassStateEntered Caught", "PassStateExited Caught"},
	} {
		want = append(want, "MapIterationStarted Each", "TaskStateEntered Try")
		want = append(append(want, attempt...), more...)
		want = append(want, "MapIterationSucceeded Each")
	}
	want = append(want, "MapStateSucceeded Each", "MapStateExited Each", "ParallelStateEntered Both", "ParallelStateStarted Both",
		"WaitStateEntered Left", "ChoiceStateEntered Right", "ChoiceStateExited Right", "SucceedStateEntered Far", "SucceedStateExited Far",
		"WaitStateExited Left", "ParallelStateSucceeded Both", "ParallelStateExited Both", "FailStateEntered Last", "ExecutionFailed ")
	of := func(x *asl.Execution, e history.Event) string {
		name := ""
		if s := x.StateOf(e); s != nil {
			name = s.Name()
		}
		return fmt.Sprint(e.Type, " ", name)
	}
	for name, keep := range map[string]asl.History{"Full": asl.KeepHistory(), "None": asl.DropHistory(), "Sink": asl.HistorySink(func(history.Event) {})} {
		t.Run(name, func(t *testing.T) {
			noLeak(t)
			var got []string
			var first history.Event
			m := machine(t, manyStates, virtual(), asl.WithHistory(keep), work(func(ctx context.Context, in json.RawMessage) (json.RawMessage, error) {
				switch info := asl.TaskInfoFrom(ctx); {
				case info.Items[0].Index == 1 && info.Attempt == 0:
					return nil, &asl.Error{Name: "Busy"}
				case info.Items[0].Index == 2:
					return nil, &asl.Error{Name: "Closed"}
				}
				return in, nil
			}), asl.WithObserver(func(x *asl.Execution, e history.Event) {
				if got = append(got, of(x, e)); e.Type == history.TypeMapStateEntered {
					first = e
				}
			}))
			x := start(t, m, `[{}, {}, {}]`)
			r, _ := wait(t, x)
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("the states (-want +got):\n%s", diff)
			}
			var after []string
			for _, e := range r.History() {
				after = append(after, of(x, e))
			}
			if name == "Full" && !cmp.Equal(want, after) {
				t.Errorf("after the end:\n%s", cmp.Diff(want, after))
			}
			if kept := x.StateOf(first) != nil; kept != (name == "Full") {
				t.Errorf("after the end the state of the first event is known: %v", kept)
			}
			if s := x.StateOf(history.Event{ID: 1_000_000}); s != nil {
				t.Errorf("an event that there is not belongs to %s", s.Name())
			}
		})
	}
}

// TestObserverKnowsTheExecution: its machine, its context, and how it is at the moment
// of the event.
func TestObserverKnowsTheExecution(t *testing.T) {
	noLeak(t)
	type key struct{}
	ctx := context.WithValue(context.Background(), key{}, "the caller's")
	child := machine(t, chain(100))
	var m *asl.Machine
	var mu sync.Mutex
	events := map[*asl.Machine]int{}
	observe := asl.WithObserver(func(x *asl.Execution, e history.Event) {
		mu.Lock()
		events[x.Machine()]++
		mu.Unlock()
		if x.Context().Value(key{}) != "the caller's" || x.Context().Err() != nil {
			t.Errorf("%s: its context is %v, %v", e.Type, x.Context().Value(key{}), x.Context().Err())
		}
		d, want := x.Describe(), asl.Running
		if e.Type == history.TypeExecutionSucceeded {
			want = asl.Succeeded
		}
		if d.Status != want || x.Status() != want || d.Ended.IsZero() != (want == asl.Running) || d.Output.Exists() != (want == asl.Succeeded) {
			t.Errorf("event %d, %s: it is %s and %s, ended %v", e.ID, e.Type, d.Status, x.Status(), d.Ended)
		}
	})
	child, err := child.With(observe)
	if err != nil {
		t.Fatal(err)
	}
	m = machine(t, parent(".sync", ""), starts(t, child, nil0), observe)
	x, err := m.Start(ctx, []byte(`{}`))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := wait(t, x); err != nil {
		t.Error(err)
	}
	if len(events) != 2 || events[m] != 8 || events[child] != 202 {
		t.Errorf("%d events of the parent, %d of the child, of %d machines", events[m], events[child], len(events))
	}
	if x.Machine() != m || !errors.Is(x.Context().Err(), context.Canceled) {
		t.Errorf("after the end: %v, its context %v", x.Machine(), x.Context().Err())
	}
	<-x.Context().Done()
}

// TestContextOfAnExecution: what is begun under it ends with the execution, before the
// caller's context does.
func TestContextOfAnExecution(t *testing.T) {
	noLeak(t)
	g := newGate()
	x := start(t, machine(t, task(""), g.option()), `{}`)
	<-g.running
	derived, cancel := context.WithCancel(x.Context())
	defer cancel()
	if derived.Err() != nil {
		t.Error("it has ended while the execution runs")
	}
	_ = x.Stop("", "")
	wait(t, x)
	<-derived.Done()
}

// TestLogOfTheEnd: each record names execution and machine; the last one says how it
// ended and how long it took, or that it was stopped and why.
func TestLogOfTheEnd(t *testing.T) {
	noLeak(t)
	boom := errors.New("boom")
	waits := only(`"Type": "Wait", "Seconds": 60`)
	for name, test := range map[string]struct {
		definition string
		during     func(x *asl.Execution, cancel context.CancelCauseFunc)
		want       string
	}{
		"success": {waits, nil, `INFO execution ended SUCCEEDED 1m0s`},
		"failure": {`{"StartAt": "F", "States": {"F": {"Type": "Fail"}}}`, nil, `INFO execution ended FAILED 0s`},
		"Stop": {waits, func(x *asl.Execution, _ context.CancelCauseFunc) { _ = x.Stop("", "") },
			`INFO execution ended ABORTED 10s`},
		"context": {waits, func(_ *asl.Execution, cancel context.CancelCauseFunc) { cancel(boom) },
			`WARN execution stopped asl: the execution was stopped: context canceled: boom 10s`},
		"panic": {waits, func(*asl.Execution, context.CancelCauseFunc) { panic("no") },
			`WARN execution stopped asl: the execution was stopped: an observer, or what else it calls, panicked: panic: a value of type string 10s`},
	} {
		t.Run(name, func(t *testing.T) {
			var log bytes.Buffer
			ctx, cancel := context.WithCancelCause(context.Background())
			defer cancel(nil)
			clock := asl.NewVirtualClock(epoch)
			m := machine(t, test.definition, asl.WithClock(clock), asl.WithName("n"), asl.WithIdentity(asl.Identity{Machine: "orders"}),
				asl.WithLogger(slog.New(slog.NewJSONHandler(&log, nil))), asl.WithObserver(func(x *asl.Execution, e history.Event) {
					if e.Type == history.TypeWaitStateEntered && test.during != nil {
						clock.Advance(10 * time.Second)
						test.during(x, cancel)
					}
				}))
			_, _ = m.Execute(ctx, []byte(`{}`))
			last := ""
			for line := range strings.Lines(log.String()) {
				var r struct {
					Level, Msg, Execution, Machine, Status, Error string
					Duration                                      time.Duration
				}
				if err := json.Unmarshal([]byte(line), &r); err != nil || r.Execution != "n" || r.Machine != "orders" {
					t.Errorf("%v in %s", err, line)
				}
				last = fmt.Sprint(r.Level, " ", r.Msg, " ", r.Status+r.Error, " ", r.Duration)
			}
			if last != test.want {
				t.Errorf("the last record is\n%s, want\n%s", last, test.want)
			}
			if n := strings.Count(log.String(), `"execution started"`); n != 1 {
				t.Errorf("it was started %d times", n)
			}
		})
	}
}

// TestLogOfTheStart: an execution is started once, however many goroutines drive it.
func TestLogOfTheStart(t *testing.T) {
	noLeak(t)
	var log bytes.Buffer
	m := machine(t, chainOfTasks(3), work(func(ctx context.Context, in json.RawMessage) (json.RawMessage, error) {
		asl.TaskInfoFrom(ctx).Heartbeat() // has another goroutine drive
		return in, nil
	}), asl.WithLogger(slog.New(slog.NewTextHandler(&log, nil))))
	execute(t, m, `{}`)
	if n := strings.Count(log.String(), "execution started"); n != 1 {
		t.Errorf("it was started %d times", n)
	}
}
