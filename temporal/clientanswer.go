package temporal

import (
	"context"
	"errors"
	"time"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/durable"
	"github.com/goasl/goasl/internal/engine"
	"github.com/goasl/goasl/state"
)

// SendTaskSuccess is that of [durable.Client]. If the task is answered at the same time by
// somebody else, or times out, that may count, although there is no error. While no worker runs,
// nobody knows whether the task waits: after a moment the answer is left for the next worker.
func (c *Client) SendTaskSuccess(ctx context.Context, token string, output []byte) error {
	if err := check(token); err != nil {
		return err
	}
	v, err := engine.Output(output)
	if err != nil {
		return err
	}
	in := state.Input{Kind: state.InputDone, Output: v}
	if size := len(inputText(in)); size > c.cfg.payload {
		return asl.NewError(durable.ErrInvalidOutput.Name, tooLarge("the output", size, c.cfg.payload).Error())
	}
	return c.answer(ctx, token, in)
}

// SendTaskFailure is that of [durable.Client]; what is said of SendTaskSuccess holds.
func (c *Client) SendTaskFailure(ctx context.Context, token string, why *state.Failure) error {
	why, err := engine.Failure(why)
	if err != nil {
		return err
	}
	return c.answer(ctx, token, state.Input{Kind: state.InputDone, Failure: why})
}

// SendTaskHeartbeat is that of [durable.Client].
func (c *Client) SendTaskHeartbeat(ctx context.Context, token string) error {
	return c.answer(ctx, token, state.Input{Kind: state.InputHeartbeat})
}

// check returns InvalidToken if a text has not the form of a token. Only the execution knows
// whether a token is genuine.
func check(token string) error {
	if _, _, ok := state.TokenOf(token); !ok {
		return engine.InvalidToken()
	}
	return nil
}

// patience is how long an answer waits for a worker that says whether it is awaited.
const patience = 3 * time.Second

// answer signals the execution that a token is of, if it waits for the task as far as a worker
// says. If none does, the answer is sent in any case: the workflow takes none that is not awaited.
func (c *Client) answer(ctx context.Context, token string, in state.Input) error {
	arn, _, ok := state.TokenOf(token)
	if !ok {
		return check(token)
	}
	short, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	awaited := true
	err := c.query(short, &awaited, arn, "", QueryAwaits, token)
	if awaited && ctx.Err() == nil && !errors.Is(err, durable.ErrExecutionDoesNotExist) {
		awaited, err = c.signal(ctx, arn, signalText(token, in))
	}
	switch {
	case errors.Is(err, durable.ErrExecutionDoesNotExist):
		return engine.TaskDoesNotExist()
	case err == nil && !awaited:
		return engine.TaskTimedOut(token)
	}
	return err
}
