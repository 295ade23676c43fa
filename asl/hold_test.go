package asl_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/history"

	"github.com/google/go-cmp/cmp"
)

func TestPendingHoldsTheTime(t *testing.T) {
	noLeak(t)
	clock := asl.NewVirtualClock(epoch)
	d := newDesk("")
	m := machine(t, only(`"Type": "Parallel", "Branches": [
		{"StartAt": "W", "States": {"W": {"Type": "Wait", "Seconds": 60, "End": true}}},
		{"StartAt": "B", "States": {"B": {"Type": "Task", "Resource": "work", "End": true}}}]`), asl.WithClock(clock), d.option())
	x := start(t, m, `{}`)
	token := <-d.tokens
	time.Sleep(5 * time.Millisecond)
	if now := clock.Now(); !now.Equal(epoch) {
		t.Errorf("the time went on to %v", now)
	}
	clock.Advance(-time.Hour)
	clock.Advance(10 * time.Second)
	if now := clock.Now().Sub(epoch); now != 10*time.Second {
		t.Errorf("after Advance it is %v", now)
	}
	if err := x.SendTaskSuccess(token, []byte(`1`)); err != nil {
		t.Error(err)
	}
	r, err := wait(t, x)
	if err != nil || r.Ended.Sub(r.Started) != time.Minute {
		t.Errorf("%v after %v", err, r.Ended.Sub(r.Started))
	}
}

// TestPendingHoldsNothingDue checks that a task that waits for its token does not
// hold up what happens at the time at which it began to.
func TestPendingHoldsNothingDue(t *testing.T) {
	noLeak(t)
	clock := asl.NewVirtualClock(epoch)
	m := machine(t, only(`"Type": "Parallel", "Branches": [
		{"StartAt": "P", "States": {"P": {"Type": "Task", "Resource": "work", "End": true}}},
		{"StartAt": "S", "States": {"S": {"Type": "Task", "Resource": "work", "Next": "W"}, "W": {"Type": "Wait", "Seconds": 0, "Next": "Z"}, "Z": {"Type": "Pass", "End": true}}}]`),
		asl.WithClock(clock), work(func(ctx context.Context, _ json.RawMessage) (json.RawMessage, error) {
			info := asl.TaskInfoFrom(ctx)
			if err := info.Sleep(ctx, time.Minute); err != nil {
				return nil, err
			}
			if info.State == "P" {
				return nil, asl.ErrPending
			}
			return nil, info.Sleep(ctx, 0)
		}))
	x := start(t, m, `{}`)
	for e := range x.Events(context.Background()) {
		if e.Type == "PassStateExited" { // the last thing before the answer
			break
		}
	}
	if now := clock.Now().Sub(epoch); now != time.Minute {
		t.Errorf("it is %v", now)
	}
	_ = x.Stop("", "")
	wait(t, x)
}

// TestWaitsDoNotOvertakeTasks: what is due at once, beside a task that has not come to its
// Sleep, ends after the task wakes.
func TestWaitsDoNotOvertakeTasks(t *testing.T) {
	noLeak(t)
	for _, due := range []string{`"Seconds": 0`, `"Timestamp": "2020-01-01T00:00:00Z"`} {
		var order []string
		m := machine(t, only(`"Type": "Parallel", "Branches": [
			{"StartAt": "B", "States": {"B": {"Type": "Task", "Resource": "work", "End": true}}},
			{"StartAt": "W", "States": {"W": {"Type": "Wait", `+due+`, "End": true}}}]`),
			virtual(), work(func(ctx context.Context, in json.RawMessage) (json.RawMessage, error) {
				time.Sleep(10 * time.Millisecond) // it comes late
				return in, asl.TaskInfoFrom(ctx).Sleep(ctx, 0)
			}), asl.WithObserver(func(_ *asl.Execution, e history.Event) {
				if e.Type == "TaskStateExited" || e.Type == "WaitStateExited" {
					order = append(order, string(e.Type))
				}
			}))
		execute(t, m, `{}`)
		if diff := cmp.Diff([]string{"TaskStateExited", "WaitStateExited"}, order); diff != "" {
			t.Errorf("%s (-want +got):\n%s", due, diff)
		}
	}
}

// TestAdvanceEndsWhatIsDue: tasks that run do not hold up what is due at a time to which
// Advance moves the clock, even if it does so before the execution waits.
func TestAdvanceEndsWhatIsDue(t *testing.T) {
	for name, definition := range map[string]string{
		"a timeout": only(`"Type": "Task", "Resource": "work", "TimeoutSeconds": 10`),
		"a Wait": only(`"Type": "Parallel", "Branches": [
			{"StartAt": "B", "States": {"B": {"Type": "Task", "Resource": "work", "End": true}}},
			{"StartAt": "W", "States": {"W": {"Type": "Wait", "Seconds": 0, "Next": "F"}, "F": {"Type": "Fail"}}}]`),
		"the machine's timeout": `{"TimeoutSeconds": 10, ` + only(`"Type": "Task", "Resource": "work"`)[1:],
	} {
		for late, seconds := range []time.Duration{10, 11} {
			t.Run(fmt.Sprint(name, late), func(t *testing.T) {
				noLeak(t)
				clock := asl.NewVirtualClock(epoch)
				m := machine(t, definition, asl.WithClock(clock), work(func(ctx context.Context, _ json.RawMessage) (json.RawMessage, error) {
					<-ctx.Done()
					return nil, nil
				}), asl.WithObserver(func(_ *asl.Execution, e history.Event) {
					if e.Type == history.TypeLambdaFunctionStarted {
						clock.Advance(seconds * time.Second)
					}
				}))
				if r, err := m.Execute(context.Background(), []byte(`{}`)); err == nil || r.Status == asl.Succeeded {
					t.Errorf("%s, %v", r.Status, err)
				}
			})
		}
	}
}

// TestSleepInGoroutines checks that a task may sleep in several goroutines. When
// the time moves depends on which of them sleeps first.
func TestSleepInGoroutines(t *testing.T) {
	noLeak(t)
	m := machine(t, task(""), virtual(), work(func(ctx context.Context, _ json.RawMessage) (json.RawMessage, error) {
		info := asl.TaskInfoFrom(ctx)
		done := make(chan error)
		for i := range 10 {
			go func() { done <- info.Sleep(ctx, time.Duration(i)*time.Second) }()
		}
		for range 10 {
			if err := <-done; err != nil {
				return nil, err
			}
		}
		return nil, info.Sleep(ctx, time.Second)
	}))
	if took := execute(t, m, `{}`).Ended.Sub(epoch); took < 10*time.Second || took > 46*time.Second {
		t.Errorf("it took %v", took)
	}
}

func TestSleepEndsWithItsContext(t *testing.T) {
	noLeak(t)
	m := machine(t, task(""), virtual(), work(func(ctx context.Context, _ json.RawMessage) (json.RawMessage, error) {
		info := asl.TaskInfoFrom(ctx)
		ended, cancel := context.WithCancel(ctx)
		cancel()
		if err := info.Sleep(ended, 0); !errors.Is(err, context.Canceled) {
			t.Errorf("Sleep with an ended context: %v", err)
		}
		return nil, info.Sleep(ctx, -time.Second)
	}))
	if r := execute(t, m, `{}`); r.Ended.Sub(r.Started) != 0 {
		t.Errorf("it took %v", r.Ended.Sub(r.Started))
	}
}

// TestSleepEndsWithItsTask checks that a task that has timed out does not wake as if it had
// slept on, though nothing holds the time after the end of its execution.
func TestSleepEndsWithItsTask(t *testing.T) {
	noLeak(t)
	slept := make(chan error, 1)
	sleepy := work(func(ctx context.Context, _ json.RawMessage) (json.RawMessage, error) {
		err := asl.TaskInfoFrom(ctx).Sleep(ctx, 15*time.Second)
		slept <- err
		return nil, err
	})
	for range 2000 {
		m := machine(t, task(`, "TimeoutSeconds": 10`), virtual(), sleepy)
		if r, err := m.Execute(t.Context(), []byte(`{}`)); err == nil {
			t.Fatalf("the task did not time out: %v", r)
		}
		if err := <-slept; !errors.Is(err, context.Canceled) {
			t.Fatalf("Sleep: %v", err)
		}
	}
}

// TestSleepThatEndsHolds checks that a task holds the time again when its sleep was
// broken off.
func TestSleepThatEndsHolds(t *testing.T) {
	noLeak(t)
	clock := asl.NewVirtualClock(epoch)
	release := clock.Hold()
	m := machine(t, only(`"Type": "Parallel", "Branches": [
		{"StartAt": "B", "States": {"B": {"Type": "Task", "Resource": "work", "End": true}}},
		{"StartAt": "W", "States": {"W": {"Type": "Wait", "Seconds": 60, "End": true}}}]`),
		asl.WithClock(clock), work(func(ctx context.Context, _ json.RawMessage) (json.RawMessage, error) {
			info := asl.TaskInfoFrom(ctx)
			ending, cancel := context.WithTimeout(ctx, time.Millisecond)
			defer cancel()
			if err := info.Sleep(ending, time.Hour); !errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("Sleep: %v", err)
			}
			release()
			time.Sleep(10 * time.Millisecond)
			if now := info.Now().Sub(epoch); now != 0 {
				t.Errorf("while it runs it is %v", now)
			}
			return nil, nil
		}))
	if r := execute(t, m, `{}`); r.Ended.Sub(r.Started) != time.Minute {
		t.Errorf("it took %v", r.Ended.Sub(r.Started))
	}
	later := machine(t, only(`"Type": "Wait", "Seconds": 7200`), asl.WithClock(clock))
	if r := execute(t, later, `{}`); r.Ended.Sub(r.Started) != 2*time.Hour {
		t.Errorf("to wait past the end of the sleep took %v", r.Ended.Sub(r.Started))
	}
}

// TestAtDoesNotHold checks that whoever waits for a virtual time from outside
// neither stops it nor needs an execution to move it.
func TestAtDoesNotHold(t *testing.T) {
	noLeak(t)
	clock := asl.NewVirtualClock(epoch)
	reached, _ := clock.At(epoch.Add(time.Minute))
	if got := <-reached; got.Sub(epoch) != time.Minute {
		t.Errorf("reached at %v", got)
	}
	reached, stop := clock.At(epoch)
	<-reached
	stop()
	release := clock.Hold()
	_, stop = clock.At(epoch.Add(time.Hour))
	stop()
	release()
	if now := clock.Now().Sub(epoch); now != time.Minute {
		t.Errorf("a wait that was given up moved the time to %v", now)
	}
	r := execute(t, machine(t, only(`"Type": "Wait", "Seconds": 1`), asl.WithClock(clock)), `{}`)
	if !r.Started.Equal(epoch.Add(time.Minute)) || r.Ended.Sub(r.Started) != time.Second {
		t.Errorf("from %v to %v", r.Started, r.Ended)
	}
}

// TestLeftoversDoNotHold checks that what is left of an execution does not keep
// the time of others from moving on.
func TestLeftoversDoNotHold(t *testing.T) {
	noLeak(t)
	clock := asl.NewVirtualClock(epoch)
	running, release, over := make(chan struct{}), make(chan struct{}), make(chan struct{})
	m := machine(t, task(""), asl.WithClock(clock), work(func(ctx context.Context, _ json.RawMessage) (json.RawMessage, error) {
		defer close(over)
		close(running)
		<-release
		info := asl.TaskInfoFrom(ctx)
		info.Heartbeat()
		info.Token()
		return nil, info.Sleep(context.Background(), time.Second)
	}))
	x := start(t, m, `{}`)
	<-running
	_ = x.Stop("", "")
	wait(t, x)
	other := machine(t, only(`"Type": "Wait", "Seconds": 60`), asl.WithClock(clock))
	letGo := sync.OnceFunc(func() { close(release) })
	for range 2 {
		if r := execute(t, other, `{}`); r.Ended.Sub(r.Started) != time.Minute {
			t.Errorf("it took %v", r.Ended.Sub(r.Started))
		}
		letGo()
		<-over
	}
}

// TestLateAnswerDoesNotHold checks the same of a function that returns ErrPending
// when nobody waits for it any more.
func TestLateAnswerDoesNotHold(t *testing.T) {
	noLeak(t)
	clock := asl.NewVirtualClock(epoch)
	left := make(chan struct{})
	m := machine(t, `{"StartAt": "A", "States": {
		"A": {"Type": "Task", "Resource": "work", "TimeoutSeconds": 10, "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "B"}], "Next": "B"},
		"B": {"Type": "Task", "Resource": "work", "Next": "W"},
		"W": {"Type": "Wait", "Seconds": 100, "End": true}}}`,
		asl.WithClock(clock), work(func(ctx context.Context, _ json.RawMessage) (json.RawMessage, error) {
			info := asl.TaskInfoFrom(ctx)
			if info.State == "B" {
				<-left
				time.Sleep(5 * time.Millisecond) // until the execution knows
				return nil, nil
			}
			defer close(left)
			_ = info.Sleep(ctx, time.Hour)
			return nil, asl.ErrPending
		}))
	if r := execute(t, m, `{}`); r.Ended.Sub(r.Started) != 110*time.Second {
		t.Errorf("it took %v", r.Ended.Sub(r.Started))
	}
}

// TestLateMailDoesNotHold checks the same of what is posted in the moment in which
// the execution ends.
func TestLateMailDoesNotHold(t *testing.T) {
	noLeak(t)
	clock := asl.NewVirtualClock(epoch)
	m := machine(t, only(`"Type": "Wait", "Seconds": 60`), asl.WithClock(clock), asl.WithObserver(func(x *asl.Execution, e history.Event) {
		if e.Type == "ExecutionSucceeded" {
			_ = x.Stop("", "")
		}
	}))
	for range 2 {
		if r := execute(t, m, `{}`); r.Ended.Sub(r.Started) != time.Minute {
			t.Errorf("it took %v", r.Ended.Sub(r.Started))
		}
	}
}
