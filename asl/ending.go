package asl

import (
	"fmt"
	"slices"
	"time"

	"github.com/goasl/goasl/state"
)

// end ends an execution that has come to its end. The Run has cancelled what it
// waited for.
func (d *driver) end() bool { return d.finish(d.result()) }

// result makes the outcome the result, and returns its error.
func (d *driver) result() error {
	o := d.run.Outcome()
	r := &d.x.result
	r.Status, r.Output, r.Ended = o.Status, o.Output.JSON(), o.Ended
	r.events, r.description = &d.x.events, d.x.describe(d.run)
	switch o.Status {
	case Running, Succeeded:
		return nil
	}
	r.Error = executionError(o)
	if o.Status == Aborted {
		return fmt.Errorf("asl: the execution was aborted: %w", r.Error)
	}
	return r.Error
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
// The children that they have started and wait for are not aborted, but driven no
// further either.
func (d *driver) stop(err error) bool {
	d.stopped = err
	d.ctx.cancel()
	for _, c := range d.calls.All() {
		c.cancel()
		d.yieldSlot(c)
		if c.drivesChild() {
			c.child.awaited.driver.mail.post(message{kind: quit, err: err})
		}
	}
	d.windDown()
	return d.abandon(err)
}

// windDown takes up what has been answered, and gives what runs a time to end, if
// there is any. No turn is taken.
func (d *driver) windDown() {
	if d.graceEnds.IsZero() {
		d.graceEnds = time.Now().Add(d.cfg.grace)
	}
	for {
		d.readMessages()
		d.run.Flush(&d.batch)
		d.publish()
		if d.cfg.grace == 0 || !d.busy() || !d.rest() {
			return
		}
	}
}

// busy reports whether something runs whose end is of interest.
func (d *driver) busy() bool {
	return d.run.Status() == Running &&
		slices.ContainsFunc(d.calls.All(), func(c *call) bool { return c.runs || c.drivesChild() })
}

// rest waits for a message. It reports false if the time is over, however many
// messages there are.
func (d *driver) rest() bool {
	left := time.Until(d.graceEnds)
	if left <= 0 {
		return false
	}
	wake := d.mail.arm()
	if wake == nil {
		return true
	}
	timer := time.NewTimer(left)
	defer timer.Stop()
	d.clock.release()
	defer d.clock.hold()
	select {
	case <-wake:
		return true
	case <-timer.C:
		d.mail.disarm()
		return false
	}
}

// abandon gives up what runs, and ends the driving. The execution may have come to
// its end all the same, as when it was aborted meanwhile.
func (d *driver) abandon(err error) bool {
	for _, c := range d.calls.All() {
		if c.awaitsChild() {
			c.child.awaited = nil
		}
		d.drop(c)
	}
	d.run.Flush(&d.batch)
	d.publish()
	switch why := d.result(); {
	case why == nil:
	case d.muted: // by an observer that has failed
		err = fmt.Errorf("%w, after: %w", err, why)
	default:
		err = why
	}
	return d.finish(err)
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
