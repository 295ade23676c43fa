package sfnapi

import (
	"fmt"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/durable"
)

// describeStateMachineForExecution describes what an execution was started with.
func (s *Service) describeStateMachineForExecution(c *call, in *DescribeStateMachineForExecutionInput) (*DescribeStateMachineForExecutionOutput, error) {
	a, err := s.executionARN(c, in.ExecutionARN, true)
	if err != nil {
		return nil, err
	}
	d, err := s.backend.Describe(c, a.text)
	if err != nil {
		return nil, a.missing(err)
	}
	definition, whole, err := s.executed(c, d)
	if err != nil {
		return nil, err
	}
	r, err := s.revisionFor(c, &d, whole)
	if err != nil {
		return nil, err
	}
	if r == nil { // the machine was deleted
		r = &revision{Updated: Time{d.Started}}
		if err := r.set(c, d.Identity.Role, nil, nil, nil); err != nil {
			return nil, err
		}
	}
	return &DescribeStateMachineForExecutionOutput{
		StateMachineARN: d.Identity.MachineARN(), Name: d.Identity.Machine, Definition: definition, RoleARN: r.Role, UpdateDate: r.Updated,
		LoggingConfiguration: r.Logging, TracingConfiguration: r.Tracing, EncryptionConfiguration: r.Encryption,
		MapRunARN: d.MapRun, Label: d.Identity.Label, RevisionID: r.ID, VariableReferences: variables(definition, d.Type),
	}, nil
}

// executed returns the definition of an execution, and that of its machine: for the execution of
// a Map Run it is the item processor of the Map.
func (s *Service) executed(c *call, d durable.Description) (definition, whole string, err error) {
	if d.MapRun == "" {
		text, err := s.backend.Definition(c, d.ARN)
		return string(text), string(text), err
	}
	run, err := s.backend.MapRun(c, d.MapRun)
	if err != nil {
		return "", "", err
	}
	text, err := s.backend.Definition(c, run.ExecutionARN)
	if err != nil {
		return "", "", err
	}
	m, err := asl.Parse(text)
	if err != nil {
		return "", "", err
	}
	items := m.Definition().Processor(run.State)
	if items == nil {
		return "", "", fmt.Errorf("sfnapi: the state %q of the execution %s is no distributed Map", run.State, run.ExecutionARN)
	}
	return items.Text(), string(text), nil
}
