package durable

import (
	"cmp"
	"context"
	"errors"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/state"
)

// SkipWait is that of [Client].
func (x *Executor) SkipWait(ctx context.Context, arn string, event int64) error {
	if run := x.express.get(arn); run != nil {
		return run.x.SkipWait(event)
	}
	_, root, err := x.mapRunOf(ctx, arn)
	if err != nil {
		return err
	}
	in := state.Input{Kind: state.InputSkipWait, ID: event}
	_, waits, err := x.tell(ctx, cmp.Or(root, arn), arn, in, func(run *state.Run) bool { return run.Waits(event) })
	switch {
	case errors.Is(err, ErrNotFound):
		return x.noExecution(arn, err)
	case errors.Is(err, ErrPosted): // it was skipped before
		return nil
	case err == nil && !waits:
		return asl.ErrNoWait
	}
	return err
}
