package main

import (
	"regexp"
	"strings"
	"testing"

	"github.com/goasl/goasl/internal/conformance/cases"
)

const mockedCase = `{"id":"m","kind":"mock_config","type":"STANDARD","test_case":"C","state_machine_name":"M",
	"definition":{"StartAt":"A","States":{
		"A":{"Type":"Task","Resource":"arn:aws:lambda:us-east-1:111111111111:function:f","Next":"B"},
		"B":{"Type":"Task","Resource":"arn:aws:states:::sqs:sendMessage","End":true}}},
	"input":{},"context":{"stateMachineArn":"arn:aws:states:us-east-1:111111111111:stateMachine:M","stateMachineName":"M","executionName":"x"},
	"mock_config":{"StateMachines":{"M":{"TestCases":{"C":{"A":"R"}}}},"MockedResponses":{"R":{"0":ANSWER}}},
	"expect":{EXPECTED,"ignore":["$..Meta"],"partial_events":PARTIAL},"source":{"recorded":""}}`

func TestMockConfig(t *testing.T) {
	tests := []struct{ name, answer, expected, partial, want string }{
		{"passes", `{"Return":{"StatusCode":200,"Payload":{"a":1}}}`, `"status":"SUCCEEDED","output":{"Meta":1}`, `[{"position":4,"taskSucceededEventDetails.output":{"a":1}}]`, ""},
		{"output", `{"Return":{"StatusCode":200,"Payload":{"a":1}}}`, `"status":"SUCCEEDED","output":{"b":1}`, `[]`, "output: "},
		{"status", `{"Throw":{"Error":"E","Cause":"C"}}`, `"status":"SUCCEEDED","output":{}`, `[]`, "status: FAILED, want SUCCEEDED"},
		{"partial event", `{"Return":{"Payload":1}}`, `"status":"SUCCEEDED","output":{}`, `[{"position":4,"taskSucceededEventDetails.output":2}]`, "event 5: events.lambdaFunctionSucceededEventDetails.output: "},
		{"another event", `{"Return":{"Payload":1}}`, `"status":"SUCCEEDED","output":{}`, `[{"position":4,"taskFailedEventDetails":{"error":"E"}}]`, "event 5: events.taskFailedEventDetails: nothing, want"},
		{"all details", `{"Throw":{"Error":"E","Cause":"C"}}`, `"status":"FAILED","error":"E","cause":"C"`, `[{"position":4,"taskFailedEventDetails":{"error":"E","cause":"D"}}]`, `event 5: events.lambdaFunctionFailedEventDetails.cause: "C", want "D"`},
		{"no event", `{"Return":{"Payload":1}}`, `"status":"SUCCEEDED","output":{}`, `[{"position":99}]`, "partial_events: 12 events, want one at 99"},
		{"mock file", `{}`, `"status":"SUCCEEDED","output":{}`, `[]`, "want one of Return and Throw"},
	}
	for _, test := range tests {
		text := strings.NewReplacer("ANSWER", test.answer, "EXPECTED", test.expected, "PARTIAL", test.partial).Replace(mockedCase)
		c, err := cases.Read(strings.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		r := check([]cases.Folder{{Name: "f", Cases: []*cases.Case{c}}}, regexp.MustCompile(""), settings{})
		got := ""
		if f := r[0].results[0].failure; f != nil {
			got = f.reason
		}
		if (test.want == "") != (got == "") || !strings.Contains(got, test.want) {
			t.Errorf("%s: %q, want %q", test.name, got, test.want)
		}
	}
}
