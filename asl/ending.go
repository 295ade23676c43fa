package asl

import (
	"fmt"
	"slices"
	"time"

	"github.com/goasl/goasl/state"
)

// end ends an execution whose Run has ended, and has cancelled its effects.
func (d *driver) end() bool {
	err := d.result()
	if d.cfg.children != nil {
		d.closeMail() // what itemsStopped wait for is not saved any more
		d.itemsStopped.Wait()
	}
	return d.finish(err)
}

// result makes the outcome of the Run the result, and returns its error.
func (d *driver) result() error {
	o := d.run.Outcome()
	if d.unsaved() != nil { // the end, too, is not saved
		o = state.Outcome{Status: Running}
	}
	r := &d.x.result
	r.Status, r.Output, r.Ended = o.Status, o.Output.JSON(), o.Ended
	r.execution = d.x
	if d.unsaved() == nil {
		d.x.stopped(d.run)
	}
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
// have started and wait for halt, too, without being aborted.
func (d *driver) halt(err error) bool {
	d.haltErr = err
	d.ctx.cancel()
	for _, c := range d.calls.All() {
		c.cancel()
		d.yieldSlot(c)
		if c.drivesChild() {
			c.child.awaited.driver.mail.post(message{kind: msgHalt, err: err})
		}
	}
	d.haltMapWork(err)
	d.windDown()
	return d.abandon(err)
}

// windDown tells the Run what the messages say. It waits for running tasks to return, and for
// children to halt, as long as WithGrace allows. It takes no turn. At the end no message is
// accepted any more, and none that was is lost.
func (d *driver) windDown() {
	if d.graceEnds.IsZero() {
		d.graceEnds = time.Now().Add(d.cfg.grace)
	}
	for {
		d.readMessages()
		d.flush()
		if d.cfg.grace == 0 || !d.busy() || !d.awaitMessage(time.Until(d.graceEnds)) {
			break
		}
	}
	d.readAll(d.mail.close())
	d.tellBeats()
	d.flush()
}

// busy reports whether the function of a call runs, or a child that it has started.
func (d *driver) busy() bool {
	return d.run.Status() == Running && (d.mapWork.Len() > 0 ||
		slices.ContainsFunc(d.calls.All(), func(c *call) bool { return c.runs || c.drivesChild() }))
}

// awaitMessage waits for a message. It reports false if the time is over, even if there are
// messages.
func (d *driver) awaitMessage(left time.Duration) bool {
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

// abandon gives up what still runs, and ends the driving. The Run may have ended all the
// same, as when it was aborted meanwhile.
func (d *driver) abandon(err error) bool {
	for _, c := range d.calls.All() {
		if c.awaitsChild() {
			c.child.awaited = nil // so that drop does not abort it
		}
		if c.child != nil {
			c.child.elsewhere = false
		}
		d.drop(c)
	}
	d.closeMail()
	d.flush()
	if why := d.result(); d.x.result.Status != Running {
		err = why
	}
	return d.finish(err)
}

// closeMail refuses messages from now on. No message is read any more, but the Run is told
// an abort that was accepted.
func (d *driver) closeMail() {
	for _, m := range d.mail.close() {
		if m.step != nil {
			m.step.saved <- errNotRunning
		}
		if m.taken != nil {
			m.taken <- false
		}
		d.clock.release()
	}
	if abort := d.mail.abort; abort != nil && d.run.Status() == Running {
		d.run.Tell(*abort)
	}
}

// finish ends the driving, and always reports false. The result becomes known even if the
// logger, or who follows the execution, ends the goroutine.
func (d *driver) finish(err error) bool {
	d.inline, d.finished = nil, true
	d.closeMail()
	d.ctx.cancel()
	d.stopWatching()
	if d.io != nil {
		d.io.Close()
	}
	defer func() {
		defer d.clock.release()
		if d.registry != nil {
			d.registry.remove(d.x)
		}
		if d.counted != nil {
			d.counted.Add(-1)
			d.x.events.count(d.family, 0)
			d.hold(0)
		}
		d.x.end(err)
	}()
	d.logEnd(err)
	return false
}
