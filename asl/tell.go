package asl

import (
	"errors"
	"fmt"

	"github.com/goasl/goasl/state"
)

// WithInputs tells an execution that is resumed what has come for it meanwhile, before it goes
// on; see [Execution.Tell]. It has no effect on executions that are started.
func WithInputs(inputs ...state.Input) Option {
	return func(c *config) error {
		for _, in := range inputs {
			if err := comesFromOutside(in); err != nil {
				return fmt.Errorf("asl: WithInputs: %w", err)
			}
		}
		c.inputs = append(c.inputs[:len(c.inputs):len(c.inputs)], inputs...)
		return nil
	}
}

// Tell tells the execution an input that comes from outside, as a text that another process has
// stored: the answer to an effect ([state.InputDone], [state.InputChildDone]), a heartbeat, that a
// worker has begun with the task of an activity ([state.InputStarted]), other limits of a Map Run
// ([state.InputUpdateMapRun]), that the machine is deleted ([state.InputMachineDeleted]), that a
// wait is skipped ([state.InputSkipWait]), or that the execution is aborted. Turn and Now of the
// input do not count. Tell does not wait until the execution goes on. What comes too late has no
// effect, so that an answer may be told again if it is not known whether it was. Who may answer is
// for the caller to check: see [state.Run.Redeem].
//
// An input with an Item is for the execution with that ARN, which a Map Run of this execution has
// started, or a Map Run of such a one. If it does not run yet, it is told when it starts.
//
// The error says that the input is of another kind, or that the execution has ended, or its
// context has.
func (x *Execution) Tell(in state.Input) error {
	if err := comesFromOutside(in); err != nil {
		return fmt.Errorf("asl: Tell: %w", err)
	}
	if !x.driver.post(in) {
		return errNotRunning
	}
	return nil
}

var errNotFromOutside = errors.New("no input of this kind comes from outside")

func comesFromOutside(in state.Input) error {
	switch in.Kind {
	case state.InputDone, state.InputChildDone, state.InputHeartbeat, state.InputStarted, state.InputAbort, state.InputUpdateMapRun,
		state.InputMachineDeleted, state.InputSkipWait:
		return nil
	}
	return fmt.Errorf("%w: %q", errNotFromOutside, in.Kind)
}

// post leaves an input as a message. It reports false if the driving has ended, or the
// execution is about to.
func (d *driver) post(in state.Input) bool {
	if in.Kind != state.InputAbort || in.Item != "" {
		return d.mail.post(message{kind: msgTell, input: &in})
	}
	accepted := d.mail.postAbort(in)
	if accepted {
		d.ctx.cancel()
	}
	return accepted
}
