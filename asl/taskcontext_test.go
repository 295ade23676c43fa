package asl_test

import (
	"context"
	"encoding/json"
	"errors"
	"runtime"
	"strings"
	"testing"
	"testing/synctest"
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

// slow is a context of the user's own: package context passes its end on in another
// goroutine, so that those that are derived from it end some time later.
type slow struct {
	context.Context
	done chan struct{}
}

func (c slow) Done() <-chan struct{} { return c.done }

func (c slow) Err() error {
	select {
	case <-c.done:
		return context.Canceled
	default:
		return nil
	}
}

// TestContextOfTaskEndsAtOnce: whoever sees by Err that the context of a task has
// ended finds Done closed, whether or not Done was asked for before.
func TestContextOfTaskEndsAtOnce(t *testing.T) {
	for i := range 200 {
		outer := slow{context.Background(), make(chan struct{})}
		early := false
		m := machine(t, oneTask, work(func(ctx context.Context, _ json.RawMessage) (json.RawMessage, error) {
			if i%2 == 0 {
				ctx.Done()
			}
			close(outer.done)
			for ctx.Err() == nil {
				runtime.Gosched()
			}
			select {
			case <-ctx.Done():
			default:
				early = true
			}
			return nil, nil
		}), asl.WithGrace(10*time.Second)) // so that Execute returns when the task has
		_, _ = m.Execute(outer, []byte(`{}`))
		if early {
			t.Fatal("Err tells of an end that Done does not know")
		}
	}
}

// TestDeadlineOfTask: the context of a task has the time at which its state times
// out, or the caller's if that comes before; but no time of another clock.
func TestDeadlineOfTask(t *testing.T) {
	const never = time.Duration(0)
	own := asl.WithClock(struct{ asl.Clock }{asl.SystemClock()})
	timed := task(`, "TimeoutSeconds": 60`)
	for name, test := range map[string]struct {
		definition string
		caller     time.Duration // after which the caller's context ends
		clock      asl.Option
		want       time.Duration
	}{
		"none":                        {task(""), never, asl.WithSeed(1), never},
		"the state's":                 {timed, never, asl.WithSeed(1), time.Minute},
		"not that of heartbeats":      {task(`, "HeartbeatSeconds": 10`), never, asl.WithSeed(1), never},
		"the caller's alone":          {task(""), time.Hour, asl.WithSeed(1), time.Hour},
		"the state's before another":  {timed, time.Hour, asl.WithSeed(1), time.Minute},
		"the caller's before another": {timed, time.Second, asl.WithSeed(1), time.Second},
		"on a virtual clock":          {timed, never, virtual(), never},
		"the caller's on that":        {timed, time.Hour, virtual(), time.Hour},
		"on a clock of the user's":    {timed, never, own, never},
		"in a task slot":              {timed, never, asl.WithTaskSlots(asl.NewTaskSlots(1)), time.Minute},
		"beside a Wait":               {only(`"Type": "Parallel", "Branches": [` + strings.ReplaceAll(timed, `"A"`, `"B"`) + `, {"StartAt": "W", "States": {"W": {"Type": "Wait", "Seconds": 1, "End": true}}}]`), never, asl.WithSeed(1), time.Minute},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				ctx := context.Background()
				if test.caller != never {
					var cancel context.CancelFunc
					ctx, cancel = context.WithTimeout(ctx, test.caller)
					defer cancel()
				}
				got := make(chan time.Duration, 1)
				m := machine(t, test.definition, test.clock, work(func(ctx context.Context, _ json.RawMessage) (json.RawMessage, error) {
					at, ok := ctx.Deadline()
					switch {
					case ok:
						got <- time.Until(at)
					default:
						got <- never
					}
					return nil, nil
				}))
				if _, err := m.Execute(ctx, []byte(`{}`)); err != nil {
					t.Fatal(err)
				}
				if got := <-got; got != test.want {
					t.Errorf("it ends in %v, want %v", got, test.want)
				}
			})
		})
	}
}

// TestDeadlineOfARetry: the time of each attempt is its own.
func TestDeadlineOfARetry(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := machine(t, task(`, "TimeoutSeconds": 60, "Retry": [{"ErrorEquals": ["States.ALL"], "IntervalSeconds": 100}]`),
			work(func(ctx context.Context, _ json.RawMessage) (json.RawMessage, error) {
				info := asl.TaskInfoFrom(ctx)
				at, ok := ctx.Deadline()
				if !ok || time.Until(at) != time.Minute || !at.Equal(info.Deadline) {
					t.Errorf("attempt %d ends at %v, %v in its context, at %v in its TaskInfo", info.Attempt, at, ok, info.Deadline)
				}
				if info.Attempt == 0 {
					<-ctx.Done() // the state's timeout ends it
				}
				return nil, nil
			}))
		execute(t, m, `{}`)
	})
}
