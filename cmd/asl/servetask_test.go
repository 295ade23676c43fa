package main

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
)

// branches returns a machine with a task in each branch of a Parallel state.
func branches(tasks ...string) string {
	var all []string
	for i, task := range tasks {
		all = append(all, fmt.Sprintf(`{"StartAt": "T%d", "States": {"T%[1]d": {"Type": "Task", "Resource": %s, "End": true}}}`, i, task))
	}
	return `{"StartAt": "P", "States": {"P": {"Type": "Parallel", "Branches": [` + strings.Join(all, ", ") + `], "End": true}}}`
}

// The server says at its start which tasks nothing runs, and what to do. What clients answer, or
// may create later, is not among them.
func TestServeMissing(t *testing.T) {
	t.Parallel()
	const function = `arn:aws:lambda:us-east-1:123456789012:function:`
	dir := folderOf(t, map[string]string{
		"asl.yaml": "machines: {a: {definition: a.json}, m: {definition: map.json}}\nfunctions: {f: {handler: f.g}, there: {url: 'http://127.0.0.1:1'}}",
		"f.py":     "",
		"a.json": branches(`"`+function+`none"`, `"`+function+`f"`, `"`+function+`there"`, `"arn:aws:states:us-east-1:123456789012:activity:x"`,
			`"arn:aws:states:::lambda:invoke", "Parameters": {"FunctionName": "nobody"}`, `"arn:aws:states:::lambda:invoke", "Parameters": {"FunctionName.$": "$.f"}`,
			`"arn:aws:states:::states:startExecution", "Parameters": {"StateMachineArn": "`+arnOf+`later"}`,
			`"arn:aws:states:::sqs:sendMessage", "Parameters": {"QueueUrl": "u", "MessageBody": "b"}`,
			`"arn:aws:states:::sqs:sendMessage.waitForTaskToken", "Parameters": {"QueueUrl": "u", "MessageBody": {"t.$": "$$.Task.Token"}}`),
		"map.json": `{"StartAt": "M", "States": {"M": {"Type": "Map", "ItemReader": {"Resource": "arn:aws:states:::s3:getObject", "ReaderConfig": {"InputType": "JSON"}, "Parameters": {"Bucket": "b", "Key": "k"}},
			"ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}, "StartAt": "P", "States": {"P": {"Type": "Pass", "End": true}}}, "End": true}}}`,
	})
	s := serve(t, []string{"PATH="}, dir)
	s.tells("These states fail, except in test cases with mocks for them.")
	for _, want := range []string{
		`cannot be run: a /States/P/Branches[0]/States/T0: no task for the resource "arn:aws:lambda:us-east-1:123456789012:function:none": there is no Lambda function of this name`,
		`cannot be run: a /States/P/Branches[1]/States/T1: no Python was found that can run the function f (`,
		`with --function f=URL`,
		`cannot be run: a /States/P/Branches[4]/States/T4: no task for the resource "nobody"`,
		`cannot be run: a /States/P/Branches[7]/States/T7: no task for the resource "arn:aws:states:::sqs:sendMessage": services of AWS are called with --aws URL, or --aws real`,
		"cannot be run: m /States/M/ItemReader: there is no bucket to read from or to write to: name its folder",
	} {
		if !strings.Contains(s.told(), want) {
			t.Errorf("it has not told\n%s\nbut\n%s", want, s.told())
		}
	}
	if n := strings.Count(s.told(), "cannot be run"); n != 5 {
		t.Errorf("it has told %d states:\n%s", n, s.told())
	}
}

// A task that waits for its token is answered by a client, also if the service is not called that
// it hands the token to.
func TestServeCallback(t *testing.T) {
	t.Parallel()
	s := serve(t, nil, fileOf(t, "a.asl.json", branches(
		`"arn:aws:states:::sqs:sendMessage.waitForTaskToken", "Parameters": {"QueueUrl": "u", "MessageBody": {"t.$": "$$.Task.Token"}}`)))
	arn := s.start("a", "x", `{}`)
	token := ""
	s.await("TaskScheduled", func() string {
		events, err := json.Marshal(s.do("GetExecutionHistory", fmt.Sprintf(`{"executionArn": %q}`, arn)))
		if err != nil {
			t.Fatal(err)
		}
		_, token, _ = strings.Cut(string(events), `\"t\":\"`)
		token, _, _ = strings.Cut(token, `\"`)
		return string(events)
	})
	s.do("SendTaskSuccess", fmt.Sprintf(`{"taskToken": %q, "output": "7"}`, token))
	if d := s.ended(arn); d["output"] != "[7]" {
		t.Errorf("%v", d)
	}
}
