package asl_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/history"
	"github.com/goasl/goasl/state"
)

// waitTwice waits for a day before and after a failure.
const waitTwice = `{"StartAt": "W", "States": {"W": {"Type": "Wait", "Seconds": 86400, "Next": "A"},
	"A": {"Type": "Task", "Resource": "f", "End": true, "Retry": [{"ErrorEquals": ["Busy"], "IntervalSeconds": 86400}]}}}`

// TestSkipWait: a Wait state and the delay before a retry are skipped, by the event that has
// entered the state; the clock does not move.
func TestSkipWait(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		busy := true
		m := machine(t, waitTwice, asl.WithTask("A", asl.Func(func(context.Context, int) (int, error) {
			if busy {
				busy = false
				return 0, asl.NewError("Busy", "")
			}
			return 1, nil
		})))
		begun := time.Now()
		x, err := m.Start(t.Context(), []byte(`0`))
		if err != nil {
			t.Fatal(err)
		}
		for _, event := range []int64{2, 4} {
			synctest.Wait()
			for _, other := range []int64{0, 1, 3, 99} {
				if err := x.SkipWait(other); !errors.Is(err, asl.ErrNoWait) {
					t.Errorf("event %d: %v", other, err)
				}
			}
			if err := x.SkipWait(event); err != nil {
				t.Errorf("event %d: %v", event, err)
			}
		}
		if r, err := x.Wait(t.Context()); err != nil || string(r.Output) != `1` || time.Since(begun) != 0 {
			t.Errorf("%s after %v: %v", r.Output, time.Since(begun), err)
		}
		if err := x.SkipWait(4); !errors.Is(err, asl.ErrNoWait) {
			t.Errorf("after the end: %v", err)
		}
	})
}

// TestSkipWaitWhenStopped: no state of an execution that was stopped waits; a skip at the same
// time is answered, too.
func TestSkipWaitWhenStopped(t *testing.T) {
	noLeak(t)
	m := machine(t, waitTwice)
	for range 200 {
		x, err := m.Start(t.Context(), []byte(`0`))
		if err != nil {
			t.Fatal(err)
		}
		go x.Stop("", "")
		for x.SkipWait(2) != nil && x.Status() == asl.Running {
		}
		<-x.Done()
		if err := x.SkipWait(2); !errors.Is(err, asl.ErrNoWait) {
			t.Errorf("it was stopped: %v", err)
		}
	}
}

// TestSkipWaitResumed: a skip that was stored is told to the execution when it is resumed, and is
// part of what it saves.
func TestSkipWaitResumed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := machine(t, only(`"Type": "Wait", "Seconds": 86400`), asl.WithSuspension(time.Second))
		var s disk
		x, err := m.Start(t.Context(), []byte(`{}`), asl.WithCheckpoint(s.save))
		if err != nil {
			t.Fatal(err)
		}
		<-x.Done()
		at := time.Now()
		if x, err = m.Resume(t.Context(), s.saved, asl.WithInputs(state.Input{Kind: state.InputSkipWait, ID: 2}), asl.WithCheckpoint(s.save)); err != nil {
			t.Fatal(err)
		}
		if r, err := x.Wait(t.Context()); err != nil || !r.Ended.Equal(at) {
			t.Errorf("it ended at %v, not %v: %v", r.Ended, at, err)
		}
		if x, err = m.Resume(t.Context(), s.saved); err != nil {
			t.Fatal(err)
		}
		if r, err := x.Wait(t.Context()); err != nil || !r.Ended.Equal(at) {
			t.Errorf("what was saved ends at %v, not %v: %v", r.Ended, at, err)
		}
	})
}

// TestSkipWaitOfItem: an execution of a Map Run is told itself, or by the one at the top.
func TestSkipWaitOfItem(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var all asl.Executions
		item := `{"StartAt": "T", "States": {"T": {"Type": "Wait", "Seconds": 86400, "End": true}}}`
		m := machine(t, nestedMaps(item), asl.WithExecutions(&all))
		begun := time.Now()
		x, err := m.Start(t.Context(), []byte(`[1, 2]`))
		if err != nil {
			t.Fatal(err)
		}
		synctest.Wait()
		items := slices.DeleteFunc(all.List(), func(one *asl.Execution) bool { return one == x })
		if err := items[0].SkipWait(2); err != nil {
			t.Error(err)
		}
		if err := x.Tell(state.Input{Kind: state.InputSkipWait, ID: 2, Item: items[1].ARN()}); err != nil {
			t.Error(err)
		}
		if r, err := x.Wait(t.Context()); err != nil || string(r.Output) != `[1,2]` || time.Since(begun) != 0 {
			t.Errorf("%s after %v: %v", r.Output, time.Since(begun), err)
		}
	})
}

// TestSkipWaitOfObserver: an observer cannot wait for its own execution to take a skip.
func TestSkipWaitOfObserver(t *testing.T) {
	m := machine(t, only(`"Type": "Wait", "Seconds": 1`), virtual(), asl.WithObserver(func(x *asl.Execution, e history.Event) {
		if err := x.SkipWait(e.ID); !errors.Is(err, asl.ErrWaitsForItself) {
			t.Errorf("event %d: %v", e.ID, err)
		}
	}))
	if _, err := m.Execute(t.Context(), []byte(`{}`)); err != nil {
		t.Error(err)
	}
}
