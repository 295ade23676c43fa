package sfnapi_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/sfnapi"

	"github.com/google/go-cmp/cmp"
)

const (
	sendTask = `"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage"`
	allMap   = `{"Type": "Map", "End": true, "ItemProcessor": {"StartAt": "B", "States": {"B": {"Type": "Pass", "End": true}}}}`
	readMap  = `{"Type": "Map", "End": true, "ResultWriter": {"Resource": "arn:aws:states:::s3:putObject", "Parameters": {"Bucket": "b"}}, "ItemReader": {"Resource": "arn:aws:states:::s3:getObject", "ReaderConfig": {"InputType": %q}},
		"ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED"}, "StartAt": "B", "States": {"B": {"Type": "Pass", "End": true}}}}`
	mockedTask = `{` + sendTask + `, "End": true}`
)

// testJSON sends a request in JSON.
func testJSON(t *testing.T, request string, opts ...asl.Option) (*sfnapi.TestStateOutput, error) {
	t.Helper()
	var in sfnapi.TestStateInput
	if err := json.Unmarshal([]byte(request), &in); err != nil {
		return nil, err
	}
	return sfnapi.TestState(context.Background(), in, opts...)
}

// request writes a request with a definition and more members.
func request(definition, members string) string {
	text, err := json.Marshal(definition)
	if err != nil {
		panic(err)
	}
	if members != "" {
		members = "," + members
	}
	return `{"definition":` + string(text) + members + `}`
}

func TestTestStateExceptions(t *testing.T) {
	sync := `{"Type": "Task", "Resource": "arn:aws:states:::batch:submitJob.sync", "End": true}`
	activity := `{"Type": "Task", "Resource": "arn:aws:states:us-east-1:123456789012:activity:a", "End": true}`
	machine := `{"StartAt": "A", "States": {"A": {"Type": "Pass", "End": true}}}`
	mock := `"mock": {"result": "{}"}`
	tests := []struct{ name, request, code, message string }{
		{"no definition", `{}`, "ParamValidationError", "Parameter validation failed:\nMissing required parameter in input: \"definition\""},
		{"empty name", request(machine, `"stateName": ""`), "ParamValidationError",
			"Parameter validation failed:\nInvalid length for parameter stateName, value: 0, valid min length: 1"},
		{"negative count", request(mockedTask, `"stateConfiguration": {"retrierRetryCount": -1}`), "ParamValidationError",
			"Parameter validation failed:\nInvalid value for parameter stateConfiguration.retrierRetryCount, value: -1, valid min value: 0"},
		{"level", request(mockedTask, `"inspectionLevel": "ALL"`), "ValidationException",
			"1 validation error detected: Value 'ALL' at 'inspectionLevel' failed to satisfy constraint: Member must satisfy enum value set: [INFO, DEBUG, TRACE]"},
		{"role", request(mockedTask, `"roleArn": "me"`), "InvalidArn", "Invalid Role Arn: 'me'"},
		{"lone state", request(`{"Type": "Parallel", "Branches": [], "End": true}`, mock), "InvalidDefinition",
			"Invalid State Machine Definition: 'SCHEMA_VALIDATION_FAILED: Value cannot be empty at /States/StateName/Branches'"},
		{"unknown state", request(machine, `"stateName": "B"`), "ValidationException", "State not found in definition"},
		{"unknown culprit", request(allMap, `"mock": {"errorOutput": {}}, "stateConfiguration": {"errorCausedByState": "C"}`),
			"ValidationException", "State not found in definition"},
		{"input", request(mockedTask, `"input": "{"`), "InvalidExecutionInput", ""},
		{"long input", `{"definition": ` + strconv.Quote(`{"Type": "Succeed"}`) + `, "input": "\"` + strings.Repeat("x", 262_144) + `\""}`, "ValidationException", ""},
		{"variables", request(machine, `"stateName": "A", "variables": "[]"`), "ValidationException", "Variables must be a valid JSON object"},

		{"mock with both", request(mockedTask, `"mock": {"result": "{}", "errorOutput": {"error": "E"}}`), "ValidationException",
			"A test mock should have only one of the following fields: [result, errorOutput]."},
		{"mock with secrets", request(mockedTask, mock+`, "revealSecrets": true`), "ValidationException",
			"TestState does not support RevealSecrets when a mock is specified."},
		{"mock of a Wait", request(`{"Type": "Wait", "Seconds": 1, "End": true}`, mock), "ValidationException",
			"State type 'Wait' is not supported when a mock is specified"},
		{"mock that is no JSON", request(mockedTask, `"mock": {"result": "no", "fieldValidationMode": "NONE"}`), "ValidationException",
			"Mocked result must be valid JSON"},
		{"mock that is no array", request(allMap, mock), "ValidationException", "Mocked result must be an array."},
		{"mock that is no object", request(fmt.Sprintf(readMap, "JSON"), `"mock": {"result": "[]"}`), "ValidationException",
			"Mocked result must be an object."},

		{"Map without a mock", request(allMap, ""), "InvalidDefinition",
			"TestState API does not support Map or Parallel states. Supported state types include: [Task, Wait, Pass, Succeed, Fail, Choice]"},
		{"sync without a mock", request(sync, ""), "InvalidDefinition", ""},
		{"activity without a mock", request(activity, ""), "InvalidDefinition", ""},
		{"count without a mock", request(allMap, `"stateConfiguration": {"mapIterationFailureCount": 0}`), "ValidationException",
			"TestState does not support MapIterationFailureCount when a mock is not specified."},
		{"context without a mock", request(machine, `"stateName": "A", "context": "{}"`), "ValidationException",
			"TestState does not support Context when a mock is not specified."},

		{"context", request(mockedTask, mock+`, "context": "{\"X\": {}}"`), "ValidationException", "Invalid Context object provided: Field 'X' is not allowed"},
		{"inner context", request(mockedTask, mock+`, "context": "{\"State\": {\"X\": 1}}"`), "ValidationException", "Invalid Context object provided: Field 'X' is not allowed"},
		{"scalar context", request(mockedTask, mock+`, "context": "{\"State\": 1}"`), "ValidationException", "Invalid Context object provided: Field 'State' must be an object"},

		{"data without a reader", request(allMap, `"mock": {"result": "[]"}, "stateConfiguration": {"mapItemReaderData": "[]"}`), "ValidationException", ""},
		{"bad data", request(fmt.Sprintf(readMap, "JSON"), mock+`, "stateConfiguration": {"mapItemReaderData": "["}`), "ValidationException", ""},
	}
	for _, test := range tests {
		r, err := testJSON(t, test.request)
		var refused *sfnapi.Exception
		if !errors.As(err, &refused) {
			t.Errorf("%s: %+v, error %v; want an exception", test.name, r, err)
			continue
		}
		if refused.Code != test.code || test.message != "" && refused.Message != test.message {
			t.Errorf("%s: %v, want\n%s: %s", test.name, refused, test.code, test.message)
		}
	}
}

// TestTestStateResponses compares whole responses: who asks for what gets what.
func TestTestStateResponses(t *testing.T) {
	tolerant := `{"Type": "Map", "End": true, "ItemsPath": "$.v", "ToleratedFailurePercentage": 50, "ToleratedFailureCount": 1,
		"Retry": [{"ErrorEquals": ["States.ALL"], "IntervalSeconds": 3, "BackoffRate": 1.5}],
		"ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED"}, "StartAt": "B", "States": {"B": {"Type": "Pass", "End": true}}}}`
	tests := []struct{ name, request, want string }{
		{"INFO", request(mockedTask, `"mock": {"result": "{\"a\": 1}"}`), `{"output":"{\"a\": 1}","status":"SUCCEEDED"}`},
		{"DEBUG", request(`{"Type": "Succeed", "InputPath": "$.a"}`, `"inspectionLevel": "DEBUG", "input": "{\"a\": [1, 2]}"`),
			`{"output":"[1,2]","inspectionData":{"input":"{\"a\": [1, 2]}","afterInputPath":"[1,2]"},"status":"SUCCEEDED"}`},
		{"an equal value", request(`{"Type": "Pass", "Parameters": {"a": [1]}, "End": true}`, `"input": "{\"a\": [1]}"`),
			`{"output":"{\"a\":[1]}","status":"SUCCEEDED"}`},
		{"next state", request(`{"Type": "Pass", "Next": "X"}`, `"input": " 1"`), `{"output":" 1","nextState":"X","status":"SUCCEEDED"}`},
		{"failure", request(`{"Type": "Fail", "Error": "E", "Cause": "C"}`, ""), `{"error":"E","cause":"C","status":"FAILED"}`},
		{"failure without a name", request(mockedTask, `"mock": {"errorOutput": {"cause": "C"}}`), `{"cause":"C","status":"FAILED"}`},
		{"retry", request(tolerant, `"inspectionLevel": "TRACE", "input": "{\"v\":[1,2,3]}", "mock": {"result": "[1, 2]"},
			"stateConfiguration": {"mapIterationFailureCount": 2, "retrierRetryCount": 1}`),
			`{"error":"States.ExceedToleratedFailureThreshold","cause":"The specified tolerated failure threshold was exceeded",` +
				`"inspectionData":{"input":"{\"v\":[1,2,3]}","afterInputPath":"{\"v\":[1,2,3]}","afterItemsPath":"[1, 2, 3]",` +
				`"errorDetails":{"retryIndex":0,"retryBackoffIntervalSeconds":4},` +
				`"toleratedFailureCount":1,"toleratedFailurePercentage":50.0,"maxConcurrency":0},"status":"RETRIABLE"}`},
		{"catch", request(`{`+sendTask+`, "End": true, "Catch": [{"ErrorEquals": ["E"], "Next": "H"}]}`,
			`"inspectionLevel": "DEBUG", "mock": {"errorOutput": {"error": "E"}}`),
			`{"output":"{\"Error\":\"E\",\"Cause\":null}","error":"E","inspectionData":{"input":"{}","afterInputPath":"{}","afterParameters":"{}",` +
				`"errorDetails":{"catchIndex":0}},"nextState":"H","status":"CAUGHT_ERROR"}`},
		{"variables", request(`{"StartAt": "A", "States": {"A": {"Type": "Pass", "Assign": {"b.$": "$a"}, "End": true}}}`,
			`"stateName": "A", "inspectionLevel": "DEBUG", "variables": "{\"a\": 1}"`),
			`{"output":"{}","inspectionData":{"input":"{}","afterInputPath":"{}","afterParameters":"{}","afterResultSelector":"{}",` +
				`"afterResultPath":"{}","variables":"{\"a\":1,\"b\":1}"},"status":"SUCCEEDED"}`},
		{"lines of an ItemReader", request(fmt.Sprintf(readMap, "JSONL"), `"mock": {"result": "{}"}, "stateConfiguration": {"mapItemReaderData": "1\n\n2\n"}`),
			`{"output":"{}","status":"SUCCEEDED"}`},
	}
	for _, test := range tests {
		r, err := testJSON(t, test.request)
		if err != nil {
			t.Errorf("%s: %v", test.name, err)
			continue
		}
		got, err := json.Marshal(r)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(test.want, string(got)); diff != "" {
			t.Errorf("%s: response (-want +got):\n%s", test.name, diff)
		}
	}
}

// TestTestStateContext: role and account are those of the caller.
func TestTestStateContext(t *testing.T) {
	definition := `{"Type": "Pass", "InputPath": "$$.Execution.RoleArn", "End": true}`
	identity := asl.WithIdentity(asl.Identity{Account: "111122223333"})
	for members, want := range map[string]string{
		"":                               `"arn:aws:iam::111122223333:role/StepFunctions"`,
		`"roleArn": "arn:aws:iam::4:me"`: `"arn:aws:iam::4:me"`,
	} {
		r, err := testJSON(t, request(definition, members), identity)
		if err != nil || r.Output != want {
			t.Errorf("%s: %+v, error %v; want %s", members, r, err, want)
		}
	}
}

// TestTestStateRunsTasks: what is not mocked runs as in an execution.
func TestTestStateRunsTasks(t *testing.T) {
	var mux asl.Mux
	mux.Lambda("double", asl.Func(func(_ context.Context, n int) (int, error) { return 2 * n, nil }))
	mux.Lambda("fail", asl.Func(func(context.Context, int) (int, error) { return 0, asl.NewError("Refused", "no") }))
	mux.Lambda("sleep", asl.Func(func(ctx context.Context, n int) (int, error) {
		return n, asl.TaskInfoFrom(ctx).Sleep(ctx, time.Duration(n)*time.Second)
	}))
	task := func(name, fields string) string {
		return `{"Type": "Task", "Resource": "arn:aws:lambda:us-east-1:123456789012:function:` + name + `", ` + fields + `"End": true}`
	}
	tests := []struct{ name, definition, input, want string }{
		{"result", task("double", ""), "4", "SUCCEEDED 8 "},
		{"error", task("fail", ""), "4", "FAILED  Refused"},
		{"timeout of the state", task("sleep", `"TimeoutSeconds": 5, `), "6", "FAILED  States.Timeout"},
		{"timeout of the test", task("sleep", ""), "301", "FAILED  States.Timeout"},
		{"long", task("sleep", ""), "299", "SUCCEEDED 299 "},
		{"no task", task("none", ""), "4", "FAILED  States.Runtime"},
		{"invoke", `{"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "Parameters": {"FunctionName": "double", "Payload.$": "$"},
			"OutputPath": "$.Payload", "End": true}`, "3", "SUCCEEDED 6 "},
	}
	for _, test := range tests {
		r, err := testJSON(t, request(test.definition, `"input": "`+test.input+`"`), asl.WithResolver(&mux))
		if err != nil {
			t.Errorf("%s: %v", test.name, err)
			continue
		}
		if got := string(r.Status) + " " + r.Output + " " + r.Error; got != test.want {
			t.Errorf("%s: %s, want %s", test.name, got, test.want)
		}
	}
}

func TestTestStateShowsHTTP(t *testing.T) {
	call := asl.WithTask("StateName", func(context.Context, json.RawMessage) (json.RawMessage, error) {
		return json.RawMessage(`{"StatusCode":200,"StatusText":"OK","Headers":{"date":["today"],"a":["b","c"]},"ResponseBody":{"n":1}}`), nil
	})
	definition := `{"Type": "Task", "Resource": "arn:aws:states:::http:invoke", "End": true, "Parameters": {"Method": "GET",
		"ApiEndpoint": "https://example.com/get", "Headers": {"h": "1"}, "QueryParameters": {"q": ["a b", "c"]}, "RequestBody": {"m": 1}}}`
	r, err := testJSON(t, request(definition, `"inspectionLevel": "TRACE"`), call)
	if err != nil {
		t.Fatal(err)
	}
	request := &sfnapi.InspectionDataRequest{
		Protocol: "https", Method: "GET", URL: "https://example.com/get?q=a+b&q=c",
		Headers: "[h: 1, User-Agent: Amazon|StepFunctions|HttpInvoke|us-east-1, Range: bytes=0-262144]", Body: `{"m":1}`,
	}
	response := &sfnapi.InspectionDataResponse{Protocol: "https", StatusCode: "200", StatusMessage: "OK", Headers: "[date: today, a: b, c]", Body: `{"n":1}`}
	if diff := cmp.Diff(request, r.InspectionData.Request); diff != "" {
		t.Errorf("request (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(response, r.InspectionData.Response); diff != "" {
		t.Errorf("response (-want +got):\n%s", diff)
	}
}

// refusing finds fault with every mock.
type refusing struct{ asked []string }

func (c *refusing) CheckMock(resource string, result json.RawMessage, strict bool) error {
	c.asked = append(c.asked, fmt.Sprint(resource, " ", string(result), " ", strict))
	return errors.New("no good")
}

// TestTestStateChecksMocks: the checker is asked about answers of services only.
func TestTestStateChecksMocks(t *testing.T) {
	token := `{"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken", "End": true}`
	function := `{"Type": "Task", "Resource": "arn:aws:lambda:us-east-1:123456789012:function:f", "End": true}`
	tests := []struct {
		definition, mode string
		asked            []string
	}{
		{mockedTask, "STRICT", []string{"arn:aws:states:::sqs:sendMessage [1] true"}},
		{mockedTask, "PRESENT", []string{"arn:aws:states:::sqs:sendMessage [1] false"}},
		{mockedTask, "NONE", nil},
		{token, "STRICT", nil},
		{function, "STRICT", nil},
		{allMap, "STRICT", nil},
	}
	for _, test := range tests {
		c := &refusing{}
		in := sfnapi.TestStateInput{MockChecker: c}
		text := request(test.definition, `"input": "[]", "mock": {"result": "[1]", "fieldValidationMode": "`+test.mode+`"}`)
		if err := json.Unmarshal([]byte(text), &in); err != nil {
			t.Fatal(err)
		}
		_, err := sfnapi.TestState(context.Background(), in)
		if diff := cmp.Diff(test.asked, c.asked); diff != "" {
			t.Errorf("%s, %s: asked (-want +got):\n%s", test.definition, test.mode, diff)
		}
		var refused *sfnapi.Exception
		if test.asked != nil && (!errors.As(err, &refused) || refused.Message != "Mock result schema validation error: no good") {
			t.Errorf("%s, %s: error %v", test.definition, test.mode, err)
		}
		if test.asked == nil && err != nil {
			t.Errorf("%s, %s: error %v", test.definition, test.mode, err)
		}
	}
}

func TestTestStateErrors(t *testing.T) {
	r := sfnapi.TestStateInput{Definition: mockedTask, Mock: &sfnapi.MockInput{Result: "{}"}}
	var refused *sfnapi.Exception
	if _, err := sfnapi.TestState(context.Background(), r, nil); err == nil || errors.As(err, &refused) {
		t.Errorf("no option: %v, want an error that is no exception", err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := sfnapi.TestState(ctx, r); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
	ctx, cancel = context.WithCancel(context.Background())
	hang := asl.WithTask("StateName", func(ctx context.Context, _ json.RawMessage) (json.RawMessage, error) {
		cancel()
		<-ctx.Done()
		return nil, ctx.Err()
	})
	if _, err := sfnapi.TestState(ctx, sfnapi.TestStateInput{Definition: mockedTask}, hang); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled while it runs: %v", err)
	}
}

// FuzzTestState: whatever is asked for, there is a response or an exception.
func FuzzTestState(f *testing.F) {
	request := func(r sfnapi.TestStateInput) {
		text, err := json.Marshal(r)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(text)
	}
	one := 1
	request(sfnapi.TestStateInput{Definition: `{"Type": "Pass", "End": true}`, Input: `{ "a": 1 }`, Variables: `{"v": 1}`, InspectionLevel: sfnapi.InspectionLevelTrace})
	request(sfnapi.TestStateInput{Definition: "{" + sendTask + `, "End": true}`, RoleARN: "arn:", Mock: &sfnapi.MockInput{ErrorOutput: &sfnapi.MockErrorOutput{Error: "E"}}})
	request(sfnapi.TestStateInput{
		Definition: fmt.Sprintf(readMap, "JSONL"), Context: `{"Execution": {"Input": 1}}`, Mock: &sfnapi.MockInput{Result: `{}`, FieldValidationMode: sfnapi.MockResponseValidationModePresent},
		StateConfiguration: &sfnapi.TestStateConfiguration{RetrierRetryCount: &one, MapIterationFailureCount: &one, MapItemReaderData: "1\n2\n", ErrorCausedByState: "B"},
	})
	request(sfnapi.TestStateInput{
		Definition:      `{"Type": "Task", "Resource": "arn:aws:states:::http:invoke", "Parameters": {"ApiEndpoint": "http://a", "QueryParameters": {"q": [1, null]}}, "End": true}`,
		InspectionLevel: sfnapi.InspectionLevelTrace,
	})
	f.Fuzz(func(t *testing.T, text []byte) {
		var request sfnapi.TestStateInput
		if json.Unmarshal(text, &request) != nil {
			return
		}
		response, err := sfnapi.TestState(t.Context(), request)
		var refused *sfnapi.Exception
		switch {
		case err == nil && response.Status == "":
			t.Error("the response has no status")
		case err != nil && (!errors.As(err, &refused) || refused.Code == "" || refused.Message == ""):
			t.Errorf("the error %v is no exception", err)
		}
		if _, err := json.Marshal(response); err != nil {
			t.Errorf("the response has no JSON: %v", err)
		}
	})
}
