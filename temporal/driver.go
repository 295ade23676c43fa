package temporal

import (
	"time"

	"go.temporal.io/sdk/converter"
	"go.temporal.io/sdk/workflow"

	"github.com/goasl/goasl/history"
	"github.com/goasl/goasl/state"
)

// driver drives a Run inside a workflow. All that it does follows from the history of the
// workflow: it ranges over no map, and reads neither a clock nor a random source.
//
// What happens is put into the inbox, by a coroutine for each task, each timer and the
// signals. The coroutine that drives reads the inbox, then fires the timers of the Run that
// are due, and then lets the Run take its turns. So answers come before timeouts, as in
// package asl.
type driver struct {
	*worker
	ctx   workflow.Context // which does not end when the workflow is cancelled
	run   *state.Run
	start *start

	batch  state.Batch
	events []history.Event // of this run of the workflow, for queries

	inbox   []letter
	calls   map[int64]*call // whose answers are awaited, by effect
	queue   []*call         // that were not started yet
	running int             // calls that the cluster has
	answers int             // of calls, in this run of the workflow

	files   map[string]workflow.Future // that are written, or were, by their keys, until the Run knows it
	stopped int                        // writes for Map Runs that were stopped, which go on

	postponed extent // of the history before which the workflow does not continue as new

	sent   int       // bytes of the calls that were started in the present workflow task
	sentAt time.Time // when that has begun
	full   bool      // the next call does not fit into it

	alarms []time.Time // of timers that run: each is earlier than the one before
	rang   bool        // a timer has fired
}

// letter says what has happened.
type letter struct {
	input state.Input
	token string // that allows the input, "" if none is needed
	call  *call  // that the cluster has answered, nil for other letters
	err   error  // in place of its answer
}

func (w *worker) newDriver(ctx workflow.Context, s *start) (*driver, error) {
	def, err := w.machines.definition(s.Origin, s.Definition)
	if err != nil {
		return nil, err
	}
	run, err := state.Restore(def, s.Snapshot, state.Config{})
	if err != nil {
		return nil, err
	}
	ctx, _ = workflow.NewDisconnectedContext(ctx)
	return &driver{worker: w, ctx: ctx, run: run, start: s, calls: map[int64]*call{}, files: map[string]workflow.Future{}}, nil
}

// drive drives the Run until it has ended, or the workflow continues as new.
func (d *driver) drive() (converter.RawValue, error) {
	for {
		d.step()
		switch {
		case d.run.Status() != state.Running:
			return d.end()
		case d.continues() && d.drained():
			if err := d.continueAsNew(); err != nil {
				return converter.RawValue{}, err
			}
		default:
			d.await()
		}
	}
}

// step takes turns until none is left, and carries out what they ask for.
func (d *driver) step() {
	for more := true; more; {
		more, _ = d.run.Step(&d.batch, 0) // nothing interrupts it
		d.events = append(d.events, d.batch.Events...)
		for _, e := range d.batch.Effects {
			d.perform(e)
		}
		clear(d.batch.Effects)
		d.batch.Events, d.batch.Effects = d.batch.Events[:0], d.batch.Effects[:0]
		more = d.launch() || d.run.Ready()
	}
}

// await waits until something has happened, and tells the Run.
func (d *driver) await() {
	if d.setAlarm() {
		stopped := d.stopped
		_ = workflow.Await(d.ctx, func() bool { return len(d.inbox) > 0 || d.rang || d.stopped < stopped }) // d.ctx does not end
	}
	d.rang = false
	for len(d.inbox) > 0 {
		l := d.inbox[0]
		d.inbox = d.inbox[1:]
		d.read(&l)
	}
	if at, timed := d.run.Deadline(); timed && !at.After(d.now()) {
		d.tell(state.Input{Kind: state.InputAdvance})
	}
}

// setAlarm sees to it that a timer fires at the deadline of the Run, or that there is another
// workflow task for calls that do not fit into this one. It reports false if the deadline has
// come. A timer that runs is left alone, also if it is early: it costs one event to look
// again then, and two for each that is replaced.
func (d *driver) setAlarm() bool {
	at, timed := d.run.Deadline()
	now := d.now()
	if soon := now.Add(time.Millisecond); d.full && (!timed || at.After(soon)) {
		at, timed = soon, true
	}
	if !timed {
		return true
	}
	if !at.After(now) {
		return false
	}
	if n := len(d.alarms); n > 0 && !d.alarms[n-1].After(at) {
		return true
	}
	d.alarms = append(d.alarms, at)
	timer := workflow.NewTimer(d.ctx, at.Sub(now))
	workflow.Go(d.ctx, func(ctx workflow.Context) {
		_ = timer.Get(ctx, nil)               // it is never cancelled
		d.alarms = d.alarms[:len(d.alarms)-1] // the last one is the earliest
		d.rang = true
	})
	return true
}

func (d *driver) now() time.Time { return workflow.Now(d.ctx) }

// tell tells the Run an input that happens now. It reports whether the Run takes it.
func (d *driver) tell(in state.Input) bool {
	in.Now = d.now()
	return d.run.Tell(in)
}

// read handles a letter.
func (d *driver) read(l *letter) {
	switch {
	case l.call != nil:
		d.answered(l)
	case l.token != "":
		d.redeem(l)
	default:
		d.tell(l.input)
	}
}
