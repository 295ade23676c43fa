package asl_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/history"
)

// epoch is where the virtual clocks of the tests start.
var epoch = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)

// virtual is the option of a new virtual clock.
func virtual() asl.Option { return asl.WithClock(asl.NewVirtualClock(epoch)) }

func TestTaskInputIsItsOwn(t *testing.T) {
	noLeak(t)
	m := machine(t, `{"StartAt": "P", "States": {
		"P": {"Type": "Parallel", "Next": "Q", "ResultPath": "$.p", "Branches": [
			{"StartAt": "A", "States": {"A": {"Type": "Task", "Resource": "work", "End": true}}},
			{"StartAt": "B", "States": {"B": {"Type": "Task", "Resource": "work", "End": true}}}]},
		"Q": {"Type": "Task", "Resource": "work", "ResultPath": "$.q", "End": true,
			"Retry": [{"ErrorEquals": ["States.ALL"]}]}}}`,
		virtual(), work(func(ctx context.Context, in json.RawMessage) (json.RawMessage, error) {
			seen := bytes.Clone(in)
			for i := range in[:cap(in)] {
				in[:cap(in)][i] = 'x'
			}
			if info := asl.TaskInfoFrom(ctx); info.State == "Q" && info.Attempt == 0 {
				return nil, errors.New("again")
			}
			return seen, nil
		}))
	r := execute(t, m, `{"a": [1]}`)
	want := `{"a":[1],"p":[{"a":[1]},{"a":[1]}],"q":{"a":[1],"p":[{"a":[1]},{"a":[1]}]}}`
	if string(r.Output) != want {
		t.Errorf("output %s, want %s", r.Output, want)
	}
}

func TestTaskReturnsNothing(t *testing.T) {
	for way, prepare := range ways {
		t.Run(way, func(t *testing.T) {
			noLeak(t)
			ctx, opts := prepare(t)
			m := machine(t, task(""), append(opts, work(named("")))...)
			r, err := m.Execute(ctx, []byte(`{}`))
			if err != nil || string(r.Output) != "null" {
				t.Errorf("got %s, %v; want null", r.Output, err)
			}
		})
	}
}

// stubborn is a task that ignores its context until it is released.
func stubborn(release <-chan struct{}) asl.TaskFunc {
	return func(ctx context.Context, _ json.RawMessage) (json.RawMessage, error) {
		if asl.TaskInfoFrom(ctx).Attempt > 0 {
			return json.RawMessage(`"second"`), nil
		}
		<-release
		return json.RawMessage(`"too late"`), nil
	}
}

func TestTaskIgnoresItsContext(t *testing.T) {
	const definition = `, "TimeoutSeconds": 10, "Retry": [{"ErrorEquals": ["States.Timeout"], "IntervalSeconds": 5}]`
	check := func(t *testing.T, r *asl.Result, err error) {
		t.Helper()
		if err != nil || string(r.Output) != `"second"` || r.Ended.Sub(r.Started) != 15*time.Second {
			t.Errorf("%s after %v, %v; want \"second\" after 15s", r.Output, r.Ended.Sub(r.Started), err)
		}
	}
	t.Run("on the system clock", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			release := make(chan struct{})
			m := machine(t, task(definition), work(stubborn(release)))
			r, err := m.Execute(context.Background(), []byte(`{}`))
			check(t, r, err)
			close(release)
		})
	})
	t.Run("on a virtual clock", func(t *testing.T) {
		noLeak(t)
		// It sleeps by the clock, which is to say that it hangs.
		m := machine(t, task(definition), virtual(), work(func(ctx context.Context, _ json.RawMessage) (json.RawMessage, error) {
			info := asl.TaskInfoFrom(ctx)
			if info.Attempt > 0 {
				return json.RawMessage(`"second"`), nil
			}
			err := info.Sleep(context.Background(), time.Hour)
			return json.RawMessage(`"too late"`), err
		}))
		r, err := m.Execute(context.Background(), []byte(`{}`))
		check(t, r, err)
	})
	t.Run("on a virtual clock that is advanced", func(t *testing.T) {
		noLeak(t)
		clock := asl.NewVirtualClock(epoch)
		running, release := make(chan struct{}), make(chan struct{})
		inner := stubborn(release)
		m := machine(t, task(definition), asl.WithClock(clock), work(func(ctx context.Context, in json.RawMessage) (json.RawMessage, error) {
			if asl.TaskInfoFrom(ctx).Attempt == 0 {
				close(running)
			}
			return inner(ctx, in)
		}))
		x, err := m.Start(context.Background(), []byte(`{}`))
		if err != nil {
			t.Fatal(err)
		}
		<-running
		clock.Advance(10 * time.Second)
		r, err := x.Wait(context.Background()) // it does not wait for the task
		check(t, r, err)
		close(release)
	})
}

func TestTaskContextEnds(t *testing.T) {
	tests := []struct {
		name string
		end  func(x *asl.Execution, cancel context.CancelFunc)
		want error
	}{
		{"with the caller's", func(_ *asl.Execution, cancel context.CancelFunc) { cancel() }, context.Canceled},
		{"by Stop", func(x *asl.Execution, _ context.CancelFunc) { _ = x.Stop("", "") }, nil},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			noLeak(t)
			ctx, cancel := context.WithCancel(context.Background())
			defer cancel()
			running, ended := make(chan struct{}), make(chan error, 1)
			m := machine(t, task(""), work(func(ctx context.Context, _ json.RawMessage) (json.RawMessage, error) {
				close(running)
				<-ctx.Done()
				ended <- ctx.Err()
				return nil, ctx.Err()
			}))
			x, err := m.Start(ctx, []byte(`{}`))
			if err != nil {
				t.Fatal(err)
			}
			<-running
			test.end(x, cancel)
			if err := <-ended; !errors.Is(err, context.Canceled) {
				t.Errorf("the task's context: %v", err)
			}
			if _, err := x.Wait(context.Background()); err == nil || (test.want != nil && !errors.Is(err, test.want)) {
				t.Errorf("the execution's error: %v", err)
			}
		})
	}
}

// TestFailureStartsNoMore checks that calls that wait for room are not started
// when those before them are cancelled.
func TestFailureStartsNoMore(t *testing.T) {
	for name, opt := range map[string]asl.Option{
		"limit": asl.WithLimits(asl.Limits{Tasks: 2}),
		"slots": asl.WithTaskSlots(asl.NewTaskSlots(2)),
	} {
		t.Run(name, func(t *testing.T) {
			noLeak(t)
			for range 50 {
				var started atomic.Int32
				m := machine(t, `{"StartAt": "M", "States": {"M": {"Type": "Map", "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "B"}], "Next": "B", "ItemProcessor":
					{"StartAt": "A", "States": {"A": {"Type": "Task", "Resource": "work", "End": true}}}},
					"B": {"Type": "Task", "Resource": "work", "Next": "C"}, "C": {"Type": "Task", "Resource": "work", "End": true}}}`,
					opt, work(func(ctx context.Context, in json.RawMessage) (json.RawMessage, error) {
						switch info := asl.TaskInfoFrom(ctx); {
						case info.State != "A":
							return in, nil
						case started.Add(1) == 2:
							return nil, errors.New("enough")
						}
						<-ctx.Done()
						return nil, ctx.Err()
					}))
				execute(t, m, `[1,2,3,4,5,6,7,8,9,10]`)
				if n := started.Load(); n != 2 {
					t.Fatalf("%d tasks were started, want 2", n)
				}
			}
		})
	}
}

// TestInlineWithOthers checks that a task does not hold up the answers of others.
func TestInlineWithOthers(t *testing.T) {
	noLeak(t)
	begun, done := make(chan struct{}), make(chan struct{})
	m := machine(t, only(`"Type": "Parallel", "Branches": [
		{"StartAt": "B", "States": {"B": {"Type": "Task", "Resource": "work", "Next": "Done"}, "Done": {"Type": "Succeed"}}},
		{"StartAt": "P", "States": {"P": {"Type": "Task", "Resource": "work", "Next": "Q"}, "Q": {"Type": "Task", "Resource": "work", "End": true}}}]`),
		work(func(ctx context.Context, in json.RawMessage) (json.RawMessage, error) {
			switch asl.TaskInfoFrom(ctx).State {
			case "B":
				<-begun
			case "Q":
				close(begun)
				<-done
			}
			return in, nil
		}), asl.WithObserver(func(_ *asl.Execution, e history.Event) {
			if e.Type == "SucceedStateExited" {
				close(done)
			}
		}))
	execute(t, m, `{}`)
}

// TestContextEndsBeforeATask checks that Execute does not wait for a task that
// ignores its context.
func TestContextEndsBeforeATask(t *testing.T) {
	noLeak(t)
	ctx, cancel := context.WithCancel(context.Background())
	release := make(chan struct{})
	defer close(release)
	m := machine(t, task(""), work(func(context.Context, json.RawMessage) (json.RawMessage, error) {
		cancel()
		<-release
		return nil, nil
	}))
	if r, err := m.Execute(ctx, []byte(`{}`)); !errors.Is(err, context.Canceled) || r.Status != asl.Running {
		t.Errorf("status %s, %v", r.Status, err)
	}
}

func TestErrorsReachTheCaller(t *testing.T) {
	noRows := errors.New("no rows")
	fails := work(func(context.Context, json.RawMessage) (json.RawMessage, error) {
		return nil, fmt.Errorf("order 7: %w", noRows)
	})
	inner := `{"StartAt": "A", "States": {"A": {"Type": "Task", "Resource": "work", "End": true}}}`
	for name, definition := range map[string]string{
		"Task":     task(""),
		"Retry":    task(`, "Retry": [{"ErrorEquals": ["States.ALL"], "MaxAttempts": 2}]`),
		"Parallel": only(`"Type": "Parallel", "Branches": [` + strings.ReplaceAll(inner, `"A"`, `"B"`) + `]`),
		"Map":      only(`"Type": "Map", "ItemProcessor": ` + strings.ReplaceAll(inner, `"A"`, `"B"`)),
		"Map in Parallel that is retried": only(`"Type": "Parallel", "Retry": [{"ErrorEquals": ["States.TaskFailed"]}], "Branches": [{"StartAt": "M", "States": {
			"M": {"Type": "Map", "End": true, "ItemProcessor": ` + strings.ReplaceAll(inner, `"A"`, `"B"`) + `}}}]`),
	} {
		t.Run(name, func(t *testing.T) {
			noLeak(t)
			r, err := machine(t, definition, fails, virtual()).Execute(context.Background(), []byte(`[1]`))
			var e *asl.Error
			if !errors.Is(err, noRows) || !errors.As(err, &e) || !errors.Is(err, asl.ErrTaskFailed) {
				t.Fatalf("got %v, want an *asl.Error named States.TaskFailed that wraps %q", err, noRows)
			}
			if want := `{"errorMessage":"order 7: no rows","errorType":"States.TaskFailed"}`; e.Cause != want || r.Error != e {
				t.Errorf("cause %s, want %s", e.Cause, want)
			}
		})
	}
}

func TestCausesByKind(t *testing.T) {
	plain, own := errors.New("broken"), asl.NewError("Own", "my cause")
	const lambda = `{"errorMessage":"broken","errorType":"States.TaskFailed"}`
	for resource, want := range map[string]string{
		"arn:aws:lambda:us-east-1:1:function:f":   lambda,
		"work":                                    lambda,
		"arn:aws:states:::sqs:sendMessage":        "broken",
		"arn:aws:states:us-east-1:1:activity:act": "broken",
		"arn:aws:states:::ecs:runTask.sync":       "broken",
	} {
		for _, fails := range []error{plain, own} {
			var mux asl.Mux
			mux.Handle("*", func(context.Context, json.RawMessage) (json.RawMessage, error) { return nil, fails })
			m := machine(t, strings.ReplaceAll(task(""), "work", resource), asl.WithResolver(&mux))
			r, _ := m.Execute(context.Background(), []byte(`{}`))
			want := want
			if fails == error(own) {
				want = "my cause"
			}
			if r.Error == nil || r.Error.Cause != want {
				t.Errorf("%s: %v, want the cause %s", resource, r.Error, want)
			}
		}
	}
}

func TestTimeouts(t *testing.T) {
	hang := work(func(ctx context.Context, _ json.RawMessage) (json.RawMessage, error) {
		return nil, asl.TaskInfoFrom(ctx).Sleep(ctx, time.Hour)
	})
	wait := `"Type": "Wait", "Seconds": 3600`
	for name, test := range map[string]struct {
		definition string
		status     asl.Status
	}{
		"of a state":   {task(`, "TimeoutSeconds": 60`), asl.Failed},
		"heartbeat":    {task(`, "HeartbeatSeconds": 60`), asl.Failed},
		"of a machine": {strings.Replace(only(wait), "{", `{"TimeoutSeconds": 60, `, 1), asl.TimedOut},
	} {
		t.Run(name, func(t *testing.T) {
			noLeak(t)
			r, err := machine(t, test.definition, hang, virtual()).Execute(context.Background(), []byte(`{}`))
			if !errors.Is(err, asl.ErrTimeout) || errors.Is(err, asl.ErrTaskFailed) || r.Status != test.status {
				t.Errorf("status %s, error %v; want %s and ErrTimeout", r.Status, err, test.status)
			}
			if got := r.Ended.Sub(r.Started); got != time.Minute {
				t.Errorf("it took %v", got)
			}
		})
	}
}
