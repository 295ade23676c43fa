package asl

import (
	"errors"
	"fmt"

	"github.com/goasl/goasl/jsonvalue"
	"github.com/goasl/goasl/state"
)

// ErrNoToken is the error of an answer to a task that does not wait for it: the
// token is unknown, the task was answered before, or it has timed out.
var ErrNoToken = errors.New("asl: no task waits for this token")

// SendTaskSuccess answers the task that waits for a token with its output, which
// is copied. It does not wait until the execution takes the answer up; one that
// crosses a timeout, or the end of the execution's context, on its way is lost.
func (x *Execution) SendTaskSuccess(token string, output []byte) error {
	v, err := jsonvalue.Parse(output)
	if err != nil {
		return fmt.Errorf("asl: SendTaskSuccess: the output is not valid: %w", err)
	}
	return x.redeem(token, state.Input{Kind: state.InputDone, Output: v})
}

// SendTaskFailure answers the task that waits for a token with an error. Name
// and cause that are empty are absent. It does not wait, as
// [Execution.SendTaskSuccess] does not.
func (x *Execution) SendTaskFailure(token, name, cause string) error {
	return x.redeem(token, state.Input{Kind: state.InputDone, Failure: failure(name, cause)})
}

// SendTaskHeartbeat tells that the task that waits for a token is still worked
// on.
func (x *Execution) SendTaskHeartbeat(token string) error {
	return x.redeem(token, state.Input{Kind: state.InputHeartbeat})
}

// failure is a failure with name and cause, absent where they are empty.
func failure(name, cause string) *state.Failure {
	why := &state.Failure{}
	if name != "" {
		why.Error = &name
	}
	if cause != "" {
		why.Cause = &cause
	}
	return why
}

// offer makes the token of an effect known.
func (x *Execution) offer(token string, id int64) {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.tokens == nil {
		x.tokens = map[string]int64{}
	}
	x.tokens[token] = id
}

// revoke makes a token unknown.
func (x *Execution) revoke(token string) {
	x.mu.Lock()
	defer x.mu.Unlock()
	delete(x.tokens, token)
}

// redeem tells the Run something of the task that waits for a token. It can be
// answered once.
func (x *Execution) redeem(token string, in state.Input) error {
	x.mu.Lock()
	id, ok := x.tokens[token]
	if in.Kind == state.InputDone {
		delete(x.tokens, token)
	}
	x.mu.Unlock()
	in.ID = id
	if !ok || !x.driver.mail.post(message{kind: tell, input: in}) {
		return ErrNoToken
	}
	return nil
}
