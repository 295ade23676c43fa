package durable

import (
	"bytes"
	"context"
	"errors"
	"slices"
	"sync"

	"github.com/goasl/goasl/asl"
)

// peeked is an execution that was restored to look at, with what it was restored from.
type peeked struct {
	restored *restored
	saved    asl.Saved
}

// peeks are the executions that were looked at last: who answers many tasks of one has it
// restored once, and brought forward by what was saved since then.
type peeks struct {
	mu  sync.Mutex
	all []*peeked // in the order in which they were looked at
}

// maxPeeks bounds the memory of them.
const maxPeeks = 8

// take returns an execution, nil if it is not there, and forgets it: others that look at the
// same time restore it.
func (l *peeks) take(arn string) (p *peeked) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.all = slices.DeleteFunc(l.all, func(known *peeked) bool {
		is := known.restored.row.ARN == arn
		if is {
			p = known
		}
		return is
	})
	return p
}

func (l *peeks) keep(p *peeked) {
	l.take(p.restored.row.ARN)
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.all) >= maxPeeks {
		l.all = slices.Delete(l.all, 0, 1)
	}
	l.all = append(l.all, p)
}

// peek calls look with an execution as of its last commit, which look must not change. The error
// is that of look, or of load.
func (x *Executor) peek(ctx context.Context, arn string, look func(*restored) error) error {
	row, saved, err := x.store.Load(ctx, arn)
	if err != nil {
		return x.noExecution(arn, err)
	}
	p := x.peeks.take(arn)
	if p.forward(ctx, row, saved) != nil {
		r, err := x.restore(ctx, row, saved)
		if err != nil {
			return err
		}
		x.restores.Add(1)
		p = &peeked{r, saved}
	}
	err = look(p.restored)
	x.peeks.keep(p)
	return err
}

var errNotForward = errors.New("the records do not go on from where it is")

// forward brings the execution to what was saved last. If it fails it is of no use any more.
func (p *peeked) forward(ctx context.Context, row Row, saved asl.Saved) (err error) {
	defer recovered(&err)
	if p == nil || row.Hash != p.restored.row.Hash || len(saved.Records) < len(p.saved.Records) || !bytes.Equal(saved.Snapshot, p.saved.Snapshot) {
		return errNotForward
	}
	p.restored.run.SetInterrupt(func() bool { return ctx.Err() != nil })
	if err := p.restored.apply(saved.Records, len(p.saved.Records), nil); err != nil {
		return err
	}
	p.restored.row, p.saved = row, saved
	return nil
}
