package aws

import (
	"context"
	"sync"
)

// running counts the tasks that have not returned.
type running struct {
	mu    sync.Mutex
	count int
	none  chan struct{} // is closed when the count comes to 0
}

func (r *running) begin() {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.count++; r.count == 1 {
		r.none = make(chan struct{})
	}
}

func (r *running) end() {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.count--; r.count == 0 {
		close(r.none)
	}
}

// Wait waits until no task of the resolver runs, or until ctx ends, whose error it returns. A
// task that stops its job runs at most ten seconds longer than its state. So a program that
// exits after its executions have ended should wait, or jobs may go on.
func (r *Resolver) Wait(ctx context.Context) error {
	r.running.mu.Lock()
	count, none := r.running.count, r.running.none
	r.running.mu.Unlock()
	if count == 0 {
		return nil
	}
	select {
	case <-none:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
