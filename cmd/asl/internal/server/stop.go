package server

import (
	"context"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/durable"
	"github.com/goasl/goasl/state"
)

// stopExecutions stops all executions, as they end with the server, and waits for the jobs that they
// have begun to be stopped. A task whose execution only stops with the process would leave its job
// to the next process.
func (s *Server) stopExecutions() {
	ctx, cancel := context.WithTimeout(context.Background(), stopTime)
	defer cancel()
	cause := "The server was stopped."
	why := &state.Failure{Cause: &cause}
	for f := (durable.Filter{Status: asl.Running, Max: 1_000}); ; {
		page, next, err := s.executor.List(ctx, f)
		if err != nil {
			return
		}
		for _, x := range page {
			if s.executor.Stop(ctx, x.ARN, why) != nil {
				return
			}
		}
		if f.After = next; next == "" {
			break
		}
	}
	s.Settle()
}
