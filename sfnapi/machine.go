package sfnapi

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/diag"
	"github.com/goasl/goasl/durable"
)

// The kinds of objects that a backend keeps for a Service.
const (
	machineKind  = "stateMachine"         // machine, by its ARN
	revisionKind = "stateMachineRevision" // revision, by the ARN of its machine, a slash and its ID
)

// machine is a state machine as it is kept.
type machine struct {
	Name     string
	Type     asl.Type
	Created  Time
	Deleting bool   `json:",omitempty"`
	Revision string // ID of the current one
}

// revision is what CreateStateMachine and UpdateStateMachine set.
type revision struct {
	Definition string
	Role       string
	Updated    Time
	Logging    *LoggingConfiguration    `json:",omitempty"`
	Tracing    *TracingConfiguration    `json:",omitempty"`
	Encryption *EncryptionConfiguration `json:",omitempty"`
}

// load reads an object; found is false if there is none.
func (s *Service) load(ctx context.Context, kind, name string, to any) (version int64, found bool, err error) {
	o, err := s.backend.Object(ctx, kind, name)
	switch {
	case errors.Is(err, durable.ErrNotFound):
		return 0, false, nil
	case err != nil:
		return 0, false, err
	}
	return o.Version, true, json.Unmarshal(o.Value, to)
}

// store writes an object whose version is was. The error wraps [durable.ErrConflict] if it has
// another one.
func (s *Service) store(ctx context.Context, kind, name string, was int64, v any) error {
	text, err := json.Marshal(v)
	if err != nil {
		return err
	}
	return s.backend.PutObject(ctx, durable.Object{Kind: kind, Name: name, Value: text}, was)
}

// target is what an execution is started of.
type target struct {
	machine string // ARN that the backend knows
	alias   string // by which it was chosen, "" for none
	kind    asl.Type
}

// target returns what StartExecution starts for the ARN of a machine, a version or an alias.
func (s *Service) target(c *call, text string) (target, error) {
	a, err := parseARN(text, "stateMachine")
	if err != nil {
		return target{}, err
	}
	var m machine
	_, found, err := s.load(c, machineKind, a.plain(), &m)
	switch {
	case err != nil:
		return target{}, err
	case !found || a.qualifier != "":
		return target{}, noMachine(text)
	}
	return target{machine: a.text, kind: m.Type}, nil
}

func noMachine(arn string) *Exception {
	return &Exception{Code: "StateMachineDoesNotExist", Message: "State Machine Does Not Exist: '" + arn + "'"}
}

func (s *Service) createStateMachine(c *call, in *CreateStateMachineInput) (*CreateStateMachineOutput, error) {
	if in.VersionDescription != "" && !in.Publish {
		return nil, invalid("Version description can only be set when publish is true")
	}
	id := c.identity
	id.Machine, id.Role = in.Name, in.RoleARN
	if asl.CheckName(in.Name) != nil {
		return nil, &Exception{Code: "InvalidName", Message: fmt.Sprintf("Invalid Name: '%.256s'", in.Name)}
	}
	m, err := s.parseMachine(in.Definition, in.Type, id)
	if err != nil {
		return nil, err
	}
	now := Time{s.now()}
	arn := id.MachineARN()
	if err := s.store(c, revisionKind, arn+"/", 0, revision{Definition: in.Definition, Role: in.RoleARN, Updated: now}); err != nil {
		return nil, err
	}
	if err := s.store(c, machineKind, arn, 0, machine{Name: in.Name, Type: m.Definition().Type, Created: now}); err != nil {
		return nil, err
	}
	return &CreateStateMachineOutput{StateMachineARN: arn, CreationDate: now}, s.backend.Register(arn, m)
}

// parseMachine returns the machine of a definition. The error is InvalidDefinition, or says
// that an option is wrong.
func (s *Service) parseMachine(definition string, t asl.Type, id asl.Identity) (*asl.Machine, error) {
	m, err := parse(definition, t, []asl.ParseOption{asl.WithCallChecker(s.calls)})
	var problems diag.List
	switch {
	case errors.As(err, &problems):
		return nil, invalidDefinition(problems)
	case err != nil:
		return nil, err
	}
	return m.With(append([]asl.Option{asl.WithIdentity(id)}, s.settings.machine...)...)
}
