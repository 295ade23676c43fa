package asl

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"sync"
	"sync/atomic"

	"github.com/goasl/goasl/history"
	"github.com/goasl/goasl/jsonvalue"
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

// Execution is a run of a machine. It is safe for concurrent use.
type Execution struct {
	driver *driver

	over   atomic.Bool // it has ended or stopped, and neither of these changes any more:
	result Result      // its name, ARN and start are there from the start
	err    error

	mu      sync.Mutex
	done    chan struct{} // closed when over is set; nil until somebody asks for it
	events  recording
	changed chan struct{}     // closed when there is news; nil unless somebody waits for it
	watched atomic.Bool       // somebody has looked for news
	tokens  map[string]int64  // the effects that may be answered by token
	known   state.Description // as of the last event
	after   []func()          // what whenDone was given
}

// Name returns the execution's name.
func (x *Execution) Name() string { return x.result.Name }

// ARN returns the execution's ARN.
func (x *Execution) ARN() string { return x.result.ARN }

// Describe returns what Step Functions tells of the execution at this time, beside its
// history. The result writes itself as the answer of DescribeExecution (AppendJSON), as
// that of StartSyncExecution (AppendSyncResponse), and as the event for EventBridge
// (AppendStatusChange).
func (x *Execution) Describe() state.Description {
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.known
}

// Done returns a channel that is closed when the execution has ended, or has
// stopped because its context ended.
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

// Wait waits for the end and returns what [Machine.Execute] returns. If ctx ends
// before, the execution goes on, and the result is nil.
func (x *Execution) Wait(ctx context.Context) (*Result, error) {
	if x.isDone() {
		return &x.result, x.err
	}
	select {
	case <-x.Done():
		return &x.result, x.err
	case <-ctx.Done():
		return nil, fmt.Errorf("asl: waiting for the execution: %w", ctx.Err())
	}
}

func (x *Execution) isDone() bool { return x.over.Load() }

// Status returns the execution's status. One whose context ended stays RUNNING.
func (x *Execution) Status() Status {
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.known.Status
}

// Events returns the history, from the first event on, and goes on as events
// happen until the execution ends. An error is the last pair: that of ctx, or why
// the execution stopped before its end, or that the history is not kept
// ([WithHistory]).
func (x *Execution) Events(ctx context.Context) iter.Seq2[history.Event, error] {
	return func(yield func(history.Event, error) bool) {
		if x.driver.cfg.keeping.mode != keepEvents {
			yield(history.Event{}, errors.New("asl: the execution's history is not kept: see WithHistory"))
			return
		}
		for next := 0; ; {
			news, changed := x.since(next)
			for _, e := range news {
				if !yield(e, nil) {
					return
				}
			}
			next += len(news)
			if len(news) > 0 {
				continue
			}
			if changed == nil {
				break
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

// since returns some events from number next on. If there are none, changed is
// closed when there are; it is nil if there will be none.
func (x *Execution) since(next int) (news []history.Event, changed <-chan struct{}) {
	x.watched.Store(true)
	x.mu.Lock()
	defer x.mu.Unlock()
	news = x.events.Append(nil, next, next+turns)
	if len(news) > 0 || x.isDone() {
		return news, nil
	}
	if x.changed == nil {
		x.changed = make(chan struct{})
	}
	return news, x.changed
}

// publish tells how things are since the last event.
func (x *Execution) publish(run *state.Run) {
	ended := run.Status() != Running // nothing else of the Description changes
	if !ended && !x.watched.Load() {
		return // whoever looks from now on finds the events
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	if ended && x.known.Status == Running {
		x.known = run.Describe()
	}
	x.notify()
}

// describe returns the description that there is at the end, which stays as it is.
func (x *Execution) describe(run *state.Run) *state.Description {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.known.Status == Running { // it was stopped
		x.known = run.Describe()
	}
	return &x.known
}

// notify wakes those who wait for news. x.mu is held.
func (x *Execution) notify() {
	if x.changed != nil {
		close(x.changed)
		x.changed = nil
	}
}

// end makes known that the result is there.
func (x *Execution) end(err error) {
	x.mu.Lock()
	x.err = err
	x.over.Store(true)
	if x.done != nil {
		close(x.done)
	}
	x.notify()
	after := x.after
	x.after = nil
	x.mu.Unlock()
	for _, f := range after {
		f()
	}
}

// whenDone has f called when the execution has ended or stopped.
func (x *Execution) whenDone(f func()) {
	x.mu.Lock()
	if !x.isDone() {
		x.after = append(x.after, f)
		x.mu.Unlock()
		return
	}
	x.mu.Unlock()
	f()
}

// errNotRunning is the error of calls that need an execution that goes on.
var errNotRunning = errors.New("asl: the execution goes on no more: it has ended, or its context has")

// Stop aborts the execution, as StopExecution does: its status becomes ABORTED
// with this error and cause, which are absent if empty. Tasks that run have their
// context cancelled, and the child executions that tasks wait for are aborted,
// too. It does not wait for the end, and returns an error if the execution has
// ended, or was stopped by the end of its context.
func (x *Execution) Stop(name, cause string) error {
	abort := state.Input{Kind: state.InputAbort, Failure: failure(name, cause)}
	if !x.driver.mail.post(message{kind: msgTell, input: abort}) {
		return errNotRunning
	}
	x.driver.ctx.cancel()
	return nil
}

// Machine returns the machine that the execution is of.
func (x *Execution) Machine() *Machine { return x.driver.machine }

// Context returns the context of the execution's tasks: that of its start, but it
// ends with the execution, too.
func (x *Execution) Context() context.Context { return &x.driver.ctx }

// StateOf returns the state that an event of the execution belongs to, nil for
// events of the execution as a whole, and for those that are not kept any more. An
// [Observer] may ask for the state of the event that it is told.
func (x *Execution) StateOf(e history.Event) state.State { return x.events.StateOf(e.ID) }

// ErrNoToken is the error of an answer to a task that does not wait for it: the
// token is unknown, the task was answered before, or it has timed out.
var ErrNoToken = errors.New("asl: no task waits for this token")

// SendTaskSuccess answers the task that waits for a token with its output, which
// is copied. It does not wait until the execution takes the answer up; one that
// crosses a timeout on its way is lost.
func (x *Execution) SendTaskSuccess(token string, output []byte) error {
	v, err := jsonvalue.Parse(output)
	if err != nil {
		return fmt.Errorf("asl: SendTaskSuccess: the output is not valid: %w", err)
	}
	return x.redeem(token, state.Input{Kind: state.InputDone, Output: v})
}

// SendTaskFailure answers the task that waits for a token with an error. Name
// and cause that are empty are absent. It does not wait, as
// [Execution.SendTaskSuccess] does not.
func (x *Execution) SendTaskFailure(token, name, cause string) error {
	return x.redeem(token, state.Input{Kind: state.InputDone, Failure: failure(name, cause)})
}

// SendTaskHeartbeat tells that the task that waits for a token is still worked
// on.
func (x *Execution) SendTaskHeartbeat(token string) error {
	return x.redeem(token, state.Input{Kind: state.InputHeartbeat})
}

// failure is a failure with name and cause, absent where they are empty.
func failure(name, cause string) *state.Failure {
	why := &state.Failure{}
	if name != "" {
		why.Error = &name
	}
	if cause != "" {
		why.Cause = &cause
	}
	return why
}

// offer makes the token of an effect known.
func (x *Execution) offer(token string, id int64) {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.tokens == nil {
		x.tokens = map[string]int64{}
	}
	x.tokens[token] = id
}

// revoke makes a token unknown.
func (x *Execution) revoke(token string) {
	x.mu.Lock()
	defer x.mu.Unlock()
	delete(x.tokens, token)
}

// redeem tells the Run something of the task that waits for a token. It can be
// answered once.
func (x *Execution) redeem(token string, in state.Input) error {
	x.mu.Lock()
	id, ok := x.tokens[token]
	if in.Kind == state.InputDone {
		delete(x.tokens, token)
	}
	x.mu.Unlock()
	in.ID = id
	if !ok || !x.driver.mail.post(message{kind: msgTell, input: in}) {
		return ErrNoToken
	}
	return nil
}
