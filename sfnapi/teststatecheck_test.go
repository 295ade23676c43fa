package sfnapi_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/jsonvalue"
	"github.com/goasl/goasl/sfnapi"
)

// refusal is a request that Step Functions refuses, with the exception.
type refusal struct{ name, request, code, message string }

func (r refusal) check(t *testing.T) {
	t.Helper()
	out, err := testJSON(t, r.request)
	var refused *sfnapi.Exception
	switch {
	case !errors.As(err, &refused):
		t.Errorf("%s: %+v, error %v; want an exception", r.name, out, err)
	case refused.Code != r.code || refused.Message != r.message:
		t.Errorf("%s: %v, want\n%s: %s", r.name, refused, r.code, r.message)
	}
}

// checkInvalid checks requests that are refused with a ValidationException.
func checkInvalid(t *testing.T, tests []refusal) {
	t.Helper()
	for _, test := range tests {
		test.code = "ValidationException"
		test.check(t)
	}
}

const (
	mocked   = `"mock": {"result": "{}"}`
	syncTask = `{"Type": "Task", "Resource": "arn:aws:states:::batch:submitJob.sync",
		"Parameters": {"JobDefinition": "d", "JobName": "n", "JobQueue": "q"}, "End": true}`
	twoWays = `{"Type": "Parallel", "Branches": [{"StartAt": "A", "States": {"A": {"Type": "Pass", "End": true}}},
		{"StartAt": "B", "States": {"B": {"Type": "Pass", "End": true}}}], "End": true}`
	passes = `{"StartAt": "A", "States": {"A": {"Type": "Pass", "End": true}}}`
)

func TestTestStateRefusesDefinitions(t *testing.T) {
	activity := `{"Type": "Task", "Resource": "arn:aws:states:us-east-1:123456789012:activity:a", "End": true}`
	const inputProblem = "Invalid State Machine Execution Input: 'com.fasterxml.jackson.core."
	const supported = ". Supported state types include: [Task, Wait, Pass, Succeed, Fail, Choice]"
	for _, test := range []refusal{
		{"lone state", request(`{"Type": "Parallel", "Branches": [], "End": true}`, mocked), "InvalidDefinition",
			"Invalid State Machine Definition: 'SCHEMA_VALIDATION_FAILED: Value cannot be empty at /States/StateName/Branches'"},
		{"unknown state", request(passes, `"stateName": "B"`), "ValidationException", "State not found in definition"},
		{"Map without a mock", request(allMap, ""), "InvalidDefinition", "TestState API does not support Map or Parallel states" + supported},
		{"Parallel without a mock", request(twoWays, role), "InvalidDefinition", "TestState API does not support Map or Parallel states" + supported},
		{"sync without a mock", request(syncTask, role), "InvalidDefinition",
			"TestState API does not support the .sync and .waitForTaskToken patterns when a mock is not specified" + supported},
		{"activity without a mock", request(activity, role), "InvalidDefinition",
			"TestState API does not support Activity tasks when a mock is not specified" + supported},
		{"input", request(mockedTask, role+`, "input": "{x"`), "InvalidExecutionInput", inputProblem + "JsonParseException: " +
			"Unexpected character ('x' (code 120)): was expecting double-quote to start field name\n at [Source: (String)\"{x\"; line: 1, column: 3]'"},
		{"input without its end", request(mockedTask, role+`, "input": "{"`), "InvalidExecutionInput", inputProblem + "io.JsonEOFException: " +
			"Unexpected end-of-input: expected close marker for Object (start marker at [Source: (String)\"{\"; line: 1, column: 1])\n" +
			" at [Source: (String)\"{\"; line: 1, column: 2]'"},
		{"input with more behind it", request(mockedTask, role+`, "input": "1 x"`), "InvalidExecutionInput",
			"Invalid State Machine Execution Input: 'invalid JSON at offset 2: unexpected 'x' after the value'"},
		{"role", request(mockedTask, `"roleArn": "me"`), "InvalidArn", "Invalid Role Arn: 'me'"},
	} {
		test.check(t)
	}
	checkInvalid(t, []refusal{
		{name: "variables", request: request(passes, `"stateName": "A", "variables": "[]"`), message: "Variables must be a valid JSON object"},
		{name: "task without role and mock", request: request(mockedTask, ""),
			message: "RoleArn must be specified when testing a Task state and a mock is not specified."},
	})
}

// callsNothing is a checker for which nothing can be called.
type callsNothing struct{}

func (callsNothing) HasCall(string) bool                        { return true }
func (callsNothing) CheckCall(string, jsonvalue.Value) []string { return []string{"no such call"} }

// TestTestStateChecksCalls: a definition is read as CreateStateMachine reads it, unless
// the request is lenient.
func TestTestStateChecksCalls(t *testing.T) {
	bare := `{"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage", "End": true}`
	const missing = "InvalidDefinition: Invalid State Machine Definition: 'SCHEMA_VALIDATION_FAILED: " +
		"Parameters field is required for resource ARN: arn:aws:states:::sqs:sendMessage at /States/StateName/Resource'"
	for _, test := range []struct {
		definition string
		lenient    bool
		calls      asl.CallChecker
		want       string
	}{
		{bare, false, nil, missing},
		{bare, true, nil, ""},
		{mockedTask, false, callsNothing{}, "InvalidDefinition: Invalid State Machine Definition: 'SCHEMA_VALIDATION_FAILED: no such call at /States/StateName/Parameters'"},
		{mockedTask, false, nil, ""},
	} {
		in := sfnapi.TestStateInput{Lenient: test.lenient, CallChecker: test.calls}
		if err := json.Unmarshal([]byte(request(test.definition, mocked)), &in); err != nil {
			t.Fatal(err)
		}
		_, err := sfnapi.TestState(t.Context(), in)
		if got := fmt.Sprint(err); err == nil && test.want != "" || err != nil && got != test.want {
			t.Errorf("%s, lenient %v: error %v, want %q", test.definition, test.lenient, err, test.want)
		}
	}
}

// TestTestStateConstraints: what the service's model says of each member.
func TestTestStateConstraints(t *testing.T) {
	const failed, least, most = " failed to satisfy constraint: Member must have ", "length greater than or equal to ", "length less than or equal to "
	const data = "size less than or equal to 262144 bytes in UTF-8 encoding"
	long := func(n int) string { return strings.Repeat("x", n) }
	umlauts := strings.Repeat("ü", 131_073) // 262,146 bytes
	minus := -1
	mock := func(m sfnapi.MockInput) sfnapi.TestStateInput { return sfnapi.TestStateInput{Mock: &m} }
	configured := func(c sfnapi.TestStateConfiguration) sfnapi.TestStateInput {
		return sfnapi.TestStateInput{StateConfiguration: &c}
	}
	for _, test := range []struct {
		in   sfnapi.TestStateInput
		want string
	}{
		{sfnapi.TestStateInput{Definition: long(1_048_577)}, "Value at 'definition'" + failed + most + "1048576"},
		{sfnapi.TestStateInput{RoleARN: long(257)}, "Value '" + long(257) + "' at 'roleArn'" + failed + most + "256"},
		{sfnapi.TestStateInput{Input: umlauts}, "Value at 'input'" + failed + data},
		{sfnapi.TestStateInput{Variables: umlauts}, "Value at 'variables'" + failed + data},
		{sfnapi.TestStateInput{StateName: long(81)}, "Value at 'stateName'" + failed + most + "80"},
		{sfnapi.TestStateInput{Context: umlauts}, "Value at 'context'" + failed + data},
		{sfnapi.TestStateInput{InspectionLevel: "ALL"},
			"Value 'ALL' at 'inspectionLevel' failed to satisfy constraint: Member must satisfy enum value set: [INFO, DEBUG, TRACE]"},
		{mock(sfnapi.MockInput{Result: umlauts}), "Value at 'mock.result'" + failed + data},
		{mock(sfnapi.MockInput{Result: "1", FieldValidationMode: "SOME"}),
			"Value 'SOME' at 'mock.fieldValidationMode' failed to satisfy constraint: Member must satisfy enum value set: [STRICT, PRESENT, NONE]"},
		{mock(sfnapi.MockInput{ErrorOutput: &sfnapi.MockErrorOutput{Error: long(257)}}), "Value at 'mock.errorOutput.error'" + failed + most + "256"},
		{mock(sfnapi.MockInput{ErrorOutput: &sfnapi.MockErrorOutput{Error: "E", Cause: long(32_769)}}), "Value at 'mock.errorOutput.cause'" + failed + most + "32768"},
		{configured(sfnapi.TestStateConfiguration{RetrierRetryCount: &minus}), "Value '-1' at 'stateConfiguration.retrierRetryCount'" + failed + "value greater than or equal to 0"},
		{configured(sfnapi.TestStateConfiguration{MapIterationFailureCount: &minus}), "Value '-1' at 'stateConfiguration.mapIterationFailureCount'" + failed + "value greater than or equal to 0"},
		{configured(sfnapi.TestStateConfiguration{ErrorCausedByState: long(81)}), "Value at 'stateConfiguration.errorCausedByState'" + failed + most + "80"},
		{configured(sfnapi.TestStateConfiguration{MapItemReaderData: umlauts}), "Value at 'stateConfiguration.mapItemReaderData'" + failed + data},
	} {
		if test.in.Definition == "" {
			test.in.Definition = mockedTask
		}
		_, err := sfnapi.TestState(context.Background(), test.in)
		if want := "ValidationException: 1 validation error detected: " + test.want; err == nil || err.Error() != want {
			t.Errorf("error %.300v, want\n%s", err, want)
		}
	}
	_, err := sfnapi.TestState(context.Background(), sfnapi.TestStateInput{StateName: long(81)})
	want := "ValidationException: 2 validation errors detected: Value at 'definition'" + failed + least + "1; Value at 'stateName'" + failed + most + "80"
	if err == nil || err.Error() != want {
		t.Errorf("error %v, want\n%s", err, want)
	}
	_, err = sfnapi.TestState(context.Background(), sfnapi.TestStateInput{Definition: passes, StateName: "A", Input: `"` + long(2000) + `"`},
		asl.WithLimits(asl.Limits{Payload: 1000}))
	if want := "ValidationException: 1 validation error detected: Value at 'input' failed to satisfy constraint: " +
		"state: the input has 2002 bytes; at most 1000 are allowed"; err == nil || err.Error() != want {
		t.Errorf("error %v, want\n%s", err, want)
	}
}

// TestTestStateUnsendable: what AWS's clients refuse to send.
func TestTestStateUnsendable(t *testing.T) {
	const failed = "Parameter validation failed:\n"
	for _, test := range []refusal{
		{name: "no definition", request: `{}`, message: failed + `Missing required parameter in input: "definition"`},
		{name: "empty name", request: request(passes, `"stateName": ""`), message: failed + "Invalid length for parameter stateName, value: 0, valid min length: 1"},
		{name: "negative count", request: request(mockedTask, `"stateConfiguration": {"retrierRetryCount": -1}`),
			message: failed + "Invalid value for parameter stateConfiguration.retrierRetryCount, value: -1, valid min value: 0"},
	} {
		test.code = "ParamValidationError"
		test.check(t)
	}
}

func TestTestStateRefusesMocks(t *testing.T) {
	reader := fmt.Sprintf(readMap, "JSON")
	inputOf := func(n int) string {
		return `"input": "[` + strings.Repeat("1,", n-1) + `1]", `
	}
	data := `, "stateConfiguration": {"mapItemReaderData": "[1, 2, 3]"}`
	const wrongSize = "Input array does not equal the mocked result array's size"
	checkInvalid(t, []refusal{
		{name: "both", request: request(mockedTask, `"mock": {"result": "{}", "errorOutput": {"error": "E"}}`),
			message: "A test mock should have only one of the following fields: [result, errorOutput]."},
		{name: "neither", request: request(mockedTask, `"mock": {}`),
			message: "One of the following fields is required for a test mock: [result, errorOutput]."},
		{name: "a mode alone", request: request(allMap, `"mock": {"fieldValidationMode": "NONE"}`),
			message: "One of the following fields is required for a test mock: [result, errorOutput]."},
		{name: "no error", request: request(mockedTask, `"mock": {"errorOutput": {}}`), message: "An error was not specified in the mocked error output."},
		{name: "a cause alone", request: request(twoWays, `"mock": {"errorOutput": {"cause": "C"}}`), message: "An error was not specified in the mocked error output."},
		{name: "secrets", request: request(mockedTask, mocked+`, "revealSecrets": true`), message: "TestState does not support RevealSecrets when a mock is specified."},
		{name: "Wait", request: request(`{"Type": "Wait", "Seconds": 1, "End": true}`, mocked), message: "State type 'Wait' is not supported when a mock is specified"},
		{name: "no JSON", request: request(mockedTask, `"mock": {"result": "no", "fieldValidationMode": "NONE"}`), message: "Mocked result must be valid JSON"},

		{name: "object of a Map", request: request(allMap, mocked), message: "Mocked result must be an array."},
		{name: "array of a Map with a writer", request: request(reader, `"mock": {"result": "[]"}`+data), message: "Mocked result must be an object."},
		{name: "object of a Parallel", request: request(twoWays, mocked), message: "Mocked result must be an array."},
		{name: "a branch too few", request: request(twoWays, `"mock": {"result": "[1]"}`),
			message: "Mocked result must contain the same number of items as number of Parallel branches."},
		{name: "a branch too many", request: request(twoWays, `"mock": {"result": "[1, 2, 3]"}`),
			message: "Mocked result must contain the same number of items as number of Parallel branches."},

		{name: "an item too few", request: request(allMap, inputOf(3)+`"mock": {"result": "[1, 2]"}`), message: wrongSize},
		{name: "an item too many", request: request(allMap, inputOf(3)+`"mock": {"result": "[1, 2, 3, 4]"}`), message: wrongSize},
		{name: "an item for each, and not for each batch", request: request(fmt.Sprintf(batchMap, `"JSON"`), `"mock": {"result": "[1, 2, 3]"}`+data), message: wrongSize},
		{name: "more failures than iterations", request: request(allMap, inputOf(2)+`"mock": {"result": "[1, 2]"}, "stateConfiguration": {"mapIterationFailureCount": 3}`),
			message: "Map iteration failure count must be less than or equal to the number of Map iterations"},
		{name: "more failures than batches, and an error", request: request(fmt.Sprintf(batchMap, `"JSON"`), `"mock": {"errorOutput": {"error": "E"}},
			"stateConfiguration": {"mapItemReaderData": "[1, 2, 3]", "mapIterationFailureCount": 3}`),
			message: "Map iteration failure count must be less than or equal to the number of Map iterations"},
	})
}

func TestTestStateRefusesConfigurations(t *testing.T) {
	within := `{"StartAt": "M", "States": {"M": ` + strings.Replace(allMap, `"End": true`, `"Next": "T"`, 1) + `, "T": {` + sendTask + `, "End": true}}}`
	failure := `"mock": {"errorOutput": {"error": "E"}}, "stateConfiguration": `
	tests := []refusal{
		{name: "failures of a task", request: request(mockedTask, mocked+`, "stateConfiguration": {"mapIterationFailureCount": 0}`),
			message: "MapIterationFailureCount is only supported when testing a Map state."},
		{name: "failures of a Parallel", request: request(twoWays, failure+`{"mapIterationFailureCount": 1}`),
			message: "MapIterationFailureCount is only supported when testing a Map state."},
		{name: "data of a task", request: request(mockedTask, mocked+`, "stateConfiguration": {"mapItemReaderData": "[]"}`),
			message: "MapItemReaderData is only supported when testing a Map state."},
		{name: "data without a reader", request: request(allMap, `"mock": {"result": "[]"}, "stateConfiguration": {"mapItemReaderData": "[]"}`),
			message: "MapItemReaderData is only supported when testing a Map state with ItemReader specified."},
		{name: "cause of a task", request: request(mockedTask, failure+`{"errorCausedByState": "B"}`),
			message: "ErrorCausedByState is only supported when testing a Map or Parallel state."},
		{name: "unknown cause", request: request(allMap, failure+`{"errorCausedByState": "C"}`), message: "State not found in definition"},
		{name: "cause outside", request: request(within, `"stateName": "M", `+failure+`{"errorCausedByState": "T"}`), message: "State not found in definition"},
		{name: "the state itself", request: request(within, `"stateName": "M", `+failure+`{"errorCausedByState": "M"}`), message: "State not found in definition"},

		{name: "reader without data", request: request(fmt.Sprintf(readMap, "JSON"), mocked),
			message: "ItemReader data must be specified when testing a Map state with ItemReader specified."},
		{name: "reader without data, and an error", request: request(fmt.Sprintf(readMap, "JSONL"), `"mock": {"errorOutput": {"error": "E"}}`),
			message: "ItemReader data must be specified when testing a Map state with ItemReader specified."},
		{name: "bad data", request: request(fmt.Sprintf(readMap, "JSON"), mocked+`, "stateConfiguration": {"mapItemReaderData": "["}`),
			message: "MapItemReaderData cannot be read: invalid JSON at offset 1: unexpected end of text, want a value"},
		{name: "bad lines", request: request(fmt.Sprintf(readMap, "JSONL"), mocked+`, "stateConfiguration": {"mapItemReaderData": "1\n["}`),
			message: "MapItemReaderData cannot be read: States.ItemReaderFailed: The object s3://stateConfiguration/mapItemReaderData has a mistake in item 2, " +
				"which begins at byte 2: invalid JSON at offset 1: unexpected end of text, want a value"},
	}
	for field, member := range map[string]string{
		"RetrierRetryCount": `"retrierRetryCount": 0`, "ErrorCausedByState": `"errorCausedByState": "B"`,
		"MapIterationFailureCount": `"mapIterationFailureCount": 0`, "MapItemReaderData": `"mapItemReaderData": "[]"`,
	} {
		tests = append(tests, refusal{name: "without a mock", request: request(allMap, role+`, "stateConfiguration": {`+member+`}`),
			message: "TestState does not support " + field + " when a mock is not specified."})
	}
	checkInvalid(t, tests)
	if _, err := testJSON(t, request(within, `"stateName": "M", "input": "[]", `+failure+`{"errorCausedByState": "B"}`)); err != nil {
		t.Errorf("a cause inside: %v", err)
	}
}

func TestTestStateRefusesContexts(t *testing.T) {
	token := `{"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken", "Parameters": {"QueueUrl": "q", "MessageBody": "b"}, "End": true}`
	activity := `{"Type": "Task", "Resource": "arn:aws:states:us-east-1:123456789012:activity:a", "End": true}`
	for _, test := range []struct{ definition, context, problem string }{
		{mockedTask, `[]`, "it must be a valid JSON object"},
		{mockedTask, `{`, "it must be a valid JSON object"},
		{mockedTask, `{"X": {}}`, "Field 'X' is not allowed"},
		{mockedTask, `{"execution": {}}`, "Field 'execution' is not allowed"},

		{mockedTask, `{"Execution": 1}`, "Field 'Execution' must be an object"},
		{mockedTask, `{"Execution": {"X": 1}}`, "Field 'X' is not allowed"},
		{mockedTask, `{"Execution": {"Id": 1}}`, "Field 'Id' must be a string"},
		{mockedTask, `{"Execution": {"Name": {}}}`, "Field 'Name' must be a string"},
		{mockedTask, `{"Execution": {"RoleArn": []}}`, "Field 'RoleArn' must be a string"},
		{mockedTask, `{"Execution": {"StartTime": 1}}`, "Field 'StartTime' must be a string"},
		{mockedTask, `{"Execution": {"RedriveCount": "1"}}`, "Field 'RedriveCount' must be a number"},
		{mockedTask, `{"Execution": {"RedriveTime": false}}`, "Field 'RedriveTime' must be a string"},
		{mockedTask, `{"Execution": {"Input": [1], "RoleArn": null}, "State": null}`, ""},

		{mockedTask, `{"State": "S"}`, "Field 'State' must be an object"},
		{mockedTask, `{"State": {"Id": "1"}}`, "Field 'Id' is not allowed"},
		{mockedTask, `{"State": {"EnteredTime": 1}}`, "Field 'EnteredTime' must be a string"},
		{mockedTask, `{"State": {"Name": 1}}`, "Field 'Name' must be a string"},
		{mockedTask, `{"State": {"RetryCount": "0"}}`, "Field 'RetryCount' must be a number"},
		{mockedTask, `{"State": {"Name": "S", "EnteredTime": "t", "RetryCount": 1}}`, ""},

		{mockedTask, `{"StateMachine": []}`, "Field 'StateMachine' must be an object"},
		{mockedTask, `{"StateMachine": {"RoleArn": "r"}}`, "Field 'RoleArn' is not allowed"},
		{mockedTask, `{"StateMachine": {"Id": 1}}`, "Field 'Id' must be a string"},
		{mockedTask, `{"StateMachine": {"Name": 1}}`, "Field 'Name' must be a string"},

		{token, `{"Task": {"Token": "t"}}`, ""},
		{syncTask, `{"Task": {"Token": "t"}}`, ""},
		{token, `{"Task": "t"}`, "Field 'Task' must be an object"},
		{token, `{"Task": {"Token": 1}}`, "Field 'Token' must be a string"},
		{token, `{"Task": {"Id": "t"}}`, "Field 'Id' is not allowed"},
		{mockedTask, `{"Task": {"Token": "t"}}`, "Field 'Task' is not allowed"},
		{activity, `{"Task": {"Token": "t"}}`, "Field 'Task' is not allowed"},
		{allMap, `{"Task": {"Token": "t"}}`, "Field 'Task' is not allowed"},
		{twoWays, `{"Task": {}}`, "Field 'Task' is not allowed"},

		{allMap, `{"Map": {"Item": {"Index": 0}}}`, "Field 'Map' is not allowed"},
		{mockedTask, `{"Map": {"Item": {"Index": 0}}}`, "Field 'Map' is not allowed"},
	} {
		text, err := json.Marshal(test.context)
		if err != nil {
			t.Fatal(err)
		}
		_, err = testJSON(t, request(test.definition, `"input": "[]", "mock": {"errorOutput": {"error": "E"}}, "context": `+string(text)))
		want := "ValidationException: Invalid Context object provided: " + test.problem
		if test.problem == "" && err != nil || test.problem != "" && (err == nil || err.Error() != want) {
			t.Errorf("%s of %s: error %v, want\n%s", test.context, test.definition, err, want)
		}
	}
	checkInvalid(t, []refusal{{name: "without a mock", request: request(passes, `"stateName": "A", "context": "{}"`),
		message: "TestState does not support Context when a mock is not specified."}})
}
