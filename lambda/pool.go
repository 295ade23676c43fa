package lambda

import (
	"context"
	"sync"
)

// pool has the idle processes of a function. The zero value is ready to use.
type pool struct {
	mu   sync.Mutex
	idle []*process // the one that was used last is the last

	retired bool // no process becomes idle any more
}

// invokeHere runs an invocation in an idle process or, if there is none, in a new one. So
// there are never more processes than invocations may go on at once. The error says that
// no process could be started, or is that of ctx or ErrClosed; what goes wrong in the
// process is an answer.
func (f *function) invokeHere(ctx context.Context, inv *invocation) (answer, error) {
	p := f.pool.take()
	if p == nil {
		fresh, failure, err := f.start(ctx, inv)
		if fresh == nil {
			return failure, err
		}
		p = fresh
	}
	defer f.pool.put(p)
	return p.invoke(ctx, inv)
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

// put makes a process idle, unless it is over. If the pool is, the process ends.
func (p *pool) put(proc *process) {
	if proc.over() {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.retired {
		proc.kill()
		return
	}
	p.idle = append(p.idle, proc)
}

// retire ends the processes that are idle, and the others as they become so.
func (p *pool) retire() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.retired = true
	for _, proc := range p.idle {
		proc.kill()
	}
	p.idle = nil
}
