package asl

import (
	"context"
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
	ended atomic.Pointer[error]  // why it was cancelled, or why outer had ended then; nil before
	inner atomic.Pointer[ending] // nil unless somebody asked for it
}

// ending is a context that can be cancelled.
type ending struct {
	context.Context
	stop context.CancelFunc
}

var canceled = context.Canceled

func (c *lateContext) Deadline() (time.Time, bool) { return c.outer.Deadline() }

func (c *lateContext) Done() <-chan struct{} { return c.whole().Done() }

// whole returns inner, which it makes if there is none. Whoever cancels meanwhile
// finds it, or is found here.
func (c *lateContext) whole() *ending {
	if made := c.inner.Load(); made != nil {
		return made
	}
	made := new(ending)
	made.Context, made.stop = context.WithCancel(c.outer)
	if !c.inner.CompareAndSwap(nil, made) {
		made.stop() // somebody was faster
		return c.inner.Load()
	}
	if c.ended.Load() != nil {
		made.stop()
	}
	return made
}

func (c *lateContext) Err() error {
	why := c.ended.Load()
	if why == nil {
		return c.outer.Err()
	}
	if made := c.inner.Load(); made != nil {
		<-made.Done() // which whoever cancels is about to close
	}
	return *why
}

// Value lets package context find inner, so that a context that is derived from
// this one hangs on inner and needs no goroutine, and the cause of its end is found.
func (c *lateContext) Value(key any) any {
	if c.inner.Load() != nil || c.ended.Load() != nil {
		return c.whole().Value(key)
	}
	return c.outer.Value(key)
}

// cancel ends the context.
func (c *lateContext) cancel() {
	why := &canceled
	if err := c.outer.Err(); err != nil {
		ended := err // allocated, which err need not be
		why = &ended
	}
	if !c.ended.CompareAndSwap(nil, why) {
		return
	}
	if made := c.inner.Load(); made != nil {
		made.stop()
	}
}

// Value makes a call the context of its function: that of the execution's tasks,
// ended with the call, and with the call's TaskInfo.
func (c *call) Value(key any) any {
	if key == (taskInfoKey{}) {
		return c.taskInfo()
	}
	return c.lateContext.Value(key)
}
