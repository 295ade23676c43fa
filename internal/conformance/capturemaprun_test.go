package main

import (
	"bytes"
	"strings"
	"testing"
)

// capturedMapRun is a capture of a distributed Map over one item, which writes its results.
const capturedMapRun = `{"id": "1-one", "kind": "map_run", "topic": "t", "type": "STANDARD", "region": "us-west-2", "source": {"captured_at": "2026-09-24T00:07:18Z"},
	"definition": "{\"StartAt\": \"M\", \"States\": {\"M\": {\"Type\": \"Map\", \"Label\": \"L\", \"End\": true, \"ItemProcessor\": {\"ProcessorConfig\": {\"Mode\": \"DISTRIBUTED\", \"ExecutionType\": \"STANDARD\"}, \"StartAt\": \"W\", \"States\": {\"W\": {\"Type\": \"Wait\", \"Seconds\": 5, \"End\": true}}}, \"ResultWriter\": {\"Resource\": \"arn:aws:states:::s3:putObject\", \"Parameters\": {\"Bucket\": \"b\", \"Prefix\": \"p\"}, \"WriterConfig\": {\"Transformation\": \"COMPACT\"}}}}}",
	"input": "[ 7 ]",
	"steps": [
		{"operation": "ListMapRuns", "label": "2 s later", "request": {"executionArn": "arn:aws:states:us-west-2:111111111111:execution:S:one"}, "response":
			{"mapRuns": [{"executionArn": "arn:aws:states:us-west-2:111111111111:execution:S:one", "mapRunArn": "arn:aws:states:us-west-2:111111111111:mapRun:S/L:40663f35-9f21-4f5e-b92f-f450de2d9415", "stateMachineArn": "arn:aws:states:us-west-2:111111111111:stateMachine:S/L", "startDate": "D"}]}},
		{"operation": "ListExecutions", "label": "settled", "request": {"mapRunArn": "arn:aws:states:us-west-2:111111111111:mapRun:S/L:40663f35-9f21-4f5e-b92f-f450de2d9415"}, "response": {"executions": [
			{"executionArn": "arn:aws:states:us-west-2:111111111111:execution:S/L:5f894d35-ab00-3636-bd58-8677462d9514", "stateMachineArn": "arn:aws:states:us-west-2:111111111111:stateMachine:S/L", "name": "5f894d35-ab00-3636-bd58-8677462d9514",
				"status": "SUCCEEDED", "startDate": "D", "stopDate": "D", "mapRunArn": "arn:aws:states:us-west-2:111111111111:mapRun:S/L:40663f35-9f21-4f5e-b92f-f450de2d9415", "itemCount": 1, "redriveCount": 0}]}},
		{"operation": "DescribeExecution", "label": "child (members read)", "request": {"executionArn": "arn:aws:states:us-west-2:111111111111:execution:S/L:5f894d35-ab00-3636-bd58-8677462d9514"}, "response": {"input": "7", "status": "SUCCEEDED"}},
		{"operation": "DescribeStateMachineForExecution", "label": "l", "request": {"executionArn": "arn:aws:states:us-west-2:111111111111:execution:S/L:5f894d35-ab00-3636-bd58-8677462d9514"}, "response":
			{"stateMachineArn": "arn:aws:states:us-west-2:111111111111:stateMachine:S/L", "name": "S", "definition": "{\"StartAt\":\"W\",\"States\":{\"W\":{\"Type\":\"Wait\",\"Seconds\":5,\"End\":true}}}", "roleArn": "arn:aws:iam::1:role/R",
				"mapRunArn": "arn:aws:states:us-west-2:111111111111:mapRun:S/L:40663f35-9f21-4f5e-b92f-f450de2d9415", "label": "L", "tracingConfiguration": {"enabled": false}}}],
	"histories": {
		"arn:aws:states:us-west-2:111111111111:execution:S:one": [
			{"id": 1, "previousEventId": 0, "timestamp": "T", "type": "ExecutionStarted", "executionStartedEventDetails": {"input": "[ 7 ]", "inputDetails": {"truncated": false}, "roleArn": "arn:aws:iam::1:role/R"}},
			{"id": 4, "previousEventId": 3, "timestamp": "T", "type": "MapRunStarted", "mapRunStartedEventDetails": {"mapRunArn": "arn:aws:states:us-west-2:111111111111:mapRun:S/L:40663f35-9f21-4f5e-b92f-f450de2d9415"}}],
		"arn:aws:states:us-west-2:111111111111:execution:S/L:5f894d35-ab00-3636-bd58-8677462d9514": [
			{"id": 4, "previousEventId": 3, "timestamp": "T", "type": "ExecutionSucceeded", "executionSucceededEventDetails": {"output": "7", "outputDetails": {"truncated": false}}}]},
	"objects": [{"bucket": "b", "key": "p/40663f35-9f21-4f5e-b92f-f450de2d9415/SUCCEEDED_0.json", "direction": "result", "body": "[7]"}]}`

// TestCapturedMapRun: whatever was captured is compared.
func TestCapturedMapRun(t *testing.T) {
	for _, test := range []struct{ old, new, fails string }{
		{"", "", ""},
		{`"b", "key"`, `"c", "key"`, "was not written"},
		{`"[7]"`, `"[8]"`, "want\n[8]"},
		{`"input": "7"`, `"input": "8"`, "child (members read): input"},
		{`{"id": 4, "previousEventId": 3, "timestamp": "T", "type": "MapRunStarted"`, `{"id": 4, "previousEventId": 2, "timestamp": "T", "type": "MapRunStarted"`, "event 4: previousEventId"},
		{`{"output": "7"`, `{"output": "8"`, "event 4: executionSucceededEventDetails"},
		{`{"id": 4, "previousEventId": 3, "timestamp": "T", "type": "ExecutionSucceeded"`, `{"id": 3, "previousEventId": 3, "timestamp": "T", "type": "ExecutionSucceeded"`, "event 3"},
		{`"roleArn": "arn:aws:iam::1:role/R",`, `"roleArn": "arn:aws:iam::1:role/Q",`, "roleArn"},
		{`"startDate": "D"}]`, `"startDate": "D", "stopDate": "D"}]`, "ListMapRuns, 2 s later: mapRuns.stopDate"},
		{`"redriveCount": 0`, `"redriveCount": 1`, "ListExecutions, settled: executions.redriveCount"},
		{`mapRun:S/L:40663f35-9f21-4f5e-b92f-f450de2d9415"}, "response"`, `mapRun:S/L:40663f35-9f21-4f5e-b92f-f450de2d9416"}, "response"`, "nothing was played that answers it"},
		{`\"Label\": \"L\"`, `\"Label\": \"K\"`, "0 events"},
	} {
		text := strings.Replace(capturedMapRun, test.old, test.new, 1)
		for _, rebuild := range []string{"-restore=false", "-restore", "-journal"} {
			var out bytes.Buffer
			status := run([]string{"captures", "-v", rebuild, write(t, map[string]string{"1/case.json": text})}, &out, &out)
			if (status == passed) != (test.fails == "") || !strings.Contains(out.String(), test.fails) {
				t.Errorf("%s: status %d, want a failure with %q\n%s", test.new, status, test.fails, out.String())
			}
		}
	}
}

// TestCapturedMapRunUnplayable: what does not start a Map Run fails.
func TestCapturedMapRunUnplayable(t *testing.T) {
	for text, want := range map[string]string{
		`{"id": "1-one", "kind": "map_run"}`: "no history of the first execution",
		strings.Replace(capturedMapRun, `\"Type\": \"Map\", \"Label\": \"L\"`, `\"Type\": \"Pass\"`, 1): "definition: ",
		strings.Replace(capturedMapRun, `"[ 7 ]"`, `"3"`, 1):                                            "no Map Run was started",
		strings.Replace(capturedMapRun, `:execution:S:one": [`, `:execution:S/one": [`, 1):              "no history of the first execution",
	} {
		var out bytes.Buffer
		run([]string{"captures", "-v", write(t, map[string]string{"1/case.json": text})}, &out, &out)
		if !strings.Contains(out.String(), want) {
			t.Errorf("it prints\n%swant %q", out.String(), want)
		}
	}
}
