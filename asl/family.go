package asl

import (
	"fmt"
	"runtime"
	"sync"
	"sync/atomic"

	"github.com/goasl/goasl/state"
)

// family is an execution at the top and all below it: its children, theirs, and so on. It is
// safe for concurrent use.
type family struct {
	limits  Limits       // of the execution at the top
	running atomic.Int64 // how many of those below it run, without those of Map Runs
	items   atomic.Int64 // how many executions of Map Runs run
	history atomic.Int64 // bytes of the histories of those below it that run
	held    atomic.Int64 // bytes of the values that those below it hold
	room    int64        // how many these may be

	// turns has a value for each of those below it that takes turns. Others wait in the
	// channel, and not for a processor: an execution that is stopped would wait behind
	// thousands of them, and each would have the garbage of a step.
	turns chan struct{}

	mu    sync.Mutex
	early map[string][]state.Input // for executions of Map Runs that do not run yet, by ARN
}

// familyOf returns the family of the execution, which is a new one if it is at the top.
func (d *driver) familyOf() *family {
	if d.family == nil {
		limits := d.cfg.limits
		d.family = &family{
			limits: limits, room: heldShare * int64(limits.ofRun().OrDefault(state.Standard).StateBytes),
			early: map[string][]state.Input{}, turns: make(chan struct{}, 2*runtime.GOMAXPROCS(0)),
		}
	}
	return d.family
}

// below returns the family of an execution below another one, nil at the top.
func (d *driver) below() *family {
	if d.counted == nil {
		return nil
	}
	return d.family
}

// takeTurns takes turns of the Run, when the family lets it. It reports whether more are left.
func (d *driver) takeTurns() (more bool, err error) {
	f := d.below()
	if f == nil || d.run.Status() != Running { // one that has ended is not to wait: it holds on to its values
		return d.run.Step(&d.batch, turns)
	}
	f.turns <- struct{}{}
	defer func() { <-f.turns }() // also if an observer of decisions panics

	begins := d.holds == 0
	if begins && !d.hold(d.run.Held()) {
		return false, nil
	}
	more, err = d.run.Step(&d.batch, turns)
	d.hold(d.run.Held())
	return more, err
}

// heldShare is how often Limits.StateBytes those below an execution may hold. A thousand of them
// may have inputs, variables and results of more than 250 kB each.
const heldShare = 2

// hold counts that many bytes for the family, of an execution below another one. If that is too
// much it reports false, and the next step fails the execution.
func (d *driver) hold(bytes int) bool {
	f, more := d.family, bytes-d.holds
	d.holds = bytes
	all := f.held.Add(int64(more))
	if more <= 0 || all <= f.room {
		return true
	}
	d.post(state.Input{Kind: state.InputFail, Failure: state.NewFailure(ErrDataLimitExceeded.Name, fmt.Sprintf(
		"The executions that the first one has started, and those below them, hold %d bytes of values, more than %d times Limits.StateBytes", all, heldShare))})
	return false
}

// tooDeep returns why the execution must not start a child, nil if it may.
func (d *driver) tooDeep() *state.Failure {
	if !reached(d.generation, d.familyOf().limits.ChildDepth, defaultChildDepth) {
		return nil
	}
	return state.ExecutionLimitExceeded(fmt.Sprintf(
		"%d executions have started one another below the first one, as many as Limits.ChildDepth allows", d.generation))
}

// admitChild counts a child that is about to be started, or returns why it must not be.
func (d *driver) admitChild() *state.Failure {
	if why := d.tooDeep(); why != nil {
		return why
	}
	limits := &d.family.limits
	if n := d.family.running.Add(1) - 1; reached(int(n), limits.Children, defaultChildren) {
		d.family.running.Add(-1)
		return state.ExecutionLimitExceeded(fmt.Sprintf(
			"%d executions that the first one and its children have started are running, as many as Limits.Children allows", n))
	}
	return nil
}

// mostLevels is how often Limits.Children executions of Map Runs run if these are in one another.
const mostLevels = 4

// tooManyItems returns why an execution of a Map Run, which admitItem has counted, must not be
// started; nil if it may. One that was started before goes on.
func (d *driver) tooManyItems(e *state.StartItem) error {
	n := int(d.family.items.Load()) - 1
	if !e.Progress.Started.IsZero() || !reached(n, mostLevels*d.family.limits.Children, mostLevels*defaultChildren) {
		return nil
	}
	return Errorf("StepFunctions.ExecutionLimitExceededException",
		"%d executions of Map Runs that are in one another are running, %d times as many as Limits.Children allows", n, mostLevels)
}

// admitItem counts an execution of a Map Run that is about to be started. It reports false if
// the limit is reached: then the execution waits. One of each execution's Map Runs need not
// wait, so that none waits for itself.
func (d *driver) admitItem() bool {
	f := d.familyOf()
	if n := f.items.Add(1) - 1; !reached(int(n), f.limits.Children, defaultChildren) || d.itemsRunning == 0 {
		return true
	}
	f.items.Add(-1)
	return false
}
