package durable

import (
	"context"
	"sync"
)

// committer commits what executions have done, all that has come meanwhile at once: a store
// takes hardly longer for many than for one.
type committer struct {
	mu     sync.Mutex
	queue  []*committing
	active bool // a goroutine commits
}

// committing is a Commit under way.
type committing struct {
	Commit
	err  error
	done chan struct{} // closed when err is known
}

// maxGroup is how many executions are committed at once.
const maxGroup = 512

// commit stores what an execution has done. The error wraps ErrFenced or errStore.
func (x *Executor) commit(ctx context.Context, c Commit) error {
	one := &committing{Commit: c, done: make(chan struct{})}
	g := &x.commits
	g.mu.Lock()
	g.queue = append(g.queue, one)
	first := !g.active
	g.active = true
	g.mu.Unlock()
	if first {
		go x.commitAll(context.WithoutCancel(ctx))
	}
	<-one.done
	return one.err
}

// commitAll commits until nothing is left.
func (x *Executor) commitAll(ctx context.Context) {
	for {
		group := x.commits.next()
		if group == nil {
			return
		}
		x.commitGroup(ctx, group)
	}
}

// next returns what is to be committed next, nil if there is nothing.
func (g *committer) next() []*committing {
	g.mu.Lock()
	defer g.mu.Unlock()
	if len(g.queue) == 0 {
		g.queue, g.active = nil, false
		return nil
	}
	n := min(len(g.queue), maxGroup)
	group := g.queue[:n:n]
	g.queue = g.queue[n:]
	return group
}

func (x *Executor) commitGroup(ctx context.Context, group []*committing) {
	all := make([]Commit, len(group))
	for i, one := range group {
		all[i] = one.Commit
	}
	began := x.clock.Now()
	errs, err := x.store.Commit(ctx, all...)
	if err != nil {
		x.failed("commit", err)
	} else {
		x.metrics.committed(all, x.clock.Now().Sub(began))
	}
	for i, one := range group {
		switch {
		case err != nil:
			one.err = storeError(err)
		case errs != nil && errs[i] != nil:
			one.err = errs[i]
			x.metrics.fenced(one.ARN)
		}
		close(one.done)
	}
}
