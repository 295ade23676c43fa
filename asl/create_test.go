package asl_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/goasl/goasl/asl"
)

const passDefinition = `{"StartAt": "A", "States": {"A": {"Type": "Pass", "Parameters": {"m.$": "$$.StateMachine.Name", "r.$": "$$.Execution.RoleArn"}, "End": true}}}`

func ExampleCreateStateMachine() {
	_, err := asl.CreateStateMachine(asl.CreateStateMachineInput{
		Name:       "Orders",
		RoleARN:    "arn:aws:iam::123456789012:role/Orders",
		Definition: `{"StartAt": "A", "States": {"A": {"Type": "Pass", "Next": "B"}}}`,
	})
	fmt.Println(err)
	// Output: InvalidDefinition: Invalid State Machine Definition: 'MISSING_TRANSITION_TARGET: Missing 'Next' target: B at /States/A/Next, MISSING_END_STATE: Workflow has no terminal state at null'
}

func TestCreateStateMachine(t *testing.T) {
	for _, test := range []struct {
		name, code string
		in         asl.CreateStateMachineInput
	}{
		{"as it is", "", asl.CreateStateMachineInput{Name: "M"}},
		{"a version with a description", "", asl.CreateStateMachineInput{Name: "M", Publish: true, VersionDescription: "first"}},
		{"a description of no version", "ValidationException", asl.CreateStateMachineInput{Name: "M", VersionDescription: "first"}},
		{"no name", "InvalidName", asl.CreateStateMachineInput{}},
		{"a name with a space", "InvalidName", asl.CreateStateMachineInput{Name: "a b"}},
		{"a long name", "InvalidName", asl.CreateStateMachineInput{Name: strings.Repeat("m", 81)}},
		{"another type", "ValidationException", asl.CreateStateMachineInput{Name: "M", Type: "FAST"}},
		{"what is no definition", "InvalidDefinition", asl.CreateStateMachineInput{Name: "M", Definition: "{}"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			if test.in.Definition == "" {
				test.in.Definition = passDefinition
			}
			m, err := asl.CreateStateMachine(test.in)
			var why *asl.Exception
			if errors.As(err, &why) != (test.code != "") || why != nil && why.Code != test.code || (m == nil) != (err != nil) {
				t.Errorf("got %v, want %q", err, test.code)
			}
		})
	}
}

func TestCreateStateMachineRefuses(t *testing.T) {
	const token = `{"StartAt":"A","States":{"A":{"Type":"Task","Resource":"arn:aws:states:::sqs:sendMessage.waitForTaskToken","End":true}}}`
	for _, test := range []struct{ name, definition, want string }{
		{"no location", `{"StartAt":"A","States":{"A":{"Type":"Pass","Next":"A"}}}`, "MISSING_END_STATE: Workflow has no terminal state at null"},
		{"no JSON", `[`, "INVALID_JSON_DESCRIPTION: Unexpected end-of-input: expected close marker for Array (start marker at [Source: (String)\"[\"; line: 1, column: 1])\n at [Source: (String)\"[\"; line: 1, column: 2] at [Source: (String)\"[\"; line: 1, column: 2]"},
		{"no object", ` `, "SCHEMA_VALIDATION_FAILED: Definition must be a valid JSON object"},
		{"EXPRESS", token, "SCHEMA_VALIDATION_FAILED: Express state machine does not support '.waitForTaskToken' service integration  at /States/A/Resource"},
	} {
		_, err := asl.CreateStateMachine(asl.CreateStateMachineInput{Name: "M", Type: asl.Express, Definition: test.definition})
		if want := "InvalidDefinition: Invalid State Machine Definition: '" + test.want + "'"; err == nil || err.Error() != want {
			t.Errorf("%s: %v\nwant %s", test.name, err, want)
		}
	}
}

// TestCreateStateMachineNames: the machine has the request's name and role.
func TestCreateStateMachineNames(t *testing.T) {
	m, err := asl.CreateStateMachine(asl.CreateStateMachineInput{Name: "M", RoleARN: "arn:aws:iam::1:role/R", Definition: passDefinition})
	if err != nil {
		t.Fatal(err)
	}
	r, err := m.Execute(context.Background(), []byte(`{}`))
	if err != nil || string(r.Output) != `{"r":"arn:aws:iam::1:role/R","m":"M"}` {
		t.Errorf("%s, %v", r.Output, err)
	}
}
