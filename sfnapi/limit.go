package sfnapi

import (
	"context"
	"fmt"
	"sync"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/durable"
)

// WithMaxExecutions sets how many executions may run at a time; a start or a redrive of another
// one is refused with ExecutionLimitExceeded. Of type EXPRESS those of this process count. What
// executions start themselves is not refused, but counts. The default is no limit.
func WithMaxExecutions(n int) Option {
	return func(s *settings) error {
		if n <= 0 {
			return fmt.Errorf("sfnapi: WithMaxExecutions(%d): want a positive number", n)
		}
		s.maxExecutions = n
		return nil
	}
}

// admission counts what may be started before the executions are counted again.
type admission struct {
	mu   sync.Mutex
	left int
}

// admit returns ExecutionLimitExceeded if no other execution may run. Executions end without a
// word to the Service; so it counts them whenever there could be too many.
func (s *Service) admit(ctx context.Context) error {
	if s.maxExecutions == 0 {
		return nil
	}
	s.admission.mu.Lock()
	defer s.admission.mu.Unlock()
	if s.admission.left == 0 {
		running, err := s.running(ctx)
		if err != nil {
			return err
		}
		s.admission.left = max(0, s.maxExecutions-running)
	}
	if s.admission.left == 0 {
		return &Exception{Code: "ExecutionLimitExceeded", Message: fmt.Sprintf("The maximum number of running executions has been reached: %d", s.maxExecutions)}
	}
	s.admission.left--
	return nil
}

// running returns how many executions run, or the limit if there are more.
func (s *Service) running(ctx context.Context) (n int, err error) {
	f := durable.Filter{Status: asl.Running, Max: 1_000}
	for n = s.backend.ExpressRunning(); n < s.maxExecutions; {
		page, next, err := s.backend.List(ctx, f)
		if err != nil {
			return 0, err
		}
		if n += len(page); next == "" {
			break
		}
		f.After = next
	}
	return n, nil
}
