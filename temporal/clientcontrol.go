package temporal

import (
	"context"
	"errors"
	"fmt"

	enumspb "go.temporal.io/api/enums/v1"
	"go.temporal.io/api/serviceerror"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/internal/engine"
	"github.com/goasl/goasl/state"
)

// Stop is that of [durable.Client].
func (c *Client) Stop(ctx context.Context, arn string, why *state.Failure) error {
	why, err := engine.Failure(why)
	if err != nil {
		return err
	}
	return c.tell(ctx, arn, state.Input{Kind: state.InputAbort, Failure: why})
}

// MachineDeleted lets an execution fail when it makes its next transition, as its machine was
// deleted. An execution that has ended stays as it is. The error is ExecutionDoesNotExist, or
// that of the cluster.
func (c *Client) MachineDeleted(ctx context.Context, execution string) error {
	return c.tell(ctx, execution, state.Input{Kind: state.InputMachineDeleted})
}

// SkipWait is that of [durable.Client].
func (c *Client) SkipWait(ctx context.Context, arn string, event int64) error {
	var waits bool
	if err := c.query(ctx, &waits, arn, "", QueryWaits, event); err != nil {
		return err
	}
	if !waits {
		return asl.ErrNoWait
	}
	return c.tell(ctx, arn, state.Input{Kind: state.InputSkipWait, ID: event})
}

// tell signals an execution an input that needs no token, if it runs. The error is
// ExecutionDoesNotExist, or that of the cluster.
func (c *Client) tell(ctx context.Context, arn string, in state.Input) error {
	of, err := c.workflow(ctx, arn)
	if err == nil && of.GetStatus() == enumspb.WORKFLOW_EXECUTION_STATUS_RUNNING {
		_, err = c.signal(ctx, arn, signalText("", in))
	}
	return err
}

// signal signals an execution. It reports whether that runs.
func (c *Client) signal(ctx context.Context, arn string, text []byte) (runs bool, err error) {
	err = c.cluster.SignalWorkflow(ctx, arn, "", SignalName, payloadOf(text))
	var notFound *serviceerror.NotFound
	switch {
	case errors.As(err, &notFound): // it has ended meanwhile
		return false, nil
	case err != nil:
		return false, fmt.Errorf("temporal: %w", err)
	}
	return true, nil
}
