package otelasl

import (
	"maps"
	"slices"
	"strconv"
	"time"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/history"
	"github.com/goasl/goasl/state"

	"go.opentelemetry.io/otel/trace"
)

// thread is a line of control that is open: of the execution, of a branch or of an iteration.
type thread struct {
	outer  *visit // to the Parallel or Map around it; nil for the execution
	index  int
	path   string // the iterations around it and its own
	span   trace.Span
	began  time.Time
	visit  *visit // nil between two states
	last   int64  // the event that the next one follows from
	lastAt time.Time
	why    outcome // the failure that it ends with, if it does
}

// visit is a stay in a state.
type visit struct {
	thread    *thread
	name, typ string
	state     state.State
	entered   int64
	enteredAt time.Time
	span      trace.Span
	attempt   *attempt // of a task; nil between two
	attempts  int      // that have begun
	failed    bool     // the last one has
	over      bool     // of a Parallel or Map: no attempt follows

	threads map[int]*thread // by index
	kept    []int64         // places that its events may follow from, besides the last one
	stale   int64           // the last event of the thread that was closed last
}

// outerThread returns the thread around t, nil for the execution.
func (t *thread) outerThread() *thread {
	if t.outer == nil {
		return nil
	}
	return t.outer.thread
}

// nearest returns the visit of t, or of a thread around it, for which f holds; nil if there is
// none.
func (t *thread) nearest(f func(*visit) bool) *visit {
	for ; t != nil; t = t.outerThread() {
		if t.visit != nil && f(t.visit) {
			return t.visit
		}
	}
	return nil
}

// fail notes the failure that t, and the threads around it, may end with.
func (t *thread) fail(o outcome) {
	for ; t != nil; t = t.outerThread() {
		t.why = o
	}
}

// advance notes the last event of a thread.
func (x *execution) advance(t *thread, e history.Event) {
	if t.visit == nil || !slices.Contains(t.visit.kept, t.last) {
		x.forget(t.last, t)
	}
	t.last, t.lastAt = e.ID, e.Timestamp
	x.places[e.ID] = t
}

// forget forgets an event of a thread, which nothing follows from any more.
func (x *execution) forget(event int64, of *thread) {
	if x.places[event] == of {
		delete(x.places, event)
	}
}

// enter begins a visit, in the thread of the event before, or in a branch that begins with it.
func (x *execution) enter(t *thread, e history.Event, name string) {
	in := x.x.StateOf(e)
	if v := t.visit; v != nil && v.typ == "Parallel" {
		t = x.fork(v, branchOf(v.state, in, len(v.threads)), e.Timestamp)
	}
	x.closeVisit(t, nil, outcome{status: aborted}, e.Timestamp) // there should be none
	v := &visit{thread: t, name: name, typ: typeOf(e.Type), state: in, entered: e.ID, enteredAt: e.Timestamp}
	x.openVisit(v)
	x.advance(t, e)
}

func (x *execution) openVisit(v *visit) {
	v.thread.visit, v.thread.why = v, outcome{}
	v.span = x.visitSpan(v)
	switch v.typ {
	case "Task":
		x.tasks[taskKey(v.thread.path, v.name)] = v
	case "Parallel", "Map":
		v.kept, v.threads = append(v.kept, v.entered), map[int]*thread{}
	}
}

// fork begins a branch or an iteration.
func (x *execution) fork(v *visit, index int, at time.Time) *thread {
	t := &thread{outer: v, index: index, path: v.thread.path, began: at, lastAt: at}
	if v.typ == "Map" {
		t.path += "/" + strconv.Itoa(index)
	}
	if before := v.threads[index]; before != nil {
		x.closeThread(before, nil, outcome{status: aborted}, at)
	}
	v.threads[index] = t
	t.span = x.lineSpan(t)
	return t
}

// closeThread ends a branch or an iteration. by is the thread whose last event has ended it; the
// events that come next may follow from that.
func (x *execution) closeThread(t, by *thread, o outcome, at time.Time) {
	v := t.outer
	x.closeVisit(t, by, o, at)
	endPart(t.span, o, at)
	delete(v.threads, t.index)
	if by.within(v) == t {
		delete(x.places, v.stale)
		v.stale = t.last
	} else {
		x.forget(t.last, t)
	}
	if v.typ == "Map" && x.measure != nil && o.status != running {
		x.measure.iteration(o.status)
	}
}

// within returns the branch or iteration of v that t is, or is in; nil if it is in none.
func (t *thread) within(v *visit) *thread {
	for t != nil && t.outer != v {
		t = t.outerThread()
	}
	return t
}

// closeThreads ends all branches or iterations of a visit by an event of the thread by. If they
// end with a failure it is that of this one, and the others are aborted.
func (x *execution) closeThreads(v *visit, by *thread, o outcome, at time.Time) {
	in := by.within(v)
	for _, index := range slices.Sorted(maps.Keys(v.threads)) {
		t := v.threads[index]
		if o.status == failed && t != in {
			x.closeThread(t, by, outcome{status: aborted}, at)
		} else {
			x.closeThread(t, by, o, at)
		}
	}
}

// closeVisit ends the visit of a thread, if there is one, with all inside it, by an event of the
// thread by.
func (x *execution) closeVisit(t, by *thread, o outcome, at time.Time) {
	v := t.visit
	if v == nil {
		return
	}
	if o.status == failed && t.why.err != "" {
		o = t.why
	}
	x.closeThreads(v, by, o.inside(), at)
	x.endAttempt(v, o.inside(), at)
	t.visit = nil
	for _, id := range append(v.kept, v.stale) {
		delete(x.places, id)
	}
	if v.typ == "Task" {
		delete(x.tasks, taskKey(t.path, v.name))
	}
	maps.DeleteFunc(x.mapRuns, func(_ string, of *visit) bool { return of == v })
	endPart(v.span, o, at)
	if x.measure != nil && o.status != running {
		x.measure.left(v, o, at.Sub(v.enteredAt))
	}
}

// taskKey is that by which an effect finds the visit of its Task.
func taskKey(path, name string) string { return path + "\x00" + name }

// pathOf returns the path of a thread in the iterations of an effect.
func pathOf(items []asl.MapIndex) (path string) {
	for _, i := range items {
		path += "/" + strconv.Itoa(i.Index)
	}
	return path
}
