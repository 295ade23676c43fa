package asl

import (
	"context"
	"time"

	"github.com/goasl/goasl/state"
)

// An execution of a Map Run has no checkpoints of its own. What it has done is saved with the
// next checkpoint of the execution that has started it, and of that one's, up to the top; until
// then it waits.

// itemStep is a step of an execution of a Map Run that is to be saved.
type itemStep struct {
	state.ItemStep
	told    []int64  // see Checkpoint.Told
	mapRuns []string // see Checkpoint.MapRuns
	aborts  []*state.StartChild
	saved   chan error // receives when it was; nil if nobody waits
}

// saveItem lets the steps of an execution of a Map Run be saved, which was started, or redriven,
// at a time. Step Functions: one of type EXPRESS is started again if it was interrupted.
func (d *driver) saveItem(child *driver, w *mapWork, e *state.StartItem, began time.Time) {
	if d.saves == nil || e.Config.Type == Express {
		return
	}
	if before := e.Progress.Started; !before.IsZero() {
		began = before
	}
	child.saves = &checkpoints{save: func(_ context.Context, c *Checkpoint) error {
		step := &itemStep{ItemStep: state.ItemStep{Started: began, Record: c.AppendRecord(nil)}, told: c.Told, mapRuns: c.MapRuns, aborts: c.Aborts}
		if c.Status != Running { // it is saved together with the outcome
			w.last = step
			return nil
		}
		return d.awaitSaved(w, step)
	}}
}

// awaitSaved lets d save a step, and waits until it was. It is called in the goroutine that
// drives the execution of the Map Run.
func (d *driver) awaitSaved(w *mapWork, step *itemStep) error {
	step.saved = make(chan error, 1)
	if !d.mail.post(message{kind: msgItemSaved, work: w, step: step}) {
		return errNotRunning
	}
	select {
	case err := <-step.saved:
		return err
	case <-d.x.Done():
	}
	select {
	case err := <-step.saved:
		return err
	default:
		return errNotRunning
	}
}

// itemSaved takes a step to the next checkpoint. One that was cancelled meanwhile need not be
// saved.
func (d *driver) itemSaved(w *mapWork, step *itemStep) {
	switch {
	case d.unsaved() != nil:
		step.saved <- d.unsaved()
	case d.mapWork.Get(w.id) != w || !d.keepStep(w, step):
		step.saved <- nil
	default:
		d.saves.waiting = append(d.saves.waiting, step.saved)
	}
}

// keepStep tells the Run a step, nil for none. It reports false if the Run does not take it.
func (d *driver) keepStep(w *mapWork, step *itemStep) bool {
	if step == nil || !d.tell(state.Input{Kind: state.InputItemSaved, ID: w.id, Saved: &step.ItemStep}) {
		return false
	}
	c := &d.saves.next
	c.Told, c.MapRuns, c.Aborts = append(c.Told, step.told...), append(c.MapRuns, step.mapRuns...), append(c.Aborts, step.aborts...)
	return true
}

// tellItem passes an input on to the execution of a Map Run that it is for. If that does not
// run yet it is told when it starts; if it has ended, never.
func (d *driver) tellItem(in state.Input) {
	f := d.familyOf()
	f.mu.Lock()
	defer f.mu.Unlock()
	var x *Execution
	if d.registry != nil {
		x = d.registry.Get(in.Item)
	}
	if x == nil || x.driver.family != f {
		f.early[in.Item] = append(f.early[in.Item], in)
		return
	}
	in.Item = ""
	x.driver.post(in)
}

// tellEarly tells the execution of a Map Run, which is known from now on, what has come for it
// before.
func (d *driver) tellEarly() {
	f, arn := d.family, d.x.ARN()
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, in := range f.early[arn] {
		in.Item = ""
		d.post(in)
	}
	delete(f.early, arn)
}
