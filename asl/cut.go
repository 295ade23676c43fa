package asl

import (
	"time"

	"github.com/goasl/goasl/state"
)

// A step is cut when something has come up that cannot wait: an urgent message, the end of
// the caller's context, or a deadline. The Run undoes the turn under way, and the driver goes
// on with what has come up. If the execution does not end by that, the turn is taken again.
//
// Few steps take long enough to be cut by the time. So nothing watches the time before the
// Run has asked more than once in one turn. On a virtual clock a step takes no time.

// cuts has what decides when the time cuts the step under way.
type cuts struct {
	turn     int64     // in which the Run has asked last; -1 at the beginning of a step
	watched  bool      // the time is watched during this step
	wasCut   bool      // the last step was cut
	timed    bool      // there is a deadline
	began    time.Time // when the step began
	deadline time.Time // the first one of the Run when the step began

	// patience is how long the step may take before a deadline cuts it, other than the end
	// of the execution: twice as long as the one before, if that was cut. So a turn that
	// takes long is over some day, however many deadlines come meanwhile.
	patience time.Duration

	unwatch func() // ends the watch at a clock of the user; nil without one
}

// interrupt is the Interrupt of the Run.
func (d *driver) interrupt() bool {
	if d.mail.urgent.Load() || d.ctx.parent.Err() != nil {
		return true
	}
	c := &d.cuts
	if c.watched {
		return false
	}
	turn := d.run.Turn()
	if c.watched = turn == c.turn; c.watched {
		d.watchStep()
	}
	c.turn = turn
	return false
}

// mayEnd is the Ending of the Run: a step does not end the execution after its time is over,
// or after an abort was accepted.
func (d *driver) mayEnd() bool {
	if d.expiring && d.alarm != nil && !time.Now().Before(d.expires) { // without alarm it takes no time
		return false
	}
	return d.mail.mayEnd()
}

// beginStep is called before a step.
func (d *driver) beginStep() {
	c := &d.cuts
	c.began, c.turn, c.watched = d.now, -1, false
	c.deadline, c.timed = d.run.Deadline()
}

// endStep is called after a step, which may have been cut.
func (d *driver) endStep(cut bool) {
	c := &d.cuts
	c.patience, c.wasCut = 0, cut
	if cut {
		c.patience = 2 * d.time().Sub(c.began)
	}
	d.unwatchStep()
}

// postpone lets what follows from the deadline that has cut the step come before the turn
// that was cut.
func (d *driver) postpone() {
	if d.cuts.wasCut {
		d.tell(state.Input{Kind: state.InputPostpone})
	}
}

// watchStep sees to it that an urgent message comes at the deadline.
func (d *driver) watchStep() {
	c := &d.cuts
	switch {
	case !c.timed:
	case d.clock == freeSystemClock:
		d.setAlarm(c.at(d))
	case d.clockFree && c.unwatch == nil:
		reached, stop := d.clock.At(c.at(d))
		over := make(chan struct{})
		c.unwatch = func() { stop(); close(over) }
		go func() {
			select {
			case <-reached:
				d.look()
			case <-over:
			}
		}()
	}
}

// unwatchStep ends what watchStep began at a clock of the user.
func (d *driver) unwatchStep() {
	if unwatch := d.cuts.unwatch; unwatch != nil {
		d.cuts.unwatch = nil
		unwatch()
	}
}

// at returns when the time cuts the step.
func (c *cuts) at(d *driver) time.Time {
	at := c.deadline
	if earliest := c.began.Add(c.patience); at.Before(earliest) {
		at = earliest
	}
	if d.expiring && d.expires.Before(at) {
		at = d.expires
	}
	return at
}
