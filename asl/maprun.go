package asl

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/goasl/goasl/state"
)

// MapRun is what is known of a Map Run: one run of a distributed Map, with the executions that
// it starts. Its methods write it as the response of DescribeMapRun.
type MapRun = state.MapRun

// MapRunCounts are numbers of items, or of executions, of a [MapRun].
type MapRunCounts = state.MapRunCounts

// WithMapRunObserver tells f the counts of each Map Run of an execution: when it starts,
// while it goes on at most ten times a second, and when it has ended. f is called like an
// [Observer], in the goroutine that drives the execution, which waits for it.
func WithMapRunObserver(f func(*Execution, MapRun)) Option {
	return func(c *config) error {
		if f == nil {
			return errors.New("asl: WithMapRunObserver: the function is nil")
		}
		c.mapRuns = append(c.mapRuns[:len(c.mapRuns):len(c.mapRuns)], f)
		return nil
	}
}

// MapRuns returns the Map Runs of the execution so far, oldest first. Those of its children
// are not among them. It returns nil while the execution runs: see [WithMapRunObserver].
func (r *Result) MapRuns() []MapRun {
	if r.execution == nil {
		return nil
	}
	return r.execution.driver.run.MapRuns()
}

// Items tells which executions of Map Runs x is, outermost first. Only the last one is that of
// x; the others started it. It is nil for an execution that no Map Run has started. The index
// counts the executions of a Map Run, which are its items or, with an ItemBatcher, its
// batches. The slice must not be modified.
func (x *Execution) Items() []MapIndex { return x.driver.items }

// mapWork is an effect of a Map Run that is carried out: an execution of an item, or, if
// child is nil, reading or writing.
type mapWork struct {
	id     int64
	child  *Execution
	cancel context.CancelFunc // of reading or writing
	last   *itemStep          // of child, with its end; nil without WithCheckpoint
}

// startItems starts executions of Map Runs as far as Limits.Children allows. It reports
// whether the Run was told something.
func (d *driver) startItems() (told bool) {
	if len(d.itemsWaiting) == 0 { // mostly
		return false
	}
	started := 0
	for started < len(d.itemsWaiting) && d.admitItem() {
		told = d.startItem(d.itemsWaiting[started]) || told
		started++
	}
	clear(d.itemsWaiting[:started])
	d.itemsWaiting = d.itemsWaiting[started:]
	return told
}

// startItem starts an execution of a Map Run, or redrives it. It stops when the caller's context
// ends. If it cannot be started, the Run is told.
func (d *driver) startItem(e *state.StartItem) (told bool) {
	child := newDriver(d.processor(e.Machine), d.cfg)
	w := &mapWork{id: e.ID, child: child.x}
	if len(d.telemetry) > 0 { // before others know of it, as this may panic
		child.origin = d.contextOf(d.ctx.parent, e)
	}
	began := d.time()
	if err := d.tooManyItems(e); err != nil {
		d.family.items.Add(-1)
		return d.itemFailed(e, err)
	}
	run, err := e.Begin(state.Config{Now: began, Log: child.x.events.Log, Interrupt: func() bool { return d.ctx.parent.Err() != nil }})
	if err == nil {
		d.saveItem(child, w, e, began)
		child.setRun(d.ctx.parent, run)
		child.rank = d.rank.ofItem(e.Index)
		child.items = append(d.items[:len(d.items):len(d.items)], MapIndex{State: e.State, Index: int(e.Index)})
		err = d.registerItem(child)
	}
	if err != nil {
		d.family.items.Add(-1)
		return d.itemFailed(e, err)
	}
	if !e.Progress.Started.IsZero() {
		child.goOn()
	}
	d.itemsRunning++
	d.mapWork.Add(w.id, w)
	child.tellEarly()
	child.start()
	d.nowValid, d.launched = false, true
	w.child.whenDone(func() { d.mail.post(message{kind: msgItemEnded, work: w}) })
	return false
}

// itemFailed handles that an execution of a Map Run cannot be started or redriven. One that was
// saved, and cannot be restored, is not given up: another version of the program may know how.
func (d *driver) itemFailed(e *state.StartItem, err error) (told bool) {
	switch {
	case !e.Progress.Started.IsZero():
		d.haltErr = fmt.Errorf("asl: the execution was stopped: one of its Map Run cannot be restored: %w", err)
		return true
	case e.Redrive:
		return d.tell(state.Input{Kind: state.InputRedriveRefused, ID: e.ID, Failure: failureOf(err)})
	}
	return d.tell(state.Input{Kind: state.InputChildDone, ID: e.ID, Child: d.notStarted(err)})
}

// registerItem makes an execution of a Map Run one of the family.
func (d *driver) registerItem(child *driver) error {
	if d.registry == nil {
		d.registry = &Executions{}
	}
	child.registry = d.registry
	child.family, child.generation, child.counted = d.family, d.generation+1, &d.family.items
	_, err := child.registry.add(child, false, true)
	return err
}

// notStarted is the outcome of an execution that could not be started.
func (d *driver) notStarted(err error) *state.ChildOutcome {
	return &state.ChildOutcome{Outcome: state.Outcome{
		Status: state.Failed, Failure: failureOf(err), Started: d.time(), Ended: d.time(),
	}}
}

// processor returns the machine for the executions of a Map Run. They have the options of
// this execution.
func (d *driver) processor(def *state.Machine) *Machine {
	if d.processors == nil {
		d.processors = map[*state.Machine]*Machine{}
	}
	m := d.processors[def]
	if m == nil {
		m = &Machine{def: def, cfg: *d.cfg}
		d.processors[def] = m
	}
	return m
}

// itemEnded handles the end of an execution of a Map Run.
func (d *driver) itemEnded(w *mapWork) {
	if d.mapWork.Get(w.id) == nil {
		return
	}
	d.mapWork.Remove(w.id)
	d.itemsRunning--
	x := w.child
	switch {
	case x.result.Status != Running:
		d.keepStep(w, w.last)
		d.tell(state.Input{Kind: state.InputChildDone, ID: w.id, Child: d.outcomeOf(x)})
	case d.ctx.Err() == nil: // it has stopped without an end, and this execution goes on
		d.tell(state.Input{Kind: state.InputChildDone, ID: w.id, Child: d.notStarted(x.err)})
	}
}

// outcomeOf returns how an execution of a Map Run has ended. If this execution is saved, so is what
// one that has not succeeded can be redriven from.
func (d *driver) outcomeOf(x *Execution) *state.ChildOutcome {
	run := x.driver.run
	child := &state.ChildOutcome{Outcome: run.Outcome()}
	if d.saves != nil && child.Status != Succeeded && run.Describe().Type == Standard {
		child.Snapshot, _ = run.Snapshot() // a Run that was driven has one
	}
	return child
}

// dropMapWork ends an effect of a Map Run that is cancelled.
func (d *driver) dropMapWork(id int64) {
	w := d.mapWork.Get(id)
	if w == nil {
		d.itemsWaiting = slices.DeleteFunc(d.itemsWaiting, func(e *state.StartItem) bool { return e.ID == id })
		return
	}
	d.mapWork.Remove(id)
	if w.child == nil {
		w.cancel()
		return
	}
	d.itemsRunning--
	_ = w.child.Stop("", state.AbortedCause(w.child.Describe().MapRun)) // it may have ended
	if d.cfg.children != nil {
		d.itemsStopped.Add(1)
		w.child.whenDone(d.itemsStopped.Done)
	}
}

// haltMapWork halts what goes on for Map Runs, as the driving halts.
func (d *driver) haltMapWork(err error) {
	for _, w := range d.mapWork.All() {
		if w.child != nil {
			w.child.driver.mail.post(message{kind: msgHalt, err: err})
		} else {
			w.cancel()
		}
	}
}

// tellMapRuns tells the counts of Map Runs that have changed, unless that was done less than
// a tenth of a second ago. ended is set at the end of the execution.
func (d *driver) tellMapRuns(ended bool) {
	if len(d.cfg.mapRuns) == 0 || d.muted {
		return
	}
	const interval = 100 * time.Millisecond
	for i, run := range d.run.MapRuns() {
		if i == len(d.mapRunsTold) {
			d.mapRunsTold = append(d.mapRunsTold, toldMapRun{})
		}
		told := &d.mapRunsTold[i]
		if told.run == run {
			continue
		}
		left := interval - time.Since(told.at)
		if left > 0 && run.Status == state.Running && !ended {
			if !told.later {
				told.later = true
				time.AfterFunc(left, d.look)
			}
			continue
		}
		*told = toldMapRun{run: run, at: time.Now()}
		for _, f := range d.cfg.mapRuns {
			f(d.x, run)
		}
	}
}

// toldMapRun is a Map Run as it was told last.
type toldMapRun struct {
	run   MapRun
	at    time.Time
	later bool // a message will come to tell it again
}
