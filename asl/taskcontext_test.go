package asl_test

import (
	"context"
	"encoding/json"
	"errors"
	"testing"
	"time"

	"github.com/goasl/goasl/asl"
)

const oneTask = `{"StartAt": "A", "States": {"A": {"Type": "Task", "Resource": "work", "End": true}}}`

// TestContextOfTask looks at the context of a task while the task runs, and
// after it: at what was derived from it, and at itself, whether or not somebody
// asked for Done before.
func TestContextOfTask(t *testing.T) {
	type key struct{}
	cause := errors.New("enough")
	outer, cancel := context.WithDeadline(context.WithValue(context.Background(), key{}, "outer"), time.Now().Add(time.Hour))
	defer cancel()
	for _, asked := range []bool{false, true} {
		var task, derived, over context.Context
		called := make(chan struct{})
		m := machine(t, oneTask, work(func(ctx context.Context, _ json.RawMessage) (json.RawMessage, error) {
			task = ctx
			if asked {
				var stop context.CancelFunc
				derived, stop = context.WithTimeout(ctx, time.Hour)
				t.Cleanup(stop)
				context.AfterFunc(ctx, func() { close(called) })
				own, end := context.WithCancelCause(ctx)
				end(cause)
				over = own
			}
			if at, ok := ctx.Deadline(); !ok || at.Before(time.Now()) {
				t.Errorf("asked %v: the deadline of the outer context is %v, %v", asked, at, ok)
			}
			if ctx.Err() != nil || ctx.Value(key{}) != "outer" || asl.TaskInfoFrom(ctx).State != "A" {
				t.Errorf("asked %v: the running task has the context %v, %v, %v", asked, ctx.Err(), ctx.Value(key{}), asl.TaskInfoFrom(ctx))
			}
			if asked && (asl.TaskInfoFrom(derived) != asl.TaskInfoFrom(ctx) || derived.Err() != nil || context.Cause(over) != cause) {
				t.Errorf("derived contexts: %v, %v", derived.Err(), context.Cause(over))
			}
			return nil, nil
		}))
		if _, err := m.Execute(outer, []byte(`{}`)); err != nil {
			t.Fatal(err)
		}
		if err := task.Err(); err != context.Canceled {
			t.Errorf("asked %v: after the task its context says %v", asked, err)
		}
		if err := context.Cause(task); err != context.Canceled {
			t.Errorf("asked %v: after the task its context's cause is %v", asked, err)
		}
		<-task.Done()
		if asked {
			<-derived.Done()
			<-called
		}
	}
}

// TestContextOfTaskEndsWithCaller sees a task that waits for its context, which
// ends with that of the caller.
func TestContextOfTaskEndsWithCaller(t *testing.T) {
	outer, cancel := context.WithCancel(context.Background())
	defer cancel()
	ended := make(chan [2]error, 1)
	m := machine(t, oneTask, work(func(ctx context.Context, _ json.RawMessage) (json.RawMessage, error) {
		cancel()               // once it runs, or it might never have begun
		for ctx.Err() == nil { // without Done
			time.Sleep(time.Millisecond)
		}
		before := ctx.Err()
		<-ctx.Done()
		ended <- [2]error{before, ctx.Err()}
		return nil, ctx.Err()
	}))
	if _, err := m.Execute(outer, []byte(`{}`)); !errors.Is(err, context.Canceled) {
		t.Errorf("the execution ended with %v", err)
	}
	for _, err := range <-ended {
		if err != context.Canceled {
			t.Errorf("the task's context ended with %v", err)
		}
	}
}
