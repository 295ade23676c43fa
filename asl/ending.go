package asl

import (
	"context"
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

// stop ends the driving, not the execution. The tasks are told by their contexts.
// The children that tasks wait for are not aborted, but driven no further either.
func (d *driver) stop(err error) bool {
	d.ctx.cancel()
	for _, c := range d.calls.All() {
		c.cancel()
		if c.child != nil && c.child.awaited != nil {
			c.child.awaited.driver.mail.post(message{kind: quit, err: err})
			c.child.awaited = nil
		}
	}
	if d.cfg.grace > 0 {
		d.windDown()
	}
	for _, c := range d.calls.All() {
		d.drop(c)
	}
	d.run.Flush(&d.batch)
	d.publish()
	d.result(d.run.Outcome())
	return d.finish(err)
}

// windDown gives the tasks that run a time to return, and tells the Run what they
// answer. No turn is taken.
func (d *driver) windDown() {
	timer := time.NewTimer(d.cfg.grace)
	defer timer.Stop()
	for d.running() {
		wake := d.mail.arm()
		if wake != nil {
			d.clock.release()
			expired := false
			select {
			case <-wake:
			case <-timer.C:
				d.mail.disarm()
				expired = true
			}
			d.clock.hold()
			if expired {
				return
			}
		}
		d.readMessages()
		d.run.Flush(&d.batch)
		d.publish()
	}
}

// running reports whether a function of a call runs.
func (d *driver) running() bool {
	for _, c := range d.calls.All() {
		if c.runs {
			return true
		}
	}
	return false
}

// cutOff reports whether an answer says no more than that the call's context has
// ended: it is no outcome of the task.
func (d *driver) cutOff(in *state.Input) bool {
	return in.Failure != nil && d.ctx.Err() != nil && errors.Is(in.Failure.Wrapped, context.Canceled)
}

func (d *driver) result(o state.Outcome) *Result {
	r := &d.x.result
	r.Status, r.Output, r.Ended = o.Status, o.Output.JSON(), o.Ended
	r.events, r.description = &d.x.events, d.x.describe(d.run)
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
