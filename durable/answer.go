package durable

import (
	"context"
	"errors"
	"strconv"

	"github.com/goasl/goasl/internal/engine"
	"github.com/goasl/goasl/state"
)

// SendTaskSuccess is that of [Client].
func (x *Executor) SendTaskSuccess(ctx context.Context, token string, output []byte) error {
	if err := x.check(token); err != nil {
		return err
	}
	v, err := engine.Output(output)
	if err != nil {
		return err
	}
	return x.answer(ctx, token, state.Input{Kind: state.InputDone, Output: v})
}

// SendTaskFailure is that of [Client].
func (x *Executor) SendTaskFailure(ctx context.Context, token string, why *state.Failure) error {
	why, err := engine.Failure(why)
	if err != nil {
		return err
	}
	return x.answer(ctx, token, state.Input{Kind: state.InputDone, Failure: why})
}

// SendTaskHeartbeat is that of [Client].
func (x *Executor) SendTaskHeartbeat(ctx context.Context, token string) error {
	return x.answer(ctx, token, state.Input{Kind: state.InputHeartbeat})
}

// check returns InvalidToken if a token is not one of this store.
func (x *Executor) check(token string) error {
	if _, _, _, ok := state.GenuineToken(token, x.tokenSecret); !ok {
		return engine.InvalidToken()
	}
	return nil
}

// answer posts what is told of the task of a token.
func (x *Executor) answer(ctx context.Context, token string, in state.Input) error {
	root, arn, id, ok := state.GenuineToken(token, x.tokenSecret)
	if !ok {
		return x.check(token)
	}
	in.ID = id
	is, awaited, err := x.tell(ctx, root, arn, in, func(run *state.Run) bool { return run.Awaits(id) })
	if err == nil && is.ARN != "" && awaited && in.Kind == state.InputDone && x.tracing.Answered != nil {
		x.tracing.Answered(ctx, is, arn, id)
	}
	switch {
	case errors.Is(err, ErrExecutionDoesNotExist):
		return engine.TaskDoesNotExist()
	case errors.Is(err, ErrPosted), errors.Is(err, ErrNotFound): // another answer has come before, or it was deleted
		return engine.TaskTimedOut(token)
	case err == nil && !awaited:
		return engine.TaskTimedOut(token)
	}
	return err
}

// tell posts an input for an execution, which is that at the top or one of its Map Runs, if it
// waits for the input, as waits says of its Run. is tells of the one at the top; it has no ARN if
// this process does not have its machine. The error may wrap ErrPosted or ErrNotFound.
func (x *Executor) tell(ctx context.Context, root, arn string, in state.Input, waits func(*state.Run) bool) (is state.Description, awaited bool, err error) {
	err = x.peek(ctx, root, func(r *restored) error {
		is = r.run.Describe()
		awaited, err = r.awaits(ctx, arn, waits)
		return err
	})
	switch {
	case errors.Is(err, errNoMachine): // this process cannot know whether it waits
	case err != nil || !awaited:
		return is, false, err
	}
	in.Now = x.clock.Now()
	return is, true, x.post(ctx, root, forItem(in, root, arn))
}

// forItem returns an input for an execution, which is that at the top or one of its Map Runs.
func forItem(in state.Input, root, arn string) state.Input {
	if arn != root {
		in.Item = arn
	}
	return in
}

// postOnce leaves an input for an execution, which is that at the top or one of its Map Runs,
// unless the same was left before. The error may be ExecutionDoesNotExist.
func (x *Executor) postOnce(ctx context.Context, root, arn string, in state.Input) error {
	err := x.post(ctx, root, forItem(in, root, arn))
	switch {
	case errors.Is(err, ErrNotFound):
		return x.noExecution(arn, err)
	case errors.Is(err, ErrPosted):
		return nil
	}
	return err
}

// post leaves an input for an execution. The error may wrap ErrPosted or ErrNotFound.
func (x *Executor) post(ctx context.Context, arn string, in state.Input) error {
	err := x.store.Post(ctx, arn, post(in))
	if err != nil && !errors.Is(err, ErrPosted) && !errors.Is(err, ErrNotFound) {
		return storeError(err)
	}
	x.wake()
	return err
}

// post returns an input as a Post. The first answer counts, and the last heartbeat.
func post(in state.Input) Post {
	p := Post{Text: in.AppendJSON(nil), Key: string(in.Kind) + " " + strconv.FormatInt(in.ID, 10), Replace: in.Kind == state.InputHeartbeat}
	if in.Item != "" {
		p.Key += " " + in.Item
	}
	if in.Kind == state.InputUpdateMapRun { // each changes something else
		p.Key = ""
	}
	return p
}
