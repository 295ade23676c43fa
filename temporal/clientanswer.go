package temporal

import (
	"context"
	"errors"
	"fmt"
	"unicode/utf8"

	enumspb "go.temporal.io/api/enums/v1"
	"go.temporal.io/api/serviceerror"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/durable"
	"github.com/goasl/goasl/jsonvalue"
	"github.com/goasl/goasl/state"
)

// Stop is that of [durable.Client].
func (c *Client) Stop(ctx context.Context, arn string, why *state.Failure) error {
	if err := checkFailure(why); err != nil {
		return err
	}
	status, err := c.status(ctx, arn)
	if err != nil || status != enumspb.WORKFLOW_EXECUTION_STATUS_RUNNING {
		return err
	}
	_, err = c.signal(ctx, arn, signalText("", state.Input{Kind: state.InputAbort, Failure: why}))
	return err
}

// SendTaskSuccess is that of [durable.Client]. If the task is answered at the same time by
// somebody else, or times out, that may count, although there is no error.
func (c *Client) SendTaskSuccess(ctx context.Context, token string, output []byte) error {
	v, err := jsonvalue.Parse(output)
	if err != nil {
		return asl.Errorf(durable.ErrInvalidOutput.Name, "Invalid Output: '%v'", err)
	}
	in := state.Input{Kind: state.InputDone, Output: v}
	if size := len(inputText(in)); size > c.cfg.payload {
		return asl.NewError(durable.ErrInvalidOutput.Name, tooLarge("the output", size, c.cfg.payload).Error())
	}
	return c.answer(ctx, token, in)
}

// SendTaskFailure is that of [durable.Client]; what is said of SendTaskSuccess holds.
func (c *Client) SendTaskFailure(ctx context.Context, token string, why *state.Failure) error {
	if err := checkFailure(why); err != nil {
		return err
	}
	if why == nil {
		why = &state.Failure{}
	}
	return c.answer(ctx, token, state.Input{Kind: state.InputDone, Failure: why})
}

// SendTaskHeartbeat is that of [durable.Client].
func (c *Client) SendTaskHeartbeat(ctx context.Context, token string) error {
	return c.answer(ctx, token, state.Input{Kind: state.InputHeartbeat})
}

// answer signals the execution that a token is of, if it waits for the task.
func (c *Client) answer(ctx context.Context, token string, in state.Input) error {
	arn, _, ok := state.TokenOf(token)
	if !ok {
		return asl.Errorf(durable.ErrInvalidToken.Name, "Invalid Token: 'Invalid token'")
	}
	awaited, err := c.awaits(ctx, arn, token)
	if err == nil && awaited {
		awaited, err = c.signal(ctx, arn, signalText(token, in))
	}
	if err == nil && !awaited {
		return asl.Errorf(durable.ErrTaskTimedOut.Name, "Task Timed Out: 'Provided task does not exist anymore'")
	}
	return err
}

// awaits reports whether an execution waits for the task of a token.
func (c *Client) awaits(ctx context.Context, arn, token string) (awaited bool, err error) {
	answer, err := c.cluster.QueryWorkflow(ctx, arn, "", QueryAwaits, token)
	var notFound *serviceerror.NotFound
	switch {
	case errors.As(err, &notFound):
		return false, asl.Errorf(durable.ErrTaskDoesNotExist.Name, "Task does not exist")
	case err != nil:
		return false, fmt.Errorf("temporal: %w", err)
	}
	err = answer.Get(&awaited)
	return awaited, err
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

// checkFailure returns an error if a name or a cause is longer than the service takes.
func checkFailure(why *state.Failure) error {
	if why == nil {
		return nil
	}
	for _, field := range []struct {
		name string
		text *string
		most int
	}{{"error", why.Error, 256}, {"cause", why.Cause, 32_768}} {
		if field.text != nil && utf8.RuneCountInString(*field.text) > field.most {
			return asl.Errorf(durable.ErrValidation.Name, "1 validation error detected: Value at '%s' failed to satisfy constraint: Member must have length less than or equal to %d", field.name, field.most)
		}
	}
	return nil
}
