package state

import "time"

// SkipWait ends the wait of the state that was entered by an event, as if its time had come: of a
// Wait state, or the delay before a retry. Other timers stay as they are. It reports whether that
// state waits.
//
// Step Functions: there is no such operation. The history is that of a shorter wait.
func (r *Run) SkipWait(now time.Time, event int64) bool {
	return r.Tell(Input{Kind: InputSkipWait, Now: now, ID: event})
}

// Waits reports whether [Run.SkipWait] would end a wait of the state that was entered by an event.
func (r *Run) Waits(event int64) bool { return r.waiter(event) != nil }

// skipWait does what an InputSkipWait says.
func (r *Run) skipWait(in *Input) bool {
	f := r.waiter(in.ID)
	if f == nil {
		return false
	}
	r.moveTime(in.Now)
	f.dropTimers(wakeUp)
	r.enqueue(f)
	return true
}

// waiter returns the frame that waits in the state that was entered by an event, nil if none does.
func (r *Run) waiter(event int64) *frame {
	if r.ended() {
		return nil
	}
	for i := range r.timers {
		if a := &r.timers[i]; a.kind == wakeUp && a.f.entered == event && a.isCurrent() {
			return a.f
		}
	}
	return nil
}
