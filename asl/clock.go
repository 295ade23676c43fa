package asl

import (
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
	// At returns a channel that receives once when the time t has come, and a
	// function that gives the wait up.
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

// heldClock is a clock as the driver uses it. A [VirtualClock] stands still while
// somebody holds it, and, unless all that is due now is done, while a task is
// parked there; each hold is released once, each task unparked once.
type heldClock interface {
	Clock
	hold()
	release()
	park()
	unpark()
	// wait is At for who holds the clock otherwise: to receive from reached is
	// to hold it again. Waits of one time end in the order of their ranks.
	wait(t time.Time, rank int64) (reached <-chan time.Time, stop func())
	// sleep is wait for a task. A time that has come already ends it when it is
	// its turn, not at once.
	sleep(t time.Time, rank int64) (reached <-chan time.Time, stop func())
}

// held returns c with holds, which mean nothing to a clock that runs by itself.
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

// freeSystemClock is made once, as nearly all executions need it.
var freeSystemClock heldClock = freeClock{systemClock{}}

type freeClock struct{ Clock }

func (freeClock) hold()    {}
func (freeClock) release() {}
func (freeClock) park()    {}
func (freeClock) unpark()  {}

func (c freeClock) wait(t time.Time, _ int64) (<-chan time.Time, func()) { return c.At(t) }

func (c freeClock) sleep(t time.Time, _ int64) (<-chan time.Time, func()) { return c.At(t) }

// VirtualClock is a [Clock] for tests: it jumps to the next time that somebody
// waits for as soon as nobody has work to do, so that a year of Wait states and
// retries takes no time at all. It is safe for concurrent use, and may be shared
// by executions, which then share its time; see [VirtualClock.Hold].
//
// A running task holds the time, unless it is inside [TaskInfo.Sleep]. A task
// that waits for its token holds it, too, until it is answered or a goroutine of
// its own is inside Sleep, and so does the task of an activity, whether a worker
// has taken it on or not; [VirtualClock.Advance] moves the time then.
//
// What is due at one time happens in an order that is always the same: tasks
// wake in the order in which their states were entered, then come the timeouts
// and waits of the executions, those of a child before its parent's.
type VirtualClock struct {
	mu      sync.Mutex
	now     time.Time
	holds   int // of who has work to do
	parked  int // tasks that wait for their tokens
	waits   waits
	lastSeq int64
}

// NewVirtualClock returns a clock that stands at start.
func NewVirtualClock(start time.Time) *VirtualClock { return &VirtualClock{now: start} }

// Now returns the virtual time.
func (c *VirtualClock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

// At waits for a time; see [Clock]. A time that has come already is received at
// once. Who waits does not keep the clock from going on.
func (c *VirtualClock) At(t time.Time) (<-chan time.Time, func()) {
	return c.add(&wait{at: t})
}

// Advance moves the time by d, however busy the executions are, and wakes whom
// it passes. It does not wait for what they do then, which happens at the new
// time: to see the consequences of two timers at their own times, advance to one
// after the other. A negative d does nothing.
func (c *VirtualClock) Advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	end := c.now.Add(d)
	for len(c.waits) > 0 && !c.waits[0].at.After(end) {
		c.jump()
	}
	if end.After(c.now) {
		c.now = end
	}
}

// Hold keeps the clock from jumping until release is called, so that several
// executions can be started at one time. Advance moves it nevertheless.
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
	c.settle()
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
	c.settle()
}

// wait is one call of At or wait; see [heldClock].
func (c *VirtualClock) wait(t time.Time, rank int64) (<-chan time.Time, func()) {
	return c.add(&wait{at: t, rank: rank, holds: true})
}

// sleep is a call of [TaskInfo.Sleep]; see [heldClock].
func (c *VirtualClock) sleep(t time.Time, rank int64) (<-chan time.Time, func()) {
	return c.add(&wait{at: t, rank: rank, holds: true, sleeps: true})
}

func (c *VirtualClock) add(w *wait) (<-chan time.Time, func()) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.lastSeq++
	w.seq, w.index, w.reached = c.lastSeq, -1, make(chan time.Time, 1)
	heap.Push(&c.waits, w)
	if !w.sleeps && c.waits[0] == w && c.isDue() {
		c.jump()
	}
	c.settle()
	return w.reached, func() { c.stop(w) }
}

// stop gives a wait up. If it was reached and nobody received it, its hold ends.
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
			c.settle()
		}
	default:
	}
}

// settle wakes one after the other and moves the time, as long as nobody holds
// it. Whoever is woken holds it from then on, so that it does not jump on before
// that is taken up. What is parked holds the time, but nobody whose time has come.
func (c *VirtualClock) settle() {
	for c.holds == 0 && len(c.waits) > 0 && (c.parked == 0 || c.isDue()) {
		c.jump()
	}
}

// isDue reports whether the time of the next wait has come.
func (c *VirtualClock) isDue() bool { return !c.waits[0].at.After(c.now) }

// jump wakes the next wait, and moves the time there if it has not come.
func (c *VirtualClock) jump() {
	w := heap.Pop(&c.waits).(*wait)
	if w.at.After(c.now) {
		c.now = w.at
	}
	if w.holds {
		c.holds++
	}
	w.reached <- c.now
}

// wait is a wait that has not ended.
type wait struct {
	at      time.Time
	rank    int64 // orders waits of one time
	seq     int64 // orders waits of one time and rank as they were asked for
	holds   bool  // who receives from reached holds the clock
	sleeps  bool  // it is a task's, which lets others go first
	reached chan time.Time
	index   int // in the heap, -1 outside it
}

// waits is a heap of waits by time.
type waits []*wait

func (h waits) Len() int { return len(h) }

func (h waits) Less(i, j int) bool {
	a, b := h[i], h[j]
	if c := a.at.Compare(b.at); c != 0 {
		return c < 0
	}
	if a.rank != b.rank {
		return a.rank < b.rank
	}
	return a.seq < b.seq
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
