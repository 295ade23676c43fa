package server

import (
	"context"
	"time"
)

// watchEvery is how often definitions are compared with those that the server has.
const watchEvery = 300 * time.Millisecond

// watch updates machines whose definitions change, until ctx ends. A definition that is wrong
// is told once, and the machine stays as it is.
func (s *Server) watch(ctx context.Context) {
	if !s.Watch {
		return
	}
	ticker := time.NewTicker(watchEvery)
	defer ticker.Stop()
	told := ""
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
		problem := ""
		if err := s.reload(ctx); err != nil {
			problem = err.Error()
		}
		if problem != told && problem != "" && ctx.Err() == nil {
			s.Tell("not reloaded: " + problem)
		}
		told = problem
	}
}

// reload updates the machines that have changed, and creates those that are new.
func (s *Server) reload(ctx context.Context) error {
	all, err := s.Machines()
	if err != nil {
		return err
	}
	for _, m := range all {
		if is, ok := s.machines.get(s.ARN(m.Name)); ok && is.Definition == m.Definition && is.Type == m.Type {
			continue
		}
		if err := s.put(ctx, m); err != nil {
			return err
		}
		s.Tell("reloaded: " + m.Name + " from " + m.File)
	}
	return nil
}
