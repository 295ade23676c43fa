package asl_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/history"
	"github.com/goasl/goasl/state"
)

// tripwire breaks the goroutine that calls it for the n-th time, or also those that
// call it later.
type tripwire struct {
	left  atomic.Int64
	again bool
	f     func()
}

func newTripwire(n int, again bool, f func()) *tripwire {
	w := &tripwire{again: again, f: f}
	w.left.Store(int64(n))
	return w
}

func (w *tripwire) step() {
	if left := w.left.Add(-1); left == 0 || left < 0 && w.again {
		w.f()
	}
}

// broke reports whether it has broken anything.
func (w *tripwire) broke() bool { return w.left.Load() <= 0 }

// fragileClock is a clock each method of which, and the functions that it gives,
// may break.
type fragileClock struct {
	asl.Clock
	now, at, stop, idle *tripwire
}

func (c *fragileClock) Now() time.Time { c.now.step(); return c.Clock.Now() }

func (c *fragileClock) At(t time.Time) (<-chan time.Time, func()) {
	c.at.step()
	reached, stop := c.Clock.At(t)
	return reached, func() { stop(); c.stop.step() }
}

func (c *fragileClock) Idle(time.Time) { c.idle.step() }

// callbacks are the places where an execution calls what its user has given it.
// Each makes of a tripwire the options that have it called there.
var callbacks = map[string]func(w *tripwire) []asl.Option{
	"resolver": func(w *tripwire) []asl.Option {
		return []asl.Option{asl.WithResolver(fragileResolver{w})}
	},
	"middleware": func(w *tripwire) []asl.Option {
		return []asl.Option{asl.WithMiddleware(func(next asl.TaskFunc) asl.TaskFunc { w.step(); return next })}
	},
	"task in a middleware": func(w *tripwire) []asl.Option {
		return []asl.Option{asl.WithMiddleware(func(next asl.TaskFunc) asl.TaskFunc {
			return func(ctx context.Context, in json.RawMessage) (json.RawMessage, error) { w.step(); return next(ctx, in) }
		})}
	},
	"observer": func(w *tripwire) []asl.Option {
		return []asl.Option{asl.WithObserver(func(*asl.Execution, history.Event) { w.step() })}
	},
	"sink": func(w *tripwire) []asl.Option {
		return []asl.Option{asl.WithHistory(asl.HistorySink(func(history.Event) { w.step() }))}
	},
	"observer of decisions": func(w *tripwire) []asl.Option {
		return []asl.Option{asl.WithDecisions(func(*asl.Execution, state.Decision) { w.step() })}
	},
	"telemetry": func(w *tripwire) []asl.Option { return followed(w, &asl.Telemetry{}) },
	"telemetry's Event": func(w *tripwire) []asl.Option {
		return followed(never, &asl.Telemetry{Event: func(history.Event) { w.step() }})
	},
	"telemetry's Context": func(w *tripwire) []asl.Option {
		return followed(never, &asl.Telemetry{Context: func(ctx context.Context, _ state.Effect) context.Context { w.step(); return ctx }})
	},
	"telemetry's Stopped": func(w *tripwire) []asl.Option {
		return followed(never, &asl.Telemetry{Stopped: func([]state.Line) { w.step() }})
	},
	"logger": func(w *tripwire) []asl.Option {
		h := slog.NewTextHandler(new(bytes.Buffer), &slog.HandlerOptions{Level: slog.LevelDebug})
		return []asl.Option{asl.WithLogger(slog.New(hostileHandler{h, func(string) { w.step() }}))}
	},
	"logger's With": func(w *tripwire) []asl.Option {
		return []asl.Option{asl.WithLogger(slog.New(fragileHandler{slog.DiscardHandler, w}))}
	},
	"clock's Now":  func(w *tripwire) []asl.Option { return withClock(func(c *fragileClock) { c.now = w }) },
	"clock's At":   func(w *tripwire) []asl.Option { return withClock(func(c *fragileClock) { c.at = w }) },
	"clock's stop": func(w *tripwire) []asl.Option { return withClock(func(c *fragileClock) { c.stop = w }) },
	"clock's Idle": func(w *tripwire) []asl.Option { return withClock(func(c *fragileClock) { c.idle = w }) },
}

// fragileHandler is the handler of a logger that may break as it is given attributes.
type fragileHandler struct {
	slog.Handler
	w *tripwire
}

func (h fragileHandler) WithAttrs([]slog.Attr) slog.Handler { h.w.step(); return h }

// never is a tripwire that breaks nothing.
var never = newTripwire(0, false, nil)

// followed lets executions be followed, who may break as one begins.
func followed(w *tripwire, t *asl.Telemetry) []asl.Option {
	return []asl.Option{asl.WithTelemetry(func(context.Context, asl.Beginning) *asl.Telemetry { w.step(); return t })}
}

func withClock(set func(c *fragileClock)) []asl.Option {
	c := &fragileClock{asl.SystemClock(), never, never, never, never}
	set(c)
	return []asl.Option{asl.WithClock(c)}
}

// fragileResolver knows a child machine and a task, which has a heartbeat, fails once,
// and waits for the tasks of the other branches.
type fragileResolver struct{ w *tripwire }

func (r fragileResolver) ResolveTask(resource string) (asl.TaskFunc, error) {
	r.w.step()
	if strings.Contains(resource, "startExecution") {
		return nil, asl.ErrNoTask
	}
	return func(ctx context.Context, in json.RawMessage) (json.RawMessage, error) {
		info := asl.TaskInfoFrom(ctx)
		info.Heartbeat()
		if info.Attempt == 0 {
			return nil, &asl.Error{Name: "Busy"}
		}
		return in, info.Sleep(ctx, time.Millisecond)
	}, nil
}

func (r fragileResolver) ResolveMachine(string) (*asl.Machine, error) {
	r.w.step()
	return asl.MustParse(`{"StartAt": "C", "States": {"C": {"Type": "Task", "Resource": "work", "TimeoutSeconds": 10, "End": true,
		"Retry": [{"ErrorEquals": ["Busy"], "IntervalSeconds": 1, "MaxDelaySeconds": 2}]}}}`), nil
}

// fragile is a machine that uses all of that: a task alone, tasks beside each other,
// a child and a Wait.
const fragile = `{"StartAt": "S", "States": {
	"S": {"Type": "Task", "Resource": "work", "Next": "P", "Retry": [{"ErrorEquals": ["Busy"], "IntervalSeconds": 1}]},
	"P": {"Type": "Parallel", "Next": "L", "Branches": [
		{"StartAt": "A", "States": {"A": {"Type": "Task", "Resource": "work", "TimeoutSeconds": 10, "End": true, "Retry": [{"ErrorEquals": ["Busy"], "IntervalSeconds": 1}]}}},
		{"StartAt": "W", "States": {"W": {"Type": "Wait", "Seconds": 1, "End": true}}},
		{"StartAt": "K", "States": {"K": {"Type": "Task", "Resource": "arn:aws:states:::states:startExecution.sync",
			"Parameters": {"StateMachineArn": "` + childARN + `"}, "End": true}}}]},
	"L": {"Type": "Task", "Resource": "work", "End": true, "Retry": [{"ErrorEquals": ["Busy"], "IntervalSeconds": 1}]}}}`

// TestCallbacksBreak: whatever breaks, and when, the execution ends or stops, once, and
// so does its child. Nothing is left behind, hangs, or holds the clock.
func TestCallbacksBreak(t *testing.T) {
	breaks := map[string]func(){"panics": func() { panic("no") }, "exits": runtime.Goexit}
	for where, opts := range callbacks {
		for what, f := range breaks {
			for way, run := range runs {
				for i := range 8 {
					grace, again, virtual := time.Duration(i&1)*5*time.Second, i&2 != 0, i&4 != 0
					name := fmt.Sprintf("%s %s, again %v, %s, grace %v, virtual %v", where, what, again, way, grace, virtual)
					t.Run(name, func(t *testing.T) {
						n := 0 // the call that breaks
						for more := true; more && !t.Failed(); {
							n++
							synctest.Test(t, func(t *testing.T) {
								w := newTripwire(n, again, f)
								breakOne(t, run, virtual, append(opts(w), asl.WithGrace(grace)))
								more = w.broke()
							})
						}
						if t.Failed() || n < 2 {
							t.Errorf("it ends with call %d", n)
						}
					})
				}
			}
		}
	}
}

// breakOne runs the fragile machine once, in a goroutine that may be ended.
func breakOne(t *testing.T, run func(context.Context, *asl.Machine) (*asl.Result, error), virtual bool, opts []asl.Option) {
	var e asl.Executions
	var ends []history.Type
	clock := asl.SystemClock()
	if virtual {
		clock = asl.NewVirtualClock(epoch)
	}
	sound := []asl.Option{asl.WithResolver(fragileResolver{newTripwire(0, false, nil)}), asl.WithClock(clock)}
	m := machine(t, fragile, append(append(sound, opts...), asl.WithExecutions(&e), asl.WithObserver(func(_ *asl.Execution, e history.Event) {
		if name := string(e.Type); strings.HasPrefix(name, "Execution") && name != "ExecutionStarted" {
			ends = append(ends, e.Type)
		}
	}))...)
	over := make(chan bool)
	go func() {
		defer close(over)
		r, err := run(context.Background(), m)
		wantAgreement(t, r, err)
	}()
	<-over
	ctx, cancel := context.WithTimeout(context.Background(), time.Hour)
	defer cancel()
	if err := e.Drain(ctx); err != nil {
		t.Error(err)
	}
	if len(ends) > 1 {
		t.Errorf("it has ended with %v", ends)
	}
	execute(t, machine(t, only(`"Type": "Wait", "Seconds": 1`), asl.WithClock(clock)), `{}`)
}

// wantAgreement checks that the outcome of an execution and its error, after something may
// have panicked, do not contradict each other.
func wantAgreement(t *testing.T, r *asl.Result, err error) {
	t.Helper()
	var broken *asl.PanicError
	says := func(text string) bool { return err != nil && strings.Contains(err.Error(), text) }
	switch {
	case r == nil:
		if !errors.As(err, &broken) || !says("nothing was run") {
			t.Errorf("there is no result, but the error %v", err)
		}
	case r.Status == asl.Running:
		if r.Error != nil || !r.Ended.IsZero() || !says("the execution was stopped") {
			t.Errorf("it was stopped, ended at %v with %v; %v", r.Ended, r.Error, err)
		}
	case r.Status == asl.Succeeded:
		if r.Error != nil || r.Output == nil || err != nil {
			t.Errorf("it has succeeded with the output %s and the error %v; %v", r.Output, r.Error, err)
		}
	case r.Error == nil || !errors.Is(err, r.Error) || errors.As(err, &broken) && !errors.As(r.Error, &broken) || strings.HasPrefix(err.Error(), "asl: the execution was stopped"):
		t.Errorf("%s with the error %v; %v", r.Status, r.Error, err)
	}
}
