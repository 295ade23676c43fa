package asl

import (
	"crypto/rand"
	"sync"
	"time"
)

// stage is how far a call has come.
type stage uint8

const (
	queued  stage = iota
	running       // holds the clock, unless it sleeps
	pending       // waits for its token, and is parked at the clock, unless it sleeps
	closed        // nobody waits for the answer any more
)

// standing is what a call and the goroutines of its function share.
type standing struct {
	mu       sync.Mutex
	stage    stage
	sleepers int32     // calls of TaskInfo.Sleep
	token    string    // "" until somebody needs it
	began    time.Time // when the function was called
	info     *TaskInfo // nil until somebody asks for it
}

// offerToken makes the call's token if there is none. c.mu is held.
func (c *call) offerToken() string {
	if c.token == "" {
		c.token = rand.Text()
		if c.stage != closed {
			c.d.x.offer(c.token, c.task.ID)
		}
	}
	return c.token
}

// sleep counts those who sleep until the clock says that it is time.
func (c *call) sleep(more int32) {
	c.mu.Lock()
	defer c.mu.Unlock()
	before := c.hold()
	c.sleepers += more
	c.rehold(before)
}

// reach brings the call to a stage. c.mu is held.
func (c *call) reach(s stage) {
	before := c.hold()
	c.stage = s
	c.rehold(before)
}

// rehold changes the call's hold of the clock, which was that.
func (c *call) rehold(before stage) {
	clock := c.d.clock
	if c.d.free {
		return
	}
	switch c.hold() {
	case running:
		clock.hold()
	case pending:
		clock.park()
	}
	switch before {
	case running:
		clock.release()
	case pending:
		clock.unpark()
	}
}

// hold is the stage that decides how the call holds the clock.
func (c *call) hold() stage {
	if c.sleepers > 0 {
		return queued
	}
	return c.stage
}

// open tells that the work begins at that time.
func (c *call) open(now time.Time) {
	c.mu.Lock()
	c.began = now
	c.reach(running)
	c.mu.Unlock()
}

// suspend tells that the call waits for its token.
func (c *call) suspend() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.offerToken() // now at the latest
	c.reach(pending)
}

// close tells that nobody waits for the answer any more.
func (c *call) close() {
	c.mu.Lock()
	c.reach(closed)
	token := c.token
	c.mu.Unlock()
	if token != "" {
		c.d.x.revoke(token)
	}
}
