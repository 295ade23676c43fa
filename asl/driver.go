package asl

import (
	"context"
	"fmt"
	"log/slog"
	"math"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"github.com/goasl/goasl/history"
	"github.com/goasl/goasl/internal/mapio"
	"github.com/goasl/goasl/internal/outstanding"
	"github.com/goasl/goasl/state"
)

// driver drives one Run. Only one goroutine at a time uses the Run; driving.go says which.
// Others leave messages for it.
type driver struct {
	x       *Execution
	machine *Machine
	cfg     *config
	run     *state.Run
	log     *slog.Logger
	mail    mailbox
	ctx     lazyContext // of the tasks: derived from the caller's, ends with the execution
	rank    rank        // orders waits for the same time: those of a child end before its parent's

	// registry has the children, and theirs. If WithExecutions gave one to the machine it
	// is that, and has the execution itself, too. It is nil until it is needed.
	registry *Executions

	family     *family       // of the execution at the top; nil until it starts a child
	generation int           // how many executions have started one another down to this one
	counted    *atomic.Int64 // the counter of the family that counts it; nil at the top
	holds      int           // bytes that the family counts
	items      []MapIndex    // see Execution.Items

	// Which goroutine drives.
	goroutine    atomic.Int64 // its number, if what it calls may wait for it; 0 while it runs a task
	ownGoroutine bool         // it is not that of Execute's caller, so that tasks may run in it
	prepared     bool         // what comes before the first turn is done
	more         bool         // the Run can take a turn without being told anything
	finished     bool         // nothing is left to do
	inline       *call        // the call whose function is to run in it, or nil
	haltErr      error        // why the driving must halt before the execution has ended, or nil
	graceEnds    time.Time    // when it abandons the tasks; zero before it halts
	saves        *checkpoints // nil without WithCheckpoint
	submissions  submissions  // before the Run was restored; not changed once a task is called
	unwatch      func() bool  // ends the watch for the end of the caller's context; nil without one
	alarm        *time.Timer  // leaves a message at alarmAt; nil until it is needed
	alarmAt      time.Time    // the deadline, or an earlier one

	// Time. The goroutine that drives holds the clock.
	clock           heldClock
	checks          bool      // the resolver checks what services are called with
	clockFree       bool      // holds have no effect on the clock
	nowValid        bool      // no turn, task, wait or start of a child has taken time since now was read
	deadlineReached bool      // the clock has just said that the deadline has come
	expiring        bool      // expires is set
	now             time.Time // as read last
	expires         time.Time // when the execution times out
	cuts            cuts

	// Events.
	batch          state.Batch
	effectRoom     [1]state.Effect // where the batch has its first effects
	hasListeners   bool            // there is a sink, an observer or a logger
	muted          bool            // an observer has panicked or exited: listeners get no further events
	observerExited bool            // an observer has ended the goroutine that drives
	computesError  bool            // a Fail state was entered that computes the name of its error
	brokenBy       error           // what an observer has done when it is muted
	telemetry      []*Telemetry
	origin         context.Context // of the task or the Map Run that has started it; nil once telemetry is known
	published      int             // how many events of the Log were passed on
	events         []history.Event // that are being passed on

	// Calls.
	pending  []state.Pending       // of a Run that was restored, to begin again
	calls    outstanding.Row[call] // whose answers are expected, by effect
	queue    callQueue             // that wait until they are active
	ready    []*call               // that are active, and have a task slot if they need one
	active   int                   // how many calls count for Limits.Tasks
	launched bool                  // calls were given to goroutines since the last wait

	// Map Runs.
	mapWork      outstanding.Row[mapWork] // what is carried out, by effect
	itemsRunning int                      // how many of these are executions
	itemsWaiting []*state.StartItem       // for Limits.Children
	itemsStopped sync.WaitGroup           // executions that still abort what they have started elsewhere
	processors   map[*state.Machine]*Machine
	io           *mapio.IO // nil until it is needed
	mapRunsTold  []toldMapRun

	tellOutside func(state.Input) // takes what calls tell; nil unless a task is performed alone
}

// turns is the number of turns between two looks at the messages and the clock.
const turns = 256

// newDriver returns a driver without a Run; see setRun.
func newDriver(m *Machine, cfg *config) *driver {
	// They are allocated together, as each of them refers to the others.
	var made struct {
		driver    driver
		execution Execution
		log       state.Log
	}
	d, x := &made.driver, &made.execution
	x.driver, x.events.Log = d, &made.log
	d.x, d.machine, d.cfg, d.generation = x, m, cfg, cfg.generation
	return d
}

// setRun makes d the driver of a Run, which nothing else drives.
func (d *driver) setRun(ctx context.Context, run *state.Run) {
	d.run, d.clock, d.rank = run, held(d.cfg.clock), rank{order: math.MaxInt64}
	_, d.clockFree = d.clock.(freeClock)
	d.checks = checksCalls(d.cfg.resolver)
	d.ctx.parent, d.registry = ctx, d.cfg.executions
	d.mail.clock = d.clock
	d.batch.Effects = d.effectRoom[:0]
	d.mail.ended = run.Status() != Running
	d.expires, d.expiring = run.Expiry()
	d.more = true
	run.SetJournal(d.saves != nil)
	run.SetInterrupt(d.interrupt)
	run.SetEnding(d.mayEnd)
	if len(d.cfg.decisions) > 0 {
		run.SetTrace(d.decided)
	}
	if len(d.cfg.mocks) > 0 {
		run.SetMocks(d.cfg.stateMocks(d.items))
	}
	x := d.x
	x.outcome = run.Outcome()
	described := run.Describe()
	x.result = Result{Name: described.Name, ARN: described.ARN, Started: described.Started}
	if d.cfg.logger != nil {
		d.log = d.cfg.logger.With("execution", x.Name(), "machine", described.Identity.Machine)
	}
	d.hasListeners = d.cfg.history.mode == sinkEvents || len(d.cfg.observers) > 0 || d.log != nil
}

// step tells the Run what has happened, takes turns of it, passes its events on, and carries
// out its effects, in this order. It reports false when the execution has ended or the
// driving has halted. Messages come before timers, so that an answer in time is not lost to
// a timeout. No call is started before all effects are carried out, as a later one may
// cancel an earlier one.
func (d *driver) step() bool {
	d.readMessages()
	if d.haltErr != nil {
		return d.halt(d.haltErr)
	}
	d.advance()
	d.postpone()
	more, err := d.turn()
	d.more = more || err != nil // what has cut the step comes next
	switch {
	case d.unsaved() != nil:
		return d.halt(d.unsaved())
	case err != nil && d.ctx.parent.Err() != nil:
		return d.halt(d.interrupted())
	}
	ended := d.run.Status() != Running
	progress := d.perform(d.batch.Effects, d.more)
	switch {
	case ended:
		return d.end()
	case d.run.Status() != Running: // an effect has ended it; the next step sees that
		return true
	case d.startItems() || d.admit() || progress || d.more:
		return true
	case d.suspend():
		return d.halt(ErrSuspended)
	case d.await():
		return true
	}
	return d.halt(d.interrupted())
}

// turn takes turns of the Run, and passes its events on. It reports whether more turns are
// left.
func (d *driver) turn() (more bool, err error) {
	d.batch.Effects = d.batch.Effects[:0]
	d.beginStep()
	more, err = d.takeTurns()
	d.nowValid = false
	d.endStep(err != nil)
	d.writeAllStopped(d.batch.Effects)
	if !d.checkpoint() {
		return false, err
	}
	d.publish()
	d.tellMapRuns(d.run.Status() != Running)
	d.closeSources()
	return more, err
}

// flush passes on the events of what the Run was told since the last turn. While the driving
// halts they are saved first, as no step follows that would do so.
func (d *driver) flush() {
	before := len(d.batch.Effects)
	d.run.Flush(&d.batch)
	d.writeAllStopped(d.batch.Effects[before:])
	if d.haltErr == nil || d.checkpoint() {
		d.publish()
	}
}

// readMessages handles all messages.
func (d *driver) readMessages() {
	mail := d.mail.take()
	if len(mail) == 0 {
		return
	}
	d.nowValid = false // so that their time is not before they came
	d.readAll(mail)
	d.mail.recycle(mail)
}

// readAll handles messages that were taken.
func (d *driver) readAll(mail []message) {
	for i := range mail {
		d.read(&mail[i])
		d.clock.release()
	}
}

func (d *driver) read(m *message) {
	switch m.kind {
	case msgLook:
		d.alarmAt = time.Time{} // it may have been the alarm, which rings once
	case msgTell:
		d.told(*m.input)
	case msgAbort:
		d.tellAbort()
	case msgReturned:
		d.returned(m.call)
	case msgGranted:
		d.granted(m.call)
	case msgChildEnded:
		d.childEnded(m.call)
	case msgItemSaved:
		d.itemSaved(m.work, m.step)
	case msgItemEnded:
		d.itemEnded(m.work)
	case msgCarriedOut:
		d.carriedOut(m.work, *m.input)
	case msgHalt:
		d.haltErr = m.err
	case msgSkipWait:
		m.taken <- d.tell(*m.input)
	}
}

// tell tells the Run an input that happens now. It reports whether the Run takes it.
func (d *driver) tell(in state.Input) bool {
	d.tellBeats()
	in.Now = d.time()
	if in.Kind == state.InputFail || in.Kind != state.InputAbort && d.run.NearEnd(in.Now) {
		return d.mail.tell(d.run, in)
	}
	return d.run.Tell(in)
}

// time returns the time. It reads the clock again only if something has taken time since it
// was read last: reading it takes longer than most of what an answer needs.
func (d *driver) time() time.Time {
	if !d.nowValid {
		d.now, d.nowValid = d.clock.Now(), true
	}
	return d.now
}

// advance fires the timers of the Run that are due, unless they have to wait until the clock
// says that it is their turn: others may come first.
func (d *driver) advance() {
	now := d.time()
	next, isDue := d.due(now)
	if isDue && d.tellBeats() { // they may put it off
		next, isDue = d.due(now)
	}
	if !isDue && d.more || isDue && (d.deadlineReached || d.clock.passed(next, now)) {
		d.tell(state.Input{Kind: state.InputAdvance})
	}
	d.deadlineReached = false
}

// due returns the deadline of the Run, and whether it has come.
func (d *driver) due(now time.Time) (next time.Time, isDue bool) {
	next, timed := d.run.Deadline()
	return next, timed && !next.After(now)
}

// await waits for a message or for the deadline. It reports false if the caller's context
// has ended.
func (d *driver) await() bool {
	if d.ctx.parent.Err() != nil { // before a virtual clock jumps
		return false
	}
	if d.launched { // tasks that return at once answer now, and do not have to wake this goroutine
		d.launched = false
		runtime.Gosched()
	}
	wake := d.mail.arm()
	if wake == nil {
		return true
	}
	var reached <-chan time.Time
	stop := func() {}
	if next, timed := d.run.Deadline(); timed {
		if c, ok := d.cfg.clock.(Idler); ok && d.active == 0 {
			c.Idle(next)
		}
		reached, stop = d.clock.wait(next, d.rank)
	}
	d.nowValid = false
	d.clock.release()
	select {
	case <-reached: // now the clock is held
		d.mail.disarm()
		d.deadlineReached = true
		return true
	case <-wake:
	case <-d.ctx.parent.Done():
		d.mail.disarm()
	}
	d.clock.hold()
	stop()
	return d.ctx.parent.Err() == nil
}

// interrupted returns the error of an execution whose context has ended.
func (d *driver) interrupted() error {
	err, cause := d.ctx.parent.Err(), context.Cause(d.ctx.parent)
	if cause != err {
		return fmt.Errorf("asl: the execution was stopped: %w: %w", err, cause)
	}
	return fmt.Errorf("asl: the execution was stopped: %w", err)
}
