package asl

import (
	"errors"
	"fmt"
	"time"

	"github.com/goasl/goasl/state"
)

// end makes the outcome the result. The Run has cancelled what it waited for.
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

// executionError is the error of an execution that did not succeed.
func executionError(o state.Outcome) *Error {
	why := o.Failure
	name := why.Error
	if o.Status == TimedOut && name == nil {
		name = &ErrTimeout.Name
	}
	return newError(name, why.Cause, why.Wrapped)
}

// halt ends the driving, not the execution, unless a message ends that: what was left
// before is told to the Run. The tasks are told by their contexts. The children that
// tasks wait for are halted, too, not aborted.
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
			c.child.awaited = nil // lest it be aborted
		}
		d.drop(c)
	}
	if running && d.run.Status() != Running {
		return d.end()
	}
	d.result(d.run.Outcome())
	return d.finish(err)
}

// windDown gives the tasks that run, and the children that tasks wait for, a time to
// come to their end, and tells the Run what they answer. No turn is taken.
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

// busy reports whether a function or a child of a call runs.
func (d *driver) busy() bool {
	for _, c := range d.calls.All() {
		if c.runs || c.awaited() != nil {
			return true
		}
	}
	return false
}

// awaitMessage waits for a message. It reports false if the time is over before.
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

// awaited is the child that the call waits for, nil if there is none.
func (c *call) awaited() *Execution {
	if c.child == nil {
		return nil
	}
	return c.child.awaited
}

// cutOff reports whether an answer says no more than that the context of the tasks
// has ended: it is no outcome of the task.
func (d *driver) cutOff(in *state.Input) bool {
	why := d.ctx.Err()
	return in.Failure != nil && why != nil && errors.Is(in.Failure.Wrapped, why)
}

func (d *driver) result(o state.Outcome) *Result {
	r := &d.x.result
	r.Status, r.Output, r.Ended = o.Status, o.Output.JSON(), o.Ended
	r.events, r.description = &d.x.events, d.x.finalDescription(d.run)
	return r
}

// finish always reports false. The result is known even if the logger ends the
// goroutine.
func (d *driver) finish(err error) bool {
	d.inline = nil
	d.mail.close()
	d.ctx.cancel()
	d.unwatchAll()
	defer func() {
		if d.family != nil {
			d.family.remove(d.x)
		}
		d.x.end(err)
		d.clock.release()
	}()
	d.logEnd(err)
	return false
}
