package asl_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"testing"
	"time"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/history"
	"github.com/goasl/goasl/state"
)

// waits are the ways to wait for an execution.
var waits = map[string]func(ctx context.Context, e *asl.Executions, x *asl.Execution) error{
	"Wait": func(ctx context.Context, _ *asl.Executions, x *asl.Execution) error {
		r, err := x.Wait(ctx)
		if r != nil {
			return errors.New("there is a result")
		}
		return err
	},
	"Events": func(ctx context.Context, _ *asl.Executions, x *asl.Execution) (last error) {
		for _, err := range x.Events(ctx) {
			last = err
		}
		return last
	},
	"Drain": func(ctx context.Context, e *asl.Executions, _ *asl.Execution) error { return e.Drain(ctx) },
	"Execute": func(ctx context.Context, _ *asl.Executions, x *asl.Execution) error {
		_, err := x.Machine().Execute(ctx, []byte(`{}`), asl.WithName(x.Name())) // is that execution
		return err
	},
}

// TestCallbackWaitsForItself: what an execution calls, and waits for, gets an error when it
// waits for the execution, at each event and in whatever goroutine it runs.
func TestCallbackWaitsForItself(t *testing.T) {
	for name, wait := range waits {
		for where, option := range map[string]func(f func(x *asl.Execution)) asl.Option{
			"observer": func(f func(x *asl.Execution)) asl.Option {
				return asl.WithObserver(func(x *asl.Execution, _ history.Event) { f(x) })
			},
			"decisions": func(f func(x *asl.Execution)) asl.Option {
				return asl.WithDecisions(func(x *asl.Execution, _ state.Decision) { f(x) })
			},
		} {
			for way, prepare := range ways {
				t.Run(name+" "+where+" "+way, func(t *testing.T) {
					noLeak(t)
					var e asl.Executions
					ctx, opts := prepare(t)
					calls := 0
					m := machine(t, chainOfTasks(3), append(opts, asl.WithExecutions(&e), work(nil0), option(func(x *asl.Execution) {
						calls++
						for _, ctx := range []context.Context{context.Background(), ctx, x.Context()} {
							if err := wait(ctx, &e, x); !errors.Is(err, asl.ErrWaitsForItself) {
								t.Errorf("call %d: %v", calls, err)
							}
						}
					}))...)
					if r, err := m.Execute(ctx, []byte(`{}`), asl.WithName("x")); err != nil || calls < 2 {
						t.Errorf("%d calls, %v, %v", calls, r, err)
					}
				})
			}
		}
	}
}

// TestCallbackStopsAndWaits: the execution is aborted.
func TestCallbackStopsAndWaits(t *testing.T) {
	noLeak(t)
	var waited error
	m := machine(t, only(`"Type": "Wait", "Seconds": 60`), asl.WithObserver(func(x *asl.Execution, e history.Event) {
		if e.Type == history.TypeWaitStateEntered {
			_ = x.Stop("Own", "")
			_, waited = x.Wait(context.Background())
		}
	}))
	if r, err := m.Execute(context.Background(), []byte(`{}`)); r.Status != asl.Aborted || !errors.Is(waited, asl.ErrWaitsForItself) {
		t.Errorf("%s, %v; %v", r.Status, err, waited)
	}
}

// TestLoggerWaitsForItself: the handler of a logger is called as an observer is.
func TestLoggerWaitsForItself(t *testing.T) {
	noLeak(t)
	var x *asl.Execution
	var waited error
	l := slog.New(hostileHandler{slog.NewTextHandler(new(bytes.Buffer), nil), func(message string) {
		if message == "execution ended" {
			_, waited = x.Wait(context.Background())
		}
	}})
	m := machine(t, chain(10), asl.WithLogger(l), asl.WithObserver(func(by *asl.Execution, _ history.Event) { x = by }))
	if _, err := m.Execute(context.Background(), []byte(`{}`)); err != nil || !errors.Is(waited, asl.ErrWaitsForItself) {
		t.Errorf("%v; %v", err, waited)
	}
}

// TestOthersMayWait: an observer may wait for another execution, and others for this one
// while its observer runs. A task that waits is told when its context ends.
func TestOthersMayWait(t *testing.T) {
	noLeak(t)
	observed := asl.WithObserver(func(*asl.Execution, history.Event) {})
	other := machine(t, chain(3), observed)
	ended := make(chan error, 10)
	m := machine(t, task(`, "TimeoutSeconds": 1`), work(func(ctx context.Context, in json.RawMessage) (json.RawMessage, error) {
		_, err := asl.TaskInfoFrom(ctx).Execution.Wait(ctx)
		return in, err
	}), asl.WithObserver(func(x *asl.Execution, e history.Event) {
		if _, err := start(t, other, `{}`).Wait(context.Background()); err != nil {
			t.Errorf("%s: another execution: %v", e.Type, err)
		}
		if e.ID > 1 {
			return
		}
		waits := make(chan bool)
		go func() {
			close(waits)
			_, err := x.Wait(context.Background())
			ended <- err
		}()
		<-waits
		time.Sleep(time.Millisecond)
	}))
	if r, err := m.Execute(context.Background(), []byte(`{}`)); r.Status != asl.Failed || !errors.Is(err, asl.ErrTimeout) {
		t.Errorf("%s, %v", r.Status, err)
	}
	if err := <-ended; !errors.Is(err, asl.ErrTimeout) {
		t.Errorf("one that waits beside it gets %v", err)
	}
}
