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

// call carries out the effect of a task: it waits until it may run (admit.go), then its
// function runs, and then it may wait for an answer by its token.
type call struct {
	lazyContext // of the function
	shared

	d        *driver
	task     *state.RunTask
	child    *childCall        // nil if the task is not states:startExecution
	f        TaskFunc          // nil if the call starts a machine, or workers ask for the task
	captures map[string]string // see TaskInfo.Captures
	followed context.Context   // that which Telemetry has derived; nil without one

	answer answer // of the goroutine that runs the function, until msgReturned

	lambda bool // its errors have the form of Lambda's
	invoke bool // f is the function of a lambda:invoke, whose answer wraps the output of f

	// For the goroutine that drives.
	slot     slotUse
	giveUp   func() bool    // ends the wait for a task slot; set while slotWaiting
	activity *activityEntry // nil unless workers ask for the task
	counted  bool           // it is active: it counts for Limits.Tasks
	runs     bool           // the function runs
	dropped  bool           // no answer is expected any more
}

// answer is what the function of a call has come to. It is no state.Input, which is so large
// that a few copies of it do not fit in the first stack of a goroutine: to grow the stacks
// took as long as the rest of a task.
type answer struct {
	submitted bool            // it goes on elsewhere, and output is that of the submission
	output    jsonvalue.Value // none of a submission without one
	failure   *state.Failure  // nil if there is an output
}

// perform carries out effects. It reports whether the Run was told something, so that it
// has further turns.
func (d *driver) perform(effects []state.Effect, more bool) (progress bool) {
	for _, e := range effects {
		switch e := e.(type) {
		case *state.RunTask:
			inline := !more && len(effects) == 1 && d.mayInline()
			progress = d.call(e, nil, inline) || progress
		case *state.StartChild:
			progress = d.call(&e.RunTask, &childCall{start: e}, false) || progress
		case *state.StartItem:
			d.itemsWaiting = append(d.itemsWaiting, e)
		case *state.ReadItems:
			d.carryOut(e.ID, e)
		case *state.WriteResults:
			if !e.Stopped { // else it was written, see flush
				d.carryOut(e.ID, e)
			}
		case *state.Cancel:
			if c := d.calls.Get(e.ID); c != nil {
				d.drop(c)
			} else {
				d.dropMapWork(e.ID)
			}
		}
	}
	return progress
}

// call begins a call: it finds the function, and puts the call into the queue, or into
// inline if its function can run in this goroutine. The result is that of perform.
func (d *driver) call(task *state.RunTask, child *childCall, inline bool) (progress bool) {
	c := &call{d: d, task: task, child: child}
	queue, err := d.resolve(c)
	if err != nil {
		d.refuse(task, err)
		return true
	}
	if c.f == nil && queue == nil && child == nil {
		return d.offer(c)
	}
	d.open(c)
	scheduled := (task.Kind == state.Activity || d.checks && task.Kind == state.Service) && d.tell(state.Input{Kind: state.InputScheduled, ID: task.ID})
	switch {
	case queue != nil:
		c.submit()
		c.activity = d.cfg.activities.add(queue, c)
		return true
	case inline && d.run.Status() == Running: // the event of being scheduled may have ended it
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
	c.follow()
}

// refuse tells the Run that a task cannot be run.
func (d *driver) refuse(t *state.RunTask, err error) {
	if errors.Is(err, ErrNoActivity) && d.tell(state.Input{Kind: state.InputMissing, ID: t.ID}) {
		return
	}
	var unfit *unusable
	if errors.As(err, &unfit) {
		why := unfit.Error()
		if d.tell(state.Input{Kind: state.InputUnusable, ID: t.ID, Failure: &state.Failure{Cause: &why}}) {
			return
		}
	}
	d.tell(state.Input{Kind: state.InputDone, ID: t.ID, Failure: d.refusal(t, err)})
}

// refusal returns the failure of a task that cannot be run. If its resource has no task it
// is States.Runtime, so that no Retry or Catch hides a mistake in the set-up.
func (d *driver) refusal(t *state.RunTask, err error) *state.Failure {
	var unfit *unusable
	switch {
	case errors.As(err, &unfit): // the Run takes no InputUnusable
		return state.Unusable(d.machine.def.State(t.State), t.Input, unfit.Error())
	case !errors.Is(err, ErrNoTask):
		return failureOf(err)
	}
	why := state.NewFailure(ErrRuntime.Name, fmt.Sprintf("The state '%s' cannot be run: %v", t.State, err))
	why.Wrapped = err
	return why
}

// begin tells the Run and the call that the function is called.
func (d *driver) begin(c *call) {
	d.started(state.Input{Kind: state.InputStarted, ID: c.task.ID})
	c.begin(d.time())
}

// started tells the Run that a task begins, or that it begins again if it had begun before
// the Run was restored.
func (d *driver) started(in state.Input) {
	if !d.tell(in) {
		in.Kind = state.InputAgain
		d.tell(in)
	}
}

// work runs the function in a goroutine of its own, and leaves a message when it has returned.
// The task slot is given back after that, as the answer may drop calls that wait for a slot,
// and before a virtual clock can jump.
func (c *call) work() {
	defer func() {
		d := c.d
		d.clock.hold()
		defer d.clock.release()
		d.mail.post(message{kind: msgReturned, call: c})
		if c.slot == slotInUse {
			d.cfg.slots.release()
		}
	}()
	c.run()
}

// run calls the function and keeps its answer. The function gets a copy of the input, so that
// nothing else changes if it writes there.
func (c *call) run() {
	c.answer.failure = exitedFailure // unless it returns
	defer func() {
		if problem := recover(); problem != nil {
			c.d.logPanic("task panicked", problem, "state", c.task.State)
			why := &PanicError{Value: problem, Stack: debug.Stack()}
			c.answer.failure = failureOf(newError(&ErrPanicked.Name, &panickedCause, why))
		}
	}()
	out, err := c.f(c.context(), c.task.Input.JSON())
	c.answer = c.read(out, err)
}

// read returns the answer for what the function has returned: a failure, the result, or, if
// the task goes on elsewhere, the output of its submission.
func (c *call) read(out json.RawMessage, err error) answer {
	pending := errors.Is(err, ErrPending)
	a := answer{submitted: pending || c.task.Pattern == state.WaitForTaskToken}
	switch {
	case err != nil && !pending && c.d.isCancellation(err):
		return answer{failure: cancellation}
	case err != nil && !pending:
		name, cause := taskError(err, c.lambda)
		return answer{failure: &state.Failure{Error: name, Cause: cause, Wrapped: err}}
	case pending && len(out) == 0:
		return a
	case c.task.Input.IsText(out): // it returns its input, which is parsed already
		a.output = c.task.Input
		return a
	}
	v, err := parseOutput(out)
	if err != nil {
		return answer{failure: failureOf(err)}
	}
	a.output = v
	return a
}

// cancellation stands for the error of a task that only says that its context has ended.
// That is no outcome of the task, and the Run is not told.
var cancellation = &state.Failure{}

// isCancellation reports whether the error of a task only says that the context of the tasks
// has ended. It is called where the task runs, as errors have methods of their own.
func (d *driver) isCancellation(err error) bool {
	ended := d.ctx.Err()
	return ended != nil && (errors.Is(err, ended) || errors.Is(err, context.Cause(&d.ctx)))
}

// fails returns the input for a call that has failed.
func (c *call) fails(why *state.Failure) state.Input {
	return state.Input{Kind: state.InputDone, ID: c.task.ID, Failure: why}
}

// parseOutput parses the output of a task. An empty one is null.
func parseOutput(out json.RawMessage) (jsonvalue.Value, error) {
	if len(out) == 0 {
		return jsonvalue.NullValue, nil
	}
	v, err := state.ParsePayload(out)
	if err != nil {
		return v, Errorf(ErrInvalidOutput.Name, "The task's output is not JSON: %w", err)
	}
	return v, nil
}

// failureOf returns the failure for an error that is not that of a Lambda function.
func failureOf(err error) *state.Failure {
	name, cause := taskError(err, false)
	return &state.Failure{Error: name, Cause: cause, Wrapped: err}
}

// returned handles the answer of a call whose function has returned.
func (d *driver) returned(c *call) {
	c.runs = false
	d.uncount(c)
	a := &c.answer
	in := state.Input{Kind: state.InputDone, ID: c.task.ID, Output: a.output, Failure: a.failure}
	switch {
	case c.dropped: // it was answered or cancelled before
	case a.failure == cancellation:
		d.drop(c)
	case a.submitted:
		in.Kind = state.InputSubmitted
		c.submit()
		d.tell(in)
	default:
		d.answer(in)
	}
}

// told handles an input that came by a token, from a worker, or from the task itself. If a
// lambda:invoke does not wait for a token, but its function does, the answer is the output
// of the function, which is wrapped as if the function had returned it.
func (d *driver) told(in state.Input) {
	if in.Item != "" {
		d.tellItem(in)
		return
	}
	switch in.Kind {
	case state.InputStarted:
		d.started(in)
	case state.InputHeartbeat:
		d.beat(in)
	case state.InputChildDone:
		if c := d.calls.Get(in.ID); c != nil && c.child != nil {
			c.child.elsewhere = false // it has ended
		}
		d.answer(in)
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

// answer drops the call and tells the Run its answer.
func (d *driver) answer(in state.Input) {
	if c := d.calls.Get(in.ID); c != nil {
		d.drop(c)
	}
	d.tell(in)
}

// drop ends a call that is answered or cancelled. If its function still runs, its context is
// cancelled, and what it returns has no effect.
func (d *driver) drop(c *call) {
	c.dropped = true
	d.calls.Remove(c.task.ID)
	c.close()
	c.cancel()
	if c.activity != nil {
		c.activity.remove()
	}
	if c.awaitsChild() {
		_ = c.child.awaited.Stop("", "") // it may have ended
	}
	if c.awaitsElsewhere() {
		d.abortElsewhere(c.child)
	}
	d.yieldSlot(c)
	d.uncount(c)
}
