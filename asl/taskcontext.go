package asl

import (
	"context"
	"sync/atomic"
	"time"
)

// lazyContext is a context that can be cancelled. What package context needs for
// that is made when Done is asked for, as for most tasks it never is. It must not be
// copied.
//
// Measured over tasks that do nothing: context.WithValue over context.WithCancel
// takes four allocations, a lock that all tasks of the execution share, and 600 ns.
type lazyContext struct {
	parent context.Context
	ended  atomic.Pointer[error] // why it was cancelled, or why parent had ended then; nil before
	inner  atomic.Pointer[cancellable]
}

// cancellable is a context of package context with its cancel function.
type cancellable struct {
	context.Context
	cancel context.CancelFunc
}

var canceled = context.Canceled

func (c *lazyContext) Deadline() (time.Time, bool) { return c.parent.Deadline() }

func (c *lazyContext) Done() <-chan struct{} { return c.materialise().Done() }

// materialise returns inner, and makes it if there is none. A cancel at the same
// time either finds it, or is found here.
func (c *lazyContext) materialise() *cancellable {
	if made := c.inner.Load(); made != nil {
		return made
	}
	made := new(cancellable)
	made.Context, made.cancel = context.WithCancel(c.parent)
	if c.ended.Load() != nil { // others must not find it open
		made.cancel()
	}
	if !c.inner.CompareAndSwap(nil, made) {
		made.cancel() // another goroutine was faster
		return c.inner.Load()
	}
	if c.ended.Load() != nil {
		made.cancel()
	}
	return made
}

// Err is nil as long as Done is open.
func (c *lazyContext) Err() error {
	why, made := c.ended.Load(), c.inner.Load()
	switch {
	case made == nil && why == nil:
		err := c.parent.Err()
		if err != nil {
			<-c.Done() // at once
		}
		return err
	case made == nil:
		return *why
	case why == nil:
		return made.Err()
	}
	<-made.Done() // cancel is about to close it
	return *why
}

// Value lets package context find inner, so that a context that is derived from
// this one is attached to inner and needs no goroutine, and the cause of its end is
// found.
func (c *lazyContext) Value(key any) any {
	if c.inner.Load() != nil || c.ended.Load() != nil {
		return c.materialise().Value(key)
	}
	return c.parent.Value(key)
}

// cancel ends the context.
func (c *lazyContext) cancel() {
	why := &canceled
	if err := c.parent.Err(); err != nil {
		ended := err // allocated, which err need not be
		why = &ended
	}
	if !c.ended.CompareAndSwap(nil, why) {
		return
	}
	if made := c.inner.Load(); made != nil {
		made.cancel()
	}
}

// Deadline is when the state times out, if the execution's clock is the system's:
// times of other clocks mean nothing to those who ask a context.
func (c *call) Deadline() (time.Time, bool) {
	at, ok := c.lazyContext.Deadline()
	c.mu.Lock()
	began := c.began
	c.mu.Unlock()
	if c.task.Timeout <= 0 || began.IsZero() || c.d.clock != freeSystemClock {
		return at, ok
	}
	if own := began.Add(c.task.Timeout); !ok || own.Before(at) {
		return own, true
	}
	return at, ok
}

// Value makes a call the context of its function: that of the execution's tasks,
// ended with the call, and with the call's TaskInfo.
func (c *call) Value(key any) any {
	if key == (taskInfoKey{}) {
		return c.taskInfo()
	}
	return c.lazyContext.Value(key)
}
