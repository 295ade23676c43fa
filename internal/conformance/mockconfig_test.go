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
	"expect":{"status":"SUCCEEDED","output":OUTPUT,"ignore":["$..Meta"],"partial_events":PARTIAL},"source":{"recorded":""}}`

func TestMockConfig(t *testing.T) {
	tests := []struct{ name, answer, output, partial, want string }{
		{"passes", `{"Return":{"StatusCode":200,"Payload":{"a":1}}}`, `{"Meta":1}`, `[{"position":4,"taskSucceededEventDetails.output":{"a":1}}]`, ""},
		{"output", `{"Return":{"StatusCode":200,"Payload":{"a":1}}}`, `{"b":1}`, `[]`, "output: "},
		{"status", `{"Throw":{"Error":"E","Cause":"C"}}`, `{}`, `[]`, "status: FAILED, want SUCCEEDED"},
		{"partial event", `{"Return":{"Payload":1}}`, `{}`, `[{"position":4,"taskSucceededEventDetails.output":2}]`, "event at position 4: taskSucceededEventDetails.output is 1, want 2"},
		{"another event", `{"Return":{"Payload":1}}`, `{}`, `[{"position":4,"taskFailedEventDetails":{"error":"E"}}]`, "event at position 4: it has no taskFailedEventDetails: it is LambdaFunctionSucceeded"},
		{"all details", `{"Throw":{"Error":"E","Cause":"C"}}`, `{}`, `[{"position":4,"taskFailedEventDetails":{"error":"E","cause":"D"}}]`, `event at position 4: taskFailedEventDetails is {"error":"E","cause":"C"}`},
		{"no event", `{"Return":{"Payload":1}}`, `{}`, `[{"position":99}]`, "no event at position 99"},
		{"other details", `{"Return":{"Payload":1}}`, `{}`, `[{"position":4,"xEventDetails":1}]`, "xEventDetails: not built yet"},
		{"mock file", `{}`, `{}`, `[]`, "want one of Return and Throw"},
	}
	for _, test := range tests {
		text := strings.NewReplacer("ANSWER", test.answer, "OUTPUT", test.output, "PARTIAL", test.partial).Replace(mockedCase)
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
