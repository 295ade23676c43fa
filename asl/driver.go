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
// time, that of drive; the others post what they have to tell. That goroutine holds
// the clock whenever it does not wait.
type driver struct {
	x     *Execution
	cfg   *config
	run   *state.Run
	clock heldClock
	log   *slog.Logger
	mail  mailbox
	ctx   lateContext // of the tasks: the caller's, but ends with the execution, too
	names *childNames // of all children in the family; nil until there is one
	rank  int64       // of its waits: a child's comes before its parent's

	free  bool // nobody can hold the clock
	quiet bool // events are kept, and told nobody who does not ask for them

	// Who drives.
	own     bool        // the goroutine that drives is the driver's own, so that tasks may run in it
	bound   bool        // the caller waits for the task that runs in it, whatever happens
	exited  bool        // what it called has ended the goroutine that drives
	over    bool        // nobody does any more
	inline  *call       // is to run in the goroutine that drives; nil if none is
	unwatch func() bool // ends the watch for the end of the caller's context; nil if there is none
	alarm   *time.Timer // wakes who drives when the deadline comes, or one of before; nil until it is needed
	alarmed time.Time   // when it does
	quit    error       // why the driver must stop, although its context has not ended

	// Time and events.
	now       time.Time       // as last read
	timely    bool            // nothing has taken time since, and nobody was told to begin
	reached   bool            // the clock has just said that the deadline has come
	fresh     bool            // the workers were given calls since the last wait
	published int             // events in its log that are known to others
	events    []history.Event // that are being told
	batch     state.Batch
	effect    [1]state.Effect // room for those of the batch, at first

	calls  outstanding.Row[call] // that wait for their answers, by effect
	queue  callQueue             // calls that wait for room
	seated []*call               // calls that have room, and a task slot if there are any
	active int                   // calls that take room
	crew   workers               // run what does not run inline
}

// turns is the number of turns between two looks at the mail and the clock.
const turns = 256

// newDriver returns what drives a new execution, once [driver.start] or [driver.execute] is called.
func newDriver(ctx context.Context, def *state.Machine, input []byte, cfg *config) (*driver, error) {
	settings := cfg.startIn(ctx)
	d := newPair()
	settings.Log = &d.x.events.Log
	run, err := state.Start(def, input, settings)
	if err != nil {
		return nil, fmt.Errorf("asl: %w", err)
	}
	d.drives(ctx, run, settings, cfg)
	return d, nil
}

// newPair returns a driver and its execution, made in one piece, as neither is
// without the other.
func newPair() *driver {
	var pair struct {
		driver    driver
		execution Execution
	}
	d, x := &pair.driver, &pair.execution
	d.x, x.driver = x, d
	return d
}

// drives makes d the driver of a Run that has not begun.
func (d *driver) drives(ctx context.Context, run *state.Run, settings state.Config, cfg *config) {
	d.cfg, d.run, d.clock, d.log = cfg, run, held(cfg.clock), cfg.logger
	d.ctx.outer, d.rank = ctx, math.MaxInt64
	_, d.free = d.clock.(freeClock)
	d.quiet = cfg.keeping.mode == keepEvents && len(cfg.observers) == 0 && d.log == nil
	d.mail.driver, d.batch.Effects = d, d.effect[:0]
	x := d.x
	x.known = run.Describe()
	x.result = Result{Name: settings.Name, ARN: run.ARN(), Started: settings.Now}
}

// step takes turns of the Run and sees to what comes of them. It reports false
// when the execution has ended or must stop. What was posted comes before what
// is due, so that an answer in time is not lost to a timeout.
func (d *driver) step() bool {
	d.readMail()
	if d.quit != nil {
		return d.stop(d.quit)
	}
	d.advance()
	more, err := d.turn()
	d.timely = false
	if err != nil {
		return d.stop(d.interrupted())
	}
	ended := d.run.Status() != Running
	progress := d.perform(d.batch.Effects, more)
	switch {
	case ended:
		return d.end(d.run.Outcome())
	case d.run.Status() != Running: // by what was performed: the next turn tells
		return true
	case d.admit() || progress || more || d.await():
		return true
	}
	return d.stop(d.interrupted())
}

// turn takes turns of the Run and tells what happened.
func (d *driver) turn() (more bool, err error) {
	d.batch.Effects = d.batch.Effects[:0]
	more, err = d.run.Step(&d.batch, turns)
	d.publish()
	return more, err
}

// readMail does what was posted.
func (d *driver) readMail() {
	letters := d.mail.take()
	if len(letters) == 0 {
		return
	}
	d.timely = false // what was posted happened before the time that it is given
	for _, l := range letters {
		if l.f != nil {
			l.f()
		} else {
			d.returned(l.call, l.answer)
		}
		d.clock.release()
	}
	d.mail.recycle(letters)
}

// time returns the time. It is read once for what is done in one go: reading it
// takes longer than most that an answer asks for.
func (d *driver) time() time.Time {
	if !d.timely {
		d.now, d.timely = d.clock.Now(), true
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

// interrupted says that the caller's context ended.
func (d *driver) interrupted() error {
	err, cause := d.ctx.outer.Err(), context.Cause(d.ctx.outer)
	if cause != err {
		return fmt.Errorf("asl: the execution was stopped: %w: %w", err, cause)
	}
	return fmt.Errorf("asl: the execution was stopped: %w", err)
}

// await waits until there is mail, or a time has come. It reports false if the
// caller's context ended.
func (d *driver) await() bool {
	if d.fresh { // who returns at once answers now, and need not wake this goroutine
		d.fresh = false
		runtime.Gosched()
	}
	bell := d.mail.listen()
	if bell == nil {
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
	d.timely = false
	d.clock.release()
	select {
	case <-reached: // the hold comes with it
		d.mail.deafen()
		d.reached = true
		return true
	case <-bell:
	case <-d.ctx.outer.Done():
		d.mail.deafen()
	}
	d.clock.hold()
	stop()
	return d.ctx.outer.Err() == nil
}

// fewEvents are made at a time, so that they still are in the processor's cache
// when they are told.
const fewEvents = 32

// publish hands out the events that are new.
func (d *driver) publish() {
	d.x.publish(d.run)
	if d.quiet {
		return
	}
	log := &d.x.events
	from, to := d.published, log.Len()
	if d.cfg.keeping.mode == sinkEvents || len(d.cfg.observers) > 0 || d.log != nil {
		for ; from < to; from += fewEvents {
			d.events = log.Append(d.events[:0], from, min(from+fewEvents, to))
			d.tell(d.events)
		}
		clear(d.events)
	}
	d.published = to
	if d.cfg.keeping.mode != keepEvents {
		log.Reset()
		d.published = 0
	}
}

// tell tells those who want to know each event.
func (d *driver) tell(events []history.Event) {
	for _, e := range events {
		if d.cfg.keeping.mode == sinkEvents {
			d.cfg.keeping.sink(e)
		}
		for _, o := range d.cfg.observers {
			o(d.x, e)
		}
		if d.log != nil {
			d.logEvent(e)
		}
	}
}

// end makes the outcome the result. The Run has cancelled what it waited for.
func (d *driver) end(o state.Outcome) bool {
	r := d.result(o)
	if o.Status == Succeeded {
		return d.finish(r, nil)
	}
	r.Error = executionError(o)
	if o.Status == Aborted {
		return d.finish(r, fmt.Errorf("asl: the execution was aborted: %w", r.Error))
	}
	return d.finish(r, r.Error)
}

// stop ends the driving, not the execution. The children that tasks wait for are
// not aborted, but driven no further either.
func (d *driver) stop(err error) bool {
	for _, c := range d.calls.All() {
		if c.child != nil && c.child.awaited != nil {
			x := c.child.awaited
			x.driver.mail.post(func() { x.driver.quit = err })
			c.child.awaited = nil
		}
		d.drop(c)
	}
	return d.finish(d.result(d.run.Outcome()), err)
}

func (d *driver) result(o state.Outcome) *Result {
	r := &d.x.result
	r.Status, r.Output, r.Ended = o.Status, o.Output.JSON(), o.Ended
	r.events, r.description = &d.x.events, d.x.describe(d.run)
	return r
}

// finish always reports false. The result is known even if the logger ends the
// goroutine.
func (d *driver) finish(r *Result, err error) bool {
	d.over, d.inline = true, nil
	d.mail.close()
	d.ctx.cancel()
	if d.unwatch != nil {
		d.unwatch()
	}
	if d.alarm != nil {
		d.alarm.Stop()
	}
	defer func() {
		d.x.end(err)
		d.clock.release()
	}()
	d.logEnd(r.Status)
	return false
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
