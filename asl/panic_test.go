package asl_test

import (
	"context"
	"encoding/json"
	"errors"
	"runtime"
	"strings"
	"testing"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/history"
)

// payload is what panics of these tests tell, which nobody else may.
const payload = "the card number 4111-1111-1111-1111 of a customer is what nobody may read"

type invoice struct{ card string }

// chargeCard is a function whose name a stack shows.
func chargeCard(value any) { panic(value) }

// wantPanic checks that a PanicError in the chain tells the value and the place of a
// panic, and that the error's text tells no more than the beginning of the value.
func wantPanic(t *testing.T, err error, value any) {
	t.Helper()
	var p *asl.PanicError
	if !errors.As(err, &p) {
		t.Fatalf("no PanicError in %v", err)
	}
	if p.Value != value {
		t.Errorf("the value is %v, want %v", p.Value, value)
	}
	if !strings.Contains(string(p.Stack), "chargeCard") || !strings.Contains(string(p.Stack), "panic_test.go") {
		t.Errorf("the stack does not tell where it was: %s", p.Stack)
	}
	for _, text := range []string{err.Error(), p.Error()} {
		if strings.Contains(text, payload[:31]) || strings.Contains(text, "goroutine ") || len(text) > 200 {
			t.Errorf("%q tells what it should not", text)
		}
	}
}

// wantSecret checks that a history tells nothing of a panic.
func wantSecret(t *testing.T, r *asl.Result) {
	t.Helper()
	text, err := json.Marshal(r.History())
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(text), payload[:8]) || strings.Contains(string(text), "chargeCard") {
		t.Errorf("the history tells of the panic: %s", text)
	}
}

func TestPanicOfATask(t *testing.T) {
	for name, value := range map[string]any{"text": payload, "error": errors.New(payload), "struct": invoice{payload}} {
		for kind, definition := range map[string]string{
			"function": task(""),
			"service":  only(`"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage"`),
			"invoke":   only(`"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "Parameters": {"FunctionName": "work"}`),
			"branch":   beside,
		} {
			for way, prepare := range ways {
				t.Run(name+" "+kind+" "+way, func(t *testing.T) {
					noLeak(t)
					ctx, opts := prepare(t)
					var mux asl.Mux
					mux.Handle("*", func(context.Context, json.RawMessage) (json.RawMessage, error) {
						chargeCard(value)
						return nil, nil
					})
					r, err := machine(t, definition, append(opts, asl.WithResolver(&mux))...).Execute(ctx, []byte(`{}`))
					wantPanic(t, err, value)
					wantPanic(t, r.Error, value)
					wantSecret(t, r)
					if !errors.Is(err, asl.ErrPanicked) || r.Status != asl.Failed || r.Error.Cause != "The task panicked." {
						t.Errorf("%s, %v", r.Status, err)
					}
				})
			}
		}
	}
}

// TestRuntimePanicOfATask: what package runtime says of a panic is told in full, as it
// holds no payload.
func TestRuntimePanicOfATask(t *testing.T) {
	r, err := machine(t, task(""), work(func(_ context.Context, in json.RawMessage) (json.RawMessage, error) {
		return in[len(in)+5:], nil
	})).Execute(context.Background(), []byte(`1`))
	var p *asl.PanicError
	if !errors.As(err, &p) || p.Error() != "panic: runtime error: slice bounds out of range [6:1]" {
		t.Errorf("%v", p)
	}
	if _, ok := p.Value.(runtime.Error); !ok || r.Status != asl.Failed {
		t.Errorf("%s, %T", r.Status, p.Value)
	}
}

func TestPanicOfAnObserver(t *testing.T) {
	for _, when := range []history.Type{history.TypeExecutionStarted, history.TypeLambdaFunctionStarted, history.TypeTaskStateExited, history.TypeExecutionSucceeded} {
		for way, prepare := range ways {
			t.Run(string(when)+" "+way, func(t *testing.T) {
				noLeak(t)
				ctx, opts := prepare(t)
				value := &invoice{payload}
				started := make(chan struct{}) // the task, as the observer knows
				waits := func(ctx context.Context, in json.RawMessage) (json.RawMessage, error) {
					select {
					case <-started:
					case <-ctx.Done():
					}
					return in, nil
				}
				r, err := machine(t, task(""), append(opts, work(waits), asl.WithObserver(func(_ *asl.Execution, e history.Event) {
					if e.Type == history.TypeLambdaFunctionStarted {
						close(started)
					}
					if e.Type == when {
						chargeCard(value)
					}
				}))...).Execute(ctx, []byte(`{}`))
				wantPanic(t, r.ObserverError(), value)
				wantSecret(t, r)
				if r.Error != nil {
					t.Errorf("the execution itself has the error %v", r.Error)
				}
				if r.Status != asl.Succeeded {
					wantPanic(t, err, value)
				} else if err != nil || when == history.TypeLambdaFunctionStarted {
					t.Errorf("at %s: %s, %v", when, r.Status, err)
				}
			})
		}
	}
}

// TestObserverPanicsAtAFailure: the error is that of the execution.
func TestObserverPanicsAtAFailure(t *testing.T) {
	noLeak(t)
	m := machine(t, `{"StartAt": "F", "States": {"F": {"Type": "Fail", "Error": "Own", "Cause": "why"}}}`,
		asl.WithObserver(func(_ *asl.Execution, e history.Event) {
			if e.Type == history.TypeExecutionFailed {
				chargeCard(payload)
			}
		}))
	r, err := m.Execute(context.Background(), []byte(`{}`))
	wantPanic(t, r.ObserverError(), payload)
	if r.Status != asl.Failed || err != error(r.Error) || r.Error.Name != "Own" || r.Error.Cause != "why" {
		t.Errorf("%s, %v, %v", r.Status, err, r.Error)
	}
}

// TestPanicOfAResolver: a resolver or a middleware that panics fails the state.
func TestPanicOfAResolver(t *testing.T) {
	for name, opts := range map[string][]asl.Option{
		"resolver":   {asl.WithResolver(resolverFunc(func(string) (asl.TaskFunc, error) { chargeCard(payload); return nil, nil }))},
		"middleware": {work(nil0), asl.WithMiddleware(func(asl.TaskFunc) asl.TaskFunc { chargeCard(payload); return nil })},
	} {
		t.Run(name, func(t *testing.T) {
			noLeak(t)
			r, err := machine(t, task(""), opts...).Execute(context.Background(), []byte(`{}`))
			wantPanic(t, err, payload)
			wantSecret(t, r)
			if !errors.Is(err, asl.ErrPanicked) || r.Status != asl.Failed {
				t.Errorf("%s, %v", r.Status, err)
			}
		})
	}
}
