package asl

import (
	"context"
	"errors"
	"fmt"

	"github.com/goasl/goasl/state"
)

// Children starts the executions that states:startExecution asks for somewhere else than in
// this driver, such as in a store from which many processes go on with them. Its methods are
// called in the goroutine that drives, after the checkpoint that the call follows from was
// saved. An implementation must be safe for concurrent use.
type Children interface {
	// Start starts an execution, or returns the one that the same Key has started before: after
	// a crash it is called again. generation is what the new one is to be driven with
	// ([WithGeneration]). The outcome needs ARN, Name and Started, and if the execution
	// has ended, how. An [*Error] is the failure of the task, such as ExecutionAlreadyExists; any
	// other error stops the execution as a checkpoint does that cannot be saved.
	Start(ctx context.Context, start *state.StartChild, generation int) (state.ChildOutcome, error)

	// Abort aborts the execution that the Key has started, if it has, and if it runs: its parent
	// does not wait for it any more, as it was stopped or has timed out. ctx does not end with
	// that of the parent.
	Abort(ctx context.Context, start *state.StartChild) error
}

// WithChildren lets c start the executions that states:startExecution asks for, unless the
// resolver has a function for the resource. The end of one that the task waits for comes by
// [Execution.Tell] or [WithInputs], as a [state.InputChildDone]. Limits.ChildDepth bounds them,
// and Limits.Children does not.
func WithChildren(c Children) Option {
	return func(cfg *config) error {
		if c == nil {
			return errors.New("asl: WithChildren: it is nil")
		}
		cfg.children = c
		return nil
	}
}

// WithGeneration says how many executions have started one another down to this one: what
// [Children] was told when it started it. The default is 0, for one at the top. Limits.ChildDepth
// counts on from there.
func WithGeneration(n int) Option {
	return func(cfg *config) error {
		if n < 0 {
			return fmt.Errorf("asl: WithGeneration(%d): want no negative number", n)
		}
		cfg.generation = n
		return nil
	}
}

// ActivityTasks offers the tasks of activities to workers anywhere. A worker begins with one by
// [Execution.Tell] or [WithInputs] with a [state.InputStarted], and answers it by a
// [state.InputDone]. An implementation must be safe for concurrent use.
type ActivityTasks interface {
	// Offer offers a task. It is called in the goroutine that drives, after the checkpoint that
	// the task follows from was saved, and after a crash again with the same Key. exists is false
	// if there is no such activity. An error stops the execution as a checkpoint does that
	// cannot be saved.
	Offer(ctx context.Context, t *state.RunTask) (exists bool, err error)
}

// WithActivityTasks lets a offer the tasks of activities, unless the resolver has a function for
// the activity's ARN. It takes the place of [WithActivities].
func WithActivityTasks(a ActivityTasks) Option {
	return func(cfg *config) error {
		if a == nil {
			return errors.New("asl: WithActivityTasks: it is nil")
		}
		cfg.activityTasks = a
		return nil
	}
}

// offer offers the task of an activity. It reports whether the Run was told something.
func (d *driver) offer(c *call) bool {
	exists, err := d.cfg.activityTasks.Offer(&d.ctx, c.task)
	d.nowValid = false
	switch {
	case err != nil:
		d.haltErr = fmt.Errorf("asl: the execution was stopped: the task of the activity cannot be offered: %w", err)
	case exists:
		d.open(c)
		d.tell(state.Input{Kind: state.InputScheduled, ID: c.task.ID}) // not if it was before
		d.tell(state.Input{Kind: state.InputSubmitted, ID: c.task.ID}) // so that it is not offered again
		c.submit()
	default:
		d.refuse(c.task, noActivity(c.task.Resource))
	}
	return true
}

// startElsewhere starts the child of a states:startExecution task by WithChildren.
func (d *driver) startElsewhere(c *call) {
	if why := d.tooDeep(); why != nil {
		d.answer(c.fails(d.refused(c, why)))
		return
	}
	outcome, err := d.cfg.children.Start(c.context(), c.child.start, d.generation+1)
	d.nowValid = false
	var refusal *Error
	switch {
	case errors.As(err, &refusal):
		d.answer(c.fails(d.refused(c, failureOf(refusal))))
		return
	case err != nil:
		d.haltErr = fmt.Errorf("asl: the execution was stopped: an execution cannot be started: %w", err)
		return
	}
	d.tell(state.Input{Kind: state.InputChildStarted, ID: c.task.ID, Child: &outcome})
	switch {
	case c.task.Pattern == state.RequestResponse:
		d.drop(c)
	case c.task.Pattern == state.WaitForTaskToken:
		d.uncount(c)
	case outcome.Status != "" && outcome.Status != Running:
		d.answer(state.Input{Kind: state.InputChildDone, ID: c.task.ID, Child: &outcome})
	default:
		c.child.elsewhere = true
	}
}

// awaitsElsewhere reports whether the call waits for the end of a child that WithChildren has started.
func (c *call) awaitsElsewhere() bool { return c.f == nil && c.child != nil && c.child.elsewhere }

// aborts returns the children that the effects of the last turn say not to wait for any more.
func (d *driver) aborts() (all []*state.StartChild) {
	for _, e := range d.batch.Effects {
		if e, ok := e.(*state.Cancel); ok {
			if c := d.calls.Get(e.ID); c != nil && c.awaitsElsewhere() {
				all = append(all, c.child.start)
			}
		}
	}
	return all
}

// abortElsewhere aborts a child that the task does not wait for any more.
func (d *driver) abortElsewhere(c *childCall) {
	err := d.cfg.children.Abort(context.WithoutCancel(d.ctx.parent), c.start)
	if err != nil && d.log != nil {
		d.log.Error("a child execution was not aborted", "state", c.start.State, "error", err)
	}
}
