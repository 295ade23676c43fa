package main

import (
	"bytes"
	"strings"
	"testing"
)

// TestCaptures plays every capture whose kind is built, in all ways of running an
// execution.
func TestCaptures(t *testing.T) {
	folder := sharedFolder(t, "captures")
	for _, rebuild := range []string{"-restore=false", "-restore", "-journal", "-resume"} {
		var out bytes.Buffer
		if status := run([]string{"captures", "-v", rebuild, folder}, &out, &out); status != passed {
			t.Errorf("%s: status %d\n%s", rebuild, status, out.String())
		}
	}
}

const (
	capturedARN    = `arn:aws:states:us-west-2:111111111111:execution:M:one`
	capturedEvents = `[
		{"timestamp": "2026-09-24T01:07:18.276000+01:00", "id": 1, "previousEventId": 0, "type": "ExecutionStarted",
			"executionStartedEventDetails": {"input": "{ }", "inputDetails": {"truncated": false}, "roleArn": "arn:aws:iam::111111111111:role/R"}},
		{"id": 2, "previousEventId": 0, "type": "TaskStateEntered", "stateEnteredEventDetails": {"name": "A", "input": "{ }", "inputDetails": {"truncated": false}}},
		{"id": 3, "previousEventId": 2, "type": "LambdaFunctionScheduled", "lambdaFunctionScheduledEventDetails":
			{"resource": "arn:aws:lambda:us-east-1:000000000000:function:f", "input": "{ }", "inputDetails": {"truncated": false}}},
		{"id": 4, "previousEventId": 3, "type": "LambdaFunctionStarted"},
		{"id": 5, "previousEventId": 4, "type": "LambdaFunctionSucceeded", "lambdaFunctionSucceededEventDetails": {"output": "[1, 2]", "outputDetails": {"truncated": false}}},
		{"id": 6, "previousEventId": 5, "type": "TaskStateExited", "stateExitedEventDetails": {"name": "A", "output": "[1, 2]", "outputDetails": {"truncated": false}}},
		{"id": 7, "previousEventId": 6, "type": "ExecutionSucceeded", "executionSucceededEventDetails": {"output": "[1, 2]", "outputDetails": {"truncated": false}}}]`
	capturedDefinition = `{\"StartAt\": \"A\", \"States\": {\"A\": {\"Type\": \"Task\", \"Resource\": \"arn:aws:lambda:us-east-1:000000000000:function:f\", \"End\": true}}}`
	describedSuccess   = `{"executionArn": "` + capturedARN + `", "stateMachineArn": "arn:aws:states:us-west-2:111111111111:stateMachine:M", "name": "one", "status": "SUCCEEDED",
		"startDate": "2026-09-24T01:07:18.276000+01:00", "stopDate": "2026-09-24T01:07:18.276000+01:00", "input": "{ }", "inputDetails": {"included": true},
		"output": "[1, 2]", "outputDetails": {"included": true}, "traceHeader": "Root=1",
		"redriveCount": 0, "redriveStatus": "NOT_REDRIVABLE", "redriveStatusReason": "Execution is SUCCEEDED and cannot be redriven"}`
	// the log has an event less than the history, which it is not compared with
	capturedLog = `[{"logStreamName": "s", "timestamp": 1, "message": "{\"details\":{\"output\":\"[1, 2]\",\"outputDetails\":{\"truncated\":false}},\"redrive_count\":\"0\",\"id\":\"7\",\"type\":\"ExecutionSucceeded\",\"previous_event_id\":\"6\",\"event_timestamp\":\"1\",\"execution_arn\":\"` + capturedARN + `\"}"}]`
)

// captured is a capture with some members more.
func captured(id, members string) string {
	return `{"id": "` + id + `", "kind": "execution", "topic": "topic", "type": "STANDARD", "region": "us-west-2", "definition": "` + capturedDefinition + `",
		"source": {"captured_at": "2026-09-24T00:07:18Z"}, ` + members + `}`
}

func step(operation, members string) string {
	return `{"operation": "` + operation + `", "label": "l", ` + members + `}`
}

func TestCapturesCommand(t *testing.T) {
	whole := `"histories": {"` + capturedARN + `": ` + capturedEvents + `}`
	start := step("StartExecution", `"request": {"input": "{ }", "traceHeader": "Root=1"}, "response": {"executionArn": "`+capturedARN+`"}`)
	describe := step("DescribeExecution", `"response": `+describedSuccess)
	few := `"history_links": {"` + capturedARN + `": [{"id": 3, "previousEventId": 2, "type": "LambdaFunctionScheduled"}, {"id": 7, "previousEventId": 6, "type": "ExecutionSucceeded"}]}`
	child := `"child_definition": "` + capturedDefinition + `", "histories": {"` + capturedARN + `": ` + capturedEvents + `, "` + capturedARN + `-child": ` + capturedEvents + `}`
	for _, test := range []struct {
		name, members string
		fails         string // what differs, "" for nothing
	}{
		{"history", whole, ""},
		{"another history", strings.Replace(whole, `"[1, 2]", "outputDetails": {"truncated": false}}}]`, `"[1,2]", "outputDetails": {"truncated": false}}}]`, 1), `executionSucceededEventDetails.output: "[1, 2]", want "[1,2]"`},
		{"history with the calls around it", `"input": "{ }", "steps": [` + start + `, ` + describe + `], ` + whole, ""},
		{"another description", `"input": "{ }", "steps": [` + start + `, ` + strings.Replace(describe, "Root=1", "Root=2", 1) + `], ` + whole, `traceHeader: "Root=1", want "Root=2"`},
		{"description alone", `"input": "{ }", "steps": [` + describe + `]`, ""},
		{"output alone", `"input": "{ }", "steps": [` + start + `, ` + step("DescribeExecution", `"response_partial": {"output": "[1, 2]"}`) + `]`, ""},
		{"some events", `"input": "{ }", "steps": [` + start + `, ` + step("DescribeExecution", `"response_partial": {"output": "[1, 2]"}`) + `], ` + few, ""},
		{"a child", `"input": "{ }", "steps": [` + start + `], ` + child, ""},
		{"another call", `"steps": [` + step("ListTagsForResource", `"response": {}`) + `], ` + whole, ""},
		{"failure", `"definition": "{\"StartAt\": \"A\", \"States\": {\"A\": {\"Type\": \"Fail\", \"Error\": \"E\"}}}", "input": "{}", "steps": [` +
			step("StartSyncExecution", `"response": {"executionArn": "`+capturedARN+`", "status": "FAILED", "error": "E"}`) + `]`, "sync_response"},
	} {
		var out bytes.Buffer
		status := run([]string{"captures", "-v", "-kind", "execution", write(t, map[string]string{"1/case.json": captured("1-one", test.members)})}, &out, &out)
		if (status == passed) != (test.fails == "") || !strings.Contains(out.String(), test.fails) {
			t.Errorf("%s: status %d, want a failure with %q\n%s", test.name, status, test.fails, out.String())
		}
	}
}

// TestCapturedDeliveries: log records and status changes are compared as texts.
func TestCapturedDeliveries(t *testing.T) {
	logged := `"input": "{ }", "logging_configuration": {"level": "ERROR", "includeExecutionData": true}, "steps": [` +
		step("StartExecution", `"response": {"executionArn": "`+capturedARN+`"}`) + `], "histories": {"` + capturedARN + `": ` + capturedEvents + `}`
	for members, want := range map[string]int{
		strings.Replace(logged, "ERROR", "OFF", 1):                                     passed,
		logged + `, "log_records": ` + capturedLog:                                     failed, // no success is logged
		strings.Replace(logged, "ERROR", "ALL", 1) + `, "log_records": ` + capturedLog: failed, // nor is it alone
	} {
		var out bytes.Buffer
		if status := run([]string{"captures", "-v", write(t, map[string]string{"1/case.json": captured("1-one", members)})}, &out, &out); status != want {
			t.Errorf("status %d, want %d\n%s", status, want, out.String())
		}
	}
}

// TestCapturesOfOtherKinds are counted.
func TestCapturesOfOtherKinds(t *testing.T) {
	root := write(t, map[string]string{
		"1/case.json": captured("1-one", `"histories": {"`+capturedARN+`": `+capturedEvents+`}`),
		"2/case.json": `{"id": "2-two", "kind": "lifecycle"}`,
	})
	var out bytes.Buffer
	if status := run([]string{"captures", "-v", root}, &out, &out); status != passed {
		t.Errorf("status %d", status)
	}
	const want = "NOT PLAYED 2-two\n    kind lifecycle is not played yet\n" +
		"execution     1 passed     0 failed     0 not played\nlifecycle     0 passed     0 failed     1 not played\n1 passed, 0 failed, 1 not played\n"
	if out.String() != want {
		t.Errorf("it prints\n%swant\n%s", out.String(), want)
	}
	if status := run([]string{"captures", "-restore", "-journal", root}, &out, &out); status != unusable {
		t.Errorf("both ways of rebuilding: status %d", status)
	}
}
