package asl_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/diag"
)

func ExampleValidate() {
	answer, err := asl.Validate([]byte(`{
  "StartAt": "Hello",
  "States": {"Hello": {"Type": "Pass", "Parameters": {"name": "$.name"}, "Next": "World"}}
}`), asl.ValidateInput{Severity: diag.Warning})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(answer.Result)
	for _, d := range answer.Diagnostics {
		fmt.Println(d.Severity, d.Code, d.Location)
	}
	// Output:
	// FAIL
	// warning NO_DOLLAR /States/Hello/Parameters
	// error MISSING_TRANSITION_TARGET /States/Hello/Next
	// error MISSING_END_STATE
}

func validate(t *testing.T, definition string, in asl.ValidateInput, opts ...asl.ParseOption) asl.Validation {
	t.Helper()
	v, err := asl.Validate([]byte(definition), in, opts...)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestValidateAnswers(t *testing.T) {
	const (
		good  = `{"StartAt":"A","States":{"A":{"Type":"Pass","Parameters":{"a":"$.a"},"End":true}}}`
		loop  = `{"StartAt":"A","States":{"A":{"Type":"Pass","Next":"A"}}}`
		lost  = `{"StartAt":"A","States":{"A":{"Type":"Pass","Next":"NOPE"}}}`
		token = `{"StartAt":"A","States":{"A":{"Type":"Task","Resource":"arn:aws:states:::sqs:sendMessage.waitForTaskToken","End":true}}}`
	)
	warnings := asl.ValidateInput{Severity: diag.Warning}
	for _, test := range []struct {
		name, definition string
		in               asl.ValidateInput
		opts             []asl.ParseOption
		want             string
	}{
		{"good", good, asl.ValidateInput{}, nil, `{"result":"OK","diagnostics":[],"truncated":false}`},
		{"with warnings", good, warnings, nil, `{"result":"OK","diagnostics":[{"severity":"WARNING","code":"NO_DOLLAR","message":"No '.$' on the field 'a', whose value appears to be a JSONPath or an intrinsic function","location":"/States/A/Parameters"}],"truncated":false}`},
		{"no location", loop, asl.ValidateInput{}, nil, `{"result":"FAIL","diagnostics":[{"severity":"ERROR","code":"MISSING_END_STATE","message":"Workflow has no terminal state"}],"truncated":false}`},
		{"two", lost, asl.ValidateInput{}, nil, `{"result":"FAIL","diagnostics":[{"severity":"ERROR","code":"MISSING_TRANSITION_TARGET","message":"Missing 'Next' target: NOPE","location":"/States/A/Next"},{"severity":"ERROR","code":"MISSING_END_STATE","message":"Workflow has no terminal state"}],"truncated":false}`},
		{"truncated", lost, asl.ValidateInput{MaxResults: 1}, nil, `{"result":"FAIL","diagnostics":[{"severity":"ERROR","code":"MISSING_TRANSITION_TARGET","message":"Missing 'Next' target: NOPE","location":"/States/A/Next"}],"truncated":true}`},
		{"no JSON", `[`, asl.ValidateInput{}, nil, `{"result":"FAIL","diagnostics":[{"severity":"ERROR","code":"INVALID_JSON_DESCRIPTION","message":"Unexpected end-of-input: expected close marker for Array (start marker at [Source: (String)\"[\"; line: 1, column: 1])\n at [Source: (String)\"[\"; line: 1, column: 2]","location":"[Source: (String)\"[\"; line: 1, column: 2]"}],"truncated":false}`},
		{"no object", ` `, asl.ValidateInput{}, nil, `{"result":"FAIL","diagnostics":[{"severity":"ERROR","code":"SCHEMA_VALIDATION_FAILED","message":"Definition must be a valid JSON object"}],"truncated":false}`},
		{"EXPRESS", token, asl.ValidateInput{}, []asl.ParseOption{asl.WithType(asl.Express)}, `{"result":"FAIL","diagnostics":[{"severity":"ERROR","code":"SCHEMA_VALIDATION_FAILED","message":"Express state machine does not support '.waitForTaskToken' service integration ","location":"/States/A/Resource"}],"truncated":false}`},
	} {
		t.Run(test.name, func(t *testing.T) {
			v := validate(t, test.definition, test.in, test.opts...)
			text, err := json.Marshal(v)
			if got := string(text); err != nil || got != test.want {
				t.Errorf("error %v:\n     %s\nwant %s", err, got, test.want)
			}
		})
	}
}

func TestValidateReturnsAHundred(t *testing.T) {
	definition := `{"StartAt":"A","States":{"A":{"Type":"Succeed"` + strings.Repeat(`,"x":1`, 1) + `}` + strings.Repeat(`,"B":0`, 150) + `}}`
	for _, most := range []int{0, 100, 1000, -1} {
		v := validate(t, definition, asl.ValidateInput{MaxResults: most})
		if len(v.Diagnostics) != 100 || !v.Truncated {
			t.Errorf("MaxResults %d: %d diagnostics, truncated: %v", most, len(v.Diagnostics), v.Truncated)
		}
	}
}

func TestValidateRefusesOptions(t *testing.T) {
	if _, err := asl.Validate(nil, asl.ValidateInput{}, nil); err == nil {
		t.Error("it takes an option that is nil")
	}
	if _, err := asl.Validate(nil, asl.ValidateInput{}, asl.WithType("FAST")); err == nil {
		t.Error("it takes an unknown type")
	}
}

func ExampleWithSubstitutions() {
	m, err := asl.Parse([]byte(`{
  "StartAt": "Work",
  "States": {"Work": {"Type": "Task", "Resource": "${WorkerArn}", "TimeoutSeconds": ${Timeout}, "End": true}}
}`), asl.WithSubstitutions(map[string]string{"WorkerArn": "arn:aws:lambda:us-east-1:1:function:worker", "Timeout": "30"}))
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(m.Check()[0].Message)
	// Output: no task for the resource "arn:aws:lambda:us-east-1:1:function:worker": register one with Mux.Handle or Mux.Lambda
}

func ExampleMachine_VariableReferences() {
	m := asl.MustParse(`{"StartAt": "Set", "States": {
		"Set": {"Type": "Pass", "Assign": {"name": "Ada"}, "Next": "Get"},
		"Get": {"Type": "Pass", "Parameters": {"greeting.$": "States.Format('Hello {}', $name)"}, "End": true}
	}}`)
	fmt.Println(m.VariableReferences())
	// Output: map[Get:[name]]
}
