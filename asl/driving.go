package asl

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"runtime/debug"
	"time"

	"github.com/goasl/goasl/state"
)

// Who drives an execution:
//
//	Execute: the goroutine of the caller, until a task is to run
//	                    │ a task is to run: it may end its goroutine,
//	                    │ which must not be the caller's
//	                    ▼
//	Start: ───────►  driving  ◄──────────────────────────┐
//	                 │  ▲  │                             │
//	 nothing to do   │  │  │ a lone task runs in         │ the task has returned,
//	 before an event │  │  │ this very goroutine         │ and no message came
//	                 ▼  │  ▼                             │
//	             waiting    detached ────────────────────┘
//	                           │ a message comes first (an answer, Stop, a time, the
//	                           │ end of the caller's context): it starts ANOTHER
//	                           ▼ goroutine, which drives on
//	                        driving; the task's goroutine, once it is back, leaves
//	                        the answer as a message, and ends
//
// From every phase the end of the execution, or of the driving, leads to over. The
// phase is the mailbox's, so that a message and a change of phase cannot cross.
//
// The goroutine that drives holds the clock whenever it does not wait. Only it
// touches the Run. All other tasks run in goroutines of their own, and answer by
// messages.

// start drives the execution in a goroutine of its own.
func (d *driver) start() *Execution {
	d.clock.hold()
	d.own = true
	go d.drive()
	return d.x
}

// execute drives the execution in the caller's goroutine until a task is to run;
// from then on the caller's goroutine waits for the end.
func (d *driver) execute() *Execution {
	d.clock.hold()
	d.drive()
	if d.inline != nil {
		d.own = true
		go d.drive()
		<-d.x.Done()
	}
	if d.exited {
		runtime.Goexit()
	}
	return d.x
}

// drive drives the Run until another goroutine has to do so, or to its end. What
// panics or ends the goroutine, such as an observer, ends the driving; but if a
// task ends the goroutine, another one goes on.
func (d *driver) drive() {
	drives := true
	var task *call // that runs in this goroutine
	defer func() {
		problem := recover()
		switch {
		case task != nil:
			d.mail.post(message{kind: returned, call: task, input: task.exited()})
		case drives && !d.mail.isOver():
			d.breakOff(problem)
		}
	}()
	d.prepare()
	for drives {
		c := d.inline
		switch {
		case c == nil:
			drives = d.step()
		case !d.own:
			drives = false // the caller of Execute starts a goroutine
		case d.detach(c):
			task = c
			answer := c.run()
			task = nil
			drives = d.attach(c, answer)
		}
	}
}

// prepare does what comes before the first turn.
func (d *driver) prepare() {
	if d.prepared {
		return
	}
	d.prepared = true
	if d.log != nil {
		d.log.Info("execution started")
	}
	d.restart()
}

// mayInline reports whether a task may run in the goroutine that drives: nothing
// else goes on, and when a time comes while it runs, the clock wakes another
// goroutine. A clock that is held could not move meanwhile, and one of the user's
// wakes nobody.
func (d *driver) mayInline() bool {
	return d.calls.Len() == 0 && d.cfg.slots == nil && d.clock == freeSystemClock
}

// detach begins a call whose function is to run in this goroutine, which does not
// drive meanwhile. It reports false if there is something else to do: then the
// function runs in another goroutine, or not at all, as the execution has ended.
func (d *driver) detach(c *call) bool {
	d.inline = nil
	d.count(c)
	d.begin(c)
	_, err := d.turn()
	d.perform(d.batch.Effects, false) // it was cancelled if the history had no room for it
	if err != nil || c.over {
		return false // the next step sees why
	}
	c.runs = true
	d.watch()
	if d.mail.detach() {
		return true
	}
	go c.work()
	return false
}

// attach takes the answer of a call whose function has run in this goroutine. It
// reports whether this goroutine drives on.
func (d *driver) attach(c *call, answer state.Input) bool {
	if !d.mail.attach() {
		d.mail.post(message{kind: returned, call: c, input: answer})
		return false
	}
	d.current = false
	d.returned(c, answer)
	return true
}

// watch has a message come when the caller's context ends, or at the deadline, while
// this goroutine runs a task.
func (d *driver) watch() {
	if d.unwatch == nil && d.ctx.parent.Done() != nil {
		d.unwatch = context.AfterFunc(d.ctx.parent, d.look)
	}
	next, timed := d.run.Deadline()
	switch {
	case !timed || next.Equal(d.alarmAt): // mostly it is the end of the execution's time
		return
	case d.alarm == nil:
		d.alarm = time.AfterFunc(time.Until(next), d.look)
	default:
		d.alarm.Reset(time.Until(next))
	}
	d.alarmAt = next
}

// look has the goroutine that drives look at the clock and at the context.
func (d *driver) look() { d.mail.post(message{kind: look}) }

// unwatchAll ends what watch began.
func (d *driver) unwatchAll() {
	if d.unwatch != nil {
		d.unwatch()
	}
	if d.alarm != nil {
		d.alarm.Stop()
	}
}

// breakOff stops the driving because of a panic with that value, or, if it is nil,
// because the goroutine ends. If that breaks off as well, the tasks have no grace.
func (d *driver) breakOff(problem any) {
	err := d.broken(problem)
	defer func() {
		if !d.mail.isOver() {
			_ = recover()
			d.abandon(err)
		}
	}()
	d.stop(err)
}

// broken is the error of a driving that breaks off, perhaps while it was stopped.
func (d *driver) broken(problem any) error {
	d.muted = true
	before := d.stopped
	if before == nil {
		before = errors.New("asl: the execution was stopped")
	}
	if problem == nil {
		d.exited = true
		return fmt.Errorf("%w: an observer, or what else it calls, ended its goroutine", before)
	}
	d.logPanic("execution stopped by a panic", problem)
	return fmt.Errorf("%w: an observer, or what else it calls, panicked: %w",
		before, &PanicError{Value: problem, Stack: debug.Stack()})
}
