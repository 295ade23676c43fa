package sfnapi

import (
	"context"
	"errors"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/durable"
)

// deleteStateMachine lets a machine be DELETING.
// Step Functions: it is as if it deleted a machine that there is not.
func (s *Service) deleteStateMachine(c *call, in *DeleteStateMachineInput) (*DeleteStateMachineOutput, error) {
	a, err := machineARN(in.StateMachineARN)
	if err != nil {
		return nil, err
	}
	m, err := s.change(c, a, func(m *machine) (bool, error) {
		if !m.Deleted.IsZero() {
			return false, nil
		}
		m.Deleted, m.Versions, m.Aliases = s.time(), nil, nil
		return true, nil
	})
	switch {
	case isCode(err, "StateMachineDoesNotExist"):
		return new(DeleteStateMachineOutput), nil
	case err != nil:
		return nil, err
	}
	return new(DeleteStateMachineOutput), s.failExecutions(c, m)
}

// failExecutions lets the executions of a machine that is deleted fail at their next transitions.
func (s *Service) failExecutions(ctx context.Context, m *machine) error {
	f := durable.Filter{Machine: m.arn, Status: asl.Running}
	for {
		running, next, err := s.backend.List(ctx, f)
		if err != nil {
			return err
		}
		for _, x := range running {
			err := s.backend.MachineDeleted(ctx, x.ARN)
			if err != nil && !errors.Is(err, durable.ErrExecutionDoesNotExist) {
				return err
			}
		}
		if f.After = next; next == "" {
			return nil
		}
	}
}

// unlessGone returns a machine, unless it was deleted and its executions have ended: then it
// removes what is left of the machine, and returns nil.
func (s *Service) unlessGone(ctx context.Context, m *machine) (*machine, error) {
	if m.Deleted.IsZero() || s.now().Sub(m.Deleted.Time) < deletingTime {
		return m, nil
	}
	return s.unlessIdle(ctx, m)
}

// unlessIdle returns a machine that was deleted, unless its executions have ended: then it removes
// what is left of the machine, and returns nil.
func (s *Service) unlessIdle(ctx context.Context, m *machine) (*machine, error) {
	running, _, err := s.backend.List(ctx, durable.Filter{Machine: m.arn, Status: asl.Running, Max: 1})
	if err != nil {
		return nil, err
	}
	if len(running) > 0 {
		if !running[0].Started.Before(m.Deleted.Time) { // it was started at the same time by another process
			err = s.failExecutions(ctx, m)
		}
		return m, err
	}
	if err := s.remove(ctx, machineKind, m.arn, m.version); err != nil {
		return nil, err
	}
	ended, _, err := s.backend.List(ctx, durable.Filter{Machine: m.arn, Max: 1})
	if err == nil && len(ended) == 0 { // else the backend needs the machine to describe them
		s.forget(m.arn)
	}
	return nil, errors.Join(err, s.removeRevisions(ctx, m.arn, m.Deleted.Time))
}
