package durable

import (
	"context"
	"errors"
	"time"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/internal/engine"
	"github.com/goasl/goasl/state"
)

// Redrive is that of [Client]. Of several at the same time, what the execution was redriven with
// decides who is told so.
func (x *Executor) Redrive(ctx context.Context, arn, token string) (date time.Time, err error) {
	for {
		r, err := x.load(ctx, arn)
		if err != nil {
			return time.Time{}, err
		}
		before := r.run.Describe().RedriveCount
		now := x.clock.Now()
		date, err = r.run.Redrive(now, token)
		switch {
		case err != nil:
			return time.Time{}, engine.Refused(err)
		case r.run.Describe().RedriveCount == before: // it was redriven with that token
			return date, nil
		}
		// The ID says which redrive it is, so that one that comes too late does not count for the next.
		err = x.post(ctx, arn, state.Input{Kind: state.InputRedrive, ID: int64(before) + 1, Now: now, Token: token})
		switch {
		case errors.Is(err, ErrNotFound):
			return time.Time{}, x.noExecution(arn, err)
		case err != nil && !errors.Is(err, ErrPosted): // else another redrive has come before, and is not done yet
			return time.Time{}, err
		}
		row, waiting := x.redriven(ctx, arn, before)
		switch {
		case err == nil && (waiting != nil || row.RedriveCount == before): // it will be
			return date, nil
		case waiting != nil:
			return time.Time{}, waiting
		case row.RedriveCount == before:
			return time.Time{}, asl.NewError(ErrExecutionNotRedrivable.Name, "Execution "+arn+" invalid for redrive as: Execution is RUNNING and cannot be redriven")
		case err == nil && token == "" && !row.Redriven.Before(date.Truncate(time.Microsecond)):
			return date, nil
		}
	}
}

// redriveTime is how long Redrive waits for the redrive to be done: somebody may drive the
// execution, or not.
const redriveTime = 2 * time.Second

// redriven returns what is known of an execution when it was redriven once more, so that who
// describes it next does not find the end of before, or when that takes too long.
func (x *Executor) redriven(ctx context.Context, arn string, before int) (*Row, error) {
	began := x.clock.Now()
	for pause := time.Millisecond; ; pause = min(2*pause, x.poll) {
		row, _, err := x.store.Load(ctx, arn)
		if err != nil {
			return nil, x.noExecution(arn, err)
		}
		if row.RedriveCount > before || x.clock.Now().Sub(began) >= redriveTime {
			return &row, nil
		}
		reached, stop := x.clock.At(x.clock.Now().Add(pause))
		select {
		case <-ctx.Done():
		case <-reached:
		}
		stop()
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
	}
}
