package asl

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"runtime/debug"

	"github.com/goasl/goasl/jsonvalue"
	"github.com/goasl/goasl/state"
)

// call is an effect that the driver carries out. It waits for room in its
// execution, then for a task slot if there are any, then its function runs; then
// it may wait for its token.
type call struct {
	lazyContext // it is the context of its function
	shared

	d        *driver
	task     *state.RunTask
	child    *childCall        // nil if the task is not states:startExecution
	f        TaskFunc          // what is called; nil if a machine is to start, or workers ask for the task
	captures map[string]string // what the segments of a Mux pattern matched

	lambda bool // errors are told as Lambda tells them
	invoke bool // the function is behind a lambda:invoke, whose answer wraps its output

	// For the goroutine that drives.
	slot    slotUse
	giveUp  func() bool    // gives the wait for a task slot up; set while slotAsked
	listed  *activityEntry // it waits for a worker's answer; nil if it does not
	counted bool           // it takes room among the active calls
	runs    bool           // its function was called, and has not returned
	over    bool           // its answer has come, or is not waited for any longer
}

// perform carries out effects. It reports whether the Run has news already.
func (d *driver) perform(effects []state.Effect, more bool) (progress bool) {
	for _, e := range effects {
		switch e := e.(type) {
		case *state.RunTask:
			inline := !more && len(effects) == 1 && d.mayInline()
			progress = d.call(e, nil, inline) || progress
		case *state.StartChild:
			progress = d.call(&e.RunTask, &childCall{start: e}, false) || progress
		case *state.Cancel:
			if c := d.calls.Get(e.ID); c != nil {
				d.drop(c)
			}
		}
	}
	return progress
}

// call begins a call: it finds what the effect calls, and puts the call into the
// queue, or makes it the one that runs in this goroutine. It reports whether the Run
// has news already.
func (d *driver) call(task *state.RunTask, child *childCall, inline bool) (progress bool) {
	c := &call{d: d, task: task, child: child}
	queue, err := d.resolve(c)
	if err != nil {
		d.refuse(task, err)
		return true
	}
	d.open(c)
	scheduled := task.Kind == state.Activity && d.tell(state.Input{Kind: state.InputScheduled, ID: task.ID})
	switch {
	case queue != nil:
		c.submit()
		c.listed = d.cfg.activities.add(queue, d, c)
		return true
	case inline && d.run.Status() == Running: // to be scheduled may have been the end
		d.inline = c
		return true
	}
	d.queue.push(c)
	return scheduled
}

// open makes a call known, which can be answered from now on.
func (d *driver) open(c *call) {
	c.token, c.parent = c.task.Token, &d.ctx
	d.calls.Add(c.task.ID, c)
	if c.token != "" {
		d.x.offer(c.token, c.task.ID)
	}
}

// refuse tells the Run of a task that cannot be begun.
func (d *driver) refuse(t *state.RunTask, err error) {
	if errors.Is(err, ErrNoActivity) && d.tell(state.Input{Kind: state.InputMissing, ID: t.ID}) {
		return
	}
	d.tell(state.Input{Kind: state.InputDone, ID: t.ID, Failure: refusal(t, err)})
}

// refusal is the failure of a task that nobody knows how to do. It is a
// States.Runtime, so that no Retry or Catch hides a mistake in the set-up.
func refusal(t *state.RunTask, err error) *state.Failure {
	if !errors.Is(err, ErrNoTask) {
		return failureOf(err)
	}
	why := state.NewFailure(ErrRuntime.Name, fmt.Sprintf("The state '%s' cannot be run: %v", t.State, err))
	why.Wrapped = err
	return why
}

// begin tells the Run and the call that the function is called now.
func (d *driver) begin(c *call) {
	d.started(state.Input{Kind: state.InputStarted, ID: c.task.ID})
	c.begin(d.time())
}

// started tells the Run that a task begins, or, if it had begun before the Run was
// restored, that it begins again.
func (d *driver) started(in state.Input) {
	if !d.tell(in) {
		in.Kind = state.InputAgain
		d.tell(in)
	}
}

// work runs the call's function in a goroutine of its own and leaves its answer as a
// message. A task slot is given back after the answer, which may cancel those who
// wait for it, and before the clock can go on.
func (c *call) work() {
	d, answer := c.d, c.exited()
	defer func() {
		d.clock.hold()
		defer d.clock.release()
		d.mail.post(message{kind: returned, call: c, input: answer})
		if c.slot == slotInUse {
			d.cfg.slots.release()
		}
	}()
	answer = c.run()
}

// run calls the task's function and returns its answer. The input is a copy of the
// function's own, so that one that writes to it spoils nothing.
func (c *call) run() (answer state.Input) {
	defer func() {
		if problem := recover(); problem != nil {
			c.d.logPanic("task panicked", problem, "state", c.task.State)
			why := &PanicError{Value: problem, Stack: debug.Stack()}
			answer = c.fails(failureOf(newError(&ErrPanicked.Name, &panickedCause, why)))
		}
	}()
	out, err := c.f(c, c.task.Input.JSON())
	return c.read(out, err)
}

// read makes an answer of what the call's function returned. Without an error it
// is the result, or, of a task that waits for its token, what was submitted.
func (c *call) read(out json.RawMessage, err error) state.Input {
	pending := errors.Is(err, ErrPending)
	answer := state.Input{Kind: state.InputDone, ID: c.task.ID}
	if pending || c.task.Pattern == state.WaitForTaskToken {
		answer.Kind = state.InputSubmitted
	}
	switch {
	case err != nil && !pending && c.d.isOwnEnd(err):
		return c.fails(cutOff)
	case err != nil && !pending:
		name, cause := taskError(err, c.lambda)
		return c.fails(&state.Failure{Error: name, Cause: cause, Wrapped: err})
	case pending && len(out) == 0:
		return answer
	case c.task.Input.IsText(out): // it hands its input on, which the history holds already
		answer.Output = c.task.Input
		return answer
	}
	v, err := parseOutput(out)
	if err != nil {
		return c.fails(failureOf(err))
	}
	answer.Output = v
	return answer
}

// isOwnEnd reports whether the error of a task is that of the context of all tasks.
// It is asked where the task runs, as errors have methods of their own.
func (d *driver) isOwnEnd(err error) bool {
	ended := d.ctx.Err()
	return ended != nil && (errors.Is(err, ended) || errors.Is(err, context.Cause(&d.ctx)))
}

// fails is the answer of a call that has failed.
func (c *call) fails(why *state.Failure) state.Input {
	return state.Input{Kind: state.InputDone, ID: c.task.ID, Failure: why}
}

// exited is the answer of a call whose function has ended its goroutine.
func (c *call) exited() state.Input { return c.fails(exitedFailure) }

// parseOutput reads what a task returned; nothing is null.
func parseOutput(out json.RawMessage) (jsonvalue.Value, error) {
	if len(out) == 0 {
		return jsonvalue.NullValue, nil
	}
	v, err := jsonvalue.Parse(out)
	if err != nil {
		return v, Errorf(ErrInvalidOutput.Name, "The task's output is not JSON: %w", err)
	}
	return v, nil
}

// failureOf is an error as the failure of what is no Lambda function.
func failureOf(err error) *state.Failure {
	name, cause := taskError(err, false)
	return &state.Failure{Error: name, Cause: cause, Wrapped: err}
}

// returned takes up the answer of a call whose function has returned.
func (d *driver) returned(c *call, answer state.Input) {
	c.runs = false
	d.uncount(c)
	switch {
	case c.over: // answered or given up before
	case answer.Failure == cutOff:
		d.drop(c)
	case answer.Kind == state.InputSubmitted:
		c.submit()
		d.tell(answer)
	default:
		d.answer(answer)
	}
}

// told takes up what was told by a token, by a worker, or by the task itself. What
// answers a function behind lambda:invoke that need not wait for a token stands for
// its output.
func (d *driver) told(in state.Input) {
	switch in.Kind {
	case state.InputStarted:
		d.started(in)
	case state.InputDone:
		c := d.calls.Get(in.ID)
		if c != nil && c.invoke && in.Failure == nil && c.task.Pattern == state.RequestResponse {
			in.Output = state.InvokeAnswer(in.Output)
		}
		d.answer(in)
	default:
		d.tell(in)
	}
}

// answer ends a call with its answer.
func (d *driver) answer(in state.Input) {
	if c := d.calls.Get(in.ID); c != nil {
		d.drop(c)
	}
	d.tell(in)
}

// drop forgets a call: its answer has come, or is not waited for any longer. A
// function that still runs is left to itself, its context cancelled.
func (d *driver) drop(c *call) {
	c.over = true
	d.calls.Remove(c.task.ID)
	c.close()
	c.cancel()
	if c.listed != nil {
		c.listed.remove()
	}
	if c.awaitsChild() {
		_ = c.child.awaited.Stop("", "") // it may have ended
	}
	d.yieldSlot(c)
	d.uncount(c)
}

// ErrPanicked and ErrExited are the errors of tasks that panic or call
// runtime.Goexit. A [PanicError] in the chain has value and stack of the panic.
var (
	ErrPanicked = &Error{Name: "Task.Panicked"}
	ErrExited   = &Error{Name: "Task.Exited"}
)

var (
	panickedCause = "The task panicked."
	exitedCause   = "The task ended its goroutine."
	exitedFailure = failureOf(newError(&ErrExited.Name, &exitedCause, ErrExited))

	// cutOff stands for an error that says no more than that the tasks' context has
	// ended: it is no outcome of the task, and the Run is not told.
	cutOff = &state.Failure{}
)
