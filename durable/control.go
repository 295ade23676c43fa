package durable

import (
	"context"
	"errors"
	"time"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/internal/engine"
	"github.com/goasl/goasl/state"
)

// Stop is that of [Client].
func (x *Executor) Stop(ctx context.Context, arn string, why *state.Failure) error {
	why, err := engine.Failure(why)
	if err != nil {
		return err
	}
	if run := x.express.get(arn); run != nil {
		var cause string
		if why.Cause != nil {
			cause = *why.Cause
		}
		_ = run.x.Stop(why.Name(), cause) // it says that the execution has ended
		return nil
	}
	row, _, err := x.store.Load(ctx, arn)
	switch {
	case errors.Is(err, ErrNotFound):
		return x.stopItem(ctx, arn, why)
	case err != nil:
		return storeError(err)
	case row.Status != asl.Running:
		return nil
	}
	return x.postOnce(ctx, arn, arn, state.Input{Kind: state.InputAbort, Now: x.clock.Now(), Failure: why})
}

// abort returns the input that ends an execution which nobody waits for any more.
func abort(now time.Time) state.Input {
	return state.Input{Kind: state.InputAbort, Now: now, Failure: &state.Failure{}}
}

// MachineDeleted lets an execution fail when it makes its next transition, as its machine was
// deleted. It is durable when MachineDeleted returns. An execution that has ended stays as it is.
// The error is ExecutionDoesNotExist.
func (x *Executor) MachineDeleted(ctx context.Context, arn string) error {
	row, _, err := x.store.Load(ctx, arn)
	switch {
	case err != nil:
		return x.noExecution(arn, err)
	case row.Status != asl.Running:
		return nil
	}
	return x.postOnce(ctx, arn, arn, state.Input{Kind: state.InputMachineDeleted, Now: x.clock.Now()})
}
