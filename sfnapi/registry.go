package sfnapi

import (
	"context"
	"errors"
	"sync"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/diag"
)

// registry tells which revisions the backend knows from this process.
type registry struct {
	mu        sync.Mutex                // held while one is registered
	revisions sync.Map                  // ARN of a machine or a version → revisionKey
	mocked    map[string]*mockedMachine // by the ARNs of machines
}

func (r *registry) has(arn string, k revisionKey) bool {
	known, _ := r.revisions.Load(arn)
	return known == k
}

// register lets the backend know the current revision of a machine.
func (s *Service) register(ctx context.Context, m *machine) error {
	if s.known.has(m.arn, m.Revision) {
		return nil
	}
	s.known.mu.Lock()
	defer s.known.mu.Unlock()
	for {
		now, err := s.machineAt(ctx, m.arn) // m may be older than what is registered
		if err != nil {
			return err
		}
		if now == nil {
			return noMachine(m.arn)
		}
		err = s.registerLocked(ctx, now, now.arn, now.Revision)
		if !errors.Is(err, errRetired) {
			return err
		}
	}
}

// registerRevision lets the backend know a version.
func (s *Service) registerRevision(ctx context.Context, m *machine, arn string, k revisionKey) error {
	if err := s.register(ctx, m); err != nil { // the backend drives executions of machines that it knows
		var why *Exception
		if !errors.As(err, &why) {
			return err
		}
	}
	if s.known.has(arn, k) {
		return nil
	}
	s.known.mu.Lock()
	defer s.known.mu.Unlock()
	return s.registerLocked(ctx, m, arn, k)
}

// registerLocked registers a revision under an ARN, with known.mu held.
func (s *Service) registerLocked(ctx context.Context, m *machine, arn string, k revisionKey) error {
	if s.known.has(arn, k) {
		return nil
	}
	r, definition, err := s.revisionOf(ctx, m.arn, k)
	if err != nil {
		return err
	}
	// It was accepted, perhaps by a version of this package that refused less.
	parsed, err := asl.Parse([]byte(definition), asl.WithType(m.Type))
	var problems diag.List
	switch {
	case errors.As(err, &problems):
		return invalidDefinition(problems)
	case err != nil:
		return err
	}
	parsed, err = parsed.With(append([]asl.Option{asl.WithIdentity(asl.Identity{Role: r.Role})}, s.settings.machine...)...)
	if err == nil {
		err = s.backend.Register(arn, parsed)
	}
	if err == nil && arn == m.arn {
		err = s.registerCases(m, parsed)
	}
	if err != nil {
		return err
	}
	s.known.revisions.Store(arn, k)
	return nil
}

// forget lets the backend forget a version that was deleted, or a machine that is gone.
func (s *Service) forget(arn string) {
	s.known.mu.Lock()
	defer s.known.mu.Unlock()
	s.known.revisions.Delete(arn)
	s.backend.Unregister(arn)
	s.forgetCases(arn)
}

// registerAll lets the backend know all machines that are stored, so that it drives their
// executions. What cannot be run any more is left out: [Service.StartExecution] says why.
func (s *Service) registerAll(ctx context.Context) error {
	for after := ""; ; {
		all, err := s.backend.Objects(ctx, machineKind, after, maxPage)
		if err != nil || len(all) == 0 {
			return err
		}
		for _, o := range all {
			m, err := s.readMachine(ctx, o)
			if err == nil && m != nil {
				err = s.register(ctx, m)
			}
			if err == nil && m != nil && !m.Deleted.IsZero() { // who deleted it may not have told all executions
				err = s.failExecutions(ctx, m)
			}
			var why *Exception
			if err != nil && !errors.As(err, &why) {
				return err
			}
		}
		after = all[len(all)-1].Name
	}
}
