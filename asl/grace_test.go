package asl_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/history"

	"github.com/google/go-cmp/cmp"
)

// slowly is a task that sees the end of its context after a second, and returns after
// a delay what f says.
func slowly(t *testing.T, delay time.Duration, f asl.TaskFunc) asl.Option {
	return work(func(ctx context.Context, in json.RawMessage) (json.RawMessage, error) {
		begun := time.Now()
		<-ctx.Done()
		if took := time.Since(begun); took != time.Second {
			t.Errorf("its context ended after %v", took)
		}
		time.Sleep(delay)
		return f(ctx, in)
	})
}

var errEnough = errors.New("enough")

// endings are contexts that end after a second.
var endings = map[string]func() (context.Context, context.CancelFunc){
	"cancelled": func() (context.Context, context.CancelFunc) {
		ctx, cancel := context.WithCancelCause(context.Background())
		time.AfterFunc(time.Second, func() { cancel(errEnough) })
		return ctx, func() { cancel(nil) }
	},
	"at a deadline": func() (context.Context, context.CancelFunc) {
		return context.WithTimeout(context.Background(), time.Second)
	},
	"at a deadline with a cause": func() (context.Context, context.CancelFunc) {
		return context.WithTimeoutCause(context.Background(), time.Second, errEnough)
	},
}

// runs are the ways to run a machine to its end, or to that of its context.
var runs = map[string]func(context.Context, *asl.Machine) (*asl.Result, error){
	"Execute": func(ctx context.Context, m *asl.Machine) (*asl.Result, error) { return m.Execute(ctx, []byte(`{}`)) },
	"Start": func(ctx context.Context, m *asl.Machine) (*asl.Result, error) {
		x, err := m.Start(ctx, []byte(`{}`))
		if err != nil {
			return nil, err
		}
		return x.Wait(context.Background())
	},
}

// eachEnding tests in a bubble with each context that ends, and each way to run.
func eachEnding(t *testing.T, test func(t *testing.T, run func(*asl.Machine) (r *asl.Result, err error, took time.Duration))) {
	for end, begin := range endings {
		for way, run := range runs {
			t.Run(end+" "+way, func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					ctx, cancel := begin()
					defer cancel()
					test(t, func(m *asl.Machine) (*asl.Result, error, time.Duration) {
						began := time.Now()
						r, err := run(ctx, m)
						if !errors.Is(err, ctx.Err()) {
							t.Errorf("%v, want %v", err, ctx.Err())
						}
						return r, err, time.Since(began)
					})
				})
			})
		}
	}
}

// TestGrace: the execution stops when the task has returned. What it answers is in
// the history, but for the context's own error; no state is entered any more.
func TestGrace(t *testing.T) {
	fails := func(f func(ctx context.Context) error) asl.TaskFunc {
		return func(ctx context.Context, _ json.RawMessage) (json.RawMessage, error) { return nil, f(ctx) }
	}
	for name, test := range map[string]struct {
		f    asl.TaskFunc
		want []history.Type // beyond the start of the task
	}{
		"success":           {nil0, []history.Type{"LambdaFunctionSucceeded"}},
		"failure":           {fails(func(context.Context) error { return errors.New("declined") }), []history.Type{"LambdaFunctionFailed"}},
		"panic":             {fails(func(context.Context) error { panic("no") }), []history.Type{"LambdaFunctionFailed"}},
		"the context's end": {fails(func(ctx context.Context) error { return ctx.Err() }), nil},
		"a wrapped end":     {fails(func(ctx context.Context) error { return fmt.Errorf("asking the bank: %w", ctx.Err()) }), nil},
		"the cause":         {fails(context.Cause), nil},
	} {
		t.Run(name, func(t *testing.T) {
			eachEnding(t, func(t *testing.T, run func(*asl.Machine) (*asl.Result, error, time.Duration)) {
				m := machine(t, `{"StartAt": "A", "States": {"B": {"Type": "Pass", "End": true}, "A": {"Type": "Task", "Resource": "work", "Next": "B",
					"Retry": [{"ErrorEquals": ["Task.Panicked"]}], "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "B"}]}}}`,
					asl.WithGrace(time.Minute), slowly(t, 10*time.Second, test.f))
				r, _, took := run(m)
				if took != 11*time.Second || r.Status != asl.Running {
					t.Errorf("%s after %v", r.Status, took)
				}
				want := append([]history.Type{"ExecutionStarted", "TaskStateEntered", "LambdaFunctionScheduled", "LambdaFunctionStarted"}, test.want...)
				if diff := cmp.Diff(want, types(r.History())); diff != "" {
					t.Errorf("history (-want +got):\n%s", diff)
				}
			})
		})
	}
}

// TestGraceIsOver: when the time is over the execution stops although tasks run.
func TestGraceIsOver(t *testing.T) {
	for name, definition := range map[string]string{"alone": task(""), "beside another": beside} {
		t.Run(name, func(t *testing.T) {
			eachEnding(t, func(t *testing.T, run func(*asl.Machine) (*asl.Result, error, time.Duration)) {
				m := machine(t, definition, asl.WithGrace(time.Minute), slowly(t, time.Hour, nil0))
				if r, _, took := run(m); took != 61*time.Second || r.Status != asl.Running {
					t.Errorf("%s after %v", r.Status, took)
				}
				time.Sleep(time.Hour) // until the tasks return
			})
		})
	}
}

// TestNoGrace: without a grace the execution stops at once.
func TestNoGrace(t *testing.T) {
	eachEnding(t, func(t *testing.T, run func(*asl.Machine) (*asl.Result, error, time.Duration)) {
		if _, _, took := run(machine(t, beside, slowly(t, time.Hour, nil0))); took != time.Second {
			t.Errorf("it took %v", took)
		}
		time.Sleep(time.Hour)
	})
}

// TestGraceForSeveral: the execution waits for each task that runs, not for one that
// waits for its token or for room, and takes up all that is answered meanwhile.
func TestGraceForSeveral(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := machine(t, `{"StartAt": "M", "States": {"M": {"Type": "Map", "End": true, "ItemProcessor":
			{"StartAt": "A", "States": {"A": {"Type": "Task", "Resource": "work", "End": true}}}}}}`,
			asl.WithGrace(time.Minute), asl.WithLimits(asl.Limits{Tasks: 3}),
			work(func(ctx context.Context, in json.RawMessage) (json.RawMessage, error) {
				info := asl.TaskInfoFrom(ctx)
				i := info.Items[0].Index
				if i < 2 { // by token: one meanwhile, one never
					if token := info.Token(); i == 0 {
						time.AfterFunc(3500*time.Millisecond, func() {
							if err := info.Execution.SendTaskSuccess(token, []byte(`"by token"`)); err != nil {
								t.Error(err)
							}
						})
					}
					return nil, asl.ErrPending
				}
				<-ctx.Done()
				time.Sleep(time.Duration(i) * time.Second)
				return in, nil
			}))
		ctx, cancel := context.WithTimeout(context.Background(), time.Second)
		defer cancel()
		r, _ := m.Execute(ctx, []byte(`[0,1,2,3,4,5,6,7,8]`))
		succeeded := 0
		for _, e := range r.History() {
			if e.Type == history.TypeLambdaFunctionSucceeded {
				succeeded++
			}
		}
		last := r.History()[len(r.History())-1]
		if succeeded != 4 || last.Type != history.TypeLambdaFunctionSucceeded || last.Timestamp.Sub(r.Started) != 5*time.Second {
			t.Errorf("%d tasks have answered, the last one after %v: %v", succeeded, last.Timestamp.Sub(r.Started), types(r.History()))
		}
	})
}
