package main

import (
	"context"
	"sync"
	"time"

	"github.com/goasl/goasl/asl"
)

// skippingClock runs as the system's does, and jumps when all that an execution does is to
// wait. So Wait states and the times between retries take none, and tasks take theirs.
type skippingClock struct {
	*asl.VirtualClock
	mu   sync.Mutex
	last time.Time // of the system's clock
}

// newSkippingClock returns a clock that runs until ctx ends.
func newSkippingClock(ctx context.Context) *skippingClock {
	now := time.Now()
	c := &skippingClock{VirtualClock: asl.NewVirtualClock(now), last: now}
	go c.run(ctx)
	return c
}

// run moves the time on while tasks run, so that they can time out.
func (c *skippingClock) run(ctx context.Context) {
	ticker := time.NewTicker(10 * time.Millisecond)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
			c.catchUp()
		}
	}
}

// Now returns the time on the clock.
func (c *skippingClock) Now() time.Time {
	c.catchUp()
	return c.VirtualClock.Now()
}

// catchUp moves the clock by the time that has passed on the system's.
func (c *skippingClock) catchUp() {
	c.mu.Lock()
	defer c.mu.Unlock()
	now := time.Now()
	c.Advance(now.Sub(c.last))
	c.last = now
}
