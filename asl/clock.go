package asl

import "time"

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
