package state

import (
	"github.com/goasl/goasl/history"
	"github.com/goasl/goasl/jsonvalue"
)

// emit records an event of the frame's line, one that is rare.
func (r *Run) emit(f *frame, t history.Type, details history.Details) int64 {
	if r.records(f.prev) {
		r.lastEvent++
		r.log.writeRare(r.lastEvent, f.prev, rarity{t, details, f.state})
	}
	f.prev = r.lastEvent
	return f.prev
}

// emitAs records an event of the frame's line that has a form.
func (r *Run) emitAs(f *frame, as form, v jsonvalue.Value) int64 {
	f.prev = r.recordAs(f.prev, as, v)
	return f.prev
}

// record records an event of a state, or of none, that is rare and of no line.
func (r *Run) record(s State, prev int64, t history.Type, details history.Details) int64 {
	if r.records(prev) {
		r.lastEvent++
		r.log.writeRare(r.lastEvent, prev, rarity{t, details, s})
	}
	return r.lastEvent
}

// recordAs records an event that has a form.
func (r *Run) recordAs(prev int64, as form, v jsonvalue.Value) int64 {
	if r.records(prev) {
		r.lastEvent++
		r.log.write(r.lastEvent, prev, as, v)
	}
	return r.lastEvent
}

// recordIteration records an event of an iteration.
func (r *Run) recordIteration(prev int64, as form, index int) int64 {
	if r.records(prev) {
		r.lastEvent++
		r.log.put(r.lastEvent, prev, as, int32(index))
	}
	return r.lastEvent
}

// records reports whether the history takes an event. It does not take the last
// one that it has room for: that is the end of the execution, as soon as what goes
// on is done.
func (r *Run) records(prev int64) bool { return r.lastEvent < r.room || r.isFull(prev) }

// isFull reports false, as records does, and remembers what the first event that
// had no room followed from. A state that is run by itself has no history.
func (r *Run) isFull(prev int64) bool {
	if r.full == nil && r.inspection == nil {
		r.full = &prev
	}
	return false
}

// recordEnd records the last event, for which there always is room.
func (r *Run) recordEnd(prev int64, t history.Type, details history.Details) {
	r.lastEvent++
	r.log.writeRare(r.lastEvent, prev, rarity{kind: t, details: details})
}

// openLog prepares the log for a history whose next event has that ID.
func (r *Run) openLog(next int64) {
	if r.log == nil {
		r.log = new(Log)
	}
	r.log.begin(next, maker{machine: r.m, region: r.cfg.Identity.Region})
}

// publish hands out what a step, and the answers before it, have recorded.
func (r *Run) publish(b *Batch) {
	r.log.publish()
	if r.cfg.Log == nil {
		b.Events = r.log.Append(b.Events, 0, r.log.Len())
		r.log.Reset()
	}
}

// exitedWith records that the frame leaves its state, which assigned variables.
func (r *Run) exitedWith(f *frame, output jsonvalue.Value, assigned []jsonvalue.Member) {
	c := f.state.base()
	r.emit(f, c.passage.exited, &history.StateExited{
		Name: c.name, Output: history.Payload{Value: output}, AssignedVariables: assigned,
	})
}
