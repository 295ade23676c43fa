// Package statetest drives executions of package state on virtual time, in one
// goroutine. It is for tests, and for tools that know the answers of the tasks. It can
// also check that a Run is plain data: see [Rebuild].
//
// A [Driver] has a function, Perform, that answers effects. [Driver.Start] begins an
// execution, and [Driver.Run] runs all executions to their ends.
package statetest

import (
	"slices"
	"time"

	"github.com/goasl/goasl/state"
)

// Driver drives executions. Set its exported fields before [Driver.Start]. It is
// not safe for concurrent use.
type Driver struct {
	// Now is the time. It stands still while executions take their turns, and then
	// jumps to what comes next.
	Now time.Time

	// Perform is called for each effect, in order, when no turns are left; nil ignores
	// the effects. It answers an effect with [Execution.Tell], or plans an answer with
	// [Execution.Plan]. A later turn may have cancelled the effect already: see
	// [state.Run.Awaits]. An error ends the drive.
	Perform func(x *Execution, e state.Effect) error

	// Rebuild says how Runs are rebuilt. The default is Never.
	Rebuild Rebuild

	// Observe, if not nil, is called with each snapshot that a Run is restored from.
	Observe func(snapshot []byte)

	executions []*Execution // a child after its parent
	agenda     []entry      // ordered by time
}

// entry is a planned action.
type entry struct {
	at time.Time
	do func() error
}

// After plans to call do after a delay. Actions that are planned for the same time
// happen in the order of their planning, and before a deadline at that time.
func (d *Driver) After(delay time.Duration, do func()) {
	d.plan(delay, func() error { do(); return nil })
}

func (d *Driver) plan(delay time.Duration, do func() error) {
	at := d.Now.Add(max(delay, 0))
	i, _ := slices.BinarySearchFunc(d.agenda, at, func(e entry, at time.Time) int {
		if e.at.After(at) {
			return 1
		}
		return -1
	})
	d.agenda = slices.Insert(d.agenda, i, entry{at, do})
}

// Run calls Settle and Advance in turn, until all executions have ended or nothing more
// can happen, and then Check. It is no error if an execution still waits then.
func (d *Driver) Run() error {
	for more := true; more; {
		if err := d.Settle(); err != nil {
			return err
		}
		var err error
		if more, err = d.Advance(); err != nil {
			return err
		}
	}
	return d.Check()
}

// Settle takes the turns of all executions, and calls Perform for their effects, until
// no turns are left. It returns the error of Perform, of [state.Run.Step], or of a
// check.
func (d *Driver) Settle() error {
	for i := 0; i < len(d.executions); i++ { // the loop may add some
		x := d.executions[i]
		if err := x.settle(); err != nil {
			return err
		}
		if x.tellParent() {
			i = -1 // the parent goes on
		}
	}
	return nil
}

// Advance moves the time to the next planned action or the next deadline, and does it.
// Of deadlines at the same time, that of the youngest execution comes first: a child's
// before its parent's. more is false if nothing is planned or due, or if all executions
// have ended. The error says that a planned answer comes too late.
func (d *Driver) Advance() (more bool, err error) {
	if d.Ended() {
		return false, nil
	}
	timed, deadline := d.deadline()
	if len(d.agenda) > 0 && (timed == nil || !d.agenda[0].at.After(deadline)) {
		next := d.agenda[0]
		d.agenda = slices.Delete(d.agenda, 0, 1)
		d.Now = next.at
		return true, next.do()
	}
	if timed == nil {
		return false, nil
	}
	d.Now = deadline
	timed.Tell(state.Input{Kind: state.InputAdvance})
	return true, nil
}

// deadline returns the next deadline and its execution, nil if there is none.
func (d *Driver) deadline() (timed *Execution, deadline time.Time) {
	for _, x := range d.executions {
		if at, ok := x.Run.Deadline(); ok && (timed == nil || !at.After(deadline)) {
			timed, deadline = x, at
		}
	}
	return timed, deadline
}

// Ended reports whether all executions have ended.
func (d *Driver) Ended() bool {
	return !slices.ContainsFunc(d.executions, (*Execution).running)
}

// Check checks, at the end of a drive, that executions that have ended have no effects
// that were neither answered nor cancelled, and what FromJournal says. Call it after
// [Driver.Settle]. The error says what is wrong.
func (d *Driver) Check() error {
	for _, x := range d.executions {
		if err := x.check(); err != nil {
			return err
		}
	}
	return nil
}
