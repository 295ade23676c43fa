package sfnapi

import (
	"github.com/goasl/goasl/asl"
)

func (s *Service) describeStateMachine(c *call, in *DescribeStateMachineInput) (*DescribeStateMachineOutput, error) {
	a, err := parseARN(in.StateMachineARN, "stateMachine")
	if err != nil {
		return nil, err
	}
	e, err := s.edition(c, a)
	if err != nil {
		return nil, err
	}
	out := &DescribeStateMachineOutput{
		StateMachineARN: a.text, Name: a.name, Status: e.status(), Definition: e.definition, RoleARN: e.Role, Type: e.Type,
		CreationDate: e.Created, LoggingConfiguration: e.Logging, TracingConfiguration: e.Tracing, Label: a.label,
		RevisionID: e.ID, EncryptionConfiguration: e.Encryption, VariableReferences: e.variables(),
	}
	if e.of != nil { // Step Functions: creationDate is that of the version
		out.CreationDate, out.Description = e.of.Created, e.of.Description
	}
	return out, nil
}

// variables returns the variables that each state reads, nil if the definition cannot be read
// any more.
func (e *edition) variables() map[string][]string {
	m, err := asl.Parse([]byte(e.definition), asl.WithType(e.Type))
	if err != nil {
		return nil
	}
	return m.VariableReferences()
}
