package temporal

import (
	"context"
	"errors"
	"sync"
	"time"

	"go.temporal.io/sdk/activity"
	"go.temporal.io/sdk/converter"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/state"
)

// perform is the activity: it does the work of a task, and returns the input that answers it.
// A failure of the task is an answer, too. An error says that the worker could not do the
// work, as it does not have the task for instance, and that the engine is to try again; or that
// the activity was cancelled.
func (w *worker) perform(ctx context.Context, of work, input converter.RawValue) (converter.RawValue, error) {
	defer w.keepAlive(ctx)()
	m, err := w.ofTask(of.Machine)
	if err != nil {
		return converter.RawValue{}, err
	}
	t, err := of.task(textOf(input))
	if err != nil {
		return converter.RawValue{}, err
	}
	if t.Kind == state.Activity {
		if err := w.signal(ctx, signalText(t.Token, state.Input{Kind: state.InputStarted})); err != nil {
			return converter.RawValue{}, err
		}
	}
	teller := w.newTeller(ctx, t)
	defer teller.stop()
	in, err := m.Perform(ctx, t, state.Config{Name: of.Name, ARN: of.Execution, Identity: of.Identity}, teller.tell)
	if err != nil {
		return converter.RawValue{}, err
	}
	if in.Failure != nil && errors.Is(in.Failure.Wrapped, asl.ErrNoTask) {
		return converter.RawValue{}, in.Failure.Wrapped // another worker may have the task
	}
	answer := inputText(in)
	if len(answer) > w.payload {
		answer = inputText(state.Input{Kind: state.InputDone, Failure: dataLimit(tooLarge("the result of the task", len(answer), w.payload))})
	}
	return payloadOf(answer), nil
}

// keepAlive sends heartbeats to the cluster until stop is called, so that it learns when this
// worker is lost.
func (w *worker) keepAlive(ctx context.Context) (stop func()) {
	return every(w.heartbeat/3, func() { activity.RecordHeartbeat(ctx) })
}

// every calls f again and again, until stop is called and has returned.
func every(d time.Duration, f func()) (stop func()) {
	ticker := time.NewTicker(d)
	stopping, stopped := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(stopped)
		defer ticker.Stop()
		for {
			select {
			case <-ticker.C:
				f()
			case <-stopping:
				return
			}
		}
	}()
	return func() { close(stopping); <-stopped }
}

// teller passes on what a task tells while it runs.
type teller struct {
	w       *worker
	ctx     context.Context
	token   string
	stopped func() // of the beats; nil if the state has no HeartbeatSeconds

	mu    sync.Mutex
	beats bool // there was a heartbeat that was not sent
}

// newTeller returns the teller of a task. A signal is an event in the history of the workflow.
// So heartbeats are sent only if the state has HeartbeatSeconds, and at most ten times in
// these.
func (w *worker) newTeller(ctx context.Context, t *state.RunTask) *teller {
	s := &teller{w: w, ctx: ctx, token: t.Token}
	if t.Heartbeat > 0 {
		s.stopped = every(t.Heartbeat/10, s.beat)
	}
	return s
}

func (s *teller) stop() {
	if s.stopped != nil {
		s.stopped()
	}
}

func (s *teller) tell(in state.Input) {
	if in.Kind == state.InputHeartbeat {
		s.mu.Lock()
		s.beats = true
		s.mu.Unlock()
		return
	}
	s.send(in)
}

// beat sends the heartbeat that was not sent.
func (s *teller) beat() {
	s.mu.Lock()
	due := s.beats
	s.beats = false
	s.mu.Unlock()
	if due {
		s.send(state.Input{Kind: state.InputHeartbeat})
	}
}

func (s *teller) send(in state.Input) {
	if err := s.w.signal(s.ctx, signalText(s.token, in)); err != nil {
		activity.GetLogger(s.ctx).Warn("the execution was not told", "input", in.Kind, "error", err)
	}
}
