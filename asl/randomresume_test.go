package asl_test

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"hash/fnv"
	"maps"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/state"

	"github.com/google/go-cmp/cmp"
)

var resumptions = flag.Int("resumed", 100, "how many random machines TestResumeRandomMachines executes and resumes")

// world is what answers the tasks of an execution, in whatever process that runs.
type world struct {
	*timedMachines
	mu     sync.Mutex
	due    map[string]time.Time       // when a task answers, by its key
	called map[*asl.Execution][]int64 // effects whose function was called
}

func newWorld(seed uint64) *world {
	return &world{timedMachines: newTimed(seed), due: map[string]time.Time{}, called: map[*asl.Execution][]int64{}}
}

// call notes that a task is called, and returns when it answers: at the time that it had
// when it was called first.
func (w *world) call(info *asl.TaskInfo) time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	_, effect, _ := state.TokenOf(info.Token())
	w.called[info.Execution] = append(w.called[info.Execution], effect)
	at, known := w.due[info.Key]
	if !known {
		r := w.random(info.Key)
		at = info.Now().Add(time.Duration(r.IntN(4))*time.Second/2 + time.Duration(r.IntN(1e9)))
		w.due[info.Key] = at
	}
	return at
}

// calledBy returns the effects of an execution whose function was called. One that was stopped
// may call some more.
func (w *world) calledBy(x *asl.Execution) []int64 {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.called[x]
}

// random is what a task has of its own.
func (w *world) random(key string) *rand.Rand {
	h := fnv.New64()
	fmt.Fprint(h, w.seed, key)
	return rand.New(rand.NewPCG(h.Sum64(), 1))
}

func (w *world) task(ctx context.Context, in json.RawMessage) (json.RawMessage, error) {
	info := asl.TaskInfoFrom(ctx)
	if err := info.Sleep(ctx, w.call(info).Sub(info.Now())); err != nil {
		return nil, err
	}
	failed := w.random(info.Key+"?").IntN(4) == 0
	switch {
	case info.Pattern != asl.WaitForTaskToken && failed:
		return nil, &asl.Error{Name: "Odd"}
	case info.Pattern != asl.WaitForTaskToken:
		return in, nil
	case failed:
		_ = info.Execution.SendTaskFailure(info.Token(), "Odd", "")
	default:
		_ = info.Execution.SendTaskSuccess(info.Token(), []byte(`{}`))
	}
	return nil, asl.ErrPending
}

// moment is a checkpoint, and what was saved until then.
type moment struct {
	disk
	now      time.Time
	answered map[int64]bool // effects whose answers were saved

	attempt int
	whole   []string // the history at the end of the attempt
}

func (s *moment) copy() *moment {
	return &moment{disk: *s.disk.copy(), now: s.now, answered: maps.Clone(s.answered)}
}

// save saves a checkpoint. Now and then it takes a snapshot, and drops the records before it.
func (s *moment) save(ctx context.Context, c *asl.Checkpoint, now time.Time) error {
	if len(s.saved.Records) == 5 {
		s.saved = asl.Saved{}
	}
	if err := s.disk.save(ctx, c); err != nil {
		return err
	}
	s.now = now
	for _, in := range c.Inputs {
		if in.Kind == state.InputDone || in.Kind == state.InputChildDone {
			s.answered[in.ID] = true
		}
	}
	return nil
}

// execute executes a machine, and redrives the execution if it fails. It returns all of its
// moments.
func (w *world) execute(t *testing.T, m *asl.Machine) (moments []*moment) {
	t.Helper()
	s := &moment{answered: map[int64]bool{}}
	clock := asl.NewVirtualClock(epoch)
	saved := asl.WithOptions(asl.WithClock(clock), asl.WithName("x"), asl.WithCheckpoint(func(ctx context.Context, c *asl.Checkpoint) error {
		err := s.save(ctx, c, clock.Now())
		moments = append(moments, s.copy())
		return err
	}))
	x, err := m.Start(t.Context(), []byte(`{"l": [1, 2, 3]}`), saved)
	for attempt := range 3 {
		if attempt > 0 {
			x, err = m.Redrive(t.Context(), s.saved, saved)
		}
		var refused *state.RedriveError
		if errors.As(err, &refused) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		if r, err := x.Wait(t.Context()); r.Status == asl.Running {
			t.Fatal(err)
		}
		for _, earlier := range moments {
			if earlier.whole == nil {
				earlier.attempt, earlier.whole = attempt, texts(s.events)
			}
		}
	}
	return moments
}

var errDisk = errors.New("the disk is full")

// resume resumes an execution, and again where a checkpoint could not be saved, until it ends.
func (w *world) resume(t *testing.T, m *asl.Machine, s *moment) {
	t.Helper()
	for ended := false; !ended; {
		answered, left, clock := maps.Clone(s.answered), 1+w.IntN(60), asl.NewVirtualClock(s.now)
		x, err := m.Resume(t.Context(), s.saved, asl.WithClock(clock),
			asl.WithCheckpoint(func(ctx context.Context, c *asl.Checkpoint) error {
				if left--; left < 0 {
					return errDisk
				}
				return s.save(ctx, c, clock.Now())
			}))
		if err != nil {
			t.Fatal(err)
		}
		r, err := x.Wait(t.Context())
		if ended = r.Status != asl.Running; !ended && !errors.Is(err, errDisk) {
			t.Fatal(err)
		}
		if i := slices.IndexFunc(w.calledBy(x), func(id int64) bool { return answered[id] }); i >= 0 {
			t.Errorf("the answer to effect %d was saved, and its task is called again", w.calledBy(x)[i])
		}
	}
	for i, e := range s.events {
		if e.ID != int64(i+1) {
			t.Errorf("event %d has the id %d", i+1, e.ID)
		}
	}
}

// TestResumeRandomMachines executes random machines on a virtual clock, and resumes each from
// all of its checkpoints, also after a redrive. No task is called whose answer was saved, and the history has no gaps.
// It is the same if nothing is done anew that takes time: tasks answer when they would have
// answered, and every other machine has no timeouts of tasks, and starts no other machine.
func TestResumeRandomMachines(t *testing.T) {
	noLeak(t)
	for seed := range uint64(*resumptions) {
		w := newWorld(seed)
		plain := seed%2 == 0 // tasks have no timeouts, and start no machines
		if w.MapRuns = !plain; plain {
			w.TaskTimeouts, w.Child = false, ""
		}
		definition, child := w.Definition(), w.Definition()
		var mux asl.Mux
		mux.Handle("*", w.task)
		fixed := asl.WithOptions(asl.WithSeed(seed), asl.WithLimits(asl.Limits{Events: 400, Tasks: w.IntN(4)}))
		mux.HandleMachine("child", machine(t, child, asl.WithResolver(&mux), fixed))
		m := machine(t, definition, asl.WithResolver(&mux), fixed)
		moments := w.execute(t, m)
		for i, s := range moments {
			w.resume(t, m, s)
			if got := texts(s.events); plain && !slices.Equal(s.whole, got) { // a Diff takes much longer
				t.Errorf("the history differs (-whole +resumed):\n%s", cmp.Diff(s.whole, got))
			}
			if t.Failed() {
				t.Fatalf("seed %d, attempt %d, resumed from checkpoint %d of %d: %s", seed, s.attempt, i+1, len(moments), definition)
			}
		}
	}
}
