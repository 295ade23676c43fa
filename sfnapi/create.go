package sfnapi

import (
	"errors"
	"fmt"
	"slices"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/diag"
)

// CreateStateMachineInput is the request of CreateStateMachine. It has the fields that
// decide whether the service accepts the request.
type CreateStateMachineInput struct {
	Name               string   `json:"name"`       // see asl.CheckName
	Definition         string   `json:"definition"` // in JSON
	RoleARN            string   `json:"roleArn"`
	Type               asl.Type `json:"type,omitempty"`    // asl.Standard if empty
	Publish            bool     `json:"publish,omitempty"` // creates a version, too
	VersionDescription string   `json:"versionDescription,omitempty"`

	// CallChecker compares what services are called with; nil for no comparison. Package
	// awsshapes has one.
	CallChecker asl.CallChecker `json:"-"`
}

// CreateStateMachineOutput is the response of CreateStateMachine without the date of
// creation, and the machine to run.
type CreateStateMachineOutput struct {
	StateMachineARN string       `json:"stateMachineArn"`
	Machine         *asl.Machine `json:"-"` // with the name and the role of the request
}

// CreateStateMachine accepts or refuses a request as Step Functions does. It stores
// nothing, so that no name is taken. The options are those of the machine; one with
// [asl.WithIdentity] replaces the name and the role of the request. The error is an
// [*Exception].
func CreateStateMachine(in CreateStateMachineInput, opts ...asl.Option) (*CreateStateMachineOutput, error) {
	if in.VersionDescription != "" && !in.Publish {
		return nil, invalid("Version description can only be set when publish is true")
	}
	if asl.CheckName(in.Name) != nil {
		return nil, &Exception{Code: "InvalidName", Message: fmt.Sprintf("Invalid Name: '%.256s'", in.Name)}
	}
	m, err := parse(in.Definition, in.Type, []asl.ParseOption{asl.WithCallChecker(in.CallChecker)})
	var problems diag.List
	switch {
	case errors.As(err, &problems):
		return nil, invalidDefinition(problems)
	case err != nil:
		return nil, err
	}
	identity := asl.WithIdentity(asl.Identity{Machine: in.Name, Role: in.RoleARN})
	if m, err = m.With(append([]asl.Option{identity}, opts...)...); err != nil {
		return nil, invalid(err.Error())
	}
	cfg, err := m.Config()
	if err != nil {
		return nil, invalid(err.Error())
	}
	return &CreateStateMachineOutput{StateMachineARN: cfg.Identity.MachineARN(), Machine: m}, nil
}

// parse parses a definition of a type as the service does; options decide the type if it
// is empty. The error is a [diag.List], or an exception for the type or an option.
func parse(definition string, t asl.Type, opts []asl.ParseOption) (*asl.Machine, error) {
	if err := checkWord("type", string(t), "STANDARD", "EXPRESS"); err != nil {
		return nil, err
	}
	var c constraints
	c.length("definition", definition, maxDefinition)
	if err := c.err(); err != nil {
		return nil, err
	}
	opts = append(slices.Clip(opts), asl.Strict())
	if t != "" {
		opts = append(opts, asl.WithType(t))
	}
	m, err := asl.Parse([]byte(definition), opts...)
	var problems diag.List
	if err != nil && !errors.As(err, &problems) {
		return nil, invalid(err.Error())
	}
	return m, err
}
