package sfnapi_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/goasl/goasl/sfnapi"
)

// called sends a request over HTTP, and returns the status and the body of the
// response.
func called(t testing.TB, server *httptest.Server, operation, body string, headers ...string) (int, string) {
	t.Helper()
	status, text := post(t, server.URL, body, append([]string{"X-Amz-Target", "AWSStepFunctions." + operation}, headers...)...)
	return status, text
}

// TestProtocol compares responses as they are on the wire.
func TestProtocol(t *testing.T) {
	s := service(t)
	server := httptest.NewServer(s.Handler())
	t.Cleanup(server.Close)
	machine, express := created(t, s, "M", twoPasses, ""), created(t, s, "E", twoPasses, "EXPRESS")
	arn := started(t, s, sfnapi.StartExecutionInput{StateMachineARN: machine, Name: "x", Input: `"<&>"`})
	ended(t, s, arn)
	const seconds = `[0-9]{10}\.[0-9]{3}`
	quoted := regexp.QuoteMeta
	for _, test := range []struct{ operation, body, want string }{
		{"StartExecution", `{"stateMachineArn": "` + machine + `", "name": "y", "unknown": 1, "input": null}`,
			`{"executionArn":"` + strings.TrimSuffix(arn, "x") + `y","startDate":` + seconds + `}`},
		{"DescribeExecution", `{"executionArn": "` + arn + `"}`,
			`{"executionArn":"` + arn + `","stateMachineArn":"` + machine + `","name":"x","status":"SUCCEEDED","startDate":` + seconds + `,"stopDate":` + seconds +
				quoted(`,"input":"\"<&>\"","inputDetails":{"included":true},"output":"\"<&>\"","outputDetails":{"included":true},"redriveCount":0,`) +
				`"redriveStatus":"NOT_REDRIVABLE","redriveStatusReason":"Execution is SUCCEEDED and cannot be redriven"}`},
		{"GetExecutionHistory", `{"executionArn": "` + arn + `", "maxResults": 1, "includeExecutionData": false}`,
			`{"events":\[{"timestamp":` + seconds + `,"type":"ExecutionStarted","id":1,"previousEventId":0,"executionStartedEventDetails":{"roleArn":"` + ordersRole + `"}}\],"nextToken":"[\w-]+"}`},
		{"ListExecutions", `{"stateMachineArn": "` + machine + `", "statusFilter": "FAILED"}`, `{"executions":\[\]}`},
		{"ListMapRuns", `{"executionArn": "` + arn + `"}`, `{"mapRuns":\[\]}`},
		{"ListActivities", `{}`, `{"activities":\[\]}`},
		{"StartSyncExecution", `{"stateMachineArn": "` + express + `", "name": "z"}`,
			`{"executionArn":"[^"]*:express:E:z:[0-9a-f-]{36}","stateMachineArn":"` + express + `","name":"z","startDate":` + seconds + `,"stopDate":` + seconds +
				`,"status":"SUCCEEDED","input":"{}","inputDetails":{"included":true},"output":"{}","outputDetails":{"included":true},"billingDetails":{"billedMemoryUsedInMB":64,"billedDurationInMilliseconds":\d+00}}`},
		{"SendTaskHeartbeat", `{"taskToken": "x"}`, quoted(`{"__type":"com.amazonaws.swf.service.v2.model#InvalidToken","message":"Invalid Token: 'Invalid token'"}`)},
		{"DescribeMapRun", `{"mapRunArn": "arn:aws:states:us-east-1:000000000000:mapRun:M/L:1"}`,
			`{"__type":"com.amazonaws.swf.service.v2.model#ResourceNotFound","message":"Resource not found: '.*'","resourceName":"arn:aws:states:us-east-1:000000000000:mapRun:M/L:1"}`},
		{"SendTaskSuccess", `{"taskToken": "x"}`, quoted(`{"__type":"com.amazon.coral.validate#ValidationException","message":"1 validation error detected: Value at 'output' failed to satisfy constraint: Member must not be null"}`)},
		{"ListExecutions", `{"stateMachineArn": "` + machine + `", "redriveFilter": "REDRIVEN"}`,
			quoted(`{"__type":"com.amazon.coral.validate#ValidationException","message":"RedriveFilter cannot be applied to ListExecutions call with StateMachine ARN"}`)},
		{"DescribeExecution", `{"executionArn": 1}`, quoted(`{"__type":"com.amazon.coral.validate#SerializationException"}`)},
		{"DescribeExecution", `{`, quoted(`{"__type":"com.amazon.coral.validate#SerializationException"}`)},
	} {
		t.Run(test.operation, func(t *testing.T) {
			status, body := called(t, server, test.operation, test.body)
			want := http.StatusOK
			if strings.Contains(test.want, "__type") {
				want = http.StatusBadRequest
			}
			if status != want || !regexp.MustCompile("^"+test.want+"$").MatchString(body) {
				t.Errorf("got %d %s\nwant %s", status, body, test.want)
			}
		})
	}
}

// TestRequestHeaders: the header has the trace, and the signature the region.
func TestRequestHeaders(t *testing.T) {
	s := service(t)
	server := httptest.NewServer(s.Handler())
	t.Cleanup(server.Close)
	signed := []string{"Authorization", "AWS4-HMAC-SHA256 Credential=AKID/20260924/cn-north-1/states/aws4_request, SignedHeaders=host, Signature=0"}
	definition, _ := json.Marshal(twoPasses)
	_, body := called(t, server, "CreateStateMachine", `{"name": "M", "roleArn": "`+ordersRole+`", "definition": `+string(definition)+`}`, signed...)
	const machine = "arn:aws-cn:states:cn-north-1:000000000000:stateMachine:M"
	if !strings.Contains(body, machine) {
		t.Fatalf("got %s", body)
	}
	start := `{"stateMachineArn": "` + machine + `", "name": "x", "traceHeader": "Root=body"}`
	if _, body := called(t, server, "StartExecution", start); !strings.Contains(body, "StateMachineDoesNotExist") {
		t.Errorf("in another region: %s", body)
	}
	called(t, server, "StartExecution", start, append(signed, "X-Amzn-Trace-Id", "Root=header")...)
	_, body = called(t, server, "DescribeExecution", `{"executionArn": "`+strings.Replace(machine, "stateMachine", "execution", 1)+`:x"}`, signed...)
	if !strings.Contains(body, `"traceHeader":"Root=header"`) {
		t.Errorf("got %s", body)
	}
}

// TestForeignToken answers a task by a client of another region.
func TestForeignToken(t *testing.T) {
	s := service(t)
	server := httptest.NewServer(s.Handler())
	t.Cleanup(server.Close)
	activity, machine := worked(t, s, "work")
	started(t, s, sfnapi.StartExecutionInput{StateMachineARN: machine})
	body := `{"taskToken": "` + polled(t, s, activity).TaskToken + `"}`
	for region, want := range map[string]int{"eu-west-1": 400, "us-east-1": 200} {
		status, answer := called(t, server, "SendTaskHeartbeat", body, "Authorization", "AWS4-HMAC-SHA256 Credential=AKID/20260924/"+region+"/states/aws4_request, Signature=0")
		if status != want || want == 400 && !strings.Contains(answer, "InvalidToken") {
			t.Errorf("%s: got %d %s", region, status, answer)
		}
	}
}

// FuzzHandler sends any body to any operation. Every answer is JSON, and none is a fault of the
// Service.
func FuzzHandler(f *testing.F) {
	s := service(f, sfnapi.WithMaxExecutions(100))
	machine, express := created(f, s, "M", twoPasses, ""), created(f, s, "E", twoPasses, "EXPRESS")
	arn := started(f, s, sfnapi.StartExecutionInput{StateMachineARN: machine, Name: "x"})
	ended(f, s, arn)
	page, err := s.GetExecutionHistory(context.Background(), sfnapi.GetExecutionHistoryInput{ExecutionARN: arn, MaxResults: new(int64)})
	if err != nil {
		f.Fatal(err)
	}
	for _, seed := range []struct{ operation, format, value string }{
		{"StartExecution", `{"stateMachineArn": %q, "name": "y", "input": "[1]"}`, machine},
		{"StartSyncExecution", `{"stateMachineArn": %q, "input": "{"}`, express},
		{"DescribeExecution", `{"executionArn": %q, "includedData": "METADATA_ONLY"}`, arn},
		{"GetExecutionHistory", `{"executionArn": %q, "maxResults": 2, "reverseOrder": true}`, arn},
		{"GetExecutionHistory", `{"executionArn": "x", "nextToken": %q}`, page.NextToken},
		{"ListExecutions", `{"stateMachineArn": %q, "statusFilter": "RUNNING"}`, machine},
		{"StopExecution", `{"executionArn": %q, "error": "", "cause": "c"}`, arn},
		{"RedriveExecution", `{"executionArn": %q, "clientToken": "t"}`, arn},
		{"SendTaskSuccess", `{"taskToken": %q, "output": "{}"}`, "AAAA"},
		{"GetActivityTask", `{"activityArn": %q, "workerName": "w"}`, "arn:aws:states:us-east-1:000000000000:activity:a"},
		{"CreateActivity", `{"name": %q, "tags": [{"key": "k", "value": "v"}]}`, "a"},
		{"UpdateMapRun", `{"mapRunArn": %q, "toleratedFailurePercentage": 1e2}`, "arn:aws:states:us-east-1:000000000000:mapRun:M/L:1"},
		{"CreateStateMachine", `{"name": "N", "roleArn": "r", "definition": %q, "publish": true}`, twoPasses},
	} {
		f.Add(seed.operation, fmt.Appendf(nil, seed.format, seed.value))
	}
	f.Fuzz(func(t *testing.T, operation string, body []byte) {
		ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
		defer cancel()
		r := httptest.NewRequestWithContext(ctx, http.MethodPost, "/", strings.NewReader(string(body)))
		r.Header.Set("Content-Type", "application/x-amz-json-1.0")
		r.Header.Set("X-Amz-Target", "AWSStepFunctions."+operation)
		w := httptest.NewRecorder()
		s.Handler(sfnapi.WithoutGuard()).ServeHTTP(w, r)
		if ctx.Err() != nil { // nobody waits for the answer
			return
		}
		if w.Code != http.StatusOK && w.Code != http.StatusBadRequest || !json.Valid(w.Body.Bytes()) {
			t.Errorf("%s %s: got %d %s", operation, body, w.Code, w.Body)
		}
	})
}
