package lambda

import (
	"context"
	"sync"
)

// pool has the processes of a function. Who has a slot takes an idle process or, if there is
// none, starts one. So there are never more processes than slots.
type pool struct {
	f     *function
	slots chan struct{}

	mu   sync.Mutex
	idle []*process // the one that was used last is the last
}

func newPool(f *function) *pool {
	return &pool{f: f, slots: make(chan struct{}, f.Concurrency)}
}

// invoke runs an invocation in a process. The error says that none could be started, that
// ctx has ended, or ErrClosed; what goes wrong in the process is an answer.
func (p *pool) invoke(ctx context.Context, inv *invocation) (answer, error) {
	select {
	case p.slots <- struct{}{}:
	case <-ctx.Done():
		return answer{}, ctx.Err()
	}
	defer func() { <-p.slots }()
	proc := p.take()
	if proc == nil {
		fresh, failure, err := p.f.start(ctx, inv)
		if fresh == nil {
			return failure, err
		}
		proc = fresh
	}
	a, err := proc.invoke(ctx, inv)
	p.put(proc)
	return a, err
}

// take returns the idle process that was used last, or nil if there is none.
func (p *pool) take() *process {
	p.mu.Lock()
	defer p.mu.Unlock()
	for n := len(p.idle); n > 0; n = len(p.idle) {
		proc := p.idle[n-1]
		p.idle = p.idle[:n-1]
		if !proc.over() {
			return proc
		}
	}
	return nil
}

// put makes a process idle, unless it is over.
func (p *pool) put(proc *process) {
	if proc.over() {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.idle = append(p.idle, proc)
}
