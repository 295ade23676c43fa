package main

import (
	"encoding/json"
	"errors"
	"maps"
	"slices"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/internal/conformance/cases"

	"github.com/google/go-cmp/cmp"
)

// checkValidation validates the definition of the case and compares the answer:
// for CreateStateMachine the exception, for ValidateStateMachineDefinition the
// response.
func checkValidation(c *cases.Case, _ settings) *failure {
	definition := []byte(c.Definition)
	if c.DefinitionText != nil {
		definition = []byte(*c.DefinitionText)
	}
	if c.API == "CreateStateMachine" {
		return checkCreation(c, string(definition))
	}
	var opts []asl.ParseOption
	if c.Type != "" {
		opts = append(opts, asl.WithType(asl.Type(c.Type)))
	}
	answer, err := asl.Validate(definition, asl.ValidateInput{}, opts...)
	if err != nil {
		return because(err)
	}
	want, got, err := responses(c.Expect.Response, answer)
	if err != nil {
		return because(err)
	}
	return differ("the answer of "+c.API+" is another one", want, got)
}

// checkCreation sends the request of the case, which need not have been recorded.
func checkCreation(c *cases.Case, definition string) *failure {
	in := asl.CreateStateMachineInput{Name: "StateMachine"}
	if len(c.Request) > 0 {
		if err := json.Unmarshal(c.Request, &in); err != nil {
			return because(err)
		}
	}
	in.Definition, in.Type = definition, asl.Type(c.Type)
	_, err := asl.CreateStateMachine(in)
	got := asl.Exception{}
	if why := (*asl.Exception)(nil); errors.As(err, &why) {
		got = *why
	}
	return differ("the exception of CreateStateMachine is another one", asl.Exception{Code: c.Expect.Exception, Message: c.Expect.Message}, got)
}

// differ returns the failure of a case with another answer than the recorded
// one, nil if they are the same.
func differ(reason string, want, got any) *failure {
	if diff := cmp.Diff(want, got); diff != "" {
		return &failure{reason: reason, diff: diff}
	}
	return nil
}

// responses returns the recorded response and the answer as JSON, the members of
// both in one order.
func responses(recorded json.RawMessage, answer asl.Validation) (want, got string, err error) {
	text, err := json.Marshal(answer)
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

// checkDescription compares the variables that each state reads with what
// DescribeStateMachine tells of them.
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
