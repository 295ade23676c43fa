package main

import (
	"bytes"
	"strings"
	"testing"
)

// TestCapturedTestStates: responses and exceptions are compared whole.
func TestCapturedTestStates(t *testing.T) {
	const (
		pass    = `"definition": "{\"Type\": \"Pass\", \"Parameters\": {\"x.$\": \"$$\"}, \"End\": true}", "inspectionLevel": "DEBUG"`
		task    = `"definition": "{\"Type\": \"Task\", \"Resource\": \"arn:aws:states:::sqs:sendMessage\", \"Parameters\": {\"QueueUrl\": \"q\", \"MessageBody\": \"b\"}, \"End\": true}", "roleArn": "arn:aws:iam::111111111111:role/R"`
		refused = `"error": {"code": "ValidationException", "message": "One of the following fields is required for a test mock: [result, errorOutput].", "http_status": 400}`
		at      = `\"2026-09-23T23:01:59.495Z\"`
		id      = "86400c97-1807-41f6-8721-5575f408614b"
		shown   = `{\"x\":{\"Execution\":{\"Id\":\"arn:aws:states:us-west-2:111111111111:express:` + id + `:` + id + `\",\"Input\":{},\"Name\":\"` + id +
			`\",\"RoleArn\":null,\"StartTime\":` + at + `},\"StateMachine\":{\"Id\":\"arn:aws:states:us-west-2:111111111111:stateMachine:` + id +
			`\",\"Name\":\"` + id + `\"},\"State\":{\"Name\":\"StateName\",\"EnteredTime\":` + at + `}}}`
		data = `{"input": "{}", "afterInputPath": "{}", "afterParameters": "` + shown + `", "afterResultSelector": "` + shown + `", "afterResultPath": "` + shown + `"}`
	)
	for _, test := range []struct {
		name, members string
		fails         string // what differs, "" for nothing
	}{
		{"response", `"request": {` + pass + `}, "response": {"status": "SUCCEEDED", "inspectionData": ` + data + `, "output": "` + shown + `"}`, ""},
		{"a member too few", `"request": {` + pass + `}, "response": {"status": "SUCCEEDED", "output": "` + shown + `"}`, "inspectionData"},
		{"another text", `"request": {` + task + `, "mock": {"result": "{ }"}}, "response": {"status": "SUCCEEDED", "output": "{}"}`, `"output": "{ }"`},
		{"exception", `"request": {` + task + `, "mock": {}}, ` + refused, ""},
		{"another exception", `"request": {` + pass + `, "mock": {"result": "{}"}}, ` + refused, "State type 'Pass'"},
		{"no exception", `"request": {` + task + `}, ` + refused, "no exception, want ValidationException"},
		{"exception instead of a response", `"request": {` + pass + `, "mock": {}}, "response": {}`, "exception"},
		{"raw result of a task", `"request": {` + task + `, "inspectionLevel": "DEBUG"}, "response": {"status": "SUCCEEDED", "output": "[1]", "inspectionData":
			{"input": "{}", "afterInputPath": "{}", "afterParameters": "{\"QueueUrl\":\"q\",\"MessageBody\":\"b\"}", "result": "[1]", "afterResultSelector": "[1]", "afterResultPath": "[1]"}}`, ""},
		{"error of a task", `"request": {` + task + `}, "response": {"status": "FAILED", "error": "E", "cause": "C"}`, ""},
	} {
		text := `{"id": "1-one", "kind": "test_state", "topic": "t", "region": "us-west-2", "steps": [` + step("TestState", test.members) + `]}`
		var out bytes.Buffer
		status := run([]string{"captures", "-v", write(t, map[string]string{"1/case.json": text})}, &out, &out)
		if (status == passed) != (test.fails == "") || !strings.Contains(out.String(), test.fails) {
			t.Errorf("%s: status %d, want a failure with %q\n%s", test.name, status, test.fails, out.String())
		}
	}
	var out bytes.Buffer
	text := `{"id": "1-one", "kind": "test_state", "steps": [` + step("StartExecution", `"response": {}`) + `]}`
	if status := run([]string{"captures", "-v", write(t, map[string]string{"1/case.json": text})}, &out, &out); status != failed {
		t.Errorf("another call: status %d\n%s", status, out.String())
	}
}
