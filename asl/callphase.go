package asl

import (
	"sync"
	"time"
)

// callPhase decides how a call holds the clock.
type callPhase uint8

const (
	queued    callPhase = iota
	running             // its function runs: it holds the clock unless it sleeps
	submitted           // the answer comes from elsewhere: it is parked at the clock unless it sleeps
	closed              // no answer is expected any more
)

// shared has the fields of a call that the goroutines of its function use, too.
type shared struct {
	mu       sync.Mutex
	phase    callPhase
	sleepers int32     // running calls of TaskInfo.Sleep
	token    string    // "" until it is needed
	began    time.Time // when the function was called
	info     *TaskInfo // nil until it is asked for
}

// offerToken returns the token of the call, which can be answered by it from now on. c.mu
// must be held.
func (c *call) offerToken() string {
	if c.token == "" {
		c.token = c.d.run.Token(c.task.ID)
		if c.phase != closed {
			c.d.x.offer(c.token, c.task.ID)
		}
	}
	return c.token
}

// sleep adds to the number of goroutines that are inside TaskInfo.Sleep.
func (c *call) sleep(more int32) {
	c.mu.Lock()
	defer c.mu.Unlock()
	before := c.clockPhase()
	c.sleepers += more
	c.updateHold(before)
}

// setPhase changes the phase of the call. c.mu must be held.
func (c *call) setPhase(p callPhase) {
	before := c.clockPhase()
	c.phase = p
	c.updateHold(before)
}

// clockPhase returns the phase that decides how the call holds the clock: a call that sleeps
// does not hold it.
func (c *call) clockPhase() callPhase {
	if c.sleepers > 0 {
		return queued
	}
	return c.phase
}

// updateHold changes how the call holds the clock: from the phase before to clockPhase.
func (c *call) updateHold(before callPhase) {
	if c.d.clockFree {
		return
	}
	clock := c.d.clock
	switch c.clockPhase() {
	case running:
		clock.hold()
	case submitted:
		clock.park()
	}
	switch before {
	case running:
		clock.release()
	case submitted:
		clock.unpark()
	}
}

// begin sets when the function is called.
func (c *call) begin(now time.Time) {
	c.mu.Lock()
	c.began = now
	c.setPhase(running)
	c.mu.Unlock()
}

// submit says that the answer comes from elsewhere, by the token of the call.
func (c *call) submit() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.offerToken()
	c.setPhase(submitted)
}

// close says that no answer is expected any more.
func (c *call) close() {
	c.mu.Lock()
	c.setPhase(closed)
	token := c.token
	c.mu.Unlock()
	if token != "" {
		c.d.x.revoke(token)
	}
}
