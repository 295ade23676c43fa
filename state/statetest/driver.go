// Package statetest drives executions of package state on virtual time, in one
// goroutine: for tests, and for tools that know what the tasks answer. On the way
// it can check that a Run is plain data: see [Rebuild].
//
// A [Driver] is given a function, Perform, that answers effects. [Driver.Start]
// begins an execution, and [Driver.Run] takes all of them to their ends.
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

	// Perform is called for each effect, in order, when no turn is left; nil does
	// nothing. It answers with [Execution.Tell], or plans an answer with
	// [Execution.Plan]. A later turn may have cancelled the effect already: see
	// [state.Run.Awaits]. An error ends the drive.
	Perform func(x *Execution, e state.Effect) error

	// Rebuild says how Runs are rebuilt. The default is Never.
	Rebuild Rebuild

	// Observe, unless it is nil, gets each snapshot that a Run is restored from.
	Observe func(snapshot []byte)

	executions []*Execution // a child after its parent
	agenda     []entry      // ordered by time
}

// entry is a planned action.
type entry struct {
	at time.Time
	do func() error
}

// After plans to call do after a delay. Actions planned for the same time are done
// in the order in which they were planned, and before a deadline at that time.
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

// Run calls Settle and Advance in turn until all executions have ended or nothing
// can happen any more, and then Check. An execution that still waits is no error.
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

// Settle takes the turns that need no answer, of all executions, and calls Perform
// for their effects, until no turn is left. The error is that of Perform, of
// [state.Run.Step], or of a check.
func (d *Driver) Settle() error {
	for i := 0; i < len(d.executions); i++ { // more are added meanwhile
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

// Advance moves the time to the next planned action or the next deadline, and does
// it. Of deadlines at the same time that of the youngest execution comes first: a
// child's before its parent's. It reports false if there is no next one, or if all
// executions have ended. The error says that a planned answer came too late.
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

// deadline returns the first deadline and whose it is, nil if there is none.
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

// Check makes the checks that are made at the end: an execution that has ended has
// no effect that was neither answered nor cancelled; and what FromJournal says. It
// must follow [Driver.Settle]. The error says what is wrong.
func (d *Driver) Check() error {
	for _, x := range d.executions {
		if err := x.check(); err != nil {
			return err
		}
	}
	return nil
}
