package state

import (
	"slices"
	"strings"

	"github.com/goasl/goasl/history"
	"github.com/goasl/goasl/jsonvalue"
)

// The emit methods record an event of a frame: the frame's next event follows from it.
// The record methods record an event that follows from prev, and leave the frames as
// they are. All return the ID of the last event.

// emit records an event of the frame that is kept in detail.
func (r *Run) emit(f *frame, t history.Type, details history.Details) int64 {
	f.prev = r.record(f.state, f.prev, t, details)
	return f.prev
}

// emitCompact records an event of the frame that has a compact entry. v is its input or
// output, none if it has neither.
func (r *Run) emitCompact(f *frame, code eventCode, v jsonvalue.Value) int64 {
	f.prev = r.recordCompact(f.prev, code, v)
	return f.prev
}

// record records an event that is kept in detail, of a state, or of none.
func (r *Run) record(s State, prev int64, t history.Type, details history.Details) int64 {
	if r.canRecord(prev) {
		r.lastEvent++
		r.log.writeDetailed(r.lastEvent, prev, detailedEvent{t, details, s})
	}
	return r.lastEvent
}

func (r *Run) recordCompact(prev int64, code eventCode, v jsonvalue.Value) int64 {
	if r.canRecord(prev) {
		r.lastEvent++
		r.log.write(r.lastEvent, prev, code, r.log.index(v))
	}
	return r.lastEvent
}

// recordIteration records the start or the end of an iteration of a Map.
func (r *Run) recordIteration(prev int64, code eventCode, index int) int64 {
	if r.canRecord(prev) {
		r.lastEvent++
		r.log.write(r.lastEvent, prev, code, int32(index))
	}
	return r.lastEvent
}

// canRecord reports whether the history has room for an event that follows from prev.
// The last place is kept for the end of the execution, which comes with the turn or the
// input in which there is no room. A state that is run by itself has no history.
func (r *Run) canRecord(prev int64) bool {
	if r.lastEvent < r.maxEvents {
		return true
	}
	if !r.full && r.inspection == nil {
		r.full, r.fullAfter = true, prev
	}
	return false
}

// recordEnd records an event without asking for room, as the last one.
func (r *Run) recordEnd(prev int64, t history.Type, details history.Details) {
	r.lastEvent++
	r.log.writeDetailed(r.lastEvent, prev, detailedEvent{kind: t, details: details})
}

// openLog prepares the log for a history whose next event has the ID next.
func (r *Run) openLog(next int64) {
	if r.log == nil {
		r.log = new(Log)
	}
	r.log.begin(next, eventBuilder{machine: r.m, region: r.cfg.Identity.Region})
}

// publish makes the events since the last step readable, or appends them to b.
func (r *Run) publish(b *Batch) {
	r.log.publish()
	if r.cfg.Log == nil {
		b.Events = r.log.Append(b.Events, 0, r.log.Len())
		r.log.Reset()
	}
}

// exitedWith records that the frame leaves its state, which assigned variables.
// Step Functions: they are in the order of their names.
func (r *Run) exitedWith(f *frame, output jsonvalue.Value, assigned []jsonvalue.Member) {
	base := f.state.base()
	slices.SortFunc(assigned, func(a, b jsonvalue.Member) int { return strings.Compare(a.Name, b.Name) })
	r.emit(f, base.boundary.exited, &history.StateExited{
		Name: base.name, Output: history.Payload{Value: output}, AssignedVariables: assigned,
	})
}
