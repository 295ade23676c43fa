package asl

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math"
	"runtime"
	"time"

	"github.com/goasl/goasl/history"
	"github.com/goasl/goasl/state"
)

// driver drives one Run. All that touches the Run is done by one goroutine, that
// of loop; the others post what they have to tell. That goroutine holds the
// clock whenever it does not wait.
type driver struct {
	x     *Execution
	cfg   *config
	run   *state.Run
	clock heldClock
	log   *slog.Logger
	mail  mailbox

	outer  context.Context // of the caller
	ctx    context.Context // of the tasks; ends with the execution, too
	cancel context.CancelFunc

	direct  bool  // nobody but Execute waits for it, so that tasks may run inline
	rank    int64 // of its waits: a child's comes before its parent's
	reached bool  // the clock has just said that the deadline has come

	batch     state.Batch
	published int             // events in its log that are known to others
	events    []history.Event // that are being told
	calls     map[int64]*call // by effect, until they are answered
	queue     []*call         // calls that wait for room
	seated    []*call         // calls that waited for a task slot and got it
	active    int             // calls that take room
	names     *childNames     // of all children in the family; nil until there is one
	inline    *call           // the call that runs in the loop's goroutine
	quit      error           // why the driver must stop, although its context has not ended
	over      bool
}

// turns is the number of turns between two looks at the mail and the clock.
const turns = 256

// newDriver returns what drives a new execution, once [driver.start] is called.
func newDriver(ctx context.Context, def *state.Machine, input []byte, cfg *config) (*driver, error) {
	settings := cfg.startIn(ctx)
	x := new(Execution)
	settings.Log = &x.events.Log
	run, err := state.Start(def, input, settings)
	if err != nil {
		return nil, fmt.Errorf("asl: %w", err)
	}
	return driverOf(ctx, x, run, settings, cfg), nil
}

// driverOf returns what drives a Run that has not begun, as that execution.
func driverOf(ctx context.Context, x *Execution, run *state.Run, settings state.Config, cfg *config) *driver {
	clock := held(cfg.clock)
	d := &driver{
		x: x, cfg: cfg, run: run, clock: clock, log: cfg.logger, mail: newMailbox(clock),
		outer: ctx, rank: math.MaxInt64, calls: map[int64]*call{},
	}
	x.name, x.arn, x.machine = settings.Name, run.ARN(), cfg.site.machine
	x.driver, x.started, x.done, x.known = d, settings.Now, make(chan struct{}), run.Describe()
	return d
}

func (d *driver) start() *Execution {
	d.ctx, d.cancel = context.WithCancel(d.outer)
	if d.log != nil {
		d.log = d.log.With("execution", d.x.name)
		d.log.Info("execution started")
	}
	d.clock.hold()
	go d.loop()
	return d.x
}

// loop drives the Run to its end. A task that runs inline can end the goroutine
// with runtime.Goexit; another one goes on then. Whatever else does that, or
// panics, such as an observer, ends the driving.
func (d *driver) loop() {
	defer func() {
		problem := recover()
		switch {
		case d.over:
		case d.inline != nil:
			d.inlineReturned(exited)
			go d.loop()
		default:
			d.stop(d.broken(problem))
		}
	}()
	d.drive()
}

// drive takes steps to the end. It begins with the stack that they need: growing
// it bit by bit, each time copying what was on it, took a tenth of a short
// execution.
//
//go:noinline
func (d *driver) drive() {
	var stack [6 << 10]byte
	for d.step() {
		stack[0]++ // so that it is not left out
	}
}

// broken says that something ended the loop's goroutine, by a panic with that
// value if it is not nil.
func (d *driver) broken(problem any) error {
	if problem == nil {
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

// step takes turns of the Run and sees to what comes of them. It reports false
// when the execution has ended or must stop. What was posted comes before what
// is due, so that an answer in time is not lost to a timeout.
func (d *driver) step() bool {
	d.mail.read()
	if d.quit != nil {
		return d.stop(d.quit)
	}
	d.advance()
	d.batch.Effects = d.batch.Effects[:0]
	more, err := d.run.Step(&d.batch, turns)
	d.publish()
	if err != nil {
		return d.stop(d.interrupted())
	}
	progress := d.perform(d.batch.Effects, more)
	if o := d.run.Outcome(); o.Status != Running {
		return d.end(o)
	}
	if d.admit() || progress || more || d.await() {
		return true
	}
	return d.stop(d.interrupted())
}

// advance fires the timers of the Run that are due. What is due just now waits
// until the clock says so: others may come first.
func (d *driver) advance() {
	now := d.clock.Now()
	if next, timed := d.run.Deadline(); d.reached || !timed || !next.Equal(now) {
		d.run.Advance(now)
	}
	d.reached = false
}

// interrupted says that the caller's context ended.
func (d *driver) interrupted() error {
	err, cause := d.outer.Err(), context.Cause(d.outer)
	if cause != err {
		return fmt.Errorf("asl: the execution was stopped: %w: %w", err, cause)
	}
	return fmt.Errorf("asl: the execution was stopped: %w", err)
}

// await waits until there is mail, or a time has come. It reports false if the
// caller's context ended.
func (d *driver) await() bool {
	if !d.mail.empty() {
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
	d.clock.release()
	select {
	case <-reached: // the hold comes with it
		d.reached = true
		return true
	case <-d.mail.bell:
	case <-d.outer.Done():
	}
	d.clock.hold()
	stop()
	return d.outer.Err() == nil
}

// publish hands out the events that are new.
func (d *driver) publish() {
	log := &d.x.events
	from, to := d.published, log.Len()
	if from == to {
		return
	}
	d.x.publish(d.run)
	if d.cfg.keeping.mode == sinkEvents || len(d.cfg.observers) > 0 || d.log != nil {
		d.events = log.Append(d.events[:0], from, to)
		d.tell(d.events)
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
	for _, c := range d.calls {
		if x := c.awaited; x != nil {
			x.driver.mail.post(func() { x.driver.quit = err })
			c.awaited = nil
		}
		d.drop(c)
	}
	return d.finish(d.result(d.run.Outcome()), err)
}

func (d *driver) result(o state.Outcome) *Result {
	return &Result{
		Name: d.x.name, ARN: d.x.arn, Status: o.Status, Output: o.Output.JSON(),
		Started: o.Started, Ended: o.Ended, events: &d.x.events, description: d.run.Describe(),
	}
}

// finish always reports false. The result is known even if the logger panics.
func (d *driver) finish(r *Result, err error) bool {
	d.over = true
	d.mail.close()
	d.cancel()
	defer func() {
		d.x.end(r, err)
		d.clock.release()
	}()
	if d.log != nil {
		d.log.Info("execution ended", "status", r.Status)
	}
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
