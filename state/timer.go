package state

import (
	"container/heap"
	"fmt"
	"slices"
	"time"
)

// timer is a time at which a frame has something to do. Seq orders timers of the same
// time, and tells a timer in the heap from a later one of the same kind.
type timer struct {
	At   time.Time `json:"at"`
	Seq  int64     `json:"seq"`
	kind timerKind
}

type timerKind uint8

// The kinds of timers.
const (
	wakeUp    timerKind = iota // the end of a Wait state or of the delay before a retry
	timeout                    // TimeoutSeconds of the state
	heartbeat                  // HeartbeatSeconds of the state
	expiry                     // TimeoutSeconds of the machine
	mapStop                    // the end of the time that a failed Map Run leaves its executions
)

// timerKinds are the names of the kinds in snapshots.
var timerKinds = []string{"wakeUp", "timeout", "heartbeat", "expiry", "mapStop"}

// MarshalText returns the kind's name. The error is always nil.
func (k timerKind) MarshalText() ([]byte, error) { return []byte(timerKinds[k]), nil }

// UnmarshalText reads a kind's name.
func (k *timerKind) UnmarshalText(name []byte) error {
	i := slices.Index(timerKinds, string(name))
	if i < 0 {
		return fmt.Errorf("there is no timer %q", name)
	}
	*k = timerKind(i)
	return nil
}

// heapEntry is a timer in the heap.
type heapEntry struct {
	timer
	f *frame
}

// isCurrent reports whether the frame still has this timer.
func (e *heapEntry) isCurrent() bool { return e.f.phase != dead && e.f.timer(e.kind) == e.Seq }

// timerHeap is a heap of the timers of all frames, by time. A timer that its frame drops
// stays in the heap until it is due, or until the heap is swept.
type timerHeap []heapEntry

func (h timerHeap) Len() int      { return len(h) }
func (h timerHeap) Swap(i, j int) { h[i], h[j] = h[j], h[i] }
func (h timerHeap) Less(i, j int) bool {
	if c := h[i].At.Compare(h[j].At); c != 0 {
		return c < 0
	}
	return h[i].Seq < h[j].Seq
}

// Push is not used: see add.
func (h *timerHeap) Push(x any) { *h = append(*h, x.(heapEntry)) }
func (h *timerHeap) Pop() any {
	last := len(*h) - 1
	(*h)[last] = heapEntry{}
	*h = (*h)[:last]
	return nil // callers read the first entry before they pop it
}

// add adds an entry. heap.Push would allocate it once more.
func (h *timerHeap) add(e heapEntry) {
	*h = append(*h, e)
	heap.Fix(h, len(*h)-1)
}

func (r *Run) setTimer(f *frame, at time.Time, kind timerKind) {
	r.lastTimer++
	f.dropTimers(kind)
	t := timer{At: plainTime(at), Seq: r.lastTimer, kind: kind}
	f.timers = append(f.timers, t)
	if len(r.timers) >= r.sweepAt {
		r.sweep()
	}
	r.timers.add(heapEntry{timer: t, f: f})
}

// scaled returns when a wait ends that is to end at a time, by Config.WaitScale.
func (r *Run) scaled(at time.Time) time.Time {
	wait := at.Sub(r.now)
	if r.cfg.WaitScale == nil || wait <= 0 {
		return at
	}
	scaled := float64(wait) * max(0, *r.cfg.WaitScale)
	return r.now.Add(time.Duration(min(scaled, float64(maxWait))))
}

// minSweep is the least number of entries at which sweep is called.
const minSweep = 64

// sweep removes the entries of timers that were dropped. The heap may double before the
// next sweep, so that the cost for an entry does not grow with their number.
func (r *Run) sweep() {
	r.timers = slices.DeleteFunc(r.timers, func(a heapEntry) bool { return !a.isCurrent() })
	heap.Init(&r.timers)
	r.sweepAt = max(minSweep, 2*len(r.timers))
}

// timer returns the sequence number of the frame's timer of a kind, 0 for none.
func (f *frame) timer(kind timerKind) int64 {
	for i := range f.timers {
		if t := &f.timers[i]; t.kind == kind {
			return t.Seq
		}
	}
	return 0
}

func (f *frame) dropTimers(kinds ...timerKind) {
	for i := len(f.timers) - 1; i >= 0; i-- {
		if slices.Contains(kinds, f.timers[i].kind) {
			f.timers = slices.Delete(f.timers, i, i+1)
		}
	}
}

// nextTimer returns the timer that is due first, nil if there is none. It removes
// entries before it whose timers were dropped.
func (r *Run) nextTimer() *heapEntry {
	for len(r.timers) > 0 {
		if a := &r.timers[0]; a.isCurrent() {
			return a
		}
		heap.Pop(&r.timers)
	}
	return nil
}

// Deadline returns when the execution next has something to do if no input comes
// earlier: at that time the driver is to call [Run.Advance]. ok is false if there is no
// such time.
func (r *Run) Deadline() (at time.Time, ok bool) {
	if r.ended() {
		return time.Time{}, false
	}
	if a := r.nextTimer(); a != nil {
		return a.At, true
	}
	return time.Time{}, false
}

// Expiry returns when the execution times out, by TimeoutSeconds of the machine or by
// Limits.Duration. ok is false if it does not.
func (r *Run) Expiry() (at time.Time, ok bool) {
	for i := range r.root.timers {
		if t := &r.root.timers[i]; t.kind == expiry {
			return t.At, true
		}
	}
	return time.Time{}, false
}

// NearEnd reports whether an input at that time could end the execution although it is
// no abort: the execution times out by then, or its history is nearly full.
func (r *Run) NearEnd(now time.Time) bool {
	const most = 4 // events of an answer or of a timer
	if r.lastEvent+most*int64(len(r.timers)+1) > r.maxEvents {
		return true
	}
	expires, timed := r.Expiry()
	return timed && !expires.After(now)
}

// Advance tells the Run the time. All timers that are due by then fire, in the order of
// their times. [Run.Step] then takes the turns that follow.
func (r *Run) Advance(now time.Time) { r.Tell(Input{Kind: InputAdvance, Now: now}) }

// fireDue fires the timers that are due, and reports whether there were any.
func (r *Run) fireDue() bool {
	fired := false
	for !r.ended() {
		next := r.nextTimer()
		if next == nil || next.At.After(r.now) {
			break
		}
		a := *next
		heap.Pop(&r.timers)
		a.f.dropTimers(a.kind)
		r.fire(a)
		r.endIfFull()
		fired = true
	}
	return fired
}

func (r *Run) fire(a heapEntry) {
	switch a.kind {
	case wakeUp:
		r.enqueue(a.f)
	case timeout:
		r.timeOut(a.f, false)
	case heartbeat:
		r.timeOut(a.f, true)
	case expiry:
		r.end(TimedOut, 0, &Failure{})
	case mapStop:
		a.f.mapRun.stop = true
		r.enqueueMapRun(a.f)
	}
}

// moveTime moves the time forward, and reports whether it did. It never moves it
// backwards.
func (r *Run) moveTime(now time.Time) bool {
	if !now.After(r.now) {
		return false
	}
	r.setTime(now)
	return true
}

// plainTime returns a time as its text would give it back: in UTC, and without the
// reading of a monotonic clock. Otherwise a Run that was restored or replayed would
// compare times differently.
func plainTime(t time.Time) time.Time { return t.Round(0).UTC() }

// setTime sets the time of the execution and of the events that follow.
func (r *Run) setTime(now time.Time) {
	r.now = now
	r.log.setTime(instantOf(now))
}
