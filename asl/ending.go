package asl

import (
	"errors"
	"fmt"
	"time"

	"github.com/goasl/goasl/state"
)

// end makes the outcome of the Run the result. The Run has cancelled its effects.
func (d *driver) end() bool {
	o := d.run.Outcome()
	r := d.result(o)
	if o.Status == Succeeded {
		return d.finish(nil)
	}
	r.Error = executionError(o)
	if o.Status == Aborted {
		return d.finish(fmt.Errorf("asl: the execution was aborted: %w", r.Error))
	}
	return d.finish(r.Error)
}

// executionError returns the error of an execution that has ended without success.
func executionError(o state.Outcome) *Error {
	why := o.Failure
	name := why.Error
	if o.Status == TimedOut && name == nil {
		name = &ErrTimeout.Name
	}
	return newError(name, why.Cause, why.Wrapped)
}

// halt ends the driving. The execution does not end, unless one of the last messages ends it:
// they are still told to the Run. The contexts of the tasks end, and the children that tasks
// wait for halt, too, without being aborted.
func (d *driver) halt(err error) bool {
	running := d.run.Status() == Running
	d.ctx.cancel()
	for _, c := range d.calls.All() {
		c.cancel()
		if x := c.awaited(); x != nil {
			x.driver.mail.post(message{kind: msgHalt, err: err})
		}
	}
	d.windDown()
	for !d.mail.closeIfEmpty() {
		d.readMessages()
	}
	d.flush()
	for _, c := range d.calls.All() {
		if c.child != nil {
			c.child.awaited = nil // so that drop does not abort it
		}
		d.drop(c)
	}
	if running && d.run.Status() != Running {
		return d.end()
	}
	d.result(d.run.Outcome())
	return d.finish(err)
}

// windDown waits for running tasks to return, and for the children that tasks wait for, as
// long as WithGrace allows, and tells the Run their answers. It takes no turn.
func (d *driver) windDown() {
	if d.cfg.grace <= 0 {
		return
	}
	timer := time.NewTimer(d.cfg.grace)
	defer timer.Stop()
	for d.busy() && d.awaitMessage(timer.C) {
		d.readMessages()
		d.flush()
	}
}

// busy reports whether the function of a call runs, or a child that a call waits for.
func (d *driver) busy() bool {
	for _, c := range d.calls.All() {
		if c.runs || c.awaited() != nil {
			return true
		}
	}
	return false
}

// awaitMessage waits for a message. It reports false if expired receives before.
func (d *driver) awaitMessage(expired <-chan time.Time) bool {
	wake := d.mail.arm()
	if wake == nil {
		return true
	}
	d.clock.release()
	defer d.clock.hold()
	select {
	case <-wake:
		return true
	case <-expired:
		d.mail.disarm()
		return false
	}
}

// awaited returns the child that the call waits for, or nil.
func (c *call) awaited() *Execution {
	if c.child == nil {
		return nil
	}
	return c.child.awaited
}

// isCancellation reports whether an answer only says that the context of the tasks has
// ended. That is no outcome of the task.
func (d *driver) isCancellation(in *state.Input) bool {
	why := d.ctx.Err()
	return in.Failure != nil && why != nil && errors.Is(in.Failure.Wrapped, why)
}

// result sets the result of the execution, except for its error.
func (d *driver) result(o state.Outcome) *Result {
	r := &d.x.result
	r.Status, r.Output, r.Ended = o.Status, o.Output.JSON(), o.Ended
	r.events, r.description = &d.x.events, d.x.finalDescription(d.run)
	return r
}

// finish ends the driving, and always reports false. The result becomes known even if the
// logger ends the goroutine.
func (d *driver) finish(err error) bool {
	d.inline = nil
	d.mail.close()
	d.ctx.cancel()
	d.stopWatching()
	defer func() {
		if d.registry != nil {
			d.registry.remove(d.x)
		}
		d.x.end(err)
		d.clock.release()
	}()
	d.logEnd(err)
	return false
}
