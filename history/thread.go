package history

import (
	"fmt"
	"iter"
	"strings"

	"github.com/goasl/goasl/jsonvalue"
)

// Outcome is the outcome of a part of an execution.
type Outcome string

// The outcomes.
const (
	Running   Outcome = "RUNNING"
	Succeeded Outcome = "SUCCEEDED" // of a visit: the state was left, also by a catcher
	Failed    Outcome = "FAILED"
	TimedOut  Outcome = "TIMED_OUT" // of executions only
	Aborted   Outcome = "ABORTED"
)

// Thread is a line of control, in which one state follows another: the execution, a
// branch of a Parallel state, or an iteration of a Map state.
type Thread struct {
	Outer   *Visit   // of the Map or Parallel state around it, nil for the execution
	Attempt *Attempt // of Outer, nil for the execution
	Index   int      // of the iteration, or of the branch in the order in which they begin; from 0
	Began   Event    // MapIterationStarted, or the first event of the execution or the branch
	Visits  []*Visit

	outcome Outcome // as an event says, "" if none does
	depth   int     // the number of threads around it
}

// Visit is a stay in a state, from its StateEntered to its StateExited.
type Visit struct {
	Thread   *Thread
	Name     string // of the state
	Type     string // of the state, such as "Task"
	Entered  Event
	Exited   Event // the zero Event if the state was not left
	Attempts []*Attempt
}

// Attempt is one try of a state: a call of its task, the branches of a Parallel state,
// the iterations of a Map state, or an expression that failed.
type Attempt struct {
	Began   Event    // …Scheduled, …StateStarted, or the failure if nothing had begun
	Ended   Event    // the zero Event if no event ends it
	Failure *Failure // nil if it did not fail; without name and cause if these are not known
	Threads []*Thread
	Failed  *Thread // the one of Threads that failed; nil for none

	branches map[string]*Thread // Threads by their first state, of a Parallel state
}

// Outcome returns the outcome of the thread so far.
func (t *Thread) Outcome() Outcome {
	a := t.Attempt
	switch {
	case t.outcome != "":
		return t.outcome
	case a == nil || a.Ended.ID == 0 && t.Outer.Outcome() == Running:
		return Running
	case a.Failed == t:
		return Failed
	case a.Ended.ID != 0 && a.Failure == nil:
		return Succeeded
	case t.Outer.Type == "Parallel" && t.Last() != nil && t.Last().Exited.ID != 0:
		return Succeeded // probably: there is no event for the end of a branch
	}
	return Aborted
}

// Outcome returns the outcome of the visit so far.
func (v *Visit) Outcome() Outcome {
	if v.Exited.ID != 0 {
		return Succeeded
	}
	if o := v.Thread.Outcome(); v == v.Thread.Last() && (o == Running || o == Failed) {
		return o
	}
	return Aborted
}

// All returns the visits of the thread and of the threads inside it. The threads inside
// a state follow its visit, one after the other.
func (t *Thread) All() iter.Seq[*Visit] {
	return func(yield func(*Visit) bool) { t.each(yield) }
}

func (t *Thread) each(yield func(*Visit) bool) bool {
	for _, v := range t.Visits {
		if !yield(v) {
			return false
		}
		for _, a := range v.Attempts {
			for _, inner := range a.Threads {
				if !inner.each(yield) {
					return false
				}
			}
		}
	}
	return true
}

// Last returns the last visit, nil if there is none.
func (t *Thread) Last() *Visit { return last(t.Visits) }

// attempt returns the last attempt, nil if there is none.
func (v *Visit) attempt() *Attempt { return last(v.Attempts) }

func last[T any](of []*T) *T {
	if len(of) == 0 {
		return nil
	}
	return of[len(of)-1]
}

// outer returns the thread around t, nil for the execution.
func (t *Thread) outer() *Thread {
	if t.Outer == nil {
		return nil
	}
	return t.Outer.Thread
}

// nearest looks at the last visit of t, then of the thread around t, and so on. It
// returns the first one for which f holds, nil if there is none.
func (t *Thread) nearest(f func(*Visit) bool) *Visit {
	for at := t; at != nil; at = at.outer() {
		if v := at.Last(); v != nil && f(v) {
			return v
		}
	}
	return nil
}

// String returns the state's name after the indexes of the branches and iterations
// around it: "[1][0] Pack".
func (v *Visit) String() string {
	text := " " + v.Name
	for t := v.Thread; t.Outer != nil; t = t.outer() {
		text = fmt.Sprintf("[%d]%s", t.Index, text)
	}
	return strings.TrimPrefix(text, " ")
}

// Input returns the state's raw input, none if the history does not have it.
func (v *Visit) Input() jsonvalue.Value {
	if d, ok := v.Entered.Details.(*StateEntered); ok {
		return d.Input.Value
	}
	return jsonvalue.Value{}
}

// Output returns the state's output, none if the state was not left or if the history
// does not have it.
func (v *Visit) Output() jsonvalue.Value {
	if d, ok := v.Exited.Details.(*StateExited); ok {
		return d.Output.Value
	}
	return jsonvalue.Value{}
}

// Calls reports whether the attempt is a call of a task, and returns the task's input.
func (a *Attempt) Calls() (input jsonvalue.Value, ok bool) {
	switch d := a.Began.Details.(type) {
	case *Scheduled:
		input = d.Input.Value
	case *TaskScheduled:
		input = d.Parameters
	}
	return input, strings.HasSuffix(string(a.Began.Type), "Scheduled")
}
