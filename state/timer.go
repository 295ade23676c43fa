package state

import (
	"container/heap"
	"fmt"
	"slices"
	"time"
)

// timer is a due time kept in a frame. Sequence numbers order timers of one time,
// and tell a heap entry whether it is still meant.
type timer struct {
	At   time.Time `json:"at"`
	Seq  int64     `json:"seq"`
	kind timerKind
}

type timerKind uint8

const (
	wakeUp    timerKind = iota // the end of a wait or of a retry's delay
	timeout                    // TimeoutSeconds of the state
	heartbeat                  // HeartbeatSeconds of the state
	expiry                     // TimeoutSeconds of the machine
)

// timerKinds are the names that the kinds have in snapshots.
var timerKinds = []string{"wakeUp", "timeout", "heartbeat", "expiry"}

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

// alarm is an entry of the heap.
type alarm struct {
	timer
	f *frame
}

// stands reports whether the frame still has this timer.
func (a *alarm) stands() bool { return a.f.phase != dead && a.f.timer(a.kind) == a.Seq }

// alarms is a heap by due time. Timers that are dropped stay in it until they
// come up, or until it has grown to twice its size.
type alarms []alarm

func (h alarms) Len() int      { return len(h) }
func (h alarms) Swap(i, j int) { h[i], h[j] = h[j], h[i] }
func (h alarms) Less(i, j int) bool {
	if c := h[i].At.Compare(h[j].At); c != 0 {
		return c < 0
	}
	return h[i].Seq < h[j].Seq
}

// Push is there for the interface alone: see add.
func (h *alarms) Push(x any) { *h = append(*h, x.(alarm)) }
func (h *alarms) Pop() any {
	last := len(*h) - 1
	(*h)[last] = alarm{}
	*h = (*h)[:last]
	return nil // whoever pops has had a look at it
}

// add puts an alarm into its place. heap.Push would allocate it once more.
func (h *alarms) add(a alarm) {
	*h = append(*h, a)
	heap.Fix(h, len(*h)-1)
}

func (r *Run) setTimer(f *frame, at time.Time, kind timerKind) {
	r.lastTimer++
	f.dropTimers(kind)
	t := timer{At: plainTime(at), Seq: r.lastTimer, kind: kind}
	f.timers = append(f.timers, t)
	if len(r.alarms) >= r.sweepAt {
		r.sweep()
	}
	r.alarms.add(alarm{timer: t, f: f})
}

// minSweep is the least number of alarms for which dropped ones are looked for.
const minSweep = 64

// sweep takes the alarms that do not stand out of the heap. As the heap may then
// double before the next sweep, an alarm costs the same however many there are.
func (r *Run) sweep() {
	r.alarms = slices.DeleteFunc(r.alarms, func(a alarm) bool { return !a.stands() })
	heap.Init(&r.alarms)
	r.sweepAt = max(minSweep, 2*len(r.alarms))
}

// timer returns the sequence number of the frame's timer of a kind, 0 if there is
// none.
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

// nextAlarm removes what does not stand from the top of the heap and returns
// the top, nil if there is none.
func (r *Run) nextAlarm() *alarm {
	for len(r.alarms) > 0 {
		if a := &r.alarms[0]; a.stands() {
			return a
		}
		heap.Pop(&r.alarms)
	}
	return nil
}

// Deadline returns when the execution next has something to do if no answer
// comes before; ok is false if it has no timer.
func (r *Run) Deadline() (at time.Time, ok bool) {
	if r.ended() {
		return time.Time{}, false
	}
	if a := r.nextAlarm(); a != nil {
		return a.At, true
	}
	return time.Time{}, false
}

// Advance tells what time it is. All timers that are due fire, the oldest
// first, before any consequence of one is drawn.
func (r *Run) Advance(now time.Time) { r.Tell(Input{Kind: InputAdvance, Now: now}) }

// fireDue fires the timers that are due, and reports whether there were any.
func (r *Run) fireDue() bool {
	fired := false
	for !r.ended() {
		next := r.nextAlarm()
		if next == nil || next.At.After(r.now) {
			break
		}
		a := *next
		heap.Pop(&r.alarms)
		a.f.dropTimers(a.kind)
		r.fire(a)
		r.endIfFull()
		fired = true
	}
	return fired
}

func (r *Run) fire(a alarm) {
	switch a.kind {
	case wakeUp:
		r.enqueue(a.f)
	case timeout:
		r.timeOut(a.f, false)
	case heartbeat:
		r.timeOut(a.f, true)
	case expiry:
		r.end(TimedOut, 0, &Failure{})
	}
}

// tick moves the time forward, and reports whether it did; it never runs
// backwards.
func (r *Run) tick(now time.Time) bool {
	if now == r.now || !now.After(r.now) { // mostly it is the very same
		return false
	}
	r.setTime(now)
	return true
}

// plainTime is a time as its text would give it back: in UTC, and without the
// reading of the monotonic clock, so that a Run that is restored or replayed
// compares times as the first one did.
func plainTime(t time.Time) time.Time { return t.Round(0).UTC() }

// setTime sets the time.
func (r *Run) setTime(now time.Time) {
	r.now, r.instant = now, instantOf(now)
	r.log.at(r.instant)
}
