package durable

import (
	"context"
	"errors"
	"fmt"

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
