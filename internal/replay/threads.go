package replay

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/goasl/goasl/history"
)

// side is one of two histories, with the events of each thread.
type side struct {
	line   *history.Timeline
	events map[*history.Thread][]history.Event
	open   bool // the history has no end
}

func newSide(line *history.Timeline, events []history.Event) *side {
	s := &side{line: line, events: map[*history.Thread][]history.Event{}, open: line.Main.Outcome() == history.Running}
	for _, e := range events {
		t := s.threadOf(e)
		s.events[t] = append(s.events[t], e)
	}
	return s
}

// threadOf returns the thread of an event. All ends of iterations belong to these, but
// for those that a failure outside of their Map state has stopped.
func (s *side) threadOf(e history.Event) *history.Thread {
	t, v := s.line.At(e.ID)
	d, ok := e.Details.(*history.MapIteration)
	if !ok || v == nil || v.Name != d.Name {
		return t
	}
	begun, _ := slices.BinarySearchFunc(v.Attempts, e.ID, func(a *history.Attempt, id int64) int { return cmp.Compare(a.Began.ID, id) })
	if begun == 0 {
		return t
	}
	threads := v.Attempts[begun-1].Threads
	if d.Index < len(threads) && threads[d.Index].Index == d.Index { // as they mostly are
		return threads[d.Index]
	}
	for _, inner := range threads {
		if inner.Index == d.Index {
			return inner
		}
	}
	return t
}

// isCut reports whether a thread was stopped from outside, at a place that is no part of
// what the machine does.
func (s *side) isCut(t *history.Thread) bool {
	for ; t.Outer != nil; t = t.Outer.Thread {
		if t.Attempt.Failure != nil && t.Attempt.Failed != t {
			return true
		}
	}
	switch s.line.Main.Outcome() {
	case history.Aborted, history.TimedOut:
		return true
	}
	return false
}

// matching pairs the events of a recording with those of the replay: thread by thread,
// and in a thread by their order. Threads run side by side, in any order.
type matching struct {
	rec, own *side
	pairs    []matched
	first    *Difference
}

// matched is an event in both histories, with the one before it in its thread.
type matched struct {
	recorded, own         history.Event
	recordedLast, ownLast history.Event
}

// note keeps a difference if it is the first one.
func (m *matching) note(d *Difference) {
	if m.first == nil || d.at < m.first.at {
		m.first = d
	}
}

// threads pairs the events of two threads, and of those inside them.
func (m *matching) threads(rec, own *history.Thread) {
	theirs, ours := m.rec.events[rec], m.own.events[own]
	i, j, last := m.row(theirs, ours)
	stopped := m.mayStop(rec, own)
	switch {
	case i < len(theirs) && j < len(ours):
		r, o := theirs[i], ours[j]
		m.note(m.at(&r, &o, shape(o)+why(o)+"; the recording has "+shape(r)))
	case stopped:
	case i < len(theirs):
		m.note(m.at(&theirs[i], nil, "it is only in the recording"))
	case j < len(ours) && !m.rec.open:
		d := m.at(nil, &ours[j], "it is not in the recording"+why(ours[j]))
		d.at = 2*last.ID + 1
		m.note(d)
	}
	m.inside(rec, own)
}

// row pairs events up to the first ones of different shapes. It returns how many of each
// it has passed, and the recorded event of the last pair. In which states the failure of a
// branch stops the others is by chance.
func (m *matching) row(theirs, ours []history.Event) (i, j int, recorded history.Event) {
	var last matched
	for i < len(theirs) && j < len(ours) {
		r, o := theirs[i], ours[j]
		switch {
		case shape(r) == shape(o):
			last = matched{r, o, last.recorded, last.own}
			m.pairs = append(m.pairs, last)
			i, j = i+1, j+1
		case isAborted(r):
			i++
		case isAborted(o):
			j++
		default:
			return i, j, last.recorded
		}
	}
	return i, j, last.recorded
}

// isAborted reports whether an event says that a state or an iteration was stopped.
func isAborted(e history.Event) bool {
	return strings.HasSuffix(string(e.Type), "StateAborted") || e.Type == history.TypeMapIterationAborted
}

// mayStop reports whether both threads were stopped from outside, so that one may be
// further than the other.
func (m *matching) mayStop(rec, own *history.Thread) bool {
	return m.rec.isCut(rec) && m.own.isCut(own) && rec.Outer != nil
}

// at returns a difference at an event that one of the histories, or both, have.
func (m *matching) at(recorded, own *history.Event, reason string) *Difference {
	d := &Difference{Reason: reason, Recorded: recorded, Own: own}
	s, e := m.rec, recorded
	if e == nil {
		s, e = m.own, own
	} else {
		d.at = 2 * e.ID
	}
	if _, v := s.line.At(e.ID); v != nil {
		d.State = v.String()
	}
	return d
}

// inside pairs the threads inside the visits of two threads.
func (m *matching) inside(rec, own *history.Thread) {
	for i := range min(len(rec.Visits), len(own.Visits)) {
		r, o := rec.Visits[i], own.Visits[i]
		if r.Name != o.Name || r.Type != o.Type {
			return
		}
		for j := range min(len(r.Attempts), len(o.Attempts)) {
			m.attempts(r.Attempts[j], o.Attempts[j])
		}
	}
}

// attempts pairs the iterations or branches of two attempts of a state.
func (m *matching) attempts(rec, own *history.Attempt) {
	ours := map[string]*history.Thread{}
	for _, t := range own.Threads {
		ours[name(t)] = t
	}
	for _, t := range rec.Threads {
		o := ours[name(t)]
		delete(ours, name(t))
		switch {
		case o != nil:
			m.threads(t, o)
		case mustBegin(rec, t) && len(m.rec.events[t]) > 0:
			m.note(m.at(&m.rec.events[t][0], nil, "it is only in the recording"))
		}
	}
	for _, t := range own.Threads { // in order
		if ours[name(t)] == t && mustBegin(own, t) && !m.rec.open && len(m.own.events[t]) > 0 {
			d := m.at(nil, &m.own.events[t][0], "it is not in the recording")
			d.at = 2*rec.Began.ID + 1
			m.note(d)
		}
	}
}

// mustBegin reports whether a thread begins in any run of an attempt: a branch, or an
// iteration if no other one fails.
func mustBegin(a *history.Attempt, t *history.Thread) bool {
	return a.Failure == nil || t.Outer.Type == "Parallel"
}

// name is the name of an iteration or a branch inside an attempt: its index, or its
// first state.
func name(t *history.Thread) string {
	if t.Outer.Type == "Map" || len(t.Visits) == 0 {
		return strconv.Itoa(t.Index)
	}
	return "state " + t.Visits[0].Name
}

// alike has types of events that the machine does not tell apart: why a call did not
// begin.
var alike = strings.NewReplacer("ScheduleFailed", "StartFailed", "SubmitFailed", "Failed")

// shape is an event without its data.
func shape(e history.Event) string {
	kind := alike.Replace(string(e.Type))
	switch d := e.Details.(type) {
	case *history.StateEntered:
		return kind + " of " + d.Name
	case *history.StateExited:
		return kind + " of " + d.Name
	case *history.MapIteration:
		return kind + " " + strconv.Itoa(d.Index)
	}
	return kind
}

// why says which error an event has.
func why(e history.Event) string {
	if f := e.Failure(); f != nil {
		return " (" + f.String() + ")"
	}
	return ""
}
