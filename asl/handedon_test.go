package asl_test

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/state"
)

// resumedAt resumes an execution at a time, until it waits, and returns when it has something to
// do by itself.
func resumedAt(t *testing.T, m *asl.Machine, s *disk, at time.Time, inputs ...state.Input) time.Time {
	t.Helper()
	x, err := m.Resume(t.Context(), s.saved, asl.WithCheckpoint(s.save), asl.WithInputs(inputs...), asl.WithSuspension(0),
		asl.WithClock(asl.NewVirtualClock(at)))
	if err != nil {
		t.Fatal(err)
	}
	if r, err := x.Wait(t.Context()); !errors.Is(err, asl.ErrSuspended) {
		t.Fatalf("%s, %v", r.Status, err)
	}
	return s.last.Due
}

// TestHandedOnElsewhere: a child, or the task of an activity, that is elsewhere is not started
// again when the execution is resumed, and its time counts on.
func TestHandedOnElsewhere(t *testing.T) {
	noLeak(t)
	const activity = "arn:aws:states:us-east-1:000000000000:activity:paint"
	e := otherPlace{ended: state.Outcome{Status: asl.Running}}
	for name, definition := range map[string]string{
		"child":    strings.Replace(parent(".sync:2", ""), `"Type": "Task"`, `"Type": "Task", "TimeoutSeconds": 3600`, 1),
		"activity": only(`"Type": "Task", "Resource": "` + activity + `", "TimeoutSeconds": 3600`),
	} {
		e.started, e.offered = nil, nil
		var s disk
		m := machine(t, definition, asl.WithChildren(&e), asl.WithActivityTasks(&e), asl.WithClock(asl.NewVirtualClock(epoch)))
		suspended(t, m, &s)
		if name == "activity" {
			resumedAt(t, m, &s, epoch, state.Input{Kind: state.InputStarted, ID: e.offered[0].ID, Worker: "w"})
		}
		due := epoch.Add(time.Hour)
		beat := state.Input{Kind: state.InputHeartbeat, ID: 1} // so that there is a checkpoint
		if got := resumedAt(t, m, &s, epoch.Add(30*time.Minute), beat); got.Sub(due).Abs() > time.Second {
			t.Errorf("%s: it times out at %v, want %v", name, got, due)
		}
		if len(e.started)+len(e.offered) != 1 {
			t.Errorf("%s: it was started %d times, and offered %d times", name, len(e.started), len(e.offered))
		}
	}
}

// TestHeartbeatBeforeStop: the last heartbeat before an execution stops is saved.
func TestHeartbeatBeforeStop(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var s disk
		e := otherPlace{}
		m := machine(t, `{"StartAt": "P", "States": {"P": {"Type": "Parallel", "End": true, "Branches": [
			{"StartAt": "A", "States": {"A": {"Type": "Task", "Resource": "arn:aws:states:us-east-1:000000000000:activity:paint", "HeartbeatSeconds": 60, "End": true}}},
			{"StartAt": "B", "States": {"B": {"Type": "Task", "Resource": "b", "End": true}}}]}}}`,
			asl.WithActivityTasks(&e), asl.WithTask("B", func(ctx context.Context, _ json.RawMessage) (json.RawMessage, error) {
				<-ctx.Done()
				return nil, ctx.Err()
			}))
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		x, err := m.Start(ctx, []byte(`{}`), asl.WithCheckpoint(s.save))
		if err != nil {
			t.Fatal(err)
		}
		synctest.Wait()
		tell := func(k state.InputKind) {
			if err := x.Tell(state.Input{Kind: k, ID: e.offered[0].ID}); err != nil {
				t.Error(err)
			}
		}
		tell(state.InputStarted)
		time.Sleep(50 * time.Second)
		tell(state.InputHeartbeat)
		want := time.Now().Add(time.Minute)
		synctest.Wait()
		cancel()
		if _, err := x.Wait(t.Context()); !errors.Is(err, context.Canceled) {
			t.Error(err)
		}
		if due := s.last.Due; !due.Equal(want) {
			t.Errorf("it is due at %v, want %v", due, want)
		}
	})
}

// TestCheckpointSuspends: the last checkpoint before an execution is suspended says so, and no
// other one does.
func TestCheckpointSuspends(t *testing.T) {
	noLeak(t)
	var said []bool
	m := machine(t, `{"StartAt": "A", "States": {"A": {"Type": "Task", "Resource": "a", "Next": "W"}, "W": {"Type": "Wait", "Seconds": 60, "End": true}}}`,
		asl.WithTask("A", nil0), asl.WithClock(asl.NewVirtualClock(epoch)))
	save := func(_ context.Context, c *asl.Checkpoint) error {
		said = append(said, c.Suspends())
		return nil
	}
	for _, d := range []time.Duration{0, time.Hour} {
		said = nil
		_, err := m.Execute(t.Context(), []byte(`{}`), asl.WithCheckpoint(save), asl.WithSuspension(d))
		suspended, last := errors.Is(err, asl.ErrSuspended), len(said)-1
		if suspended != (d == 0) || said[last] != suspended || slices.Contains(said[:last], true) {
			t.Errorf("%v: %v, %v", d, said, err)
		}
	}
}
