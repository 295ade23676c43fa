package main

import (
	"bytes"
	"strings"
	"testing"
)

// capturedRedrive is a capture of an execution that is redriven once.
const capturedRedrive = `{"id": "1-one", "kind": "redrive", "topic": "t", "type": "STANDARD", "region": "us-west-2", "source": {"captured_at": "2026-09-24T00:07:18Z"},
	"definition": "{\"StartAt\": \"A\", \"States\": {\"A\": {\"Type\": \"Task\", \"Resource\": \"arn:aws:lambda:us-east-1:000000000000:function:f\", \"Parameters\": {\"n.$\": \"$$.Execution.RedriveCount\"}, \"End\": true}}}",
	"input": "{ }",
	"steps": [
		{"operation": "StartExecution", "label": "start", "request": {"input": "{ }"}, "response": {"executionArn": "` + capturedARN + `", "startDate": 1}},
		{"operation": "RedriveExecution", "label": "too early", "request": {"clientToken": "a"}, "error": {"code": "ExecutionNotRedrivable", "message": "Execution ` + capturedARN + ` invalid for redrive as: Execution is RUNNING and cannot be redriven"}},
		{"operation": "DescribeExecution", "label": "failed", "request": {}, "response": {"executionArn": "` + capturedARN + `", "stateMachineArn": "arn:aws:states:us-west-2:111111111111:stateMachine:M", "name": "one", "status": "FAILED",
			"startDate": 1, "stopDate": 2, "input": "{ }", "inputDetails": {"included": true}, "error": "E", "redriveCount": 0, "redriveStatus": "REDRIVABLE"}},
		{"operation": "RedriveExecution", "label": "redrive", "request": {"clientToken": "a"}, "response": {"redriveDate": 3}},
		{"operation": "RedriveExecution", "label": "same token", "request": {"clientToken": "a"}, "response": {"redriveDate": 3}},
		{"operation": "DescribeExecution", "label": "running", "request": {}, "response": {"executionArn": "` + capturedARN + `", "stateMachineArn": "arn:aws:states:us-west-2:111111111111:stateMachine:M", "name": "one", "status": "RUNNING",
			"startDate": 1, "redriveDate": 3, "input": "{ }", "inputDetails": {"included": true}, "redriveCount": 1, "redriveStatus": "NOT_REDRIVABLE", "redriveStatusReason": "Execution is RUNNING and cannot be redriven"}}],
	"histories": {"` + capturedARN + `": [
		{"id": 1, "previousEventId": 0, "type": "ExecutionStarted", "executionStartedEventDetails": {"input": "{ }", "inputDetails": {"truncated": false}, "roleArn": "arn:aws:iam::1:role/R"}},
		{"id": 2, "previousEventId": 0, "type": "TaskStateEntered", "stateEnteredEventDetails": {"name": "A", "input": "{ }", "inputDetails": {"truncated": false}}},
		{"id": 3, "previousEventId": 2, "type": "LambdaFunctionScheduled", "lambdaFunctionScheduledEventDetails":
			{"resource": "arn:aws:lambda:us-east-1:000000000000:function:f", "input": "{\"n\":0}", "inputDetails": {"truncated": false}}},
		{"id": 4, "previousEventId": 3, "type": "LambdaFunctionStarted"},
		{"id": 5, "previousEventId": 4, "type": "LambdaFunctionFailed", "lambdaFunctionFailedEventDetails": {"error": "E"}},
		{"id": 6, "previousEventId": 5, "type": "ExecutionFailed", "executionFailedEventDetails": {"error": "E"}},
		{"id": 7, "previousEventId": 6, "type": "ExecutionRedriven", "executionRedrivenEventDetails": {"redriveCount": 1}},
		{"id": 8, "previousEventId": 2, "type": "LambdaFunctionScheduled", "lambdaFunctionScheduledEventDetails":
			{"resource": "arn:aws:lambda:us-east-1:000000000000:function:f", "input": "{\"n\":1}", "inputDetails": {"truncated": false}}},
		{"id": 9, "previousEventId": 8, "type": "LambdaFunctionStarted"},
		{"id": 10, "previousEventId": 9, "type": "LambdaFunctionSucceeded", "lambdaFunctionSucceededEventDetails": {"output": "7", "outputDetails": {"truncated": false}}},
		{"id": 11, "previousEventId": 10, "type": "TaskStateExited", "stateExitedEventDetails": {"name": "A", "output": "7", "outputDetails": {"truncated": false}}},
		{"id": 12, "previousEventId": 11, "type": "ExecutionSucceeded", "executionSucceededEventDetails": {"output": "7", "outputDetails": {"truncated": false}}}]}}`

// TestCapturedRedrive: the history, the answers of RedriveExecution and the descriptions
// are compared.
func TestCapturedRedrive(t *testing.T) {
	for _, test := range []struct{ old, new, fails string }{
		{"", "", ""},
		{`"id": 8, "previousEventId": 2`, `"id": 8, "previousEventId": 7`, "previousEventId"},
		{`{\"n\":1}`, `{\"n\":0}`, "lambdaFunctionScheduledEventDetails.input"},
		{`cannot be redriven"}},`, `cannot be redriven."}},`, "RedriveExecution, too early"},
		{`"label": "same token", "request": {"clientToken": "a"}`, `"label": "same token", "request": {"clientToken": "b"}`, "RedriveExecution, same token"},
		{`"error": "E", "redriveCount": 0`, `"error": "F", "redriveCount": 0`, "DescribeExecution, failed: error"},
		{`"redriveCount": 1, "redriveStatus"`, `"redriveCount": 2, "redriveStatus"`, "DescribeExecution, running: redriveCount"},
		{`"redriveDate": 3, "input"`, `"input"`, "DescribeExecution, running: redriveDate"},
	} {
		text := strings.Replace(capturedRedrive, test.old, test.new, 1)
		for _, rebuild := range []string{"-restore=false", "-restore", "-journal"} {
			var out bytes.Buffer
			status := run([]string{"captures", "-v", rebuild, write(t, map[string]string{"1/case.json": text})}, &out, &out)
			if (status == passed) != (test.fails == "") || !strings.Contains(out.String(), test.fails) {
				t.Errorf("%s: status %d, want a failure with %q\n%s", test.new, status, test.fails, out.String())
			}
		}
	}
}
