package asl

import (
	"cmp"
	"container/heap"
	"sync"
	"time"
)

// A Clock tells an execution the time and wakes it. It must be safe for concurrent use.
// The default is [SystemClock]; [VirtualClock] is for tests. A Clock may be an [Idler],
// too.
type Clock interface {
	// Now returns the current time.
	Now() time.Time
	// At returns a channel that receives once, when the time t has come or at once if it
	// is past, and a function that ends the wait before.
	At(t time.Time) (reached <-chan time.Time, stop func())
}

// An Idler is a [Clock] that wants to know when an execution is idle. Idle is called when
// none of the execution's tasks runs and it has nothing to do before next. It is called by
// the goroutine that drives the execution, and must be safe for concurrent use.
type Idler interface{ Idle(next time.Time) }

// SystemClock returns the clock of the operating system. Inside a bubble of
// testing/synctest it is that bubble's.
func SystemClock() Clock { return systemClock{} }

type systemClock struct{}

func (systemClock) Now() time.Time { return time.Now() }

func (systemClock) At(t time.Time) (<-chan time.Time, func()) {
	timer := time.NewTimer(time.Until(t))
	return timer.C, func() { timer.Stop() }
}

// heldClock is a clock as the driver uses it. Only a [VirtualClock] stands still while it
// is held, or while a task is parked at it and nothing is due. Each hold must be released
// once, and each park ended by one unpark.
type heldClock interface {
	Clock
	hold()
	release()
	park()
	unpark()
	// wait is At for a goroutine that has released the clock: when reached receives, the
	// clock is held again. Waits for one time end in the order of their ranks.
	wait(t time.Time, r rank) (reached <-chan time.Time, stop func())
	// sleep is wait for a task. If t is not in the future it ends after the waits and
	// sleeps before it, not at once.
	sleep(t time.Time, r rank) (reached <-chan time.Time, stop func())
	// passed reports whether t, a time up to now, is over, so that what is due then need not
	// wait for its turn.
	passed(t, now time.Time) bool
}

// held returns c as a heldClock. Holds have no effect on clocks that run by themselves.
func held(c Clock) heldClock {
	switch c := c.(type) {
	case heldClock:
		return c
	case systemClock:
		return freeSystemClock
	default:
		return freeClock{c}
	}
}

// freeSystemClock is made once, as nearly all executions use it.
var freeSystemClock heldClock = freeClock{systemClock{}}

// freeClock is a clock that cannot be held.
type freeClock struct{ Clock }

func (freeClock) hold()    {}
func (freeClock) release() {}
func (freeClock) park()    {}
func (freeClock) unpark()  {}

func (c freeClock) wait(t time.Time, _ rank) (<-chan time.Time, func()) { return c.At(t) }

func (c freeClock) sleep(t time.Time, _ rank) (<-chan time.Time, func()) { return c.At(t) }

func (freeClock) passed(t, now time.Time) bool { return t.Before(now) }

// VirtualClock is a [Clock] for tests. When all executions on it wait, it jumps to the
// next time that one of them waits for, so that a year of Wait states and retries takes no
// time. It is safe for concurrent use; executions that share it share its time, see
// [VirtualClock.Hold].
//
// It does not jump while a task runs, except inside [TaskInfo.Sleep]; until then no Wait
// state ends either, even one for 0 seconds or for a time in the past. Nor does it jump
// while a task waits for its token, or the task of an activity for its worker or its
// answer, unless a goroutine of the task is inside Sleep. [VirtualClock.Advance] moves the
// time, or ends what is due, all the same.
//
// What is due at one time always happens in the same order: tasks wake in the order in
// which their states were entered; then come the timeouts and Wait states of the
// executions, those of a child before those of its parent. Where this leaves it open, as
// among the executions of a Map Run, the order is that of the items. So an execution has the
// same history each time if its tasks do, and each of them calls Sleep before it answers.
type VirtualClock struct {
	mu       sync.Mutex
	now      time.Time
	advanced bool // Advance has moved the time to now
	holds    int
	parked   int // tasks that wait for an answer from elsewhere
	waits    waits
	lastSeq  int64
}

// NewVirtualClock returns a clock that stands at start.
func NewVirtualClock(start time.Time) *VirtualClock { return &VirtualClock{now: start} }

// Now returns the virtual time.
func (c *VirtualClock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

// At waits for a time; see [Clock]. The wait does not keep the clock from jumping.
func (c *VirtualClock) At(t time.Time) (<-chan time.Time, func()) {
	return c.add(&wait{at: t})
}

// Advance moves the time by d, even while tasks run, and ends the waits for times up to the
// new one, as well as those that begin before the clock jumps. It does not wait for what
// follows from them; all of that happens at the new time. To have two timers take effect at
// their own times, advance to one after the other. A negative d does nothing.
func (c *VirtualClock) Advance(d time.Duration) {
	if d < 0 {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	end := c.now.Add(d)
	for len(c.waits) > 0 && !c.waits[0].at.After(end) {
		c.fireNext()
	}
	c.now, c.advanced = end, true
}

// Hold keeps the clock from jumping until release is called, so that several executions
// can start at the same time. Advance still moves it. Only the first call of release has an
// effect.
func (c *VirtualClock) Hold() (release func()) {
	c.hold()
	return sync.OnceFunc(c.release)
}

func (c *VirtualClock) hold() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.holds++
}

func (c *VirtualClock) release() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.holds--
	c.fire()
}

func (c *VirtualClock) park() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.parked++
}

func (c *VirtualClock) unpark() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.parked--
	c.fire()
}

// wait implements [heldClock].
func (c *VirtualClock) wait(t time.Time, r rank) (<-chan time.Time, func()) {
	return c.add(&wait{at: t, rank: r, holds: true})
}

// sleep implements [heldClock].
func (c *VirtualClock) sleep(t time.Time, r rank) (<-chan time.Time, func()) {
	return c.add(&wait{at: t, rank: r, holds: true, sleeps: true})
}

// passed implements [heldClock]. Unless Advance has moved the clock, a time before now is that
// of a Wait state for the past, whose turn is now.
func (c *VirtualClock) passed(t, now time.Time) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.advanced && t.Before(now)
}

// add begins a wait. One that is due waits for its turn, as a task that runs may be about to
// sleep until now. Two do not: a call of At, and that of an execution at a time to which
// Advance has moved the clock.
func (c *VirtualClock) add(w *wait) (<-chan time.Time, func()) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.lastSeq++
	w.seq, w.index, w.reached = c.lastSeq, -1, make(chan time.Time, 1)
	if w.at.Before(c.now) {
		w.at = c.now // what is overdue is due now, after tasks that sleep until now
	}
	heap.Push(&c.waits, w)
	if !w.at.After(c.now) && (!w.holds || c.advanced && !w.sleeps) {
		c.fireAt(w.index)
	}
	c.fire()
	return w.reached, func() { c.stop(w) }
}

// stop ends a wait. If its time has come and was not received, its hold ends, too.
func (c *VirtualClock) stop(w *wait) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if w.index >= 0 {
		heap.Remove(&c.waits, w.index)
		return
	}
	select {
	case <-w.reached:
		if w.holds {
			c.holds--
			c.fire()
		}
	default:
	}
}

// fire ends waits, and moves the time to theirs, until the clock is held. As a wait that
// ends may hold the clock, the time does not move before its goroutine has run. Parked
// tasks keep the time from moving, but not the waits that are due from ending.
func (c *VirtualClock) fire() {
	for c.holds == 0 && len(c.waits) > 0 && (c.parked == 0 || c.isDue()) {
		c.fireNext()
	}
}

// isDue reports whether the time of the next wait has come.
func (c *VirtualClock) isDue() bool { return !c.waits[0].at.After(c.now) }

// fireNext ends the next wait.
func (c *VirtualClock) fireNext() { c.fireAt(0) }

// fireAt ends the wait at that place in the heap, and moves the time to it if it is in the
// future.
func (c *VirtualClock) fireAt(index int) {
	w := heap.Remove(&c.waits, index).(*wait)
	if w.at.After(c.now) {
		c.now, c.advanced = w.at, false
	}
	if w.holds {
		c.holds++
	}
	w.reached <- c.now
}

// wait is one call of At, wait or sleep.
type wait struct {
	at      time.Time
	rank    rank  // orders the waits for one time
	seq     int64 // orders the waits of one time and rank by when they began
	holds   bool  // it holds the clock once it has ended
	sleeps  bool  // it is a call of sleep
	reached chan time.Time
	index   int // in the heap; -1 outside of it
}

// rank orders waits for one time.
type rank struct {
	order int64 // of tasks, the ID of the effect; executions come after all tasks
	item  int64 // orders the executions of Map Runs, and their tasks
}

func (r rank) compare(s rank) int {
	return cmp.Or(cmp.Compare(r.order, s.order), cmp.Compare(r.item, s.item))
}

// ofItem returns the rank of an execution that a Map Run of the execution with rank r has
// started. Executions of Map Runs inside other ones are in the order of both.
func (r rank) ofItem(index int64) rank { return rank{r.order - 1, r.item<<20 + index + 1} }

// waits is a heap of the waits that have not ended, ordered by time.
type waits []*wait

func (h waits) Len() int { return len(h) }

func (h waits) Less(i, j int) bool {
	a, b := h[i], h[j]
	if c := a.at.Compare(b.at); c != 0 {
		return c < 0
	}
	return cmp.Or(a.rank.compare(b.rank), cmp.Compare(a.seq, b.seq)) < 0
}

func (h waits) Swap(i, j int) {
	h[i], h[j] = h[j], h[i]
	h[i].index, h[j].index = i, j
}

func (h *waits) Push(x any) {
	w := x.(*wait)
	w.index = len(*h)
	*h = append(*h, w)
}

func (h *waits) Pop() any {
	old := *h
	w := old[len(old)-1]
	old[len(old)-1] = nil
	*h = old[:len(old)-1]
	w.index = -1
	return w
}
