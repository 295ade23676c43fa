package main

import (
	"encoding/json"
	"testing"

	"github.com/goasl/goasl/internal/conformance/cases"
)

func TestCheckTestState(t *testing.T) {
	const (
		pass  = `{"Type":"Pass","End":true}`
		task  = `{"Type":"Task","Resource":"arn:aws:states:::sqs:sendMessage","Parameters":{"QueueUrl":"q","MessageBody":"b"},"End":true}`
		mock  = `{"mock":{"result":"{}"}}`
		debug = `{"inspectionLevel":"DEBUG"}`
		why   = "State type 'Pass' is not supported when a mock is specified"
	)
	tests := []struct {
		name, definition, request string
		expect                    cases.Expect
		passes                    bool
	}{
		{"response", pass, `{}`, cases.Expect{Response: []byte(`{"output":"[1, 2]","status":"SUCCEEDED"}`)}, true},
		{"response with another output", pass, `{}`, cases.Expect{Response: []byte(`{"output":"[1,2]","status":"SUCCEEDED"}`)}, false},
		{"response without a member", pass, debug, cases.Expect{Response: []byte(`{"output":"[1, 2]","status":"SUCCEEDED"}`)}, false},
		{"exception", pass, mock, cases.Expect{Exception: "ValidationException", Message: why}, true},
		{"exception with another text", pass, mock, cases.Expect{Exception: "ValidationException", Message: "?"}, false},
		{"exception instead of a response", pass, mock, cases.Expect{Response: []byte(`{"status":"SUCCEEDED"}`)}, false},
		{"response instead of an exception", pass, `{}`, cases.Expect{Exception: "ValidationException", Message: why}, false},
		{"answer of a task", task, `{"roleArn":"arn:aws:iam::111111111111:role/R"}`, cases.Expect{Response: []byte(`{"output":{"a":1},"status":"SUCCEEDED"}`)}, true},
		{"answer of a task in raw text", task, `{"roleArn":"arn:aws:iam::111111111111:role/R","inspectionLevel":"DEBUG"}`, cases.Expect{Response: []byte(`{"output":"7","status":"SUCCEEDED","inspectionData":{
			"input":"[1, 2]","afterInputPath":"[1, 2]","afterParameters":{"QueueUrl":"q","MessageBody":"b"},"result":"7","afterResultSelector":"7","afterResultPath":"7"}}`)}, true},
	}
	for _, test := range tests {
		c := &cases.Case{Definition: []byte(test.definition), Input: []byte("[1,2]"), Request: json.RawMessage(test.request), Expect: test.expect}
		if f := checkTestState(c, settings{}); (f == nil) != test.passes {
			t.Errorf("%s: failure %+v, want it to pass: %v", test.name, f, test.passes)
		}
	}
}
