package asl

import (
	"context"
	"sync"
	"sync/atomic"
	"time"
)

// lateContext is a context with a way to cancel it. What package context would
// need for that is made when somebody asks for Done, as for most it never happens.
// It must not be copied.
//
// Measured over tasks that do nothing: context.WithValue over context.WithCancel
// takes four allocations, a lock that all tasks of the execution share, and 600 ns.
type lateContext struct {
	outer context.Context

	ended atomic.Pointer[error] // why it was cancelled, or why outer had ended then; nil before
	asked atomic.Bool           // there is an inner, or will be soon

	mu    sync.Mutex
	inner context.Context    // outer, and a way to cancel it; nil unless it was asked for
	stop  context.CancelFunc // cancels inner
}

var canceled = context.Canceled

func (c *lateContext) Deadline() (time.Time, bool) { return c.outer.Deadline() }

func (c *lateContext) Done() <-chan struct{} {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.whole().Done()
}

// whole returns inner, which it makes if there is none. c.mu is held.
func (c *lateContext) whole() context.Context {
	if c.inner == nil {
		c.asked.Store(true)
		c.inner, c.stop = context.WithCancel(c.outer)
		if c.ended.Load() != nil {
			c.stop()
		}
	}
	return c.inner
}

func (c *lateContext) Err() error {
	if why := c.ended.Load(); why != nil {
		return *why
	}
	return c.outer.Err()
}

// Value lets package context find inner, so that a context that is derived from
// this one hangs on inner and needs no goroutine, and the cause of its end is found.
func (c *lateContext) Value(key any) any {
	c.mu.Lock()
	values := c.outer
	if c.inner != nil || c.ended.Load() != nil {
		values = c.whole()
	}
	c.mu.Unlock()
	return values.Value(key)
}

// cancel ends the context.
func (c *lateContext) cancel() {
	why := &canceled
	if err := c.outer.Err(); err != nil {
		ended := err // allocated, which err need not be
		why = &ended
	}
	if !c.ended.CompareAndSwap(nil, why) || !c.asked.Load() {
		return // whoever asks from now on sees that it has ended
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.whole()
	c.stop()
}

// taskContext is the context of a call's function: that of the execution's tasks,
// ended with the call, and with the call's TaskInfo.
type taskContext struct {
	lateContext
	call *call
}

func (c *taskContext) Value(key any) any {
	if key == (taskInfoKey{}) {
		return c.call.taskInfo()
	}
	return c.lateContext.Value(key)
}
