package sfnapi_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/awsshapes"
	"github.com/goasl/goasl/sfnapi"
)

const passDefinition = `{"StartAt": "A", "States": {"A": {"Type": "Pass", "Parameters": {"m.$": "$$.StateMachine.Name", "r.$": "$$.Execution.RoleArn"}, "End": true}}}`

func TestCreateStateMachine(t *testing.T) {
	for _, test := range []struct {
		name, code string
		in         sfnapi.CreateStateMachineInput
	}{
		{"as it is", "", sfnapi.CreateStateMachineInput{Name: "M"}},
		{"a version with a description", "", sfnapi.CreateStateMachineInput{Name: "M", Publish: true, VersionDescription: "first"}},
		{"a description of no version", "ValidationException", sfnapi.CreateStateMachineInput{Name: "M", VersionDescription: "first"}},
		{"no name", "ValidationException", sfnapi.CreateStateMachineInput{}},
		{"a name with a space", "InvalidName", sfnapi.CreateStateMachineInput{Name: "a b"}},
		{"a long name", "ValidationException", sfnapi.CreateStateMachineInput{Name: strings.Repeat("m", 81)}},
		{"another type", "ValidationException", sfnapi.CreateStateMachineInput{Name: "M", Type: "FAST"}},
		{"what is no definition", "InvalidDefinition", sfnapi.CreateStateMachineInput{Name: "M", Definition: "{}"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			if test.in.Definition == "" {
				test.in.Definition = passDefinition
			}
			test.in.RoleARN = ordersRole
			out, err := service(t).CreateStateMachine(t.Context(), test.in)
			var why *sfnapi.Exception
			if errors.As(err, &why) != (test.code != "") || why != nil && why.Code != test.code || (out == nil) != (err != nil) {
				t.Errorf("got %v, want %q", err, test.code)
			}
		})
	}
}

func TestCreateStateMachineRefuses(t *testing.T) {
	const token = `{"StartAt":"A","States":{"A":{"Type":"Task","Resource":"arn:aws:states:::sqs:sendMessage.waitForTaskToken","End":true}}}`
	const member = `{"StartAt":"A","States":{"A":{"Type":"Task","Resource":"arn:aws:states:::sqs:sendMessage","Parameters":{"QueueUrl":"q"},"End":true}}}`
	for _, test := range []struct{ name, definition, want string }{
		{"a member that a service needs", member, "SCHEMA_VALIDATION_FAILED: The field 'MessageBody' is required but was missing at /States/A/Parameters"},
		{"a name for an ARN", `{"StartAt":"A","States":{"A":{"Type":"Task","Resource":"f","End":true}}}`, "SCHEMA_VALIDATION_FAILED: Value is not a valid resource ARN at /States/A/Resource"},
		{"no location", `{"StartAt":"A","States":{"A":{"Type":"Pass","Next":"A"}}}`, "MISSING_END_STATE: Workflow has no terminal state at null"},
		{"no JSON", `[`, "INVALID_JSON_DESCRIPTION: Unexpected end-of-input: expected close marker for Array (start marker at [Source: (String)\"[\"; line: 1, column: 1])\n at [Source: (String)\"[\"; line: 1, column: 2] at [Source: (String)\"[\"; line: 1, column: 2]"},
		{"no object", ` `, "SCHEMA_VALIDATION_FAILED: Definition must be a valid JSON object"},
		{"EXPRESS", token, "SCHEMA_VALIDATION_FAILED: Express state machine does not support '.waitForTaskToken' service integration  at /States/A/Resource"},
	} {
		_, err := service(t).CreateStateMachine(t.Context(), sfnapi.CreateStateMachineInput{Name: "M", RoleARN: ordersRole, Type: asl.Express, Definition: test.definition})
		if want := "InvalidDefinition: Invalid State Machine Definition: '" + test.want + "'"; err == nil || err.Error() != want {
			t.Errorf("%s: %v\nwant %s", test.name, err, want)
		}
	}
}

// TestCreateStateMachineChecksCalls: with the models of services it refuses what they do
// not take.
func TestCreateStateMachineChecksCalls(t *testing.T) {
	in := sfnapi.CreateStateMachineInput{Name: "M", RoleARN: ordersRole, Definition: `{"StartAt":"A","States":{"A":{"Type":"Task","Resource":"arn:aws:states:::aws-sdk:sqs:sendMessage","Parameters":{"QueueUrl":"q","MessageBody":"m","DelaySeconds":"2"},"End":true}}}`}
	if _, err := service(t).CreateStateMachine(t.Context(), in); err != nil {
		t.Error(err)
	}
	checks := service(t, sfnapi.WithCallChecker(awsshapes.Checker{}))
	const want = "InvalidDefinition: Invalid State Machine Definition: 'SCHEMA_VALIDATION_FAILED: The value for the field 'DelaySeconds' must be an INTEGER at /States/A/Parameters'"
	if _, err := checks.CreateStateMachine(t.Context(), in); err == nil || err.Error() != want {
		t.Errorf("%v; want %s", err, want)
	}
}
