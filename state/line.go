package state

import "time"

// Line is a line of control of a Run: of the execution, of a branch of a Parallel, or of an
// iteration of a Map.
type Line struct {
	ID     int64 // from 1
	Parent int64 // the line whose Parallel or Map has begun it, 0 for that of the execution
	Index  int   // of the branch or the iteration
	Last   int64 // the event that the next one of the line follows from

	State     State     // that it is in; nil before it enters one
	Entered   int64     // the event by which the state was entered, if there is a State
	EnteredAt time.Time // the time of that
	Retries   int       // how often the state was retried so far
	MapRun    string    // ARN of the Map Run of a distributed Map that has begun, else ""
}

// Lines returns the lines of control of a Run that has not ended, each after its parent. A
// driver that goes on with a restored Run finds there what the events before would have told.
func (r *Run) Lines() []Line {
	if r.ended() || r.root.phase == dead {
		return nil
	}
	return r.root.appendLines(nil)
}

func (f *frame) appendLines(to []Line) []Line {
	l := Line{ID: f.id, Index: f.slot, Last: f.prev}
	if f.parent != nil {
		l.Parent = f.parent.id
	}
	if f.phase != ready {
		l.State, l.Entered, l.EnteredAt, l.Retries = f.state, f.entered, f.enteredAt.time(), int(f.attempt)
	}
	if f.phase == stopped { // see revive
		l.Last = f.entered
	}
	if f.mapRun != nil {
		l.MapRun = f.mapRun.record.ARN
	}
	to = append(to, l)
	if f.fan != nil {
		for child := f.fan.first; child != nil; child = child.after {
			to = child.appendLines(to)
		}
	}
	return to
}
