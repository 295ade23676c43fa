package asl

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/goasl/goasl/history"
	"github.com/goasl/goasl/state"
)

// Type is the type of an execution.
type Type = state.Type

// The types of executions.
const (
	Standard = state.Standard
	Express  = state.Express
)

// Status is the status of an execution.
type Status = state.Status

// The statuses of executions.
const (
	Running   = state.Running
	Succeeded = state.Succeeded
	Failed    = state.Failed
	TimedOut  = state.TimedOut
	Aborted   = state.Aborted
)

// Execution is one execution of a [Machine]. It is safe for concurrent use.
type Execution struct {
	driver *driver
	events recording

	result Result      // has its name, ARN and start from the beginning
	err    error       // of the execution
	over   atomic.Bool // the execution has ended or stopped; result and err do not change any more

	hasReaders atomic.Bool // the events have been read, so that changed must be closed

	mu      sync.Mutex
	done    chan struct{}    // closed when over is set; nil until it is needed
	changed chan struct{}    // closed at the next event; nil if no reader waits for it
	tokens  map[string]int64 // the ids of the effects that can be answered by token
	outcome state.Outcome    // up to date while the status is RUNNING, and at the end
	onDone  []func()         // called when over is set
}

// Name returns the execution's name.
func (x *Execution) Name() string { return x.result.Name }

// ARN returns the execution's ARN.
func (x *Execution) ARN() string { return x.result.ARN }

// Describe returns what Step Functions tells of the execution beside its history, as of
// now. Methods of the result write it as the response of DescribeExecution (AppendJSON),
// as that of StartSyncExecution (AppendSyncResponse), and as the event for EventBridge
// (AppendStatusChange).
func (x *Execution) Describe() state.Description {
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.driver.run.DescribeAs(x.outcome)
}

// Done returns a channel that is closed when the execution has ended, or has stopped
// because its context has ended. An [Observer] of the execution must not wait for it.
func (x *Execution) Done() <-chan struct{} {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.done == nil {
		x.done = make(chan struct{})
		if x.isDone() {
			close(x.done)
		}
	}
	return x.done
}

// Wait waits until the execution has ended or stopped, and returns what [Machine.Execute]
// returns. If ctx ends before, the execution goes on, the result is nil, and the error
// wraps that of ctx. An [Observer] of the execution gets [ErrWaitsForItself].
func (x *Execution) Wait(ctx context.Context) (*Result, error) {
	switch {
	case x.isDone():
		return &x.result, x.err
	case x.isCaller():
		return nil, ErrWaitsForItself
	}
	select {
	case <-x.Done():
		return &x.result, x.err
	case <-ctx.Done():
		return nil, fmt.Errorf("asl: waiting for the execution: %w", ctx.Err())
	}
}

func (x *Execution) isDone() bool { return x.over.Load() }

// Status returns the status of the execution. It stays RUNNING if the execution has
// stopped because its context has ended.
func (x *Execution) Status() Status {
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.outcome.Status
}

// Events returns an iterator over the history, from the first event that is kept on. At the last event
// it waits for the next one, until the execution has ended. An error comes with the last
// pair, and with no event: ctx has ended, the execution has stopped before its end, its
// history is not kept ([WithHistory]), or has no room for more ([ErrHistoryFull]). An
// [Observer] of the execution gets [ErrWaitsForItself] after the events so far.
func (x *Execution) Events(ctx context.Context) iter.Seq2[history.Event, error] {
	return func(yield func(history.Event, error) bool) {
		if x.driver.cfg.history.mode != keepEvents {
			yield(history.Event{}, errors.New("asl: the execution's history is not kept: see WithHistory"))
			return
		}
		for next := 0; ; {
			news, changed, full := x.since(next)
			for _, e := range news {
				if !yield(e, nil) {
					return
				}
			}
			next += len(news)
			if len(news) > 0 {
				continue
			}
			if full {
				yield(history.Event{}, ErrHistoryFull)
				return
			}
			if changed == nil {
				break
			}
			if x.isCaller() {
				yield(history.Event{}, ErrWaitsForItself)
				return
			}
			select {
			case <-changed:
			case <-ctx.Done():
				yield(history.Event{}, fmt.Errorf("asl: %w", ctx.Err()))
				return
			}
		}
		if x.result.Status == Running {
			yield(history.Event{}, x.err)
		}
	}
}

// since returns some of the events that follow the first next ones. If there are none yet,
// changed is closed when there are; if there will be none, changed is nil. If that is because
// the history has no room for them, full is true.
func (x *Execution) since(next int) (news []history.Event, changed <-chan struct{}, full bool) {
	x.hasReaders.Store(true)
	x.mu.Lock()
	defer x.mu.Unlock()
	news, full = x.events.between(next, next+turns)
	if len(news) > 0 || full || x.isDone() {
		return news, nil, full && len(news) == 0
	}
	if x.changed == nil {
		x.changed = make(chan struct{})
	}
	return news, x.changed, false
}

// publish makes new events, and the end of the execution, known to readers.
func (x *Execution) publish(run *state.Run) {
	ended := run.Status() != Running // the outcome changes only then
	if !ended && !x.hasReaders.Load() {
		return // a reader that comes later reads the events before it waits
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	if ended && x.outcome.Status == Running {
		x.outcome = run.Outcome()
	}
	x.notify()
}

// stopped takes over the outcome of a Run that has ended or stopped, and whose last step was saved.
func (x *Execution) stopped(run *state.Run) {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.outcome.Status == Running {
		x.outcome = run.Outcome()
	}
}

// notify wakes the readers that wait for events. x.mu must be held.
func (x *Execution) notify() {
	if x.changed != nil {
		close(x.changed)
		x.changed = nil
	}
}

// end tells who follows the execution that it has stopped, and then everybody, even if one of
// them ends the goroutine.
func (x *Execution) end(err error) {
	defer x.setEnd(err)
	for _, t := range slices.Backward(x.driver.telemetry) {
		defer x.driver.tellStopped(t)
	}
}

// setEnd sets the error and lets the readers of the result go on.
func (x *Execution) setEnd(err error) {
	x.mu.Lock()
	x.err = err
	x.over.Store(true)
	if x.done != nil {
		close(x.done)
	}
	x.notify()
	onDone := x.onDone
	x.onDone = nil
	x.mu.Unlock()
	for _, f := range onDone {
		f()
	}
}

// whenDone calls f once the execution has ended or stopped: now, or in the goroutine that
// ends it.
func (x *Execution) whenDone(f func()) {
	x.mu.Lock()
	if !x.isDone() {
		x.onDone = append(x.onDone, f)
		x.mu.Unlock()
		return
	}
	x.mu.Unlock()
	f()
}

// errNotRunning is the error of [Execution.Stop] if there is nothing to stop.
var errNotRunning = errors.New("asl: the execution is not running any more: it, or its context, has ended")

// Stop aborts the execution, as StopExecution does: its status becomes ABORTED, with this
// error and this cause, which are absent if they are empty. The contexts of running tasks
// are cancelled, and the child executions that tasks wait for are aborted, too. Stop does
// not wait for the end, which comes soon, even while an expression is evaluated. After nil
// the execution ends in no other way. The error says that the execution has ended already,
// or that its context has, or that the name has more than 256 characters, or the cause more
// than 32,768.
func (x *Execution) Stop(name, cause string) error {
	why, err := failure(name, cause)
	if err != nil {
		return fmt.Errorf("asl: Stop: %w", err)
	}
	if !x.driver.post(state.Input{Kind: state.InputAbort, Failure: why}) {
		return errNotRunning
	}
	return nil
}

// Machine returns the machine that is executed.
func (x *Execution) Machine() *Machine { return x.driver.machine }

// Context returns the context of the execution's tasks. It is derived from the context
// that the execution was started with, and ends with the execution at the latest.
func (x *Execution) Context() context.Context { return &x.driver.ctx }

// StateOf returns the state that an event of the execution belongs to. It returns nil for
// an event of the execution as a whole, and for one that is not kept any more. An
// [Observer] may call it for the event that it is called with.
func (x *Execution) StateOf(e history.Event) state.State { return x.events.StateOf(e.ID) }

// ErrNoToken is the error of an answer to a task that does not wait for one: the token is
// unknown, or the task has been answered or has timed out.
var ErrNoToken = errors.New("asl: no task waits for this token")

// SendTaskSuccess answers the task that waits for a token with its output, in JSON, which
// is copied. It does not wait until the execution goes on; an answer that comes at the
// same time as a timeout may be lost. The error is [ErrNoToken], or says that the output
// is not JSON.
func (x *Execution) SendTaskSuccess(token string, output []byte) error {
	v, err := state.ParsePayload(output)
	if err != nil {
		return fmt.Errorf("asl: SendTaskSuccess: the output is not valid: %w", err)
	}
	return x.redeem(token, state.Input{Kind: state.InputDone, Output: v})
}

// SendTaskFailure answers the task that waits for a token with an error. An empty name or
// cause is absent. Like [Execution.SendTaskSuccess] it does not wait. The error is
// [ErrNoToken], or says that the name has more than 256 characters, or the cause more than
// 32,768.
func (x *Execution) SendTaskFailure(token, name, cause string) error {
	why, err := failure(name, cause)
	if err != nil {
		return fmt.Errorf("asl: SendTaskFailure: %w", err)
	}
	return x.redeem(token, state.Input{Kind: state.InputDone, Failure: why})
}

// SendTaskHeartbeat reports that the task that waits for a token is still worked on, and
// so begins the state's HeartbeatSeconds anew. The error is [ErrNoToken].
func (x *Execution) SendTaskHeartbeat(token string) error {
	return x.redeem(token, state.Input{Kind: state.InputHeartbeat})
}

// offer lets an effect be answered by a token.
func (x *Execution) offer(token string, id int64) {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.tokens == nil {
		x.tokens = map[string]int64{}
	}
	x.tokens[token] = id
}

// revoke ends what offer began.
func (x *Execution) revoke(token string) {
	x.mu.Lock()
	defer x.mu.Unlock()
	delete(x.tokens, token)
}

// redeem tells the Run an input for the task that waits for a token. Only the first answer
// is taken. The error is [ErrNoToken].
func (x *Execution) redeem(token string, in state.Input) error {
	x.mu.Lock()
	id, ok := x.tokens[token]
	if in.Kind == state.InputDone {
		delete(x.tokens, token)
	}
	x.mu.Unlock()
	in.ID = id
	if !ok || !x.driver.post(in) {
		return ErrNoToken
	}
	return nil
}
