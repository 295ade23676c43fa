package asl_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/history"
)

// replaceable are the ways to run a machine in which another goroutine may take over
// while a task runs.
var replaceable = map[string]func(t *testing.T, m *asl.Machine) (*asl.Result, error){
	"Start": func(t *testing.T, m *asl.Machine) (*asl.Result, error) {
		return start(t, m, `{}`).Wait(context.Background())
	},
	"Execute": func(t *testing.T, m *asl.Machine) (*asl.Result, error) {
		return m.Execute(t.Context(), []byte(`{}`))
	},
}

// patient is a task that waits for its context, or for too long.
func patient(ctx context.Context, in json.RawMessage) (json.RawMessage, error) {
	select {
	case <-ctx.Done():
	case <-time.After(100 * time.Hour):
	}
	return in, nil
}

// TestFarDeadlines checks that a time that ends after more than a day ends while a
// task runs.
func TestFarDeadlines(t *testing.T) {
	parallel := only(`"Type": "Parallel", "Branches": [
		{"StartAt": "W", "States": {"W": {"Type": "Wait", "Seconds": 90000, "Next": "F"}, "F": {"Type": "Fail"}}},
		{"StartAt": "B", "States": {"B": {"Type": "Task", "Resource": "work", "End": true}}}]`)
	for name, definition := range map[string]string{
		"of the machine": strings.Replace(task(""), "{", `{"TimeoutSeconds": 90000, `, 1),
		"of the state":   task(`, "TimeoutSeconds": 90000`),
		"of a heartbeat": task(`, "TimeoutSeconds": 360000, "HeartbeatSeconds": 90000`),
		"of a Wait":      parallel,
	} {
		for way, run := range replaceable {
			t.Run(name+" "+way, func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					r, err := run(t, machine(t, definition, work(patient)))
					if took := r.Ended.Sub(r.Started); err == nil || took != 25*time.Hour {
						t.Errorf("%s after %v, %v", r.Status, took, err)
					}
				})
			})
		}
	}
}

// handClock is a clock of somebody's that is set by hand.
type handClock struct {
	now   atomic.Int64 // seconds
	bells chan chan time.Time
}

func (c *handClock) Now() time.Time { return epoch.Add(time.Duration(c.now.Load()) * time.Second) }

func (c *handClock) At(time.Time) (<-chan time.Time, func()) {
	bell := make(chan time.Time, 1)
	c.bells <- bell
	return bell, func() {}
}

// TestClockOfSomebodys checks that a far deadline ends while a task runs on a clock
// that cannot call back.
func TestClockOfSomebodys(t *testing.T) {
	noLeak(t)
	clock := &handClock{bells: make(chan chan time.Time, 10)}
	running := make(chan struct{})
	x := start(t, machine(t, strings.Replace(task(""), "{", `{"TimeoutSeconds": 90000, `, 1), asl.WithClock(clock),
		work(func(ctx context.Context, in json.RawMessage) (json.RawMessage, error) {
			close(running)
			<-ctx.Done()
			return in, nil
		})), `{}`)
	<-running
	bell := <-clock.bells
	clock.now.Store(26 * 60 * 60)
	bell <- clock.Now()
	if r, _ := wait(t, x); r.Status != asl.TimedOut {
		t.Errorf("status %s", r.Status)
	}
}

// TestLoneTasksTakeRoom checks that a task that runs in the goroutine that drives
// counts among those that may run at a time.
func TestLoneTasksTakeRoom(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := &meter{sleep: 10 * time.Second}
		r, err := start(t, machine(t, only(`"Type": "Parallel", "Branches": [
			{"StartAt": "W", "States": {"W": {"Type": "Wait", "Seconds": 1, "Next": "B"}, "B": {"Type": "Task", "Resource": "work", "End": true}}},
			{"StartAt": "C", "States": {"C": {"Type": "Task", "Resource": "work", "End": true}}}]`),
			work(m.task), asl.WithLimits(asl.Limits{Tasks: 1})), `{}`).Wait(context.Background())
		if err != nil || m.most.Load() != 1 || r.Ended.Sub(r.Started) != 20*time.Second {
			t.Errorf("%d tasks at a time, %v in all, %v", m.most.Load(), r.Ended.Sub(r.Started), err)
		}
	})
}

// TestHistoryIsFullAsATaskBegins checks that a task does not run whose beginning, or
// whose schedule, ends the execution.
func TestHistoryIsFullAsATaskBegins(t *testing.T) {
	const activity = "arn:aws:states:us-east-1:123456789012:activity:a"
	var mux asl.Mux
	ran := func(context.Context, json.RawMessage) (json.RawMessage, error) {
		t.Error("the task ran")
		return nil, nil
	}
	mux.Handle("work", ran)
	mux.Handle(activity, ran)
	for resource, events := range map[string]int{"work": 4, activity: 3} {
		for way, run := range replaceable {
			for _, clock := range []asl.Option{asl.WithClock(asl.SystemClock()), virtual()} { // inline or not
				var seen *asl.Execution
				r, err := run(t, machine(t, only(`"Type": "Task", "Resource": "`+resource+`"`), asl.WithResolver(&mux), clock,
					asl.WithLimits(asl.Limits{Events: events}),
					asl.WithObserver(func(x *asl.Execution, _ history.Event) { seen = x; x.Done() })))
				if err == nil || r.Status != asl.Failed || len(r.History()) != events || seen.Status() != asl.Failed {
					t.Errorf("%s %s: %s with %d events, %v", resource, way, r.Status, len(r.History()), err)
				}
			}
		}
	}
}

// TestHistoryOfAContextThatEnds checks that the history tells of a task that ran
// when the context ended, and of its answer if that came before the end was seen.
func TestHistoryOfAContextThatEnds(t *testing.T) {
	for range 50 {
		ctx, cancel := context.WithCancel(context.Background())
		r, err := machine(t, task(""), work(func(context.Context, json.RawMessage) (json.RawMessage, error) {
			cancel()
			return nil, nil
		})).Execute(ctx, []byte(`{}`))
		if h := r.History(); !errors.Is(err, context.Canceled) || len(h) < 4 || h[3].Type != history.TypeLambdaFunctionStarted {
			t.Fatalf("%d events, %v", len(h), err)
		}
	}
}

// TestObserverAndLoggerPanic checks that a logger that panics as well does not end
// the program.
func TestObserverAndLoggerPanic(t *testing.T) {
	noLeak(t)
	l := slog.New(hostileHandler{slog.NewTextHandler(new(bytes.Buffer), nil), func(m string) {
		if m == "execution ended" {
			panic("the logger")
		}
	}})
	m := machine(t, task(""), work(nil0), asl.WithLogger(l), asl.WithObserver(func(_ *asl.Execution, e history.Event) {
		if e.Type == history.TypeTaskStateExited {
			panic("the observer")
		}
	}))
	for way, run := range replaceable {
		r, err := run(t, m)
		wantAgreement(t, r, err)
		if broken := r.ObserverError(); !strings.Contains(fmt.Sprint(broken), "panicked") {
			t.Errorf("%s: %v", way, broken)
		}
	}
}
