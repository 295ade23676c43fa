package asl

import (
	"context"
	"fmt"
	"log/slog"
	"math"
	"runtime"
	"time"

	"github.com/goasl/goasl/history"
	"github.com/goasl/goasl/internal/outstanding"
	"github.com/goasl/goasl/state"
)

// driver drives one Run. All that touches the Run is done by one goroutine at a
// time; driving.go says which. The others leave messages.
type driver struct {
	x       *Execution
	machine *Machine
	cfg     *config
	run     *state.Run
	log     *slog.Logger
	mail    mailbox
	ctx     lazyContext // of the tasks: the caller's, but ends with the execution, too
	family  *Executions // the children, and theirs, are in it; nil until there is one
	rank    int64       // of its waits: a child's comes before its parent's

	// Who drives.
	prepared  bool        // what comes before the first turn is done
	own       bool        // the goroutine that drives is the driver's own, so that tasks may run in it
	inline    *call       // is to run in the goroutine that drives; nil if none is
	exited    bool        // an observer has ended the goroutine that drives
	stopped   error       // why the driving must stop, or stops
	graceEnds time.Time   // when it gives the tasks up; zero before it stops
	unwatch   func() bool // ends the watch for the end of the caller's context; nil if there is none
	alarm     *time.Timer // leaves a message at the deadline, or at one of before; nil until it is needed
	alarmAt   time.Time   // when it does

	// Time. The clock is held by the goroutine that drives.
	clock   heldClock
	free    bool      // nobody can hold the clock
	now     time.Time // as last read
	current bool      // nothing has taken time since
	reached bool      // the clock has just said that the deadline has come

	// Events.
	batch     state.Batch
	effect    [1]state.Effect // room for those of the batch, at first
	listened  bool            // events are told to a sink, an observer or a logger
	muted     bool            // an observer has failed, and none is told anything more
	published int             // events in its log that were told
	events    []history.Event // that are being told

	// Calls.
	pending []state.Pending       // of a Run of before: to be begun again
	calls   outstanding.Row[call] // that wait for their answers, by effect
	queue   callQueue             // calls that wait for room
	ready   []*call               // calls that have room, and a task slot if there are any
	active  int                   // calls that take room
	fresh   bool                  // calls were given to goroutines since the last wait
}

// turns is the number of turns between two looks at the messages and the clock.
const turns = 256

// newDriver returns what drives an execution of the machine, once it has a Run.
func newDriver(m *Machine, cfg *config) *driver {
	// Made in one piece, as none is without the others.
	var made struct {
		driver    driver
		execution Execution
		log       state.Log
	}
	d, x := &made.driver, &made.execution
	x.driver, x.events.Log = d, &made.log
	d.x, d.machine, d.cfg = x, m, cfg
	return d
}

// drives makes d the driver of a Run that nothing else drives.
func (d *driver) drives(ctx context.Context, run *state.Run) {
	d.run, d.clock, d.rank = run, held(d.cfg.clock), math.MaxInt64
	_, d.free = d.clock.(freeClock)
	d.ctx.parent, d.family = ctx, d.cfg.executions
	d.mail.clock, d.mail.drive = d.clock, d.drive
	d.batch.Effects = d.effect[:0]
	if ctx.Done() != nil {
		run.SetInterrupt(func() bool { return ctx.Err() != nil })
	}
	x := d.x
	x.known = run.Describe()
	x.result = Result{Name: x.known.Name, ARN: x.known.ARN, Started: x.known.Started}
	if d.cfg.logger != nil {
		d.log = d.cfg.logger.With("execution", x.Name(), "machine", x.known.Identity.Machine)
	}
	d.listened = d.cfg.keeping.mode == sinkEvents || len(d.cfg.observers) > 0 || d.log != nil
}

// step tells the Run what has happened, takes turns of it, tells others what
// happened there, and carries out what it asks for, in that order. It reports false
// when the execution has ended or must stop. Messages come before what is due, so
// that an answer in time is not lost to a timeout.
func (d *driver) step() bool {
	d.readMessages()
	if d.stopped != nil {
		return d.stop(d.stopped)
	}
	d.advance()
	more, err := d.turn()
	d.current = false
	if err != nil {
		return d.stop(d.interrupted())
	}
	ended := d.run.Status() != Running
	progress := d.perform(d.batch.Effects, more)
	switch {
	case ended:
		return d.end()
	case d.run.Status() != Running: // by what was performed: the next turn tells
		return true
	case d.admit() || progress || more || d.await():
		return true
	}
	return d.stop(d.interrupted())
}

// turn takes turns of the Run and tells what happened.
func (d *driver) turn() (more bool, err error) {
	d.batch.Effects, d.batch.Inputs = d.batch.Effects[:0], d.batch.Inputs[:0]
	more, err = d.run.Step(&d.batch, turns)
	d.publish()
	return more, err
}

// readMessages does what messages say.
func (d *driver) readMessages() {
	mail := d.mail.take()
	if len(mail) == 0 {
		return
	}
	d.current = false // they were left before the time that they are given
	for i := range mail {
		d.read(&mail[i])
		d.clock.release()
	}
	d.mail.recycle(mail)
}

func (d *driver) read(m *message) {
	switch m.kind {
	case look:
		d.alarmAt = time.Time{} // if it was the alarm, that is spent
	case tell:
		d.told(m.input)
	case returned:
		d.returned(m.call, m.input)
	case granted:
		d.granted(m.call)
	case childEnded:
		d.childDone(m.call)
	case quit:
		d.stopped = m.err
	}
}

// tell tells the Run an input, which has happened now.
func (d *driver) tell(in state.Input) bool {
	in.Now = d.time()
	return d.run.Tell(in)
}

// time returns the time. It is read once for what is done in one go: reading it
// takes longer than most that an answer asks for.
func (d *driver) time() time.Time {
	if !d.current {
		d.now, d.current = d.clock.Now(), true
	}
	return d.now
}

// advance fires the timers of the Run that are due. What is due just now waits
// until the clock says so: others may come first.
func (d *driver) advance() {
	now := d.time()
	if next, timed := d.run.Deadline(); d.reached || !timed || !next.Equal(now) {
		d.run.Advance(now)
	}
	d.reached = false
}

// await waits until there is a message, or a time has come. It reports false if
// the caller's context ended.
func (d *driver) await() bool {
	if d.ctx.parent.Err() != nil { // before a clock that stood still for a task goes on
		return false
	}
	if d.fresh { // tasks that return at once answer now, and need not wake this goroutine
		d.fresh = false
		runtime.Gosched()
	}
	wake := d.mail.arm()
	if wake == nil {
		return true
	}
	var reached <-chan time.Time
	stop := func() {}
	if next, timed := d.run.Deadline(); timed {
		if c, ok := d.cfg.clock.(interface{ Idle(time.Time) }); ok && d.active == 0 {
			c.Idle(next)
		}
		reached, stop = d.clock.wait(next, d.rank)
	}
	d.current = false
	d.clock.release()
	select {
	case <-reached: // the hold comes with it
		d.mail.disarm()
		d.reached = true
		return true
	case <-wake:
	case <-d.ctx.parent.Done():
		d.mail.disarm()
	}
	d.clock.hold()
	stop()
	return d.ctx.parent.Err() == nil
}

// interrupted says that the caller's context ended.
func (d *driver) interrupted() error {
	err, cause := d.ctx.parent.Err(), context.Cause(d.ctx.parent)
	if cause != err {
		return fmt.Errorf("asl: the execution was stopped: %w: %w", err, cause)
	}
	return fmt.Errorf("asl: the execution was stopped: %w", err)
}
