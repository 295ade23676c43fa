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
