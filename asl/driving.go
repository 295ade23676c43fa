package asl

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"runtime/debug"
	"time"
)

// Which goroutine drives an execution:
//
//	Execute: the goroutine of the caller, until a task is to run inline
//	                    │ the task may end its goroutine, which must not
//	                    │ be the caller's: a new one goes on
//	                    ▼
//	Start: ───────►  driving  ◄──────────────────────────┐
//	                 │  ▲  │                             │
//	 nothing to do   │  │  │ a task runs inline: alone,  │ the task has returned,
//	 before an event │  │  │ in this very goroutine      │ and no message came
//	                 ▼  │  ▼                             │
//	             waiting    detached ────────────────────┘
//	                           │ a message comes first (an answer, Stop, a time, the
//	                           │ end of the caller's context): it starts ANOTHER
//	                           ▼ goroutine, which drives on
//	                        driving; the task's goroutine, once the task has
//	                        returned, leaves the answer as a message, and ends
//
// If the other goroutine is detached, too, when the task of the first one returns, the first
// one drives on, and the other one leaves its answer as a message later.
//
// From every phase the end of the execution, or of the driving, leads to over. The mailbox
// has the phase, so that messages and changes of the phase happen one after the other.
//
// The goroutine that drives holds the clock while it does not wait. Only it uses the Run,
// except for Run.Token. Tasks that do not run inline have goroutines of their own, and
// answer by messages.

// start drives the execution in a goroutine of its own.
func (d *driver) start() *Execution {
	d.clock.hold()
	d.ownGoroutine = true
	go d.drive()
	return d.x
}

// execute drives the execution in the caller's goroutine until a task is to run inline; from
// then on the caller's goroutine waits for the end.
func (d *driver) execute() *Execution {
	d.clock.hold()
	d.drive()
	if d.inline != nil {
		d.ownGoroutine = true
		go d.drive()
		<-d.x.Done()
	}
	if d.observerExited {
		runtime.Goexit()
	}
	return d.x
}

// drive drives the Run to its end, or until another goroutine has to. If an observer panics
// or ends the goroutine, the driving halts. If a task ends the goroutine, another one drives
// on.
func (d *driver) drive() {
	drives := true
	var task *call // whose function runs in this goroutine
	defer func() {
		problem := recover()
		switch {
		case task != nil:
			d.mail.post(message{kind: msgReturned, call: task})
		case drives && !d.finished:
			d.breakOff(problem)
		}
	}()
	d.follow()
	id := d.drivesHere(0)
	d.prepare()
	for drives {
		if d.inline == nil {
			drives = d.step()
			continue
		}
		if !d.ownGoroutine {
			drives = false // execute starts another goroutine
			continue
		}
		if task = d.startInline(); task == nil {
			d.drivesHere(id)
			continue
		}
		task.run()
		c := task
		task = nil
		if drives = d.endInline(c); drives {
			d.drivesHere(id)
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

// mayInline reports whether a task may run in the goroutine that drives: no other task runs,
// and a timer can start another goroutine at the deadline. A virtual clock could not jump
// meanwhile, and a clock of the user starts no goroutine.
func (d *driver) mayInline() bool {
	return d.calls.Len() == 0 && d.cfg.slots == nil && d.clock == freeSystemClock
}

// startInline begins the call whose function is to run in this goroutine, which does not
// drive meanwhile. It returns nil if there are messages to read, and the function runs in
// another goroutine, or if the execution has ended, and the function does not run.
func (d *driver) startInline() *call {
	c := d.inline
	d.inline = nil
	d.count(c)
	d.begin(c)
	if d.run.Status() != Running { // the history was full
		return nil
	}
	d.flush()
	d.watch()
	c.runs = true
	d.goroutine.Store(0)
	if d.mail.drive == nil {
		d.mail.drive = d.drive
	}
	if !d.mail.detach() {
		go c.work()
		return nil
	}
	return c
}

// endInline handles the answer of a call whose function has run in this goroutine. It
// reports whether this goroutine drives on.
func (d *driver) endInline(c *call) bool {
	if !d.mail.attach() {
		d.mail.post(message{kind: msgReturned, call: c})
		return false
	}
	d.nowValid = false
	d.returned(c)
	return true
}

// watch sees to it that a message comes when the caller's context ends, and at the deadline,
// while this goroutine runs a task.
func (d *driver) watch() {
	if d.unwatch == nil && d.ctx.parent.Done() != nil {
		d.unwatch = context.AfterFunc(d.ctx.parent, d.look)
	}
	if next, timed := d.run.Deadline(); timed {
		d.setAlarm(next)
	}
}

// setAlarm sees to it that a message comes at a time of the system's clock.
func (d *driver) setAlarm(at time.Time) {
	switch {
	case at.Equal(d.alarmAt): // often it is the timeout of the execution
		return
	case d.alarm == nil:
		d.alarm = time.AfterFunc(time.Until(at), d.look)
	default:
		d.alarm.Reset(time.Until(at))
	}
	d.alarmAt = at
}

// look makes the goroutine that drives look at the clock and at the context.
func (d *driver) look() { d.mail.post(message{kind: msgLook}) }

// stopWatching ends what watch and watchStep began.
func (d *driver) stopWatching() {
	d.unwatchStep()
	if d.unwatch != nil {
		d.unwatch()
	}
	if d.alarm != nil {
		d.alarm.Stop()
	}
}

// breakOff halts the driving because an observer panicked with problem, or has ended the
// goroutine if problem is nil. If that happens again meanwhile, the tasks have no grace.
func (d *driver) breakOff(problem any) {
	err := d.observerError(problem)
	defer func() {
		if !d.finished {
			_ = recover()
			d.abandon(err)
		}
	}()
	d.halt(err)
}

// observerError returns the error of a driving that breaks off, perhaps while it halts.
func (d *driver) observerError(problem any) error {
	d.muted = true
	d.brokenBy = errors.New("an observer, or what else it calls, ended its goroutine")
	if problem == nil {
		d.observerExited = true
	} else {
		d.logPanic("execution stopped by a panic", problem)
		d.brokenBy = fmt.Errorf("an observer, or what else it calls, panicked: %w",
			&PanicError{Value: problem, Stack: debug.Stack()})
	}
	if d.haltErr != nil {
		return fmt.Errorf("%w: %w", d.haltErr, d.brokenBy)
	}
	return fmt.Errorf("asl: the execution was stopped: %w", d.brokenBy)
}
