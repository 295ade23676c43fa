package durable

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/history"
	"github.com/goasl/goasl/internal/engine"
	"github.com/goasl/goasl/state"
)

// restored is an execution that was brought to where it was saved.
type restored struct {
	row     Row
	machine *asl.Machine
	drives  bool // the machine is registered, and has the options to go on
	run     *state.Run
}

// restore brings a Run to where it was saved.
func (x *Executor) restore(ctx context.Context, row Row, s asl.Saved) (*restored, error) {
	return x.replay(ctx, row, s, func(*restored) {}, nil)
}

// replay brings a Run to where it was saved. It calls first with it as it is in the snapshot,
// and then each, unless it is nil, with the events on the way.
func (x *Executor) replay(ctx context.Context, row Row, s asl.Saved, first func(*restored), each func([]history.Event)) (r *restored, err error) {
	defer recovered(&err)
	m, drives, err := x.machineOf(ctx, &row)
	if err != nil {
		return nil, err
	}
	defer func() {
		if err != nil && !drives { // perhaps it needs the options of its machine
			err = fmt.Errorf("%w: %s: %w", errNoMachine, row.Machine, err)
		}
	}()
	if s.Snapshot == nil {
		return nil, errors.New("there is no snapshot that can be read")
	}
	run, err := state.Restore(m.Definition(), s.Snapshot, state.Config{Log: new(state.Log), Interrupt: func() bool { return ctx.Err() != nil }})
	if err != nil {
		return nil, fmt.Errorf("its snapshot: %w", err)
	}
	r = &restored{row, m, drives, run}
	first(r)
	if err := r.apply(s.Records, 0, each); err != nil {
		return nil, errors.Join(ctx.Err(), err)
	}
	return r, nil
}

// recovered makes a panic an error.
func recovered(err *error) {
	if problem := recover(); problem != nil {
		*err = fmt.Errorf("it cannot be restored: panic: %v", problem)
	}
}

// apply brings the Run forward by records, after the first ones, and calls each, unless it is nil,
// with the events on the way.
func (r *restored) apply(records [][]byte, after int, each func([]history.Event)) error {
	log := r.run.Log()
	var b state.Batch
	for i, text := range records[after:] {
		rec, err := state.ParseRecord(text)
		if err == nil {
			err = r.run.Replay(&b, rec)
		}
		if err != nil {
			return fmt.Errorf("its record %d: %w", after+i+1, err)
		}
		if each != nil {
			each(log.Append(nil, 0, log.Len()))
		}
		log.Reset()
		b.Effects = b.Effects[:0]
	}
	return nil
}

// load restores an execution as of its last commit. The error is ExecutionDoesNotExist.
func (x *Executor) load(ctx context.Context, arn string) (*restored, error) {
	row, saved, err := x.store.Load(ctx, arn)
	if err != nil {
		return nil, x.noExecution(arn, err)
	}
	return x.restore(ctx, row, saved)
}

// peeked is an execution that was restored to look at, with what it was restored from.
type peeked struct {
	restored *restored
	saved    asl.Saved
}

// glimpses are the executions that were looked at last: who answers many tasks of one has it
// restored once, and brought forward by what was saved since then.
type glimpses struct {
	mu  sync.Mutex
	all []*peeked // in the order in which they were looked at
}

// maxGlimpses bounds the memory of them.
const maxGlimpses = 8

// take returns an execution, nil if it is not there, and forgets it: others that look at the
// same time restore it.
func (g *glimpses) take(arn string) (p *peeked) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.all = slices.DeleteFunc(g.all, func(known *peeked) bool {
		is := known.restored.row.ARN == arn
		if is {
			p = known
		}
		return is
	})
	return p
}

func (g *glimpses) keep(p *peeked) {
	g.take(p.restored.row.ARN)
	g.mu.Lock()
	defer g.mu.Unlock()
	if len(g.all) >= maxGlimpses {
		g.all = slices.Delete(g.all, 0, 1)
	}
	g.all = append(g.all, p)
}

// peek calls look with an execution as of its last commit, which look must not change. The error
// is that of look, or of load.
func (x *Executor) peek(ctx context.Context, arn string, look func(*restored) error) error {
	row, saved, err := x.store.Load(ctx, arn)
	if err != nil {
		return x.noExecution(arn, err)
	}
	p := x.glimpses.take(arn)
	if p.forward(ctx, row, saved) != nil {
		r, err := x.restore(ctx, row, saved)
		if err != nil {
			return err
		}
		x.restores.Add(1)
		p = &peeked{r, saved}
	}
	err = look(p.restored)
	x.glimpses.keep(p)
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

// noExecution returns the exception for an error of the store.
func (x *Executor) noExecution(arn string, err error) error {
	if errors.Is(err, ErrNotFound) {
		return engine.ExecutionDoesNotExist(arn)
	}
	return storeError(err)
}

// errStore is in the chain of an error of the store.
var errStore = errors.New("the store has failed")

func storeError(err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("durable: %w: %w", errStore, err)
}
