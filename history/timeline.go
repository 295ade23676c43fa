package history

import (
	"cmp"
	"strings"
)

// Timeline shows what happened in a history: which states were entered, in which branch
// or iteration, how often each was tried, and with which outcome. It is made of the
// events alone, and events can be added, so that it can follow a running execution.
//
// It takes any events, also the service's. It treats events that contradict each other
// as the nearest thing that makes sense, and leaves out what is missing. A Timeline is
// not safe for concurrent use.
type Timeline struct {
	Main   *Thread  // of the execution
	Visits []*Visit // all visits, in the order in which they began
	End    *Visit   // the innermost visit in which the execution ended; nil while it runs

	places map[int64]place
}

// place is the thread and the visit that an event belongs to.
type place struct {
	kind   Type
	thread *Thread
	visit  *Visit
}

// maxThreads is how deep threads may be nested. Definitions are not nested deeper.
const maxThreads = 400

// NewTimeline returns the Timeline of a history. [Timeline.Add] adds further events.
// Without events nothing has happened yet.
func NewTimeline(events ...Event) *Timeline {
	t := &Timeline{Main: &Thread{}, places: map[int64]place{}}
	t.Add(events...)
	return t
}

// Add adds events that follow those before.
func (t *Timeline) Add(events ...Event) {
	for _, e := range events {
		before, ok := t.places[e.PreviousEventID]
		if !ok {
			before.thread = t.Main
		}
		p := t.place(e, before)
		p.kind = e.Type
		t.places[e.ID] = p
	}
}

// At returns the thread and the visit that an event belongs to. The visit is nil for an
// event outside of a state. The end of a branch or an iteration that did not succeed
// belongs to the state around it. Both are nil for an ID that no event has.
func (t *Timeline) At(event int64) (*Thread, *Visit) {
	p := t.places[event]
	return p.thread, p.visit
}

// place notes an event, and returns its place. before is the place of the previous
// event.
func (t *Timeline) place(e Event, before place) place {
	kind, base := string(e.Type), before.thread
	switch d := e.Details.(type) {
	case *StateEntered:
		return t.enter(e, d.Name, before)
	case *StateExited:
		return exit(e, d.Name, base)
	case *EvaluationFailed:
		base = base.open()
		// It follows from the event before its state was entered, which the first states
		// of all branches share.
		if branch := before.branches()[d.State]; branch != nil {
			base = branch
		}
	case *MapIteration:
		switch {
		case e.Type == TypeMapIterationStarted:
			return iterate(e, d.Index, base)
		case e.Type == TypeMapIterationSucceeded && base.Outer != nil:
			base.outcome = Succeeded
			return place{thread: base, visit: base.Outer}
		}
	}
	switch {
	case strings.HasPrefix(kind, "Execution"):
		return t.execution(e, base)
	case strings.HasPrefix(kind, "MapIteration"), strings.HasSuffix(kind, "StateAborted"):
		return fanOut(e, base, "")
	case strings.HasPrefix(kind, "MapState"):
		return fanOut(e, base, "Map")
	case strings.HasPrefix(kind, "ParallelState"):
		return fanOut(e, base, "Parallel")
	}
	return work(e, base)
}

// branches returns the branches that begin with the event, by their first states.
func (p place) branches() map[string]*Thread {
	if p.kind != TypeParallelStateStarted || p.visit == nil {
		return nil
	}
	return p.visit.attempt().branches
}

// enter begins a visit, in the thread of the previous event, or in a branch that begins
// with it.
func (t *Timeline) enter(e Event, state string, before place) place {
	thread := before.thread
	if branches := before.branches(); branches != nil {
		thread = before.visit.fork(e, len(before.visit.attempt().Threads))
		branches[state] = thread
	}
	thread.reopen()
	v := &Visit{Thread: thread, Name: state, Type: strings.TrimSuffix(string(e.Type), "StateEntered"), Entered: e}
	thread.Visits = append(thread.Visits, v)
	t.Visits = append(t.Visits, v)
	return place{thread: thread, visit: v}
}

// fork adds a branch or an iteration to the current attempt of a visit.
func (v *Visit) fork(e Event, index int) *Thread {
	if v.Thread.depth == maxThreads {
		return v.Thread
	}
	a := v.attempt()
	if a == nil {
		a = v.begin(e)
	}
	a.Threads = append(a.Threads, &Thread{Outer: v, Attempt: a, Index: index, Began: e, depth: v.Thread.depth + 1})
	return last(a.Threads)
}

// begin adds an attempt.
func (v *Visit) begin(e Event) *Attempt {
	v.Attempts = append(v.Attempts, &Attempt{Began: e})
	return v.attempt()
}

// reopen notes that a thread goes on after a redrive, although its attempt had ended.
func (t *Thread) reopen() {
	for a := t.Attempt; a != nil && a.Ended.ID != 0; a = t.Attempt {
		a.Ended, a.Failure, a.Failed = Event{}, nil, nil
		t = t.outer()
	}
}

// exit ends the visit to a state, in the thread or in one around it.
func exit(e Event, state string, base *Thread) place {
	v := base.nearest(func(v *Visit) bool { return v.Name == state && v.Exited.ID == 0 })
	if v == nil {
		return place{thread: base}
	}
	v.Thread.reopen()
	v.Exited = e
	v.attempt().end(e)
	return place{thread: v.Thread, visit: v}
}

// iterate begins an iteration of the Map state that the thread is in or next to.
func iterate(e Event, index int, base *Thread) place {
	v := base.nearest(func(v *Visit) bool { return v.Type == "Map" && v.Exited.ID == 0 })
	if v == nil {
		return place{thread: base}
	}
	thread := v.fork(e, index)
	thread.reopen()
	return place{thread: thread, visit: v}
}

// ends has the outcomes of executions, by the events that end them.
var ends = map[Type]Outcome{
	TypeExecutionSucceeded: Succeeded, TypeExecutionFailed: Failed, TypeExecutionTimedOut: TimedOut, TypeExecutionAborted: Aborted,
}

// execution notes an event of the execution as a whole.
func (t *Timeline) execution(e Event, base *Thread) place {
	t.End, t.Main.outcome = nil, ends[e.Type]
	switch t.Main.outcome {
	case "": // the execution starts, or starts again
		if e.Type == TypeExecutionStarted {
			t.Main.Began = e
		}
	case Failed:
		base = base.open()
		base.fail(e, e.Failure(), nil)
		t.End = innermost(base.Last())
	default:
		t.End = base.Last()
	}
	return place{thread: t.Main}
}

// open returns the thread, or the one around it if its last state was left: what fails then is
// what the state around it makes of the results.
func (t *Thread) open() *Thread {
	for t.Outer != nil && t.Last() != nil && t.Last().Exited.ID != 0 {
		t = t.outer()
	}
	return t
}

// innermost returns the visit in which the failure of v began: v, or one inside it.
func innermost(v *Visit) *Visit {
	for v != nil {
		a := v.attempt()
		if a == nil || a.Failed == nil || a.Failed.Last() == nil {
			break
		}
		v = a.Failed.Last()
	}
	return v
}

// fanOut notes an event of the Map or Parallel state that the thread is in or next to.
// With "" as its type it is either.
func fanOut(e Event, base *Thread, typ string) place {
	v := base.nearest(func(v *Visit) bool {
		isOpen := v.Exited.ID == 0 && (v.attempt() == nil || v.attempt().Ended.ID == 0)
		return isOpen && (v.Type == typ || typ == "" && (v.Type == "Map" || v.Type == "Parallel"))
	})
	if v == nil {
		return place{thread: base}
	}
	why := &Failure{} // a Fail state has no event with the error
	if l := base.Last(); l != nil && l.attempt() != nil && l.attempt().Failure != nil {
		why = l.attempt().Failure
	}
	switch strings.TrimPrefix(string(e.Type), typ) {
	case "StateStarted": // the next attempt, if one has failed
		base.fail(e, why, v)
		v.begin(e).branches = map[string]*Thread{}
	case "StateFailed":
		base.fail(e, why, v)
	case "StateSucceeded":
		v.attempt().end(e)
	}
	return place{thread: v.Thread, visit: v}
}

// fail notes an error in a thread. The attempts around it fail, too: up to the one of
// the visit last, or all of them.
func (t *Thread) fail(e Event, why *Failure, last *Visit) {
	for at := t; at.Attempt != nil && (last == nil || at != last.Thread); at = at.outer() {
		at.Attempt.fail(e, why, at)
	}
	if last != nil {
		last.attempt().fail(e, why, nil)
	}
}

// fail notes that an attempt has failed, if there is one. in is the thread in which it
// failed, nil for none.
func (a *Attempt) fail(e Event, why *Failure, in *Thread) {
	if a != nil && a.Failure == nil {
		a.Ended, a.Failure, a.Failed = e, cmp.Or(why, &Failure{}), in
	}
}

// end notes the end of an attempt, if there is one.
func (a *Attempt) end(e Event) {
	if a != nil && a.Ended.ID == 0 {
		a.Ended = e
	}
}

// work notes an event of the task of the state that the thread is in, or a failed
// expression.
func work(e Event, base *Thread) place {
	v := base.Last()
	if v == nil {
		return place{thread: base}
	}
	a := v.attempt()
	switch kind := string(e.Type); {
	case strings.HasSuffix(kind, "Scheduled"):
		base.reopen()
		v.begin(e)
	case e.Type == TypeMapRunRedriven && a != nil:
		a.Ended, a.Failure = Event{}, nil
	case e.Type.isFailure():
		if a == nil || a.Failure != nil {
			a = v.begin(e)
		}
		a.fail(e, e.Failure(), nil)
	case strings.HasSuffix(kind, "Succeeded"):
		a.end(e)
	}
	return place{thread: base, visit: v}
}
