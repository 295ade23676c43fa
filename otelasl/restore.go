package otelasl

import (
	"time"

	"github.com/goasl/goasl/state"

	"go.opentelemetry.io/otel/trace"
)

// restore opens what was open before, in another process or before a redrive.
func (x *execution) restore(lines []state.Line) {
	threads := map[int64]*thread{}
	for i, l := range lines {
		t := x.main
		if i > 0 {
			if t = x.restoreThread(threads[l.Parent].visit, l); t == nil {
				continue
			}
		}
		threads[l.ID] = t
		t.last, x.places[l.Last] = l.Last, t
		if l.State != nil {
			x.restoreVisit(t, l)
		}
	}
}

// restoreThread opens a branch or an iteration. It returns nil for a branch that has no state,
// which the next state begins.
func (x *execution) restoreThread(v *visit, l state.Line) *thread {
	if v.failed || v.attempts == 0 {
		v.attempts, v.failed = v.attempts+1, false // the attempt of this line
	}
	if v.typ == "Parallel" && l.State == nil {
		x.places[l.Last] = v.thread
		v.kept = append(v.kept, l.Last)
		return nil
	}
	return x.fork(v, l.Index, startOf(v, l))
}

// startOf returns when a branch or an iteration has begun, as far as that is known: at the latest
// when its first state was entered, and not before the state around it was.
func startOf(v *visit, l state.Line) time.Time {
	if m, ok := v.state.(*state.Map); ok && l.State != nil && l.State.Name() == m.Processor.StartAt {
		return l.EnteredAt
	}
	return v.enteredAt
}

func (x *execution) restoreVisit(t *thread, l state.Line) {
	v := &visit{
		thread: t, name: l.State.Name(), typ: l.State.Type(), state: l.State, entered: l.Entered, enteredAt: l.EnteredAt,
		attempts: l.Retries, failed: l.Retries > 0,
	}
	x.openVisit(v)
	v.span.AddEvent(resumed, trace.WithTimestamp(x.now))
	x.places[v.entered] = t
	if l.MapRun != "" {
		x.mapRuns[l.MapRun], v.attempts, v.failed = v, v.attempts+1, false
	}
}

// place is that of a branch or an iteration in a line of control.
type place struct {
	line  int64
	index int
}

// closeMissing ends the branches and iterations that are not among the lines with which another
// process goes on: no event has told yet that they are over, as their state waits for a retry.
func (x *execution) closeMissing(lines []state.Line) {
	if len(lines) == 0 {
		return
	}
	ids := map[place]int64{}
	for _, l := range lines {
		ids[place{l.Parent, l.Index}] = l.ID
	}
	x.closeMissingIn(x.main, lines[0].ID, ids)
}

func (x *execution) closeMissingIn(t *thread, line int64, ids map[place]int64) {
	if t.visit == nil {
		return
	}
	for index, inner := range t.visit.threads {
		if id, goesOn := ids[place{line, index}]; goesOn {
			x.closeMissingIn(inner, id, ids)
			continue
		}
		o := outcome{status: aborted}
		if inner.why.err != "" {
			o = inner.why
		}
		x.closeThread(inner, nil, o, x.now)
	}
}
