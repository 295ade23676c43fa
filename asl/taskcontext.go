package asl

import (
	"context"
	"sync/atomic"
	"time"
)

// lazyContext is a context that can be cancelled. It makes a context of package context only
// when Done is called, which few tasks do. It must not be copied.
//
// Measured with tasks that do nothing: context.WithValue over context.WithCancel takes four
// allocations, a lock that all tasks of the execution share, and 600 ns.
type lazyContext struct {
	parent context.Context
	ended  atomic.Pointer[error]       // its error after cancel; nil before
	inner  atomic.Pointer[cancellable] // nil until Done is called
}

// cancellable is a context of package context with its cancel function.
type cancellable struct {
	context.Context
	cancel context.CancelFunc
}

var canceled = context.Canceled

func (c *lazyContext) Deadline() (time.Time, bool) { return c.parent.Deadline() }

func (c *lazyContext) Done() <-chan struct{} { return c.materialise().Done() }

// materialise returns inner, which it makes if needed. A cancel at the same time either finds
// inner, or has set ended, which is seen here.
func (c *lazyContext) materialise() *cancellable {
	if made := c.inner.Load(); made != nil {
		return made
	}
	made := new(cancellable)
	made.Context, made.cancel = context.WithCancel(c.parent)
	if c.ended.Load() != nil { // inner must not be seen open then
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

// Err returns nil as long as Done is open.
func (c *lazyContext) Err() error {
	why, made := c.ended.Load(), c.inner.Load()
	switch {
	case made == nil && why == nil:
		err := c.parent.Err()
		if err != nil {
			<-c.Done() // does not wait, as the parent has ended
		}
		return err
	case made == nil:
		return *why
	case why == nil:
		err := made.Err()
		if err != nil {
			<-made.Done() // in Go 1.25, Err may tell of the end before Done is closed
		}
		return err
	}
	<-made.Done() // cancel is about to close it
	return *why
}

// Value lets package context find inner: then a derived context is attached to inner and
// needs no goroutine, and context.Cause finds the cause.
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
		ended := err // so that err is not allocated
		why = &ended
	}
	if !c.ended.CompareAndSwap(nil, why) {
		return
	}
	if made := c.inner.Load(); made != nil {
		made.cancel()
	}
}

// Deadline returns when the state times out, or when the parent ends if that is sooner. On a
// clock other than the system's it does not know of the state: code that calls Deadline
// compares the time with that of the system.
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

// Value makes a call the context of its function: it has the TaskInfo of the call.
func (c *call) Value(key any) any {
	if key == (taskInfoKey{}) {
		return c.taskInfo()
	}
	return c.lazyContext.Value(key)
}
