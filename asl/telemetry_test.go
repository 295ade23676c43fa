package asl_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/history"
	"github.com/goasl/goasl/state"

	"github.com/google/go-cmp/cmp"
)

// follower notes what WithTelemetry tells, by the name of the machine.
type follower struct {
	mu    sync.Mutex
	notes []string
}

type followedKey struct{}

func (f *follower) note(format string, args ...any) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.notes = append(f.notes, fmt.Sprintf(format, args...))
}

func (f *follower) begin(ctx context.Context, b asl.Beginning) *asl.Telemetry {
	name := b.Execution.Describe().Identity.Machine
	f.note("%s begins in %v, %d lines, saved %t", name, ctx.Value(followedKey{}), len(b.Lines), b.Saved)
	return &asl.Telemetry{
		Event: func(e history.Event) {
			if strings.HasSuffix(string(e.Type), "StateEntered") {
				f.note("%s: %s", name, e.Type)
			}
		},
		Context: func(ctx context.Context, e state.Effect) context.Context {
			text := strings.TrimPrefix(fmt.Sprintf("%T", e), "*state.")
			f.note("%s: %s", name, text)
			return context.WithValue(ctx, followedKey{}, text)
		},
		Stopped: func(lines []state.Line) {
			f.note("%s stops, %d lines", name, len(lines))
			panic("dropped")
		},
	}
}

// TestTelemetry: who follows an execution is told of it, of its children and of the executions
// of its Map Runs, and its contexts are those of tasks and of what they start.
func TestTelemetry(t *testing.T) {
	noLeak(t)
	f := &follower{}
	var mux asl.Mux
	mux.Handle("work", func(ctx context.Context, in json.RawMessage) (json.RawMessage, error) {
		f.note("called in %v", ctx.Value(followedKey{}))
		return in, nil
	})
	named := func(name string) asl.Option { return asl.WithIdentity(asl.Identity{Machine: name}) }
	mux.HandleMachine("child", machine(t, `{"StartAt": "T", "States": {"T": {"Type": "Task", "Resource": "work", "End": true}}}`, named("child")))
	m := machine(t, `{"StartAt": "C", "States": {
		"C": {"Type": "Task", "Resource": "arn:aws:states:::states:startExecution.sync:2", "Next": "M", "ResultPath": null,
			"Parameters": {"StateMachineArn": "arn:aws:states:us-east-1:000000000000:stateMachine:child", "Input": {}}},
		"M": {"Type": "Map", "End": true, "ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"},
			"StartAt": "P", "States": {"P": {"Type": "Pass", "End": true}}}}}}`,
		asl.WithResolver(&mux), virtual(), named("m"), asl.WithTelemetry(f.begin), asl.WithTelemetry(func(context.Context, asl.Beginning) *asl.Telemetry { return nil }))
	execute(t, m, `[1]`, asl.WithGrace(time.Second))
	f.mu.Lock()
	defer f.mu.Unlock()
	want := []string{
		"m begins in <nil>, 0 lines, saved false", "m: TaskStateEntered", "m: StartChild",
		"child begins in StartChild, 0 lines, saved false", "child: TaskStateEntered", "child: RunTask", "called in RunTask", "child stops, 0 lines",
		"m: MapStateEntered", "m: StartItem",
		"m begins in StartItem, 0 lines, saved false", "m: PassStateEntered", "m stops, 0 lines", "m stops, 0 lines",
	}
	if diff := cmp.Diff(want, f.notes); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestTelemetryGoesOn: an execution that goes on tells where, and belongs to no caller.
func TestTelemetryGoesOn(t *testing.T) {
	f := &follower{}
	var saved asl.Saved
	m := machine(t, `{"StartAt": "W", "States": {"W": {"Type": "Wait", "Seconds": 60, "Next": "T"}, "T": {"Type": "Task", "Resource": "work", "End": true}}}`,
		work(func(_ context.Context, in json.RawMessage) (json.RawMessage, error) { return in, nil }), virtual(), asl.WithTelemetry(f.begin),
		asl.WithCheckpoint(func(_ context.Context, c *asl.Checkpoint) (err error) {
			saved.Snapshot, err = c.Snapshot()
			return err
		}))
	ctx := context.WithValue(t.Context(), followedKey{}, "the caller")
	if _, err := m.Execute(ctx, []byte(`1`), asl.WithSuspension(time.Second)); !errors.Is(err, asl.ErrSuspended) {
		t.Fatalf("it ends with %v", err)
	}
	x, err := m.Resume(ctx, saved)
	if err == nil {
		_, err = x.Wait(ctx)
	}
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		"StateMachine begins in <nil>, 0 lines, saved true", "StateMachine: WaitStateEntered", "StateMachine stops, 1 lines",
		"StateMachine begins in <nil>, 1 lines, saved true", "StateMachine: TaskStateEntered", "StateMachine: RunTask", "StateMachine stops, 0 lines",
	}
	if diff := cmp.Diff(want, f.notes); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestNoTelemetry: an execution that nobody follows has no listeners, and takes no more memory.
func TestNoTelemetry(t *testing.T) {
	if _, err := asl.MustParse(`{"StartAt": "A", "States": {"A": {"Type": "Pass", "End": true}}}`).With(asl.WithTelemetry(nil)); err == nil {
		t.Error("nil is taken")
	}
	const tasks = `{"StartAt": "T", "States": {"T": {"Type": "Task", "Resource": "work", "End": true}}}`
	cost := func(opts ...asl.Option) (least float64) {
		m := machine(t, tasks, append(opts, work(func(_ context.Context, in json.RawMessage) (json.RawMessage, error) { return in, nil }))...)
		least = math.Inf(1)
		for range 3 { // the race detector empties pools at random
			least = min(least, testing.AllocsPerRun(70, func() { execute(t, m, `1`) }))
		}
		return least
	}
	without := cost()
	with := cost(asl.WithTelemetry(func(context.Context, asl.Beginning) *asl.Telemetry { return nil }))
	if with > without+1 { // the function that tells the time
		t.Errorf("it takes %v allocations, and %v without the option", with, without)
	}
}

// TestTraceHeader: a child has the header of the call that starts it, and a task that of its
// context, or one that follows from that of the execution.
func TestTraceHeader(t *testing.T) {
	var headers []string
	note := func(ctx context.Context, in json.RawMessage) (json.RawMessage, error) {
		headers = append(headers, asl.TraceHeader(ctx), asl.TaskInfoFrom(ctx).Execution.Describe().TraceHeader)
		return in, nil
	}
	var mux asl.Mux
	mux.Handle("work", note)
	mux.HandleMachine("child", machine(t, `{"StartAt": "T", "States": {"T": {"Type": "Task", "Resource": "work", "End": true}}}`, asl.WithResolver(&mux)))
	m := machine(t, `{"StartAt": "T", "States": {"T": {"Type": "Task", "Resource": "work", "Next": "C"},
		"C": {"Type": "Task", "Resource": "arn:aws:states:::states:startExecution.sync", "End": true,
			"Parameters": {"StateMachineArn": "arn:aws:states:us-east-1:000000000000:stateMachine:child", "Input": {}}}}}`,
		asl.WithResolver(&mux), virtual())
	const root = "Root=1-6ab4ae1a-76cd1e61fecf47d6a7af7587"
	execute(t, m, `{}`, asl.WithName("x"), asl.WithTraceHeader(root+";Sampled=1"))
	if len(headers) != 4 || headers[1] != root+";Sampled=1" || !strings.HasPrefix(headers[0], root+";Sampled=1;Parent=") ||
		!strings.HasPrefix(headers[3], root+";Sampled=1;Parent=") || headers[3] == headers[0] || headers[2] == headers[3] {
		t.Errorf("the headers are %q", headers)
	}
	headers = nil
	execute(t, m, `{}`)
	if diff := cmp.Diff([]string{"", "", "", ""}, headers); diff != "" {
		t.Errorf("without one (-want +got):\n%s", diff)
	}
	if got := asl.TraceHeader(asl.ContextWithTraceHeader(t.Context(), "own")); got != "own" {
		t.Errorf("the header of the context is %q", got)
	}
	if got := asl.TraceHeader(t.Context()); got != "" {
		t.Errorf("outside of a task it is %q", got)
	}
}

// TestTelemetryStopped: all who follow an execution are told that it has stopped, and so are
// those who wait for it, if one of them ends the goroutine.
func TestTelemetryStopped(t *testing.T) {
	noLeak(t)
	for name, leave := range map[string]func(){"panics": func() { panic("no") }, "exits": runtime.Goexit} {
		told := 0
		follow := asl.WithTelemetry(func(context.Context, asl.Beginning) *asl.Telemetry {
			return &asl.Telemetry{Stopped: func([]state.Line) { told++; leave() }}
		})
		x, err := machine(t, only(`"Type": "Pass"`), follow, follow).Start(t.Context(), []byte(`1`))
		if err != nil {
			t.Fatal(err)
		}
		if r, err := x.Wait(t.Context()); err != nil || r.Status != asl.Succeeded || told != 2 {
			t.Errorf("it %s: %v, error %v, %d are told", name, r, err, told)
		}
	}
}

// TestTelemetryOfItemsBreaks: an execution of a Map Run that breaks off before it begins is not
// waited for.
func TestTelemetryOfItemsBreaks(t *testing.T) {
	noLeak(t)
	var e asl.Executions
	m := machine(t, `{"StartAt": "M", "States": {"M": {"Type": "Map", "End": true, "ItemProcessor": {
		"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}, "StartAt": "P", "States": {"P": {"Type": "Pass", "End": true}}}}}}`,
		asl.WithExecutions(&e), asl.WithTelemetry(func(context.Context, asl.Beginning) *asl.Telemetry {
			return &asl.Telemetry{Context: func(context.Context, state.Effect) context.Context { panic("no") }}
		}))
	var broken *asl.PanicError
	if _, err := m.Execute(t.Context(), []byte(`[1]`)); !errors.As(err, &broken) {
		t.Errorf("it ends with %v, want the panic", err)
	}
	if left := e.List(); len(left) > 0 {
		t.Errorf("%d executions are left", len(left))
	}
}

// TestTelemetryWaits: who follows an execution cannot wait for it, and is told so.
func TestTelemetryWaits(t *testing.T) {
	noLeak(t)
	var got []error
	m := machine(t, task(""), work(nil0), asl.WithTelemetry(func(_ context.Context, b asl.Beginning) *asl.Telemetry {
		wait := func() {
			_, err := b.Execution.Wait(t.Context())
			got = append(got, err)
		}
		return &asl.Telemetry{
			Context: func(ctx context.Context, _ state.Effect) context.Context { wait(); return ctx },
			Stopped: func([]state.Line) { wait() },
		}
	}))
	execute(t, m, `{}`)
	if len(got) != 2 || !errors.Is(got[0], asl.ErrWaitsForItself) || !errors.Is(got[1], asl.ErrWaitsForItself) {
		t.Errorf("it gets %v", got)
	}
}
