package sfnapi

import (
	"context"
	"time"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/state"
)

func (s *Service) stopExecution(c *call, in *StopExecutionInput) (*StopExecutionOutput, error) {
	a, err := s.executionARN(c, in.ExecutionARN, false)
	if err != nil {
		return nil, err
	}
	d, err := s.backend.Describe(c, a.text)
	if err != nil {
		return nil, a.missing(err)
	}
	if d.Status != asl.Running {
		return nil, invalid("Execution is " + string(d.Status) + " and cannot be stopped: '" + a.text + "'")
	}
	if err := s.backend.Stop(c, a.text, &state.Failure{Error: in.Error, Cause: in.Cause}); err != nil {
		return nil, a.missing(err)
	}
	return s.stopped(c, a)
}

// stopped returns the date of the end of an execution that is stopped. It waits for that, so
// that a client which describes the execution next finds it ABORTED; but not for long, as
// nobody may be there who drives it.
func (s *Service) stopped(c *call, a arn) (*StopExecutionOutput, error) {
	ctx, cancel := context.WithTimeout(c, stopTime)
	defer cancel()
	d, err := s.backend.Wait(ctx, a.text)
	switch {
	case err == nil:
		return &StopExecutionOutput{StopDate: dated(d.Ended)}, nil
	case ctx.Err() != nil:
		return &StopExecutionOutput{StopDate: dated(s.now())}, c.Err()
	}
	return nil, a.missing(err)
}

// stopTime is how long StopExecution waits for the end of the execution.
const stopTime = 2 * time.Second

func (s *Service) redriveExecution(c *call, in *RedriveExecutionInput) (*RedriveExecutionOutput, error) {
	a, err := c.execution(in.ExecutionARN)
	if err != nil {
		return nil, err
	}
	if a.label != "" {
		return nil, &Exception{
			Code: "ValidationException", Message: "Labeled Execution ARNs are not supported for this API", Reason: "API_DOES_NOT_SUPPORT_LABELED_ARNS",
		}
	}
	if err := s.admit(c); err != nil {
		return nil, err
	}
	if err := s.living(c, a); err != nil {
		return nil, err
	}
	date, err := s.backend.Redrive(c, a.text, in.ClientToken)
	if err != nil {
		return nil, err
	}
	return &RedriveExecutionOutput{RedriveDate: dated(date)}, nil
}

// machineDeleting is why an execution cannot be redriven whose machine is deleted.
const machineDeleting = "State machine is in DELETING status"

// deleting reports whether the machine of an execution is being deleted.
func (s *Service) deleting(c *call, execution arn) (bool, error) {
	m, err := s.machineAt(c, execution.plain())
	return m != nil && m.living() != nil, err
}

// living returns ExecutionNotRedrivable if the machine of an execution is being deleted.
func (s *Service) living(c *call, execution arn) error {
	deleting, err := s.deleting(c, execution)
	if err != nil || !deleting {
		return err
	}
	if _, err := s.backend.Describe(c, execution.text); err != nil {
		return err
	}
	return &Exception{Code: "ExecutionNotRedrivable", Message: "Execution " + execution.text + " invalid for redrive as: " + machineDeleting}
}
