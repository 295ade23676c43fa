package durable

import (
	"context"
	"errors"
	"sync"
	"time"
)

// Run drives executions until ctx ends. Then it drains: no state is entered any more, running
// tasks have their contexts cancelled and the time of [WithGrace] to return, and the leases are
// released, so that another process goes on at once. It returns nil, or an error if it runs
// already.
//
// Run never gives up because the store fails. It tries again; [WithMetrics] and [WithLogger]
// tell of it.
func (x *Executor) Run(ctx context.Context) error {
	if !x.running.CompareAndSwap(false, true) {
		return errors.New("durable: Run: the Executor runs already")
	}
	defer x.running.Store(false)
	x.tryStalled()
	keep, stop := context.WithCancel(context.WithoutCancel(ctx))
	var renewing, driving sync.WaitGroup
	renewing.Go(func() { x.keepLeases(keep) })
	x.loop(ctx, &driving)
	driving.Wait()
	x.express.drain(x.grace)
	stop()
	renewing.Wait()
	return nil
}

// Executions that are stalled are tried again that often: another process may know better.
const retryStalledEvery = time.Minute

// claimAtOnce is how many executions are claimed at once.
const claimAtOnce = 256

// loop claims executions and delivers posts until ctx ends.
func (x *Executor) loop(ctx context.Context, driving *sync.WaitGroup) {
	var retried, swept time.Time
	for ctx.Err() == nil {
		now := x.clock.Now()
		if x.takeRetry() || now.Sub(retried) >= retryStalledEvery {
			retried = now
			x.claimAll(ctx, driving, now)
		}
		x.claimAll(ctx, driving, time.Time{})
		x.deliver(ctx)
		if now.Sub(swept) >= sweepEvery {
			swept = now
			x.sweep(ctx)
		}
		reached, stop := x.clock.At(now.Add(x.poll))
		select {
		case <-ctx.Done():
		case <-x.wakeup:
		case <-reached:
		}
		stop()
	}
}

func (x *Executor) takeRetry() bool {
	x.mu.Lock()
	defer x.mu.Unlock()
	retry := x.retryStalled
	x.retryStalled = false
	return retry
}

// claimAll claims what has something to do, and what was stalled before a time.
func (x *Executor) claimAll(ctx context.Context, driving *sync.WaitGroup, stalledBefore time.Time) {
	for ctx.Err() == nil {
		x.mu.Lock()
		room := min(claimAtOnce, x.maxAwake-len(x.awake))
		x.mu.Unlock()
		machines := x.machines.all()
		if room <= 0 || len(machines) == 0 {
			return
		}
		now := x.clock.Now()
		claimed, err := x.store.Claim(ctx, Claim{
			Owner: x.owner, Machines: machines, Now: now, Until: now.Add(x.lease), StalledBefore: stalledBefore, Max: room,
		})
		if err != nil && ctx.Err() == nil {
			x.failed("claim", err)
		}
		x.metrics.claimed(claimed, now)
		for _, c := range claimed {
			x.begin(ctx, c, driving)
		}
		if len(claimed) < room {
			return
		}
	}
}

// begin begins to drive an execution.
func (x *Executor) begin(ctx context.Context, c Claimed, driving *sync.WaitGroup) {
	a := &awake{x: x, runs: ctx, restored: &restored{row: c.Row}}
	a.ctx, a.cancel = context.WithCancelCause(ctx)
	x.mu.Lock()
	if before := x.awake[c.Row.ARN]; before != nil { // its lease has run out
		before.cancel(errLost)
	}
	x.awake[c.Row.ARN] = a
	n := len(x.awake)
	x.mu.Unlock()
	x.metrics.awake(n)
	driving.Go(func() { x.take(a, c) })
}

// forget ends what begin began.
func (x *Executor) forget(a *awake) {
	x.mu.Lock()
	if x.awake[a.row.ARN] == a {
		delete(x.awake, a.row.ARN)
	}
	n := len(x.awake)
	x.mu.Unlock()
	x.metrics.awake(n)
	if n == x.maxAwake-1 {
		x.wake() // there is room again
	}
}

// deliver tells executions that move here what was posted for them.
func (x *Executor) deliver(ctx context.Context) {
	const atOnce = 1_000
	for ctx.Err() == nil {
		posts, err := x.store.Posts(ctx, x.owner, x.delivered, atOnce)
		if err != nil && ctx.Err() == nil {
			x.failed("read posts", err)
		}
		for _, p := range posts {
			x.delivered = p.Number
			x.mu.Lock()
			a := x.awake[p.ARN]
			x.mu.Unlock()
			if a != nil {
				a.tell(p.Post)
			}
		}
		if len(posts) < atOnce {
			return
		}
	}
}

// keepLeases renews the leases until ctx ends. If they have run out before, other processes may
// have claimed the executions: what moves here stops.
func (x *Executor) keepLeases(ctx context.Context) {
	ends := x.clock.Now().Add(x.lease)
	for {
		reached, stop := x.clock.At(x.clock.Now().Add(x.lease / 3))
		select {
		case <-ctx.Done():
			stop()
			return
		case <-reached:
		}
		now := x.clock.Now()
		if !now.Before(ends) {
			x.dropAll()
		}
		if err := x.store.Renew(ctx, x.owner, now.Add(x.lease)); err != nil {
			x.failed("renew leases", err)
			continue
		}
		ends = now.Add(x.lease)
	}
}

// dropAll stops all that moves here.
func (x *Executor) dropAll() {
	x.mu.Lock()
	defer x.mu.Unlock()
	for _, a := range x.awake {
		a.cancel(errLost)
	}
}
