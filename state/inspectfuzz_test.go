package state_test

import (
	"testing"

	"github.com/goasl/goasl/jsonvalue"
	"github.com/goasl/goasl/state"
)

// FuzzInspect: no definition, input or mock makes Inspect panic, and what it
// tells is consistent.
func FuzzInspect(f *testing.F) {
	inner := `{"StartAt": "B", "States": {"B": {"Type": "Pass", "End": true}}}`
	for _, definition := range []string{
		`{"Type": "Pass", "InputPath": "$.a", "ResultPath": "$.b.c", "Assign": {"x.$": "$y"}, "Next": "N"}`,
		`{"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken", "Parameters": {"t.$": "$$.Task.Token"},
			"TimeoutSecondsPath": "$.t", "Retry": [{"ErrorEquals": ["E"]}], "Catch": [{"ErrorEquals": ["States.ALL"], "ResultPath": "$.e", "Next": "N"}], "End": true}`,
		`{"Type": "Task", "QueryLanguage": "JSONata", "Resource": "arn:aws:states:::a:b", "Arguments": "{% $states %}", "Output": "{% $states.result %}", "End": true}`,
		`{"Type": "Choice", "Choices": [{"Variable": "$.a", "IsPresent": true, "Next": "N"}]}`,
		`{"Type": "Wait", "SecondsPath": "$.a", "End": true}`,
		`{"Type": "Fail", "ErrorPath": "$.a"}`,
		`{"Type": "Parallel", "ResultSelector": {"n.$": "$[0]"}, "Branches": [` + inner + `], "End": true}`,
		`{"Type": "Map", "ItemsPath": "$.a", "ItemSelector": {"i.$": "$$.Map.Item"}, "MaxConcurrencyPath": "$.b", "ItemProcessor": ` + inner + `, "End": true}`,
		`{"Type": "Map", "ItemReader": {"Resource": "r", "ReaderConfig": {"InputType": "JSON", "ItemsPointer": "/a/b"}}, "ItemBatcher": {"MaxItemsPerBatchPath": "$.n"},
			"ToleratedFailurePercentagePath": "$.p", "ResultWriter": {}, "ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}, "StartAt": "B", "States": {"B": {"Type": "Pass", "End": true}}}, "End": true}`,
	} {
		for _, input := range []string{`{"a":[1,{"b":2}],"b":1,"n":2,"p":50,"t":9}`, `{"a":3}`, `[]`, `null`} {
			f.Add(definition, input, `[1,2]`, false, 1)
			f.Add(definition, input, `{"a":{"b":[1]}}`, true, 2)
		}
	}
	f.Fuzz(func(t *testing.T, definition, input, mock string, fails bool, count int) {
		m, _ := state.ParseState("", []byte(definition), state.Options{})
		in, err := jsonvalue.ParseString(input)
		mocked, mockErr := jsonvalue.ParseString(mock)
		if m == nil || err != nil || mockErr != nil {
			return
		}
		test := state.InspectionInput{
			Config: state.Config{Now: epoch}, Input: in, Context: mocked, Items: mocked,
			Mock: &state.InspectionMock{Result: mocked}, Retries: count & 3, FailedIterations: count & 7,
		}
		if fails {
			test.Mock.Failure = state.NewFailure("E", "why")
		}
		for _, s := range m.All() {
			inspected, err := state.Inspect(m, s.Name(), test)
			if err != nil {
				if in.Size() <= 256<<10 {
					t.Fatalf("%s: %v", s.Name(), err)
				}
				continue
			}
			checkInspection(t, s.Name(), inspected)
		}
	})
}

func checkInspection(t *testing.T, name string, in *state.Inspection) {
	t.Helper()
	left := in.Status == state.InspectionSucceeded || in.Status == state.InspectionCaught
	failed := in.Status != state.InspectionSucceeded
	switch {
	case left != in.Output.Exists(), failed != (in.Failure != nil):
		t.Errorf("%s: %s with the output %s and the failure %v", name, in.Status, in.Output, in.Failure)
	case (in.Status == state.InspectionCaught) && in.CatchIndex == nil, (in.Status == state.InspectionRetriable) != (in.Backoff != nil):
		t.Errorf("%s: %s, catcher %v, delay %v", name, in.Status, in.CatchIndex, in.Backoff)
	case !left && in.Next != "":
		t.Errorf("%s: %s, and goes on to %s", name, in.Status, in.Next)
	}
}
