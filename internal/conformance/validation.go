package main

import (
	"strings"

	"github.com/goasl/goasl/diag"
	"github.com/goasl/goasl/internal/conformance/cases"
	"github.com/goasl/goasl/jsonvalue"
	"github.com/goasl/goasl/state"

	"github.com/google/go-cmp/cmp"
)

// checkValidation parses the definition of the case and compares what is wrong
// with it: for CreateStateMachine with the message of its exception, for
// ValidateStateMachineDefinition with the diagnostics of its response.
func checkValidation(c *cases.Case, _ settings) *failure {
	definition := []byte(c.Definition)
	if c.DefinitionText != nil {
		definition = []byte(*c.DefinitionText)
	}
	_, list := state.ParseWith("", definition, state.Options{Type: state.Type(c.Type)})
	var want, got string
	if c.API == "CreateStateMachine" {
		want, got = c.Expect.Message, createMessage(list.Errors())
	} else {
		response, err := jsonvalue.Parse(c.Expect.Response)
		if err != nil {
			return because(err)
		}
		want, got = response.String(), validateResponse(list)
	}
	if want == got {
		return nil
	}
	return &failure{reason: "the answer of " + c.API + " is another one", diff: cmp.Diff(want, got)}
}

// createMessage is what CreateStateMachine says of a definition that it refuses,
// "" if it takes it.
func createMessage(problems diag.List) string {
	if len(problems) == 0 {
		return ""
	}
	var texts []string
	for _, d := range problems {
		texts = append(texts, d.Code+": "+d.Message+" at "+d.Location)
	}
	return "Invalid State Machine Definition: '" + strings.Join(texts, ", ") + "'"
}

// validateResponse is the response of ValidateStateMachineDefinition, members
// sorted as in the recordings.
func validateResponse(list diag.List) string {
	member := func(name, text string) jsonvalue.Member {
		return jsonvalue.Member{Name: name, Value: jsonvalue.OfString(text)}
	}
	var diagnostics []jsonvalue.Value
	for _, d := range list {
		members := []jsonvalue.Member{member("code", d.Code)}
		if d.Location != "" {
			members = append(members, member("location", d.Location))
		}
		members = append(members, member("message", d.Message), member("severity", strings.ToUpper(d.Severity.String())))
		diagnostics = append(diagnostics, jsonvalue.OfObject(members))
	}
	result := "OK"
	if list.Err() != nil {
		result = "FAIL"
	}
	return jsonvalue.OfObject([]jsonvalue.Member{
		{Name: "diagnostics", Value: jsonvalue.OfArray(diagnostics)},
		member("result", result),
		{Name: "truncated", Value: jsonvalue.False},
	}).String()
}
