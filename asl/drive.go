package asl

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"runtime"
	"time"
)

// start drives the execution in a goroutine of its own.
func (d *driver) start() *Execution {
	d.prepare()
	d.own = true
	go d.driveOn()
	return d.x
}

// execute drives the execution in the caller's goroutine, until a task is to run
// in the goroutine that drives: that task could end it. From then on it is another
// one, and the caller's waits. If nothing can happen before the task returns, that
// may be a coroutine.
func (d *driver) execute() *Execution {
	d.prepare()
	d.drive()
	if d.inline != nil {
		d.own = true
		if d.bound = d.ctx.outer.Done() == nil && !d.timed(d.inline.task); d.bound {
			aside(d.drive)
		} else {
			go d.driveOn()
		}
		if !d.x.isDone() {
			<-d.x.Done()
		}
		if d.exited {
			runtime.Goexit()
		}
	}
	return d.x
}

// aside runs f in another goroutine, which f may end, while this one waits.
//
// Measured: to make a coroutine takes 700 ns, as neither that nor to switch to it
// goes through the scheduler. With a goroutine that tells by a channel that it is
// done, an execution of two tasks takes 6 to 10 µs more, most of them to wake threads.
func aside(f func()) {
	next, _ := iter.Pull(func(func(struct{}) bool) {
		growStack(false)
		returned := false
		defer func() {
			// Of the ways to leave, iter.Pull would take the end of the goroutine over to
			// who waits, where nothing could stop it, but a panic can be recovered there.
			if !returned {
				panic("exited")
			}
		}()
		f()
		returned = true
	})
	defer func() { _ = recover() }()
	next()
}

func (d *driver) prepare() {
	if d.log != nil {
		d.log = d.log.With("execution", d.x.Name())
		d.log.Info("execution started")
	}
	d.clock.hold()
}

// drive drives the Run to its end, unless another goroutine takes that over: one
// that may run tasks, or one that has something to do while a task runs in this
// one. Whatever panics or ends the goroutine, such as an observer, ends the
// driving, but not a task: the goroutine that it ends is replaced.
func (d *driver) drive() {
	driving := true
	var task *call // that runs in this goroutine
	defer func() {
		problem := recover()
		switch {
		case task != nil:
			d.mail.reply(task, exited)
		case driving && !d.over:
			d.stop(d.broken(problem))
		}
	}()
	for driving {
		c := d.inline
		switch {
		case c == nil:
			driving = d.step()
		case !d.own:
			driving = false
		case d.away(c):
			task = c
			a := c.run()
			task = nil
			if driving = d.mail.back(); driving {
				d.timely = false
				d.returned(c, a)
			} else {
				d.mail.reply(c, a)
			}
		}
	}
}

// away prepares that this goroutine runs a call and does not drive meanwhile. It
// reports false if there is something else to do: a worker runs the call then, or
// nobody does, as the execution has ended.
func (d *driver) away(c *call) bool {
	d.inline = nil
	d.enter(c)
	now := d.run.Now()
	if hasTime(c.task) { // only these need the exact one
		now = d.time()
	}
	d.open(c, now)
	if d.run.Status() != Running { // the history had no room for it
		return false
	}
	// That the call has begun is told, unless nobody listens: whoever does later has
	// somebody drive, who tells it, and so does the end; but not that of the context.
	if !d.quiet || d.x.watched.Load() || d.ctx.outer.Done() != nil {
		_, _ = d.turn() // there is nothing else to do
	}
	d.watch()
	if d.mail.leave() {
		return true
	}
	d.crew.add([]*call{c})
	return false
}

// watch sees to it that another goroutine drives when the caller's context ends or
// the deadline comes, although this one runs a task.
func (d *driver) watch() {
	if d.bound {
		return
	}
	if d.unwatch == nil && d.ctx.outer.Done() != nil {
		d.unwatch = context.AfterFunc(d.ctx.outer, d.wake)
	}
	next, timed := d.run.Deadline()
	switch {
	case !timed || next.Equal(d.alarmed): // mostly it is the end of the execution's time
		return
	case d.alarm == nil:
		d.alarm = time.AfterFunc(time.Until(next), d.wake)
	default:
		d.alarm.Reset(time.Until(next))
	}
	d.alarmed = next
}

// wake has somebody drive who looks what is to be done. If it was the alarm, that
// is spent.
func (d *driver) wake() { d.mail.post(func() { d.alarmed = time.Time{} }) }

// driveOn drives in a goroutine that is new.
func (d *driver) driveOn() {
	growStack(false)
	d.drive()
}

// growStack gives a new goroutine the stack that driving takes. Growing it bit by
// bit, each time copying what was on it, took a tenth of a short execution. It
// grows when the function is called; what it would hold need not be there.
//
//go:noinline
func growStack(use bool) {
	if use {
		var stack [6 << 10]byte
		for i := range stack {
			stack[i]++
		}
	}
}

// broken says that something ended the goroutine that drives, by a panic with
// that value if it is not nil.
func (d *driver) broken(problem any) error {
	if problem == nil {
		d.exited = true
		return errors.New("asl: the execution was stopped: an observer, or what else it calls, ended its goroutine")
	}
	d.logPanic("execution stopped by a panic", problem)
	return fmt.Errorf("asl: the execution was stopped: an observer, or what else it calls, panicked: %s", panicText(problem))
}

// panicText is the text of a panic's value, as little of it as says something:
// it may hold a payload.
func panicText(problem any) string {
	if err, ok := problem.(runtime.Error); ok {
		return err.Error()
	}
	return cut(fmt.Sprint(problem), 30)
}
