package durable

import (
	"context"
	"errors"
	"fmt"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/history"
	"github.com/goasl/goasl/state"
)

// restored is an execution that was brought to where it was saved.
type restored struct {
	row     Row
	machine *asl.Machine
	run     *state.Run
}

// restore brings a Run to where it was saved.
func (x *Executor) restore(ctx context.Context, row Row, s asl.Saved) (*restored, error) {
	return x.replay(ctx, row, s, func(*restored) {}, func([]history.Event) {})
}

// replay brings a Run to where it was saved. It calls first with it as it is in the snapshot,
// and then each with the events on the way.
func (x *Executor) replay(ctx context.Context, row Row, s asl.Saved, first func(*restored), each func([]history.Event)) (r *restored, err error) {
	defer func() {
		if problem := recover(); problem != nil {
			err = fmt.Errorf("it cannot be restored: panic: %v", problem)
		}
	}()
	m, err := x.machineOf(ctx, &row)
	if err != nil {
		return nil, err
	}
	if s.Snapshot == nil {
		return nil, errors.New("there is no snapshot that can be read")
	}
	log := new(state.Log)
	run, err := state.Restore(m.Definition(), s.Snapshot, state.Config{Log: log, Interrupt: func() bool { return ctx.Err() != nil }})
	if err != nil {
		return nil, fmt.Errorf("its snapshot: %w", err)
	}
	r = &restored{row, m, run}
	first(r)
	var b state.Batch
	for i, text := range s.Records {
		rec, err := state.ParseRecord(text)
		if err == nil {
			err = run.Replay(&b, rec)
		}
		if err != nil {
			return nil, errors.Join(ctx.Err(), fmt.Errorf("its record %d: %w", i+1, err))
		}
		each(log.Append(nil, 0, log.Len()))
		log.Reset()
		b.Effects = b.Effects[:0]
	}
	return r, nil
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
		return asl.Errorf(ErrExecutionDoesNotExist.Name, "Execution Does Not Exist: '%s'", arn)
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
