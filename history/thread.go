package history

import (
	"fmt"
	"iter"
	"strings"

	"github.com/goasl/goasl/jsonvalue"
)

// Outcome says what became of a part of an execution.
type Outcome string

// The outcomes.
const (
	Running   Outcome = "RUNNING"
	Succeeded Outcome = "SUCCEEDED" // of a visit: the state was left, be it through a catcher
	Failed    Outcome = "FAILED"
	TimedOut  Outcome = "TIMED_OUT" // of an execution alone
	Aborted   Outcome = "ABORTED"
)

// Thread is a line of control in which one state follows on another: that of the
// execution, of a branch of a Parallel state, or of an iteration of a Map state.
type Thread struct {
	Outer   *Visit   // to the Map or Parallel state, nil for the execution
	Attempt *Attempt // of that visit, nil for the execution
	Index   int      // of the iteration; branches are counted as they begin, from 0
	Began   Event    // MapIterationStarted, or the first event of the execution or the branch
	Visits  []*Visit
	Outcome Outcome

	depth int // threads around it
}

// Visit is a stay in a state, from when it was entered until it was left.
type Visit struct {
	Thread   *Thread
	Name     string // of the state
	Type     string // of the state, such as "Task"
	Entered  Event
	Exited   Event // the zero Event if the state was not left
	Attempts []*Attempt
	Outcome  Outcome
}

// Attempt is one try of a state that works or computes: a call of a task, the
// branches of a Parallel state, the iterations of a Map state, or an expression
// that failed.
type Attempt struct {
	Began   Event    // …Scheduled, …StateStarted, or the failure if nothing was begun
	Ended   Event    // the zero Event while it goes on
	Failure *Failure // nil if it did not fail; without name and cause if those are not known
	Threads []*Thread
	Failed  *Thread // of Threads, the one in which it failed; nil if in none

	live     []*Thread          // of Threads, those that may be running
	branches map[string]*Thread // of Threads, by the first state; of a Parallel state alone
}

// outer is the thread around t, nil for that of the execution.
func (t *Thread) outer() *Thread {
	if t.Outer == nil {
		return nil
	}
	return t.Outer.Thread
}

// All returns the visits of the thread and of those inside it: what happened side
// by side is not mingled, but follows the state around it, one thread after the
// other.
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

// nearest returns, from t outwards, the first of the last visits for which f
// holds, nil if there is none.
func (t *Thread) nearest(f func(*Visit) bool) *Visit {
	for at := t; at != nil; at = at.outer() {
		if v := at.Last(); v != nil && f(v) {
			return v
		}
	}
	return nil
}

// revive notes that a thread goes on, although all was over before a redrive.
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

// end notes that a thread is over, unless it was before. If it ended with an error,
// in is the thread in which that happened.
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
		t.Outcome = Succeeded // as far as is known: no event says that a branch is through
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

// holds reports whether a thread is t or inside it.
func (t *Thread) holds(inner *Thread) bool {
	for inner != nil && inner.depth > t.depth {
		inner = inner.outer()
	}
	return inner == t
}

// revive notes that a visit goes on, although all was over before a redrive.
func (v *Visit) revive() {
	v.Thread.revive()
	v.Outcome = Running
}

// innermost is the visit in which what made v fail began: v, or one inside it.
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

// fail notes an error of the attempt that goes on, or of one that has just begun.
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

// String returns the state's name, with the numbers of the branches and iterations
// around it before it: "[1][0] Pack".
func (v *Visit) String() string {
	text := " " + v.Name
	for t := v.Thread; t.Outer != nil; t = t.outer() {
		text = fmt.Sprintf("[%d]%s", t.Index, text)
	}
	return strings.TrimPrefix(text, " ")
}

// Input returns the state's raw input, none if the history does not tell it.
func (v *Visit) Input() jsonvalue.Value {
	if d, ok := v.Entered.Details.(*StateEntered); ok {
		return d.Input.Value
	}
	return jsonvalue.Value{}
}

// Output returns the state's output, none if it was not left or the history does
// not tell it.
func (v *Visit) Output() jsonvalue.Value {
	if d, ok := v.Exited.Details.(*StateExited); ok {
		return d.Output.Value
	}
	return jsonvalue.Value{}
}

// Calls reports whether the attempt is a call of a task, and returns what the
// task was called with.
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
