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
		RevisionID: e.ID, EncryptionConfiguration: e.Encryption,
	}
	if a.label != "" {
		if out.Definition = itemProcessor(e, a); out.Definition == "" {
			return nil, noMachine(a.text)
		}
	}
	out.VariableReferences = variables(out.Definition, e.Type)
	if in.IncludedData == metadataOnly && e.Encryption.Type != ownedKey { // the key is not needed then
		out.Definition, out.VariableReferences = "", nil
	}
	if e.of != nil { // Step Functions: creationDate is that of the version
		out.CreationDate, out.Description = e.of.Created, e.of.Description
	}
	return out, nil
}

// itemProcessor returns the definition of the executions that a Map Run starts, "" if a machine
// has no distributed Map with the label of an ARN.
func itemProcessor(e *edition, a arn) string {
	m, err := asl.Parse([]byte(e.definition), asl.WithType(e.Type))
	if err != nil {
		return ""
	}
	id := a.identity
	id.Machine = a.name
	items := m.Definition().Labelled(a.label, id)
	if items == nil {
		return ""
	}
	return items.Text()
}

// variables returns the variables that each state reads, nil if the definition cannot be read
// any more.
func variables(definition string, t asl.Type) map[string][]string {
	m, err := asl.Parse([]byte(definition), asl.WithType(t))
	if err != nil {
		return nil
	}
	return m.VariableReferences()
}
