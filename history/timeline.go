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
	t := &Timeline{Main: &Thread{Outcome: Running}, places: map[int64]place{}}
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
	base := before.thread
	switch d := e.Details.(type) {
	case *StateEntered:
		return t.enter(e, d.Name, before)
	case *StateExited:
		return exit(e, d.Name, base)
	case *MapIterationStarted:
		return iterate(e, d.Index, base)
	case *MapIterationSucceeded:
		return succeed(base)
	case *EvaluationFailed:
		base = evaluated(d.State, before)
	}
	kind := string(e.Type)
	switch {
	case strings.HasPrefix(kind, "Execution"):
		return t.execution(e, base)
	case strings.HasPrefix(kind, "MapState"), strings.HasPrefix(kind, "MapIteration"), strings.HasPrefix(kind, "ParallelState"),
		strings.HasSuffix(kind, "StateAborted"):
		return t.fanOut(e, base)
	}
	return work(e, base)
}

// enter begins a visit, in the thread of the previous event, or in a branch that begins
// with it.
func (t *Timeline) enter(e Event, state string, before place) place {
	thread := before.thread
	if before.kind == TypeParallelStateStarted && before.visit != nil {
		a := before.visit.attempt()
		thread = before.visit.fork(e, len(a.Threads))
		if a.branches == nil {
			a.branches = map[string]*Thread{}
		}
		a.branches[state] = thread
	}
	thread.revive()
	v := &Visit{Thread: thread, Name: state, Type: strings.TrimSuffix(string(e.Type), "StateEntered"), Entered: e, Outcome: Running}
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
	thread := &Thread{Outer: v, Index: index, Began: e, Outcome: Running, Attempt: a, depth: v.Thread.depth + 1}
	a.Threads, a.live = append(a.Threads, thread), append(a.live, thread)
	return thread
}

// exit ends the visit to a state, in the thread or in one around it.
func exit(e Event, state string, base *Thread) place {
	v := base.nearest(func(v *Visit) bool { return v.Name == state && v.Exited.ID == 0 })
	if v == nil {
		return place{thread: base}
	}
	v.Thread.revive()
	v.Exited, v.Outcome = e, Succeeded
	if a := v.attempt(); a != nil {
		a.end(e, nil, nil)
	}
	return place{thread: v.Thread, visit: v}
}

// iterate begins an iteration of the Map state that the thread is in or next to.
func iterate(e Event, index int, base *Thread) place {
	v := base.nearest(func(v *Visit) bool { return v.Type == "Map" && v.Exited.ID == 0 })
	if v == nil {
		return place{thread: base}
	}
	v.revive()
	return place{thread: v.fork(e, index), visit: v}
}

// succeed ends a thread that is an iteration.
func succeed(base *Thread) place {
	if base.Outer != nil {
		base.Outcome = Succeeded
	}
	return place{thread: base, visit: base.Outer}
}

// evaluated returns the thread of a state whose expression failed. The event follows
// from the event before the entry into the state, which the first states of all
// branches share.
func evaluated(state string, before place) *Thread {
	if before.kind == TypeParallelStateStarted && before.visit != nil {
		if branch := before.visit.attempt().branches[state]; branch != nil {
			return branch
		}
	}
	return before.thread
}

// execution notes an event of the execution as a whole.
func (t *Timeline) execution(e Event, base *Thread) place {
	outcome := Succeeded
	switch e.Type {
	case TypeExecutionStarted:
		t.Main.Began = e
		return place{thread: t.Main}
	case TypeExecutionRedriven:
		t.End, t.Main.Outcome = nil, Running
		return place{thread: t.Main}
	case TypeExecutionFailed:
		outcome = Failed
	case TypeExecutionTimedOut:
		outcome = TimedOut
	case TypeExecutionAborted:
		outcome = Aborted
	}
	in := base
	if outcome != Failed {
		in = nil
	}
	t.Main.end(e, in, e.Failure())
	t.Main.Outcome = outcome
	if t.End = base.Last(); t.End != nil && outcome == Failed {
		t.End = t.End.innermost()
	}
	return place{thread: t.Main}
}

// fanOut notes an event of the Map or Parallel state that the thread is in or next to.
func (t *Timeline) fanOut(e Event, base *Thread) place {
	own := strings.HasPrefix(string(e.Type), "MapState") || strings.HasPrefix(string(e.Type), "ParallelState")
	v := base.nearest(func(v *Visit) bool {
		return v.Outcome == Running && (v.Type == "Map" || v.Type == "Parallel") && (!own || strings.HasPrefix(string(e.Type), v.Type))
	})
	if v == nil {
		return place{thread: base}
	}
	a := v.attempt()
	switch {
	case strings.HasSuffix(string(e.Type), "Started"):
		v.giveUp(e, base)
		v.begin(e)
	case strings.HasSuffix(string(e.Type), "StateFailed"):
		v.giveUp(e, base)
		v.Outcome = Failed
	case strings.HasSuffix(string(e.Type), "StateSucceeded") && a != nil:
		a.end(e, nil, nil)
	}
	return place{thread: v.Thread, visit: v}
}

// giveUp ends the attempt of a Map or Parallel state in which a thread has failed.
func (v *Visit) giveUp(e Event, base *Thread) {
	a := v.attempt()
	if a == nil || a.Ended.ID != 0 {
		return
	}
	why := &Failure{} // a Fail state has no event with the error
	if last := base.Last(); last != nil && last.attempt() != nil && last.attempt().Failure != nil {
		why = last.attempt().Failure
	}
	a.end(e, base, why)
	a.Failure = why
}

// work notes an event of the task of the state that the thread is in, or a failed
// expression.
func work(e Event, base *Thread) place {
	v := base.Last()
	if v == nil {
		return place{thread: base}
	}
	switch a := v.attempt(); {
	case strings.HasSuffix(string(e.Type), "Scheduled"):
		v.revive()
		v.begin(e)
	case e.Type == TypeMapRunRedriven && a != nil:
		v.revive()
		a.revive()
	case e.Type.isFailure():
		v.fail(e, cmp.Or(e.Failure(), &Failure{}))
	case strings.HasSuffix(string(e.Type), "Succeeded") && a != nil:
		a.Ended = e
	}
	return place{thread: base, visit: v}
}
