package asl_test

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/history"
	"github.com/goasl/goasl/state"
)

// TestRedriveSaved: what has failed goes on where it failed, and is saved as before.
func TestRedriveSaved(t *testing.T) {
	noLeak(t)
	var c calls
	fails := true
	m := machine(t, `{"StartAt": "A", "States": {"A": {"Type": "Task", "Resource": "a", "Next": "B"}, "B": {"Type": "Task", "Resource": "b", "End": true}}}`,
		asl.WithMiddleware(c.count), asl.WithTask("A", nil0), asl.WithTask("B", func(ctx context.Context, _ json.RawMessage) (json.RawMessage, error) {
			if fails {
				return nil, errors.New("no")
			}
			return json.RawMessage(`"worked"`), nil
		}), asl.WithExecutions(new(asl.Executions)), asl.WithName("n"))
	var s disk
	if r, _ := m.Execute(t.Context(), []byte(`{}`), asl.WithCheckpoint(s.save)); r.Status != asl.Failed {
		t.Fatal(r.Status)
	}
	if _, err := m.Redrive(t.Context(), s.saved, asl.WithClock(asl.NewVirtualClock(time.Now().AddDate(0, 1, 0)))); !strings.Contains(errorText(err), "ExecutionNotRedrivable") {
		t.Errorf("after a month: %v", err)
	}
	fails = false
	x, err := m.Redrive(t.Context(), s.saved, asl.WithCheckpoint(s.save), asl.WithClientToken("once"))
	if err != nil {
		t.Fatal(err)
	}
	r, err := x.Wait(t.Context())
	if err != nil || string(r.Output) != `"worked"` || r.Describe().RedriveCount != 1 {
		t.Errorf("%s, %v, redriven %d times", r.Output, err, r.Describe().RedriveCount)
	}
	if last := s.events[len(s.events)-1]; int(last.ID) != len(s.events) || !slices.Contains(typesOf(s.events), history.TypeExecutionRedriven) {
		t.Errorf("the events are %v", typesOf(s.events))
	}
	if len(c.byKey) != 3 {
		t.Errorf("the calls are %v", c.byKey)
	}
	again, err := m.Resume(t.Context(), s.saved) // the records with the redrive fit
	if err != nil {
		t.Fatal(err)
	}
	if r, err := again.Wait(t.Context()); err != nil || r.Describe().RedriveCount != 1 {
		t.Errorf("resumed after the end: %s, %v", r.Status, err)
	}
	var refusal *state.RedriveError
	if _, err := m.Redrive(t.Context(), s.saved); !errors.As(err, &refusal) {
		t.Errorf("after success: %v", err)
	}
	same, err := m.Redrive(t.Context(), s.saved, asl.WithClientToken("once"))
	if err != nil {
		t.Fatal("with the same token:", err)
	}
	if r, err := same.Wait(t.Context()); err != nil || r.Describe().RedriveCount != 1 {
		t.Errorf("with the same token: %s, %v, redriven %d times", r.Status, err, r.Describe().RedriveCount)
	}
}

func errorText(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

// TestRedriveMapRun: the executions of a Map Run that have failed go on where they failed, also
// if the Map Run was saved and resumed meanwhile.
func TestRedriveMapRun(t *testing.T) {
	noLeak(t)
	var c calls
	fails := true
	m := machine(t, `{"StartAt": "Each", "States": {"Each": {"Type": "Map", "End": true, "MaxConcurrency": 1, "ItemProcessor": {
		"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}, "StartAt": "A",
		"States": {"A": {"Type": "Task", "Resource": "a", "Next": "B"}, "B": {"Type": "Task", "Resource": "b", "End": true}}}}}}`,
		asl.WithResolver(taskOf("a", func(_ context.Context, in json.RawMessage) (json.RawMessage, error) { return in, nil },
			"b", func(_ context.Context, in json.RawMessage) (json.RawMessage, error) {
				if fails && string(in) == "2" {
					return nil, errors.New("no")
				}
				return in, nil
			})), asl.WithMiddleware(c.count))
	var s disk
	if r, _ := m.Execute(t.Context(), []byte(`[1, 2, 3]`), asl.WithCheckpoint(s.save)); r.Status != asl.Failed {
		t.Fatal(r.Status)
	}
	fails = false
	x, err := m.Redrive(t.Context(), s.saved, asl.WithCheckpoint(s.save))
	if err != nil {
		t.Fatal(err)
	}
	r, err := x.Wait(t.Context())
	if err != nil || string(r.Output) != `[1,2,3]` {
		t.Errorf("%s, %v", r.Output, err)
	}
	if runs := r.MapRuns(); len(runs) != 1 || runs[0].RedriveCount != 1 || runs[0].Executions.Succeeded != 3 {
		t.Errorf("the Map Runs are %+v", runs)
	}
	// A and B of 1, A of 2, B of 2 twice with keys of their own, A and B of 3.
	if len(c.byKey) != 7 {
		t.Errorf("the calls are %v", c.byKey)
	}
	again, err := m.Resume(t.Context(), s.saved)
	if err != nil {
		t.Fatal(err)
	}
	if r, err := again.Wait(t.Context()); err != nil || string(r.Output) != `[1,2,3]` {
		t.Errorf("resumed after the end: %s, %v", r.Output, err)
	}
}

// taskOf is a resolver for two resources.
func taskOf(a string, f asl.TaskFunc, b string, g asl.TaskFunc) *asl.Mux {
	var mux asl.Mux
	mux.Handle(a, f)
	mux.Handle(b, g)
	return &mux
}

// TestDriveRedrivenMapRun: without checkpoints nothing is kept of the executions of a Map Run:
// redriven, they begin again.
func TestDriveRedrivenMapRun(t *testing.T) {
	noLeak(t)
	calls := 0
	m := machine(t, `{"StartAt": "M", "States": {"M": {"Type": "Map", "End": true, "ItemProcessor":
		{"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}, "StartAt": "F", "States": {"F": {"Type": "Task", "Resource": "work", "End": true}}}}}}`,
		work(func(_ context.Context, in json.RawMessage) (json.RawMessage, error) {
			if calls++; calls == 1 {
				return nil, errors.New("no")
			}
			return in, nil
		}))
	run := newRun(t, m, `[1]`)
	for _, want := range []asl.Status{asl.Failed, asl.Succeeded} {
		x, err := m.Drive(t.Context(), run, asl.WithClock(asl.NewVirtualClock(epoch)))
		if err != nil {
			t.Fatal(err)
		}
		if result, err := x.Wait(t.Context()); result.Status != want {
			t.Fatalf("%s, %v, want %s", result.Status, err, want)
		}
		if run = restored(t, m, run); want == asl.Failed {
			if _, err := run.Redrive(run.Now(), ""); err != nil {
				t.Fatal(err)
			}
		}
	}
}
