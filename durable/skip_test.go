package durable_test

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/durable"
	"github.com/goasl/goasl/history"
	"github.com/goasl/goasl/state"
)

// waitThenRetry waits for a day before its task, and again after it has failed.
const waitThenRetry = `{"StartAt": "W", "States": {"W": {"Type": "Wait", "Seconds": 86400, "Next": "T"},
	"T": {"Type": "Task", "Resource": "f", "End": true, "Retry": [{"ErrorEquals": ["Busy"], "IntervalSeconds": 86400}]}}}`

// failsOnce returns a task that fails the first time that it gets an input.
func failsOnce() asl.TaskFunc {
	var seen sync.Map
	return func(_ context.Context, in json.RawMessage) (json.RawMessage, error) {
		if _, again := seen.LoadOrStore(string(in), true); !again {
			return nil, asl.NewError("Busy", "")
		}
		return in, nil
	}
}

// TestSkipWait: a process that drives nothing skips waits of an execution that is not in memory,
// by the event that has entered the state, and its history is that of a shorter wait.
func TestSkipWait(t *testing.T) {
	for name, opts := range map[string][]durable.Option{"derived": nil, "stored": {durable.WithStoredHistory()}} {
		t.Run(name, func(t *testing.T) { synctest.Test(t, func(t *testing.T) { testSkipWait(t, opts) }) })
	}
}

func testSkipWait(t *testing.T, opts []durable.Option) {
	t.Helper()
	store := durable.Memory()
	machines := map[string]*asl.Machine{"m": machine(t, waitThenRetry, asl.WithTask("T", failsOnce()))}
	s := serve(t, store, machines, opts...)
	other, err := durable.New(store)
	if err != nil {
		t.Fatal(err)
	}
	arn := s.begin("m", "one", `1`)
	began := time.Now()
	for _, event := range []int64{2, 4} {
		time.Sleep(time.Minute)
		for _, none := range []int64{0, 1, 3, 99} {
			if err := other.SkipWait(t.Context(), arn, none); !errors.Is(err, asl.ErrNoWait) {
				t.Errorf("event %d: %v", none, err)
			}
		}
		for range 2 { // the second one comes before the first one is read
			if err := other.SkipWait(t.Context(), arn, event); err != nil {
				t.Errorf("event %d: %v", event, err)
			}
		}
	}
	d := s.ends(time.Second, arn, asl.Succeeded, `1`)
	if took := d.Ended.Sub(began); took > 3*time.Minute {
		t.Errorf("it took %v", took)
	}
	checkGaps(t, s, arn)
	events, _, err := s.History(t.Context(), arn, durable.HistoryPage{})
	if i := slices.IndexFunc(events, func(e history.Event) bool { return e.Type == history.TypeWaitStateExited }); err != nil || i != 2 || events[i].Timestamp.Sub(began) > 2*time.Minute {
		t.Errorf("the Wait state was left by event %d, %v", i+1, err)
	}
	if err := other.SkipWait(t.Context(), arn, 4); !errors.Is(err, asl.ErrNoWait) {
		t.Errorf("after the end: %v", err)
	}
	if err := other.SkipWait(t.Context(), arn+"x", 2); !errors.Is(err, durable.ErrExecutionDoesNotExist) {
		t.Errorf("one that does not exist: %v", err)
	}
}

// TestSkipWaitOfItem: waits in executions of Map Runs are skipped by their ARNs, also after a restart.
func TestSkipWaitOfItem(t *testing.T) {
	for name, test := range map[string]struct{ definition, input string }{
		"items":  {eachOf("O", waitThenRetry), `[1,2]`},
		"nested": {eachOf("Outer", eachOf("O", waitThenRetry)), `[[1,2]]`},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				store := durable.Memory()
				machines := map[string]*asl.Machine{"m": machine(t, test.definition, asl.WithTask("T", failsOnce()))}
				s := serve(t, store, machines)
				arn := s.begin("m", "one", test.input)
				began := time.Now()
				time.Sleep(time.Minute)
				runs, err := store.Objects(t.Context(), "map run", "", 10)
				if err != nil {
					t.Fatal(err)
				}
				mapRun := runs[slices.IndexFunc(runs, func(o durable.Object) bool { return strings.Contains(o.Name, "/O:") })].Name
				for _, event := range []int64{2, 4} {
					for _, one := range itemsOf(t, s, mapRun, asl.Running) {
						if err := s.SkipWait(t.Context(), one.ARN, event); err != nil {
							t.Errorf("event %d: %v", event, err)
						}
					}
					time.Sleep(time.Minute)
					s.stop()
					s = serve(t, store, machines)
				}
				d := s.after(time.Second, arn)
				if took := d.Ended.Sub(began); d.Status != asl.Succeeded || d.Output.String() != test.input || took > 5*time.Minute {
					t.Errorf("it is %s with %s after %v", d.Status, d.Output, took)
				}
			})
		})
	}
}

// TestSkipWaitOfExpressItem: nothing is saved of an EXPRESS execution of a Map Run, so that a skip is
// taken in any case, and has an effect only if it waits.
func TestSkipWaitOfExpressItem(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := durable.Memory()
		definition := strings.Replace(eachOf("O", `{"StartAt": "W", "States": {"W": {"Type": "Wait", "Seconds": 200, "End": true}}}`), "STANDARD", "EXPRESS", 1)
		s := serve(t, store, map[string]*asl.Machine{"m": machine(t, definition)})
		arn := s.begin("m", "one", `[1]`)
		time.Sleep(time.Minute)
		runs, err := s.MapRuns(t.Context(), arn)
		if err != nil || len(runs) != 1 {
			t.Fatalf("%d Map Runs, %v", len(runs), err)
		}
		item := itemsOf(t, s, runs[0].ARN, "")[0].ARN
		if err := s.SkipWait(t.Context(), item, 1); err != nil {
			t.Error(err)
		}
		if d := s.after(time.Second, arn); d.Status != asl.Running {
			t.Errorf("after another event it is %s", d.Status)
		}
		if err := s.SkipWait(t.Context(), item, 2); err != nil {
			t.Error(err)
		}
		s.ends(time.Second, arn, asl.Succeeded, `[1]`)
	})
}

// TestSkipWaitInMemory: of an EXPRESS execution that is kept in memory, too.
func TestSkipWaitInMemory(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		express := asl.MustParse(`{"StartAt": "W", "States": {"W": {"Type": "Wait", "Seconds": 200, "End": true}}}`, asl.WithType(asl.Express))
		s := serve(t, durable.Memory(), map[string]*asl.Machine{"e": express}, durable.WithExpressInMemory(64<<10))
		arn := s.begin("e", "x", `1`)
		synctest.Wait()
		if err := s.SkipWait(t.Context(), arn, 1); !errors.Is(err, asl.ErrNoWait) {
			t.Errorf("event 1: %v", err)
		}
		if err := s.SkipWait(t.Context(), arn, 2); err != nil {
			t.Error(err)
		}
		s.ends(time.Second, arn, asl.Succeeded, `1`)
	})
}

// TestSkipWaitIsNotForLater: a skip that came when the execution had ended skips nothing after a
// redrive.
func TestSkipWaitIsNotForLater(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := durable.Memory()
		machines := map[string]*asl.Machine{"m": machine(t, `{"StartAt": "W", "States": {"W": {"Type": "Wait", "Seconds": 600, "End": true}}}`)}
		s := serve(t, store, machines)
		arn := s.begin("m", "one", `{}`)
		time.Sleep(time.Minute)
		if err := s.Stop(t.Context(), arn, nil); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Minute)
		s.stop()
		for _, in := range []state.Input{{Kind: state.InputSkipWait, ID: 2, Now: time.Now()}, {Kind: state.InputRedrive, ID: 1, Now: time.Now()}} {
			if err := store.Post(t.Context(), arn, durable.Post{Text: in.AppendJSON(nil)}); err != nil {
				t.Fatal(err)
			}
		}
		s = serve(t, store, machines)
		if d := s.after(time.Minute, arn); d.Status != asl.Running || d.RedriveCount != 1 {
			t.Errorf("it is %s, and was redriven %d times", d.Status, d.RedriveCount)
		}
		s.ends(10*time.Minute, arn, asl.Succeeded, `{}`)
	})
}
