package sfnapi_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/sfnapi"

	"github.com/google/go-cmp/cmp"
)

const (
	sendTask = `"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage", "Parameters": {"QueueUrl": "q", "MessageBody": "b"}`
	allMap   = `{"Type": "Map", "End": true, "ItemProcessor": {"StartAt": "B", "States": {"B": {"Type": "Pass", "End": true}}}}`
	readMap  = `{"Type": "Map", "End": true, "ResultWriter": {"Resource": "arn:aws:states:::s3:putObject", "Parameters": {"Bucket": "b"}}, "ItemReader": {"Resource": "arn:aws:states:::s3:getObject", "ReaderConfig": {"InputType": %q}},
		"ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}, "StartAt": "B", "States": {"B": {"Type": "Pass", "End": true}}}}`
	batchMap = `{"Type": "Map", "End": true, "ItemBatcher": {"MaxItemsPerBatch": 2},
		"ItemReader": {"Resource": "arn:aws:states:::s3:getObject", "ReaderConfig": {"InputType": %s}, "Parameters": {"Bucket": "b", "Key": "k"}},
		"ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}, "StartAt": "B", "States": {"B": {"Type": "Pass", "End": true}}}}`
	pathMap    = `{"Type": "Map", "End": true, "ItemsPath": "$$.Execution.Input.v", "ItemProcessor": {"StartAt": "B", "States": {"B": {"Type": "Pass", "End": true}}}}`
	mockedTask = `{` + sendTask + `, "End": true}`
)

// role is the role of tasks that are not mocked.
const role = `"roleArn": "arn:aws:iam::123456789012:role/R"`

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

// TestTestStateResponses compares whole responses: who asks for what gets what.
func TestTestStateResponses(t *testing.T) {
	tolerant := `{"Type": "Map", "End": true, "ItemsPath": "$.v", "ToleratedFailurePercentage": 50, "ToleratedFailureCount": 1,
		"Retry": [{"ErrorEquals": ["States.ALL"], "IntervalSeconds": 3, "BackoffRate": 1.5}],
		"ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}, "StartAt": "B", "States": {"B": {"Type": "Pass", "End": true}}}}`
	tests := []struct{ name, request, want string }{
		{"INFO", request(mockedTask, `"mock": {"result": "{\"a\": 1}"}`), `{"output":"{\"a\": 1}","status":"SUCCEEDED"}`},
		{"DEBUG", request(`{"Type": "Succeed", "InputPath": "$.a"}`, `"inspectionLevel": "DEBUG", "input": "{\"a\": [1, 2]}"`),
			`{"output":"[1,2]","inspectionData":{"input":"{\"a\": [1, 2]}","afterInputPath":"[1,2]"},"status":"SUCCEEDED"}`},
		{"an equal value", request(`{"Type": "Pass", "Parameters": {"a": [1]}, "End": true}`, `"input": "{\"a\": [1]}"`),
			`{"output":"{\"a\":[1]}","status":"SUCCEEDED"}`},
		{"next state", request(`{"Type": "Pass", "Next": "X"}`, `"input": " 1"`), `{"output":" 1","nextState":"X","status":"SUCCEEDED"}`},
		{"failure", request(`{"Type": "Fail", "Error": "E", "Cause": "C"}`, ""), `{"error":"E","cause":"C","status":"FAILED"}`},
		{"error without a cause", request(mockedTask, `"mock": {"errorOutput": {"error": "E"}}`), `{"error":"E","status":"FAILED"}`},
		{"retry", request(tolerant, `"inspectionLevel": "TRACE", "input": "{\"v\":[1,2,3]}", "mock": {"result": "[1, 2]"},
			"stateConfiguration": {"mapIterationFailureCount": 2, "retrierRetryCount": 1}`),
			`{"error":"States.ExceedToleratedFailureThreshold","cause":"The specified tolerated failure threshold was exceeded",` +
				`"inspectionData":{"input":"{\"v\":[1,2,3]}","afterInputPath":"{\"v\":[1,2,3]}","afterItemsPath":"[1, 2, 3]",` +
				`"errorDetails":{"retryIndex":0,"retryBackoffIntervalSeconds":4},` +
				`"toleratedFailureCount":1,"toleratedFailurePercentage":50.0,"maxConcurrency":0},"status":"RETRIABLE"}`},
		{"catch", request(`{`+sendTask+`, "End": true, "Catch": [{"ErrorEquals": ["E"], "Next": "H"}]}`,
			`"inspectionLevel": "DEBUG", "mock": {"errorOutput": {"error": "E"}}`),
			`{"output":"{\"Error\":\"E\",\"Cause\":null}","error":"E","inspectionData":{"input":"{}","afterInputPath":"{}","afterParameters":"{\"QueueUrl\":\"q\",\"MessageBody\":\"b\"}",` +
				`"errorDetails":{"catchIndex":0}},"nextState":"H","status":"CAUGHT_ERROR"}`},
		{"variables", request(`{"StartAt": "A", "States": {"A": {"Type": "Pass", "Assign": {"b.$": "$a"}, "End": true}}}`,
			`"stateName": "A", "inspectionLevel": "DEBUG", "variables": "{\"a\": 1}"`),
			`{"output":"{}","inspectionData":{"input":"{}","afterInputPath":"{}","afterParameters":"{}","afterResultSelector":"{}",` +
				`"afterResultPath":"{}","variables":"{\"a\":1,\"b\":1}"},"status":"SUCCEEDED"}`},
		{"lines of an ItemReader", request(fmt.Sprintf(batchMap, `"JSONL"`), `"inspectionLevel": "DEBUG", "mock": {"result": "[7]"}, "stateConfiguration": {"mapItemReaderData": "1\n\n[2]\n"}`),
			`{"output":"[7]","inspectionData":{"input":"{}","afterInputPath":"{}","afterResultSelector":"[7]","afterResultPath":"[7]",` +
				`"afterItemBatcher":"[{\"Items\":[\"1\",\"[2]\"]}]","maxConcurrency":0},"status":"SUCCEEDED"}`},
		{"rows of an ItemReader", request(fmt.Sprintf(batchMap, `"CSV", "CSVDelimiter": "PIPE", "CSVHeaderLocation": "FIRST_ROW", "MaxItems": 1`),
			`"inspectionLevel": "DEBUG", "mock": {"result": "[7]"}, "stateConfiguration": {"mapItemReaderData": "a|b\n1|2\n3|4\n"}`),
			`{"output":"[7]","inspectionData":{"input":"{}","afterInputPath":"{}","afterResultSelector":"[7]","afterResultPath":"[7]",` +
				`"afterItemBatcher":"[{\"Items\":[\"{\\\"a\\\":\\\"1\\\",\\\"b\\\":\\\"2\\\"}\"]}]","maxConcurrency":0},"status":"SUCCEEDED"}`},
		{"pointer into the data", request(fmt.Sprintf(batchMap, `"JSON", "ItemsPointer": "/v"`),
			`"inspectionLevel": "DEBUG", "mock": {"errorOutput": {"error": "E"}}, "stateConfiguration": {"mapItemReaderData": "{\"v\": [1, 2]}"}`),
			`{"error":"E","inspectionData":{"input":"{}","afterInputPath":"{}",` +
				`"afterItemBatcher":"[{\"Items\":[\"1\",\"2\"]}]","afterItemsPointer":"[1,2]","maxConcurrency":0},"status":"FAILED"}`},
		{"ItemsPath into a given context", request(pathMap, `"inspectionLevel": "DEBUG", "context": "{\"Execution\": {\"Input\": {\"v\": [1, 2]}}}", "mock": {"result": "[3, 4]"}`),
			`{"output":"[3, 4]","inspectionData":{"input":"{}","afterInputPath":"{}","afterResultSelector":"[3, 4]","afterResultPath":"[3, 4]",` +
				`"afterItemsPath":"[1, 2]","maxConcurrency":0},"status":"SUCCEEDED"}`},
		{"ItemsPath to nothing in a given context", request(pathMap, `"context": "{\"Execution\": {}}", "mock": {"result": "[3, 4]"}`),
			`{"error":"States.Runtime","cause":"Invalid path '$$.Execution.Input.v' : Missing property in path $['Execution']['Input']","status":"FAILED"}`},
		{"more failures than the threshold, and fewer results", request(tolerant, `"input": "{\"v\":[1,2,3]}", "mock": {"result": "[1]"}, "stateConfiguration": {"mapIterationFailureCount": 3}`),
			`{"error":"States.ExceedToleratedFailureThreshold","cause":"The specified tolerated failure threshold was exceeded","status":"RETRIABLE"}`},
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

// TestTestStateContext: the role is that of the request, and the state has no name.
func TestTestStateContext(t *testing.T) {
	lone := `{"Type": "Pass", "Parameters": {"r.$": "$$.Execution.RoleArn", "n.$": "$$.State.Name"}, "End": true}`
	for _, test := range []struct{ definition, members, want string }{
		{lone, "", `{"r":null,"n":"StateName"}`},
		{lone, `"roleArn": "arn:aws:iam::4:me"`, `{"r":"arn:aws:iam::4:me","n":"StateName"}`},
		{`{"StartAt": "A", "States": {"A": ` + lone + `}}`, `"stateName": "A"`, `{"r":null,"n":"StateName"}`},
	} {
		r, err := testJSON(t, request(test.definition, test.members), asl.WithIdentity(asl.Identity{Role: "another"}))
		if err != nil || r.Output != test.want {
			t.Errorf("%s of %s: %+v, error %v; want %s", test.members, test.definition, r, err, test.want)
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
		r, err := testJSON(t, request(test.definition, role+`, "input": "`+test.input+`"`), asl.WithResolver(&mux))
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
	r, err := testJSON(t, request(definition, role+`, "inspectionLevel": "TRACE"`), call)
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
	token := `{"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken", "Parameters": {"QueueUrl": "q", "MessageBody": "b"}, "End": true}`
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
		{`{"Type": "Parallel", "Branches": [{"StartAt": "B", "States": {"B": {"Type": "Pass", "End": true}}}], "End": true}`, "STRICT", nil},
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
	if _, err := sfnapi.TestState(ctx, sfnapi.TestStateInput{Definition: mockedTask, RoleARN: "arn:"}, hang); !errors.Is(err, context.Canceled) {
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
		RoleARN:         "arn:",
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
