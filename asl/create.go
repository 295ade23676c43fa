package asl

import (
	"errors"

	"github.com/goasl/goasl/diag"
)

// CreateStateMachineInput is the request of CreateStateMachine, as far as its
// acceptance depends on it. Its JSON is the service's.
type CreateStateMachineInput struct {
	Name               string `json:"name"` // 1 to 80 characters
	Definition         string `json:"definition"`
	RoleARN            string `json:"roleArn"`
	Type               Type   `json:"type,omitempty"`    // [Standard] by default
	Publish            bool   `json:"publish,omitempty"` // a version, too
	VersionDescription string `json:"versionDescription,omitempty"`
}

// CreateStateMachine accepts or refuses a request as Step Functions does, for
// servers that stand in its place and for tests of what is going to be deployed.
// The machine that it returns has the name and the role of the request. The error
// is an [*Exception].
func CreateStateMachine(in CreateStateMachineInput, opts ...Option) (*Machine, error) {
	if in.VersionDescription != "" && !in.Publish {
		return nil, invalid("Version description can only be set when publish is true")
	}
	if checkName(in.Name) != nil {
		return nil, &Exception{Code: "InvalidName", Message: "Invalid Name: '" + cut(in.Name, maxName) + "'"}
	}
	if in.Type == "" {
		in.Type = Standard
	}
	m, err := Parse([]byte(in.Definition), WithType(in.Type))
	var problems diag.List
	switch {
	case errors.As(err, &problems):
		return nil, invalidDefinition(problems)
	case err != nil:
		return nil, invalid(err.Error())
	}
	m, err = m.With(append([]Option{WithIdentity(Identity{Machine: in.Name, Role: in.RoleARN})}, opts...)...)
	if err != nil {
		return nil, invalid(err.Error())
	}
	return m, nil
}
