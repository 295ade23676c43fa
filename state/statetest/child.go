package statetest

import (
	"fmt"
	"slices"

	"github.com/goasl/goasl/state"
)

// StartChild starts the execution that an effect asks for. The driver drives it,
// too, tells x when it ends, and aborts it when the effect is cancelled. The name
// is that of the effect unless cfg has one. The error is that of [state.Start].
func (x *Execution) StartChild(e *state.StartChild, m *state.Machine, cfg state.Config) (*Execution, error) {
	if cfg.Name == "" {
		cfg.Name = e.Name
	}
	child, err := x.driver.Start(m, []byte(e.ChildInput.String()), cfg)
	if err != nil {
		return nil, err
	}
	child.parent, child.effect, child.awaited = x, e.ID, e.Pattern != state.RequestResponse
	child.input = e.ChildInput
	x.Tell(state.Input{Kind: state.InputChildStarted, ID: e.ID, Child: child.outcome()})
	return child, nil
}

// StartItem is StartChild for an execution of a Map Run. It returns the execution of
// before if that is to be redriven; if that cannot be redriven, x is told.
func (x *Execution) StartItem(e *state.StartItem) (*Execution, error) {
	again := slices.IndexFunc(x.driver.executions, func(child *Execution) bool {
		return child.parent == x && child.Run.ARN() == e.Config.ARN
	})
	switch {
	case e.Redrive && again < 0:
		return nil, fmt.Errorf("statetest: there is no execution %s to redrive", e.Config.ARN)
	case e.Redrive:
		child := x.driver.executions[again]
		child.effect = e.ID
		if !child.Tell(state.Input{Kind: state.InputRedrive}) {
			x.Tell(state.Input{Kind: state.InputRedriveRefused, ID: e.ID, Failure: state.NewFailure("States.Runtime", "The execution cannot be redriven.")})
		}
		return child, nil
	case again >= 0: // it is EXPRESS, and starts anew
		x.driver.executions[again].parent = nil
	}
	child, err := x.driver.Start(e.Machine, []byte(e.Input.String()), e.Config)
	if err != nil {
		return nil, err
	}
	child.parent, child.effect, child.awaited, child.input = x, e.ID, true, e.Input
	return child, nil
}

func (x *Execution) outcome() *state.ChildOutcome {
	return &state.ChildOutcome{Outcome: x.Run.Outcome(), ARN: x.Run.ARN(), Name: x.Name, Input: x.input.String()}
}

// tellParent tells a parent that waits for its child that the child has ended.
func (x *Execution) tellParent() (told bool) {
	if x.parent == nil || x.running() {
		return false
	}
	return x.parent.Tell(state.Input{Kind: state.InputChildDone, ID: x.effect, Child: x.outcome()})
}

// aborted returns why an execution is aborted with the effect that asked for it.
func (x *Execution) aborted() *state.Failure {
	if x.cfg.MapRun == "" {
		return nil
	}
	cause := state.AbortedCause(x.cfg.MapRun)
	return &state.Failure{Cause: &cause}
}

// cancelChild aborts the child of an effect that waits for the child's end.
func (x *Execution) cancelChild(effect int64) {
	for _, child := range x.driver.executions {
		if child.parent == x && child.effect == effect && child.awaited {
			child.Tell(state.Input{Kind: state.InputAbort, Failure: child.aborted()})
		}
	}
}
