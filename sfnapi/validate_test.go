package sfnapi_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/sfnapi"
)

func ExampleValidateStateMachineDefinition() {
	out, err := sfnapi.ValidateStateMachineDefinition(sfnapi.ValidateStateMachineDefinitionInput{
		Severity: sfnapi.SeverityWarning,
		Definition: `{
			"StartAt": "Hello",
			"States": {"Hello": {"Type": "Pass", "Parameters": {"name": "$.name"}, "Next": "World"}}
		}`,
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(out.Result)
	for _, d := range out.Diagnostics {
		fmt.Println(d.Severity, d.Code, d.Location)
	}
	// Output:
	// FAIL
	// warning NO_DOLLAR /States/Hello/Parameters
	// error MISSING_TRANSITION_TARGET /States/Hello/Next
	// error MISSING_END_STATE
}

type validation = sfnapi.ValidateStateMachineDefinitionInput

func TestValidateAnswers(t *testing.T) {
	const (
		good  = `{"StartAt":"A","States":{"A":{"Type":"Pass","Parameters":{"a":"$.a"},"End":true}}}`
		loop  = `{"StartAt":"A","States":{"A":{"Type":"Pass","Next":"A"}}}`
		lost  = `{"StartAt":"A","States":{"A":{"Type":"Pass","Next":"NOPE"}}}`
		token = `{"StartAt":"A","States":{"A":{"Type":"Task","Resource":"arn:aws:states:::sqs:sendMessage.waitForTaskToken","End":true}}}`
	)
	for _, test := range []struct {
		name string
		in   validation
		want string
	}{
		{"good", validation{Definition: good}, `{"result":"OK","diagnostics":[],"truncated":false}`},
		{"with warnings", validation{Definition: good, Severity: sfnapi.SeverityWarning}, `{"result":"OK","diagnostics":[{"severity":"WARNING","code":"NO_DOLLAR","message":"The value of 'a' looks like a JSONPath. Instead of 'a', use 'a.$' to evaluate it as a JSONPath at runtime.","location":"/States/A/Parameters"}],"truncated":false}`},
		{"no location", validation{Definition: loop}, `{"result":"FAIL","diagnostics":[{"severity":"ERROR","code":"MISSING_END_STATE","message":"Workflow has no terminal state"}],"truncated":false}`},
		{"two", validation{Definition: lost}, `{"result":"FAIL","diagnostics":[{"severity":"ERROR","code":"MISSING_TRANSITION_TARGET","message":"Missing 'Next' target: NOPE","location":"/States/A/Next"},{"severity":"ERROR","code":"MISSING_END_STATE","message":"Workflow has no terminal state"}],"truncated":false}`},
		{"in the service's order", validation{Definition: `{"StartAt":"A","States":{"A":{"Type":"Pass","Next":"B"},"C":{"Type":"Wait","Seconds":-1,"End":true}}}`},
			`{"result":"FAIL","diagnostics":[{"severity":"ERROR","code":"SCHEMA_VALIDATION_FAILED","message":"Minimum value is 0","location":"/States/C/Seconds"},` +
				`{"severity":"ERROR","code":"MISSING_TRANSITION_TARGET","message":"Missing 'Next' target: B","location":"/States/A/Next"},` +
				`{"severity":"ERROR","code":"MISSING_TRANSITION_TARGET","message":"State \"C\" is not reachable.","location":"/States/C"}],"truncated":false}`},
		{"truncated", validation{Definition: lost, MaxResults: 1}, `{"result":"FAIL","diagnostics":[{"severity":"ERROR","code":"MISSING_TRANSITION_TARGET","message":"Missing 'Next' target: NOPE","location":"/States/A/Next"}],"truncated":true}`},
		{"no JSON", validation{Definition: `[`}, `{"result":"FAIL","diagnostics":[{"severity":"ERROR","code":"INVALID_JSON_DESCRIPTION","message":"Unexpected end-of-input: expected close marker for Array (start marker at [Source: (String)\"[\"; line: 1, column: 1])\n at [Source: (String)\"[\"; line: 1, column: 2]","location":"[Source: (String)\"[\"; line: 1, column: 2]"}],"truncated":false}`},
		{"no object", validation{Definition: ` `}, `{"result":"FAIL","diagnostics":[{"severity":"ERROR","code":"SCHEMA_VALIDATION_FAILED","message":"Definition must be a valid JSON object"}],"truncated":false}`},
		{"a service without parameters", validation{Definition: token}, `{"result":"FAIL","diagnostics":[{"severity":"ERROR","code":"SCHEMA_VALIDATION_FAILED","message":"Parameters field is required for resource ARN: arn:aws:states:::sqs:sendMessage.waitForTaskToken","location":"/States/A/Resource"}],"truncated":false}`},
		{"EXPRESS", validation{Definition: token, Type: asl.Express}, `{"result":"FAIL","diagnostics":[{"severity":"ERROR","code":"SCHEMA_VALIDATION_FAILED","message":"Express state machine does not support '.waitForTaskToken' service integration ","location":"/States/A/Resource"}],"truncated":false}`},
	} {
		t.Run(test.name, func(t *testing.T) {
			out, err := sfnapi.ValidateStateMachineDefinition(test.in)
			if err != nil {
				t.Fatal(err)
			}
			text, err := json.Marshal(out)
			if got := string(text); err != nil || got != test.want {
				t.Errorf("error %v:\n     %s\nwant %s", err, got, test.want)
			}
		})
	}
}

func TestValidateReturnsAHundred(t *testing.T) {
	definition := `{"StartAt":"A","States":{"A":{"Type":"Succeed"` + strings.Repeat(`,"x":1`, 1) + `}` + strings.Repeat(`,"B":0`, 150) + `}}`
	for _, most := range []int{0, 100} {
		out, err := sfnapi.ValidateStateMachineDefinition(validation{Definition: definition, MaxResults: most})
		if err != nil || len(out.Diagnostics) != 100 || !out.Truncated {
			t.Errorf("MaxResults %d: %+v, error %v", most, out, err)
		}
	}
}

// TestValidateOptions: the type of the request decides, and an option if it has none.
func TestValidateOptions(t *testing.T) {
	const token = `{"StartAt":"A","States":{"A":{"Type":"Task","Resource":"arn:aws:states:::sqs:sendMessage.waitForTaskToken","Parameters":{"QueueUrl":"q","MessageBody.$":"$$.Task.Token"},"End":true}}}`
	for requested, want := range map[asl.Type]string{"": "FAIL", asl.Standard: "OK", asl.Express: "FAIL"} {
		out, err := sfnapi.ValidateStateMachineDefinition(validation{Definition: token, Type: requested}, asl.WithType(asl.Express))
		if err != nil || out.Result != want {
			t.Errorf("type %q: %+v, error %v; want %s", requested, out, err, want)
		}
	}
}

func TestValidateRefusesRequests(t *testing.T) {
	const constraint = "ValidationException: 1 validation error detected: Value 'FAST' at '%s' failed to satisfy constraint: Member must satisfy enum value set: [%s]"
	for _, test := range []struct {
		name string
		in   validation
		opts []asl.ParseOption
		want string
	}{
		{"type", validation{Definition: "{}", Type: "FAST"}, nil, fmt.Sprintf(constraint, "type", "STANDARD, EXPRESS")},
		{"severity", validation{Definition: "{}", Severity: "FAST"}, nil, fmt.Sprintf(constraint, "severity", "ERROR, WARNING")},
		{"too many results", validation{Definition: "{}", MaxResults: 101}, nil, "ValidationException: 1 validation error detected: Value '101' at 'maxResults' failed to satisfy constraint: Member must have value less than or equal to 100"},
		{"fewer than none", validation{Definition: "{}", MaxResults: -1}, nil, "ValidationException: 1 validation error detected: Value '-1' at 'maxResults' failed to satisfy constraint: Member must have value greater than or equal to 0"},
		{"no definition", validation{}, nil, "ValidationException: 1 validation error detected: Value at 'definition' failed to satisfy constraint: Member must have length greater than or equal to 1"},
		{"no option", validation{Definition: "{}"}, []asl.ParseOption{nil}, "ValidationException: asl: a ParseOption is nil"},
	} {
		_, err := sfnapi.ValidateStateMachineDefinition(test.in, test.opts...)
		var refused *sfnapi.Exception
		if !errors.As(err, &refused) || err.Error() != test.want {
			t.Errorf("%s: error %v, want %s", test.name, err, test.want)
		}
	}
}
