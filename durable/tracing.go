package durable

import (
	"context"

	"github.com/goasl/goasl/state"
)

// Tracing has functions by which an [Executor] joins executions to the traces of those who call
// it. Each may be nil. They must return soon, and are called by several goroutines at once.
type Tracing struct {
	// Header returns the AWS X-Ray trace header of an execution that is started with ctx and
	// has none, "" for none.
	Header func(ctx context.Context) string
	// Answered is told that a task was answered by its token with ctx: the task with that
	// effect of the execution with that ARN, which is root or an execution of its Map Runs.
	Answered func(ctx context.Context, root state.Description, arn string, effect int64)
}

// WithTracing sets functions that join executions to traces.
func WithTracing(t Tracing) Option {
	return func(s *settings) error {
		s.tracing = t
		return nil
	}
}

// traced gives a start the trace header of its context, if it has none.
func (x *Executor) traced(ctx context.Context, s Start) Start {
	if s.TraceHeader == "" && x.tracing.Header != nil {
		s.TraceHeader = x.tracing.Header(ctx)
	}
	return s
}
