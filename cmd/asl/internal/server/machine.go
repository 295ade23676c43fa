package server

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/sfnapi"
)

// Machine is a state machine of a project.
type Machine struct {
	Name       string
	File       string // as messages name it
	Type       asl.Type
	Definition string // in JSON, without placeholders
	Input      []byte // a sample, nil if there is none
}

// served are the machines of projects that a server has. They change while it runs, if it
// watches.
type served struct {
	mu    sync.Mutex
	byARN map[string]Machine
}

func (s *served) set(arn string, m Machine) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.byARN == nil {
		s.byARN = map[string]Machine{}
	}
	s.byARN[arn] = m
}

func (s *served) remove(arn string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.byARN, arn)
}

// all returns a copy.
func (s *served) all() map[string]Machine {
	s.mu.Lock()
	defer s.mu.Unlock()
	return maps.Clone(s.byARN)
}

func (s *served) get(arn string) (m Machine, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	m, ok = s.byARN[arn]
	return m, ok
}

// sorted returns them by their names.
func (s *served) sorted() []Machine {
	return slices.SortedFunc(maps.Values(s.all()), func(a, b Machine) int { return strings.Compare(a.Name, b.Name) })
}

// ARN returns the ARN of the machine of that name.
func (s *Server) ARN(machine string) string {
	id := s.Identity
	id.Machine = machine
	return id.MachineARN()
}

// input returns the sample input of a machine, nil if there is none.
func (s *Server) input(arn string) []byte {
	m, _ := s.machines.get(arn)
	return m.Input
}

// createAll creates the machines of the projects.
func (s *Server) createAll(ctx context.Context) error {
	all, err := s.Machines()
	if err != nil {
		return err
	}
	for _, m := range all {
		if err := s.put(ctx, m); err != nil {
			return err
		}
	}
	return nil
}

// put creates a machine, or updates the one that has its name.
func (s *Server) put(ctx context.Context, m Machine) error {
	arn := s.ARN(m.Name)
	_, err := s.service.CreateStateMachine(ctx, sfnapi.CreateStateMachineInput{
		Name: m.Name, Type: m.Type, Definition: m.Definition, RoleARN: s.Identity.OrDefault().Role,
	})
	var refused *sfnapi.Exception
	if errors.As(err, &refused) && refused.Code == "StateMachineAlreadyExists" {
		err = s.update(ctx, arn, m)
	}
	if err != nil {
		return fmt.Errorf("%s: machine %s: %w", m.File, m.Name, err)
	}
	s.machines.set(arn, m)
	return nil
}

// update gives a machine that is there the definition of another one.
func (s *Server) update(ctx context.Context, arn string, m Machine) error {
	is, err := s.service.DescribeStateMachine(ctx, sfnapi.DescribeStateMachineInput{StateMachineARN: arn})
	if err != nil {
		return err
	}
	if is.Type != m.Type {
		return fmt.Errorf("it was created as %s, and the type of a machine cannot change: delete it, or give the one of type %s another name", is.Type, m.Type)
	}
	_, err = s.service.UpdateStateMachine(ctx, sfnapi.UpdateStateMachineInput{StateMachineARN: arn, Definition: m.Definition})
	return err
}
