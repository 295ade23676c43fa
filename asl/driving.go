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
// If the other goroutine has detached, too, when the first one's task returns, the
// first one drives on, and the other one leaves its answer as a message later.
//
// From every phase the end of the execution, or of the driving, leads to over. The
// phase is the mailbox's, so that a message and a change of phase cannot cross.
//
// The goroutine that drives holds the clock whenever it does not wait. Only it
// touches the Run, but for the token of an effect. Tasks that do not run inline have
// goroutines of their own, and answer by messages.

// start drives the execution in a goroutine of its own.
func (d *driver) start() *Execution {
	d.prepare()
	d.own = true
	go d.drive()
	return d.x
}

// execute drives the execution in the caller's goroutine until a task is to run;
// from then on the caller's goroutine waits for the end.
func (d *driver) execute() *Execution {
	d.prepare()
	d.drive()
	if d.inline != nil {
		d.own = true
		go d.drive()
		<-d.x.Done()
	}
	if d.observerExited {
		runtime.Goexit()
	}
	return d.x
}

func (d *driver) prepare() {
	if d.log != nil {
		d.log.Info("execution started")
	}
	d.clock.hold()
}

// drive drives the Run until another goroutine has to do so, or to its end. What
// panics or ends the goroutine, such as an observer, ends the driving; but if a
// task ends the goroutine, another one goes on.
func (d *driver) drive() {
	drives := true
	var task *call // whose function runs in this goroutine
	defer func() {
		problem := recover()
		switch {
		case task != nil:
			d.mail.post(message{kind: msgReturned, call: task, input: task.exitAnswer()})
		case drives && !d.mail.isOver():
			d.halt(d.broken(problem))
		}
	}()
	d.restart()
	for drives {
		if d.inline == nil {
			drives = d.step()
			continue
		}
		if !d.own {
			drives = false // the caller of Execute starts a goroutine
			continue
		}
		if task = d.startInline(); task == nil {
			continue
		}
		c, answer := task, task.run()
		task = nil
		drives = d.endInline(c, answer)
	}
}

// mayInline reports whether a task may run in the goroutine that drives: nothing
// else goes on, and when a time comes while it runs, the clock wakes another
// goroutine. A clock that is held could not move meanwhile, and one of the user's
// wakes nobody.
func (d *driver) mayInline() bool {
	return d.calls.Len() == 0 && d.cfg.slots == nil && d.clock == freeSystemClock
}

// startInline begins the call whose function is to run in this goroutine, which does
// not drive meanwhile. It returns nil if there is something else to do: then the
// function runs in another goroutine, or not at all, as the execution has ended.
func (d *driver) startInline() *call {
	c := d.inline
	d.inline = nil
	d.count(c)
	d.begin(c)
	if d.run.Status() != Running { // the history had no room for it
		return nil
	}
	d.flush()
	d.watch()
	c.runs = true
	if !d.mail.detach() {
		go c.work()
		return nil
	}
	return c
}

// endInline takes the answer of a call whose function has run in this goroutine. It
// reports whether this goroutine drives on.
func (d *driver) endInline(c *call, answer state.Input) bool {
	if !d.mail.attach() {
		d.mail.post(message{kind: msgReturned, call: c, input: answer})
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
func (d *driver) look() { d.mail.post(message{kind: msgLook}) }

// unwatchAll ends what watch began.
func (d *driver) unwatchAll() {
	if d.unwatch != nil {
		d.unwatch()
	}
	if d.alarm != nil {
		d.alarm.Stop()
	}
}

// broken is the error of a driving that was ended by a panic with that value, or,
// if it is nil, by the end of the goroutine.
func (d *driver) broken(problem any) error {
	d.muted = true
	if problem == nil {
		d.observerExited = true
		return errors.New("asl: the execution was stopped: an observer, or what else it calls, ended its goroutine")
	}
	d.logPanic("execution stopped by a panic", problem)
	return fmt.Errorf("asl: the execution was stopped: an observer, or what else it calls, panicked: %w",
		&PanicError{Value: problem, Stack: debug.Stack()})
}
