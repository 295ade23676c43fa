package main

import (
	"encoding/json"
	"testing"

	"github.com/goasl/goasl/internal/conformance/captures"
	"github.com/goasl/goasl/internal/conformance/cases"
)

func TestCheckValidation(t *testing.T) {
	const (
		good    = `{"StartAt":"A","States":{"A":{"Type":"Succeed"}}}`
		bad     = `{"StartAt":"A","States":{"A":{"Type":"Succeed","Retry":[]}}}`
		message = `Invalid State Machine Definition: 'SCHEMA_VALIDATION_FAILED: Field 'Retry' is not supported at /States/A'`
		ok      = `{"diagnostics":[],"result":"OK","truncated":false}`
		failing = `{"diagnostics":[{"code":"SCHEMA_VALIDATION_FAILED","location":"/States/A","message":"Field 'Retry' is not supported","severity":"ERROR"}],"result":"FAIL","truncated":false}`
	)
	const create, validate = "CreateStateMachine", "ValidateStateMachineDefinition"
	for _, test := range []struct {
		name, api, definition, message, response string
		passes                                   bool
	}{
		{"refused, as recorded", create, bad, message, "", true},
		{"refused with another message", create, bad, message + ".", "", false},
		{"refused, which was taken", create, bad, "", "", false},
		{"taken, as recorded", create, good, "", "", true},
		{"taken, which was refused", create, good, message, "", false},
		{"diagnostics as recorded", validate, bad, "", failing, true},
		{"diagnostics where there were none", validate, bad, "", ok, false},
		{"no diagnostics, as recorded", validate, good, "", ok, true},
		{"no diagnostics where there were some", validate, good, "", failing, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			c := &cases.Case{API: test.api, Definition: json.RawMessage(test.definition)}
			c.Expect.Message, c.Expect.Response = test.message, json.RawMessage(test.response)
			if test.message != "" {
				c.Expect.Exception = "InvalidDefinition"
			}
			if f := checkValidation(c, settings{}); (f == nil) != test.passes {
				t.Errorf("failure %+v, want it to pass: %v", f, test.passes)
			}
		})
	}
}

// TestCheckValidationOfRequests: the exception is compared as well as its text.
func TestCheckValidationOfRequests(t *testing.T) {
	c := &cases.Case{
		API: "CreateStateMachine", Definition: json.RawMessage(`{"StartAt":"A","States":{"A":{"Type":"Succeed"}}}`),
		Request: json.RawMessage(`{"name":"M","versionDescription":"v"}`),
	}
	c.Expect.Exception, c.Expect.Message = "ValidationException", "Version description can only be set when publish is true"
	if f := checkValidation(c, settings{}); f != nil {
		t.Errorf("it fails: %+v", f)
	}
	c.Expect.Exception = "InvalidDefinition"
	if checkValidation(c, settings{}) == nil {
		t.Error("it passes with another exception")
	}
}

// TestCheckValidations: the whole response is compared, and warnings are in it if they were
// asked for.
func TestCheckValidations(t *testing.T) {
	const (
		request  = `{"definition":"{\"StartAt\":\"A\",\"States\":{\"A\":{\"Type\":\"Fail\",\"Error\":\"$.e\"}}}"`
		warning  = `{"severity":"WARNING","code":"NO_PATH","location":"/States/A/Error","message":"The value of 'Error' looks like a JSONPath. Instead of 'Error', use 'ErrorPath' to evaluate it as a JSONPath at runtime."}`
		validate = "ValidateStateMachineDefinition"
	)
	for _, test := range []struct {
		name, operation, request, response string
		passes                             bool
	}{
		{"as captured", validate, request + `}`, `{"result":"OK","diagnostics":[],"truncated":false}`, true},
		{"with warnings", validate, request + `,"severity":"WARNING"}`, `{"truncated":false,"result":"OK","diagnostics":[` + warning + `]}`, true},
		{"another result", validate, request + `}`, `{"result":"FAIL","diagnostics":[],"truncated":false}`, false},
		{"a member more", validate, request + `}`, `{"result":"OK","diagnostics":[],"truncated":false,"x":1}`, false},
		{"refused", validate, request + `,"severity":"INFO"}`, `{"result":"OK","diagnostics":[],"truncated":false}`, false},
		{"another call", "CreateStateMachine", request + `}`, `{"result":"OK","diagnostics":[],"truncated":false}`, false},
		{"no request", validate, `1`, `{"result":"OK","diagnostics":[],"truncated":false}`, false},
	} {
		c := &captures.Capture{Steps: []captures.Step{{Operation: test.operation, Request: json.RawMessage(test.request), Response: json.RawMessage(test.response)}}}
		if f := checkValidations(c, settings{}); (f == nil) != test.passes {
			t.Errorf("%s: failure %+v, want it to pass: %v", test.name, f, test.passes)
		}
	}
}
