package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/awsshapes"
	"github.com/goasl/goasl/durable"
	"github.com/goasl/goasl/internal/conformance/captures"
	"github.com/goasl/goasl/internal/conformance/cases"
	"github.com/goasl/goasl/sfnapi"

	"github.com/google/go-cmp/cmp"
)

// withCallChecker makes ValidateStateMachineDefinition know what services take.
var withCallChecker = asl.WithCallChecker(awsshapes.Checker{})

// checkValidation validates the definition of the case, and compares the exception of
// CreateStateMachine or the response of ValidateStateMachineDefinition.
func checkValidation(c *cases.Case, _ settings) *failure {
	definition := c.SentDefinition()
	if c.API == "CreateStateMachine" {
		return checkCreation(c, definition)
	}
	out, err := sfnapi.ValidateStateMachineDefinition(sfnapi.ValidateStateMachineDefinitionInput{
		Definition: definition, Type: asl.Type(c.Type),
	}, withCallChecker)
	if err != nil {
		return because(err)
	}
	want, got, err := responses(c.Expect.Response, out)
	if err != nil {
		return because(err)
	}
	return differ("the answer of "+c.API+" is another one", want, got)
}

// checkValidations sends the requests of a capture, and compares the whole responses.
func checkValidations(c *captures.Capture, _ settings) *failure {
	for _, step := range c.Steps {
		var in sfnapi.ValidateStateMachineDefinitionInput
		if err := json.Unmarshal(step.Request, &in); err != nil || step.Operation != "ValidateStateMachineDefinition" {
			return because(fmt.Errorf("the request of %s cannot be played: %v", step.Operation, err))
		}
		out, err := sfnapi.ValidateStateMachineDefinition(in, withCallChecker)
		if err != nil {
			return because(err)
		}
		want, got, err := responses(step.Response, out)
		if err != nil {
			return because(err)
		}
		if f := differ("the answer to "+step.Label+" is another one", want, got); f != nil {
			return f
		}
	}
	return nil
}

// checkCreation sends the request of the case, which need not have been recorded.
func checkCreation(c *cases.Case, definition string) *failure {
	var in sfnapi.CreateStateMachineInput
	if len(c.Request) > 0 {
		if err := json.Unmarshal(c.Request, &in); err != nil {
			return because(err)
		}
	}
	in.Definition, in.Type = definition, asl.Type(c.Type)
	_, err := createStateMachine(in)
	got := sfnapi.Exception{}
	if why := (*sfnapi.Exception)(nil); errors.As(err, &why) {
		got = *why
	}
	return differ("the exception of CreateStateMachine is another one", refusalOf(c), got)
}

// refusalOf returns the exception with which the request of a case was refused, one without a
// code if it was not.
func refusalOf(c *cases.Case) sfnapi.Exception {
	return sfnapi.Exception{Code: c.Expect.Exception, Message: c.Expect.Message}
}

// createStateMachine creates a machine in a service of its own. The name and the role, which
// not all cases have, are made up.
func createStateMachine(in sfnapi.CreateStateMachineInput) (*sfnapi.CreateStateMachineOutput, error) {
	if in.Name == "" {
		in.Name = "StateMachine"
	}
	if in.RoleARN == "" {
		in.RoleARN = recordedRole
	}
	x, err := durable.New(durable.Memory())
	if err != nil {
		return nil, err
	}
	s, err := sfnapi.New(x, sfnapi.WithCallChecker(awsshapes.Checker{}))
	if err != nil {
		return nil, err
	}
	return s.CreateStateMachine(context.Background(), in)
}

// differ returns the failure of a case whose answer is not the recorded one, nil if
// they are the same.
func differ(reason string, want, got any) *failure {
	if diff := cmp.Diff(want, got); diff != "" {
		return &failure{reason: reason, diff: diff}
	}
	return nil
}

// responses returns the recorded response and the answer as JSON, with the members in
// the same order.
func responses(recorded json.RawMessage, out any) (want, got string, err error) {
	text, err := json.Marshal(out)
	if err != nil {
		return "", "", err
	}
	if got, err = sorted(text); err == nil {
		want, err = sorted(recorded)
	}
	return want, got, err
}

// sorted returns a JSON text with the members of objects sorted.
func sorted(text []byte) (string, error) {
	var v any
	if err := json.Unmarshal(text, &v); err != nil {
		return "", err
	}
	text, err := json.Marshal(v)
	return string(text), err
}

// checkDescription compares the variables that each state reads with those in
// DescribeStateMachine.
func checkDescription(c *cases.Case, _ settings) *failure {
	m, err := asl.Parse(c.Definition, asl.WithType(asl.Type(c.Type)))
	if err != nil {
		return because(err)
	}
	want := map[string][]string{}
	if err := json.Unmarshal(c.Expect.VariableReferred, &want); err != nil {
		return because(err)
	}
	for names := range maps.Values(want) {
		slices.Sort(names)
	}
	return differ("the variableReferences are others", want, m.VariableReferences())
}
