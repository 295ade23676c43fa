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
	Outcome Outcome

	depth int // the number of threads around it
}

// Visit is a stay in a state, from its StateEntered to its StateExited.
type Visit struct {
	Thread   *Thread
	Name     string // of the state
	Type     string // of the state, such as "Task"
	Entered  Event
	Exited   Event // the zero Event if the state was not left
	Attempts []*Attempt
	Outcome  Outcome
}

// Attempt is one try of a state: a call of its task, the branches of a Parallel state,
// the iterations of a Map state, or an expression that failed.
type Attempt struct {
	Began   Event    // …Scheduled, …StateStarted, or the failure if nothing had begun
	Ended   Event    // the zero Event while it goes on
	Failure *Failure // nil if it did not fail; without name and cause if these are not known
	Threads []*Thread
	Failed  *Thread // the one of Threads that failed; nil for none

	live     []*Thread          // those of Threads that may be running
	branches map[string]*Thread // Threads by their first state, of a Parallel state
}

// outer returns the thread around t, nil for the execution.
func (t *Thread) outer() *Thread {
	if t.Outer == nil {
		return nil
	}
	return t.Outer.Thread
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
func (t *Thread) Last() *Visit {
	if len(t.Visits) == 0 {
		return nil
	}
	return t.Visits[len(t.Visits)-1]
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

// revive notes that a thread goes on after a redrive.
func (t *Thread) revive() {
	for at := t; at != nil && at.Outcome != Running; at = at.outer() {
		at.Outcome = Running
		if a := at.Attempt; a != nil {
			at.Outer.Outcome = Running
			a.revive()
			a.live = append(a.live, at)
		}
	}
}

// end notes that a thread has ended, unless it had before. If it ended with an error,
// in is the thread in which the error happened.
func (t *Thread) end(e Event, in *Thread, why *Failure) {
	if t.Outcome != Running {
		return
	}
	failed := t.holds(in)
	v := t.Last()
	switch {
	case failed:
		t.Outcome = Failed
	case t.Outer != nil && t.Outer.Type == "Parallel" && v != nil && v.Outcome == Succeeded:
		t.Outcome = Succeeded // probably: there is no event for the end of a branch
	default:
		t.Outcome = Aborted
	}
	if v == nil || v.Outcome != Running {
		return
	}
	v.Outcome = t.Outcome
	if a := v.attempt(); a != nil {
		a.end(e, in, why)
		if failed && a.Failure == nil {
			a.Failure = why
		}
	}
}

// holds reports whether inner is t or a thread inside it.
func (t *Thread) holds(inner *Thread) bool {
	for inner != nil && inner.depth > t.depth {
		inner = inner.outer()
	}
	return inner == t
}

// revive notes that a visit goes on after a redrive.
func (v *Visit) revive() {
	v.Thread.revive()
	v.Outcome = Running
}

// innermost returns the visit in which the failure of v began: v, or one inside it.
func (v *Visit) innermost() *Visit {
	for {
		a := v.attempt()
		if a == nil || a.Failed == nil || a.Failed.Last() == nil {
			return v
		}
		v = a.Failed.Last()
	}
}

// attempt returns the last attempt, nil if there is none.
func (v *Visit) attempt() *Attempt {
	if len(v.Attempts) == 0 {
		return nil
	}
	return v.Attempts[len(v.Attempts)-1]
}

// begin adds an attempt.
func (v *Visit) begin(e Event) *Attempt {
	a := &Attempt{Began: e}
	v.Attempts = append(v.Attempts, a)
	return a
}

// fail notes an error of the present attempt. If there is none, it adds one.
func (v *Visit) fail(e Event, why *Failure) {
	a := v.attempt()
	if a == nil || a.Failure != nil {
		a = v.begin(e)
	}
	a.Ended, a.Failure = e, why
}

// end notes the end of an attempt and of the threads inside it.
func (a *Attempt) end(e Event, in *Thread, why *Failure) {
	if a.Ended.ID == 0 {
		a.Ended = e
	}
	live := a.live
	a.live = nil
	for _, t := range live {
		if t.end(e, in, why); t.Outcome == Failed {
			a.Failed = t
		}
	}
}

func (a *Attempt) revive() { a.Ended, a.Failure, a.Failed = Event{}, nil, nil }

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
	case *LambdaFunctionScheduled:
		input = d.Input.Value
	case *ActivityScheduled:
		input = d.Input.Value
	case *TaskScheduled:
		input = d.Parameters
	}
	return input, strings.HasSuffix(string(a.Began.Type), "Scheduled")
}
