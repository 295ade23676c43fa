package asl_test

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/state"
)

func TestDriveRefuses(t *testing.T) {
	m, other := machine(t, task(""), work(nil0)), machine(t, task(""), work(nil0))
	logless, err := state.Start(m.Definition(), []byte(`{}`), state.Config{Now: epoch})
	if err != nil {
		t.Fatal(err)
	}
	ended, cancel := context.WithCancel(context.Background())
	cancel()
	for want, drive := range map[string]func() (*asl.Execution, error){
		"asl: Drive: the Run has the definition of another machine": func() (*asl.Execution, error) {
			return m.Drive(context.Background(), newRun(t, other, `{}`))
		},
		"asl: Drive: the Run has no Log in its Config": func() (*asl.Execution, error) { return m.Drive(context.Background(), logless) },
		"asl: Drive: the Run is nil":                   func() (*asl.Execution, error) { return m.Drive(context.Background(), nil) },
		"asl: context canceled":                        func() (*asl.Execution, error) { return m.Drive(ended, newRun(t, m, `{}`)) },
		"asl: WithTaskSlots: the TaskSlots has 0 slots, want at least one: see NewTaskSlots": func() (*asl.Execution, error) {
			return m.Drive(context.Background(), newRun(t, m, `{}`), asl.WithTaskSlots(asl.NewTaskSlots(0)))
		},
	} {
		if x, err := drive(); x != nil || err == nil || err.Error() != want {
			t.Errorf("%v, %v; want %s", x, err, want)
		}
	}
	// Options are no part of the definition.
	with, err := m.With(asl.WithTask("A", named(`"mine"`)))
	if err != nil {
		t.Fatal(err)
	}
	if r, err := wait(t, drive(t, with, newRun(t, m, `{}`))); err != nil || string(r.Output) != `"mine"` {
		t.Errorf("%s, %v", r.Output, err)
	}
}

// TestDriveOfTheEnded: a Run that has ended is an execution that has ended.
func TestDriveOfTheEnded(t *testing.T) {
	noLeak(t)
	m := machine(t, task(""), work(nil0))
	for status, tell := range map[asl.Status]func(*state.Run, int64){
		asl.Succeeded: told(state.InputStarted, state.InputDone),
		asl.Aborted:   told(state.InputAbort),
		asl.Failed: func(run *state.Run, id int64) {
			run.Done(epoch, id, run.Outcome().Output, state.NewFailure("Own", "why"))
		},
	} {
		for name, of := range map[string]func(*state.Run) *state.Run{
			"here":     func(run *state.Run) *state.Run { return run },
			"restored": func(run *state.Run) *state.Run { return restored(t, m, run) },
		} {
			r, err := wait(t, drive(t, m, of(before(t, m, `{}`, tell))))
			if r.Status != status || (err == nil) != (status == asl.Succeeded) || (r.Error == nil) != (err == nil) || !r.Ended.Equal(epoch) {
				t.Errorf("%s %s: %+v, %v", status, name, r, err)
			}
			if status == asl.Failed && !errors.Is(err, &asl.Error{Name: "Own"}) {
				t.Errorf("%v", err)
			}
			if n := len(r.History()); (n > 0) != (name == "here") {
				t.Errorf("%s %s: %d events", status, name, n)
			}
		}
	}
}

// TestDriveOfTheInterrupted: what a Run has asked for and nobody has been told yet is
// done once.
func TestDriveOfTheInterrupted(t *testing.T) {
	noLeak(t)
	calls := make(chan string, 10)
	m := machine(t, beside, work(func(ctx context.Context, _ json.RawMessage) (json.RawMessage, error) {
		calls <- asl.TaskInfoFrom(ctx).State
		return nil, nil
	}))
	for n := range 6 { // turns that it takes before
		run := newRun(t, m, `{}`)
		left := n
		run.SetInterrupt(func() bool { left--; return left < 0 })
		_, _ = run.Step(new(state.Batch), 0)
		run.SetInterrupt(nil)
		if _, err := wait(t, drive(t, m, run)); err != nil {
			t.Error(err)
		}
		if len(calls) != 2 || <-calls == <-calls {
			t.Errorf("after %d turns: not both tasks are called, each once", n)
		}
		for len(calls) > 0 {
			<-calls
		}
	}
}

// TestDriveUnderAnEndingContext: an execution that Drive has begun ends with its
// context, and its Run goes on from there.
func TestDriveUnderAnEndingContext(t *testing.T) {
	noLeak(t)
	g := newGate()
	m := machine(t, task(""), g.option())
	run := newRun(t, m, `{"a":1}`)
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	x, err := m.Drive(ctx, run, asl.WithClock(asl.NewVirtualClock(later)))
	if err != nil {
		t.Fatal(err)
	}
	<-g.running
	cancel()
	if r, err := wait(t, x); !errors.Is(err, context.Canceled) || r.Status != asl.Running {
		t.Errorf("%s, %v", r.Status, err)
	}
	close(g.opened)
	for name, run := range map[string]*state.Run{"restored": restored(t, m, run), "here": run} {
		if r, err := wait(t, drive(t, m, run)); err != nil || string(r.Output) != `{"a":1}` || r.Ended.Sub(epoch) != time.Hour {
			t.Errorf("%s: %s, %v", name, r.Output, err)
		}
	}
}

// TestDriveWhileTasksQueue: the time of a task that had begun does not count while it
// waits for room to begin again.
func TestDriveWhileTasksQueue(t *testing.T) {
	noLeak(t)
	m := machine(t, strings.ReplaceAll(beside, `"work"`, `"work", "TimeoutSeconds": 60`), asl.WithLimits(asl.Limits{Tasks: 1}),
		work((&meter{sleep: 50 * time.Second}).task))
	run := newRun(t, m, `1`)
	step(t, run)
	for _, p := range run.Outstanding() {
		run.Started(epoch, p.Effect.(*state.RunTask).ID, "")
	}
	r, err := wait(t, drive(t, m, restored(t, m, run)))
	if err != nil || string(r.Output) != `[1,1]` || r.Ended.Sub(later) != 100*time.Second {
		t.Errorf("%s after %v, %v", r.Output, r.Ended.Sub(later), err)
	}
}
