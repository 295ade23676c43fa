package asl_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/history"

	"github.com/google/go-cmp/cmp"
)

// everything is a machine whose states wait for tasks, retries, times, iterations and branches.
const everything = `{"StartAt": "Work", "States": {
	"Work": {"Type": "Task", "Resource": "flaky", "ResultPath": "$.work", "Next": "Wait",
		"Retry": [{"ErrorEquals": ["Flaky"], "IntervalSeconds": 10, "BackoffRate": 3}]},
	"Wait": {"Type": "Wait", "Seconds": 3600, "Next": "Map"},
	"Map": {"Type": "Map", "ItemsPath": "$.items", "ResultPath": "$.map", "MaxConcurrency": 1, "Next": "Both",
		"ItemProcessor": {"StartAt": "Item", "States": {"Item": {"Type": "Task", "Resource": "echo", "End": true}}}},
	"Both": {"Type": "Parallel", "End": true, "Branches": [
		{"StartAt": "Now", "States": {"Now": {"Type": "Task", "Resource": "echo", "InputPath": "$.map", "End": true}}},
		{"StartAt": "Later", "States": {"Later": {"Type": "Wait", "Seconds": 60, "Next": "Last"},
			"Last": {"Type": "Task", "Resource": "echo", "InputPath": "$.work", "End": true}}}]}}}`

// calls counts the calls of tasks by their keys.
type calls struct {
	mu    sync.Mutex
	byKey map[string]int
}

func (c *calls) count(next asl.TaskFunc) asl.TaskFunc {
	return func(ctx context.Context, in json.RawMessage) (json.RawMessage, error) {
		c.mu.Lock()
		if c.byKey == nil {
			c.byKey = map[string]int{}
		}
		c.byKey[asl.TaskInfoFrom(ctx).Key]++
		c.mu.Unlock()
		return next(ctx, in)
	}
}

// tasksOfEverything are its tasks: flaky works at the third time.
func tasksOfEverything(c *calls) asl.Option {
	var mux asl.Mux
	mux.Handle("flaky", func(ctx context.Context, _ json.RawMessage) (json.RawMessage, error) {
		if asl.TaskInfoFrom(ctx).Attempt < 2 {
			return nil, asl.Errorf("Flaky", "not yet")
		}
		return json.RawMessage(`"worked"`), nil
	})
	mux.Handle("echo", func(_ context.Context, in json.RawMessage) (json.RawMessage, error) { return in, nil })
	return asl.WithOptions(asl.WithResolver(&mux), asl.WithMiddleware(c.count))
}

// disk keeps the checkpoints of one execution.
type disk struct {
	saved  asl.Saved
	events []history.Event
	last   asl.Checkpoint
	fail   func() error // of the next checkpoint; nil for none
}

func (s *disk) save(_ context.Context, c *asl.Checkpoint) (err error) {
	if s.fail != nil {
		if err := s.fail(); err != nil {
			return err
		}
	}
	if s.saved.Snapshot == nil {
		if s.saved.Snapshot, err = c.Snapshot(); err != nil {
			return err
		}
	} else {
		s.saved.Records = append(s.saved.Records, c.AppendRecord(nil))
	}
	s.events, s.last = append(s.events, c.Events...), *c
	return nil
}

// copy returns what is on the disk now.
func (s *disk) copy() *disk {
	saved := asl.Saved{Snapshot: s.saved.Snapshot, Records: slices.Clip(s.saved.Records)}
	return &disk{saved: saved, events: slices.Clip(s.events), last: s.last}
}

// now is the time of the last event.
func (s *disk) now() time.Time { return s.events[len(s.events)-1].Timestamp }

// texts returns events as text.
func texts(events []history.Event) (all []string) {
	for _, e := range events {
		all = append(all, string(e.AppendJSON(nil)))
	}
	return all
}

// TestResumeFromEachCheckpoint resumes an execution from each of its checkpoints: it has the
// same history and output, and no task whose answer was saved is called again.
func TestResumeFromEachCheckpoint(t *testing.T) {
	noLeak(t)
	var s disk
	var all []*disk
	save := func(ctx context.Context, c *asl.Checkpoint) error {
		err := s.save(ctx, c)
		all = append(all, s.copy())
		return err
	}
	var once calls
	m := machine(t, everything, tasksOfEverything(&once), asl.WithSeed(1))
	whole := execute(t, m, `{"items": [1, 2, 3]}`, virtual(), asl.WithCheckpoint(save))
	if diff := cmp.Diff(texts(whole.History()), texts(s.events)); diff != "" {
		t.Errorf("the checkpoints have other events:\n%s", diff)
	}
	for key, n := range once.byKey {
		if n != 1 {
			t.Errorf("the task %s was called %d times", key, n)
		}
	}
	for i, s := range all {
		answered := 0
		for _, e := range s.events {
			if e.Type == history.TypeLambdaFunctionSucceeded || e.Type == history.TypeLambdaFunctionFailed {
				answered++
			}
		}
		var again calls
		x, err := m.Resume(context.Background(), s.saved, tasksOfEverything(&again),
			asl.WithClock(asl.NewVirtualClock(s.now())), asl.WithCheckpoint(s.save))
		if err != nil {
			t.Fatal(err)
		}
		r, err := x.Wait(context.Background())
		if err != nil {
			t.Errorf("resumed from checkpoint %d: %v", i+1, err)
		}
		if diff := cmp.Diff(string(whole.Output), string(r.Output)); diff != "" {
			t.Errorf("resumed from checkpoint %d, the output differs:\n%s", i+1, diff)
		}
		if diff := cmp.Diff(texts(whole.History()), texts(s.events)); diff != "" {
			t.Errorf("resumed from checkpoint %d, the history differs:\n%s", i+1, diff)
		}
		if left := len(once.byKey) - answered; len(again.byKey) != left {
			t.Errorf("resumed from checkpoint %d, %d tasks are called, want %d", i+1, len(again.byKey), left)
		}
	}
	if len(all) < 12 {
		t.Errorf("there are %d checkpoints", len(all))
	}
}

// TestCheckpointNotSaved: an execution whose checkpoint cannot be saved stops where it was saved
// last, and starts no task that follows from it.
func TestCheckpointNotSaved(t *testing.T) {
	noLeak(t)
	errFull := errors.New("the disk is full")
	ways := map[string]func() error{
		"error": func() error { return errFull },
		"panic": func() error { panic(errFull) },
	}
	for name, fails := range ways {
		for n := 0; ; n++ {
			var c calls
			left := n
			s := disk{fail: func() error {
				if left--; left < 0 {
					return fails()
				}
				return nil
			}}
			var observed []history.Event
			m := machine(t, everything, tasksOfEverything(&c), asl.WithSeed(1), virtual(), asl.WithCheckpoint(s.save),
				asl.WithObserver(func(_ *asl.Execution, e history.Event) { observed = append(observed, e) }))
			r, err := m.Execute(context.Background(), []byte(`{"items": [1, 2, 3]}`))
			if left >= 0 {
				if err != nil || n < 12 {
					t.Errorf("%s: with %d checkpoints saved: %v", name, n, err)
				}
				break
			}
			if !errors.Is(err, errFull) && !strings.Contains(fmt.Sprint(err), errFull.Error()) {
				t.Errorf("%s %d: %v", name, n, err)
			}
			if r.Status != asl.Running || r.Output != nil || r.Describe().Status != asl.Running {
				t.Errorf("%s %d: %s, output %s, described as %s", name, n, r.Status, r.Output, r.Describe().Status)
			}
			if diff := cmp.Diff(texts(s.events), texts(r.History())); diff != "" {
				t.Errorf("%s %d: the history is not what was saved: %s", name, n, diff)
			}
			if started := len(observed) - len(s.events); started > 2 { // LambdaFunctionStarted may be told before
				t.Errorf("%s %d: observers were told %d events that are not saved", name, n, started)
			}
			if n == 0 {
				if len(c.byKey) > 0 {
					t.Errorf("%s: a task was called before anything was saved", name)
				}
				continue
			}
			s.fail = nil
			x, err := m.Resume(context.Background(), s.saved, asl.WithClock(asl.NewVirtualClock(s.now())))
			if err != nil {
				t.Fatal(err)
			}
			if _, err := x.Wait(context.Background()); err != nil {
				t.Errorf("%s %d: resumed: %v", name, n, err)
			}
		}
	}
}

// TestCheckpointOfGrace: what a task has done when the context ends is saved.
func TestCheckpointOfGrace(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var c calls
		m := machine(t, only(`"Type": "Task", "Resource": "work"`), slowly(t, time.Second, func(context.Context, json.RawMessage) (json.RawMessage, error) {
			return json.RawMessage(`"paid"`), nil
		}), asl.WithMiddleware(c.count))
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		var s disk
		if r, err := m.Execute(ctx, []byte(`{}`), asl.WithGrace(time.Minute), asl.WithCheckpoint(s.save)); !errors.Is(err, context.DeadlineExceeded) || r.Status != asl.Running {
			t.Fatalf("%s, %v", r.Status, err)
		}
		x, err := m.Resume(t.Context(), s.saved)
		if err != nil {
			t.Fatal(err)
		}
		if r, err := x.Wait(t.Context()); err != nil || string(r.Output) != `"paid"` {
			t.Errorf("%s, %v", r.Output, err)
		}
		if len(c.byKey) != 1 || !maps.Equal(c.byKey, map[string]int{slices.Collect(maps.Keys(c.byKey))[0]: 1}) {
			t.Errorf("the task was called again: %v", c.byKey)
		}
	})
}

// TestCheckpointsOfHeartbeats: heartbeats need no checkpoint each, and count all the same.
func TestCheckpointsOfHeartbeats(t *testing.T) {
	noLeak(t)
	saved := 0
	count := func(context.Context, *asl.Checkpoint) error { saved++; return nil }
	m := machine(t, only(`"Type": "Task", "Resource": "work", "HeartbeatSeconds": 10`), virtual(), work(func(ctx context.Context, _ json.RawMessage) (json.RawMessage, error) {
		info := asl.TaskInfoFrom(ctx)
		for range 1000 {
			if err := info.Sleep(ctx, time.Second); err != nil {
				return nil, err
			}
			info.Heartbeat()
		}
		return json.RawMessage(`1`), nil
	}), asl.WithCheckpoint(count))
	execute(t, m, `{}`)
	if saved > 120 {
		t.Errorf("%d checkpoints", saved)
	}
}

// TestRecordsStaySmall: what is saved for a task does not grow with the Map around it.
func TestRecordsStaySmall(t *testing.T) {
	perTask := func(n int) float64 {
		bytes, first := 0, true
		save := func(_ context.Context, c *asl.Checkpoint) error {
			if !first {
				bytes += len(c.AppendRecord(nil))
			}
			first = false
			return nil
		}
		m := machine(t, mapped, work(nil0), asl.WithLimits(asl.Unlimited()), asl.WithCheckpoint(save))
		execute(t, m, numbersTo(n))
		return float64(bytes) / float64(n)
	}
	few, many := perTask(250), perTask(4000)
	if many > 1.5*few {
		t.Errorf("a task takes %.0f bytes in a Map of 250 iterations, and %.0f in one of 4,000", few, many)
	}
}

// TestResumeRefuses: what is damaged or does not fit is an error.
func TestResumeRefuses(t *testing.T) {
	var s disk
	var c calls
	m := machine(t, everything, tasksOfEverything(&c), virtual())
	execute(t, m, `{"items": [1]}`, asl.WithCheckpoint(s.save))
	other := machine(t, only(`"Type": "Pass"`))
	saved := func(change func(*asl.Saved)) asl.Saved {
		s := s.copy().saved
		s.Records = slices.Clone(s.Records)
		change(&s)
		return s
	}
	for name, test := range map[string]struct {
		m    *asl.Machine
		s    asl.Saved
		want string
	}{
		"nothing":            {m, asl.Saved{}, "no snapshot"},
		"another definition": {other, s.saved, "another definition"},
		"a damaged snapshot": {m, saved(func(s *asl.Saved) { s.Snapshot = s.Snapshot[:20] }), "restore"},
		"a damaged record":   {m, saved(func(s *asl.Saved) { s.Records[2] = []byte(`{`) }), "record 3"},
		"a missing record":   {m, saved(func(s *asl.Saved) { s.Records = slices.Delete(s.Records, 1, 2) }), "does not fit"},
		"another revision":   {m, saved(func(s *asl.Saved) { s.Records[0] = []byte(`{"revision":1,"inputs":[]}`) }), "revision 1"},
		"a turn too many":    {m, saved(func(s *asl.Saved) { s.Records[0] = []byte(`{"revision":4,"turn":99,"inputs":[]}`) }), "turn"},
	} {
		if _, err := test.m.Resume(t.Context(), test.s); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: %v, want it to name %q", name, err, test.want)
		}
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := m.Resume(ended, s.saved); !errors.Is(err, context.Canceled) {
		t.Errorf("with a context that has ended: %v", err)
	}
}

// TestOnlyTheFirstIsSuspended: an execution of a Map Run does not stop while it waits, as the one
// that waits for it would fail.
func TestOnlyTheFirstIsSuspended(t *testing.T) {
	m := machine(t, `{"StartAt": "M", "States": {"M": {"Type": "Map", "End": true, "ItemProcessor": {
		"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"},
		"StartAt": "W", "States": {"W": {"Type": "Wait", "Seconds": 3600, "End": true}}}}}}`, virtual())
	if r := execute(t, m, `[1, 2]`, asl.WithSuspension(time.Second)); string(r.Output) != `[1,2]` {
		t.Errorf("%s: %s", r.Status, r.Output)
	}
}
