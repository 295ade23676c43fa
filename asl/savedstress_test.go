package asl_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/history"
	"github.com/goasl/goasl/jsonvalue"
	"github.com/goasl/goasl/state"
)

// TestManyResumptions saves executions, stops them at any moment, lets saves fail before or
// after something was stored, gives answers at any time, and goes on with what was saved: the
// history is that of one execution, and no task begins before that is saved, or again after its
// answer was. It is for the race detector, too.
func TestManyResumptions(t *testing.T) {
	runMany(t, resumeOften)
}

// badDisk is a disk that often fails.
type badDisk struct {
	disk
	over      map[int64]bool // effects whose answers were saved, or that they were handed on
	scheduled atomic.Int64   // the last effect that is saved as scheduled
	good      bool           // it does not fail any more
}

// save fails before or after it saves, or not at all.
func (s *badDisk) save(ctx context.Context, c *asl.Checkpoint) error {
	fails := rand.N(30)
	if s.good {
		fails = -1
	}
	switch {
	case fails == 0:
		return errDisk
	case fails == 1:
		panic(errDisk)
	case len(s.saved.Records) > 0 && rand.N(5) == 0:
		s.saved = asl.Saved{}
	}
	if err := s.disk.save(ctx, c); err != nil {
		return err
	}
	for _, in := range c.Inputs {
		switch in.Kind {
		case state.InputDone, state.InputChildDone, state.InputSubmitted:
			s.over[in.ID] = true
		}
	}
	for _, e := range c.Events {
		if e.Type == history.TypeLambdaFunctionScheduled || e.Type == history.TypeTaskScheduled {
			s.scheduled.Add(1)
		}
	}
	if fails == 2 {
		return errDisk
	}
	return nil
}

// guard checks that no task begins before it is saved that it was scheduled, or after its
// answer was saved, or that it was handed on.
func (s *badDisk) guard(t *testing.T) asl.Option {
	over := maps.Clone(s.over)
	return asl.WithMiddleware(func(next asl.TaskFunc) asl.TaskFunc {
		return func(ctx context.Context, in json.RawMessage) (json.RawMessage, error) {
			_, effect, _ := state.TokenOf(asl.TaskInfoFrom(ctx).Token())
			if scheduled := s.scheduled.Load(); over[effect] || effect > scheduled {
				t.Errorf("the task of effect %d begins; %d are scheduled, and its answer was saved: %v", effect, scheduled, over[effect])
			}
			return next(ctx, in)
		}
	})
}

// answers are those that have come while nobody drove the execution: of some tasks, and in the
// end of all that were handed on.
func (s *badDisk) answers(t *testing.T, m *asl.Machine) (inputs []state.Input) {
	run, err := state.Restore(m.Definition(), s.saved.Snapshot, state.Config{})
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range s.saved.Records {
		record, err := state.ParseRecord(text)
		if err == nil {
			err = run.Replay(new(state.Batch), record)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	for _, p := range run.Outstanding() {
		task, ok := p.Effect.(*state.RunTask)
		if ok && (p.Submitted && s.good || rand.N(4) == 0) {
			inputs = append(inputs, state.Input{Kind: state.InputDone, ID: task.ID, Output: jsonvalue.OfInt(1)})
		}
	}
	return inputs
}

// goOn starts the execution, or resumes what was saved of it.
func (s *badDisk) goOn(ctx context.Context, t *testing.T, m *asl.Machine, opts []asl.Option) (*asl.Execution, error) {
	opts = append(opts, asl.WithCheckpoint(s.save), s.guard(t))
	if s.saved.Snapshot == nil {
		return m.Start(ctx, []byte(`{}`), opts...)
	}
	return m.Resume(ctx, s.saved, append(opts, asl.WithInputs(s.answers(t, m)...))...)
}

func resumeOften(t *testing.T, m *asl.Machine, i int) {
	s := badDisk{over: map[int64]bool{}}
	s.last.Status = asl.Running
	for n := 0; s.last.Status == asl.Running; n++ {
		ctx, cancel := context.WithCancel(context.Background())
		opts := []asl.Option{asl.WithName(fmt.Sprint("x", i)), asl.WithGrace(time.Duration(i%3) * time.Millisecond)}
		switch s.good = n >= 20; {
		case s.good:
		case n%4 == 0:
			opts = append(opts, asl.WithSuspension(0))
		default:
			time.AfterFunc(rand.N(500*time.Microsecond), cancel)
		}
		x, err := s.goOn(ctx, t, m, opts)
		if err != nil && ctx.Err() == nil {
			t.Error(err)
		}
		if err == nil {
			var told sync.WaitGroup
			told.Go(func() { // too early, in time or too late
				_ = x.Tell(state.Input{Kind: state.InputDone, ID: 1 + rand.N(int64(6)), Output: jsonvalue.OfInt(2)})
			})
			r, err := x.Wait(context.Background())
			told.Wait()
			s.check(t, r, err)
		}
		cancel()
	}
	w := whole{t: t}
	for _, e := range s.events {
		w.observe(nil, e)
	}
	w.check()
}

// check checks how an execution has stopped: its history is what was saved at least, and its
// end was saved.
func (s *badDisk) check(t *testing.T, r *asl.Result, err error) {
	var panicked *asl.PanicError
	switch {
	case r.Status != asl.Running:
		if s.last.Status != r.Status {
			t.Errorf("it is %s, and %s was saved", r.Status, s.last.Status)
		}
	case !errors.Is(err, context.Canceled) && !errors.Is(err, errDisk) && !errors.Is(err, asl.ErrSuspended) && !errors.As(err, &panicked):
		t.Errorf("it was stopped: %v", err)
	}
	if last := lastID(r.History()); last > lastID(s.events) {
		t.Errorf("the history goes on to event %d, and %d were saved", last, len(s.events))
	}
}

func lastID(events []history.Event) int64 {
	if len(events) == 0 {
		return 0
	}
	return events[len(events)-1].ID
}
