package asl_test

import (
	"context"
	"encoding/json"
	"runtime"
	"testing"
	"testing/synctest"
	"time"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/history"
)

// beside is a machine of two branches, each a Task state that calls "work".
const beside = `{"StartAt": "P", "States": {"P": {"Type": "Parallel", "End": true, "Branches": [
	{"StartAt": "A", "States": {"A": {"Type": "Task", "Resource": "work", "End": true}}},
	{"StartAt": "B", "States": {"B": {"Type": "Task", "Resource": "work", "End": true}}}]}}}`

// TestTaskKeepsItsThread: a task may lock its thread for good, as package runtime
// advises it for one that is not to be used again.
func TestTaskKeepsItsThread(t *testing.T) {
	contexts := map[string]func(t *testing.T) context.Context{
		"that never ends": func(*testing.T) context.Context { return context.Background() },
		"that can end":    func(t *testing.T) context.Context { return t.Context() },
	}
	for where, definition := range map[string]string{"alone": chainOfTasks(3), "beside another": beside} {
		for which, ctx := range contexts {
			t.Run(where+" in a context "+which, func(t *testing.T) {
				noLeak(t)
				m := machine(t, definition, work(func(_ context.Context, in json.RawMessage) (json.RawMessage, error) {
					runtime.LockOSThread()
					return in, nil
				}))
				for way, run := range map[string]func(context.Context, []byte, ...asl.Option) (*asl.Result, error){
					"Execute": m.Execute, "Start": elsewhere(m),
				} {
					if r, err := run(ctx(t), []byte(`1`)); err != nil {
						t.Errorf("%s: %v, %v", way, r, err)
					}
				}
			})
		}
	}
}

// TestStopEndsExecute: Stop ends Execute although the task ignores its context,
// whether or not that of the caller can end.
func TestStopEndsExecute(t *testing.T) {
	for name, cancellable := range map[string]bool{"Background": false, "cancellable": true} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				ctx := context.Background()
				if cancellable {
					ctx = t.Context()
				}
				began := time.Now()
				m := machine(t, task(""), asl.WithObserver(func(x *asl.Execution, e history.Event) {
					if e.Type == history.TypeExecutionStarted {
						time.AfterFunc(time.Second, func() { _ = x.Stop("Own", "") })
					}
				}), work(func(context.Context, json.RawMessage) (json.RawMessage, error) {
					time.Sleep(time.Hour)
					return nil, nil
				}))
				r, _ := m.Execute(ctx, []byte(`{}`))
				if took := time.Since(began); r.Status != asl.Aborted || took != time.Second {
					t.Errorf("%s after %v, want ABORTED after 1s", r.Status, took)
				}
				time.Sleep(time.Hour) // until the task returns
			})
		})
	}
}
