package asl

import (
	"sync"
	"time"
)

// callPhase is how far a call has come, as far as its clock is concerned.
type callPhase uint8

const (
	queued    callPhase = iota
	running             // its function runs, and holds the clock unless it sleeps
	submitted           // an answer comes from elsewhere; it is parked at the clock unless it sleeps
	closed              // no answer is waited for any longer
)

// shared is what a call and the goroutines of its function share.
type shared struct {
	mu       sync.Mutex
	phase    callPhase
	sleepers int32     // calls of TaskInfo.Sleep
	token    string    // "" until it is needed
	began    time.Time // when the function was called
	info     *TaskInfo // nil until it is asked for
}

// offerToken returns the call's token, by which it can be answered from now on.
// c.mu is held.
func (c *call) offerToken() string {
	if c.token == "" {
		c.token = c.d.run.Token(c.task.ID)
		if c.phase != closed {
			c.d.x.offer(c.token, c.task.ID)
		}
	}
	return c.token
}

// sleep counts the goroutines that sleep until the clock says that it is time.
func (c *call) sleep(more int32) {
	c.mu.Lock()
	defer c.mu.Unlock()
	before := c.clockPhase()
	c.sleepers += more
	c.rehold(before)
}

// reach brings the call to a phase. c.mu is held.
func (c *call) reach(p callPhase) {
	before := c.clockPhase()
	c.phase = p
	c.rehold(before)
}

// clockPhase is the phase that decides how the call holds the clock: one that sleeps
// does not hold it.
func (c *call) clockPhase() callPhase {
	if c.sleepers > 0 {
		return queued
	}
	return c.phase
}

// rehold changes how the call holds the clock, from before to what clockPhase is now.
func (c *call) rehold(before callPhase) {
	if c.d.free {
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

// begin tells that the function is called at that time.
func (c *call) begin(now time.Time) {
	c.mu.Lock()
	c.began = now
	c.reach(running)
	c.mu.Unlock()
}

// submit tells that the answer comes from elsewhere, by the call's token.
func (c *call) submit() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.offerToken() // now at the latest
	c.reach(submitted)
}

// close tells that no answer is waited for any longer.
func (c *call) close() {
	c.mu.Lock()
	c.reach(closed)
	token := c.token
	c.mu.Unlock()
	if token != "" {
		c.d.x.revoke(token)
	}
}
