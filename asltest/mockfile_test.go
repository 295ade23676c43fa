package asltest_test

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/asltest"
	"github.com/goasl/goasl/history"
)

const mocks = `{
  "StateMachines": {"Orders": {"TestCases": {
    "Happy": {"Invoke": "Found", "Store": "Stored", "Wait": "Answered", "Job": "Stored"},
    "Retried": {"Invoke": "Flaky", "Store": "Stored", "Wait": "Answered", "Job": "Stored"},
    "Hybrid": {"Invoke": "Found", "Store": "Stored", "Wait": "Answered"},
    "Short": {"Invoke": "Busy"},
    "Elsewhere": {"Nothing": "Found"}}}},
  "MockedResponses": {
    "Found": {"0": {"Return": {"StatusCode": 200, "Payload": {"id": 7}}}},
    "Stored": {"0": {"Return": {"MessageId": "m"}}},
    "Answered": {"0": {"Return": "yes"}},
    "Busy": {"0": {"Throw": {"Error": "Busy", "Cause": "now"}}},
    "Flaky": {"0": {"Throw": {"Error": "Busy", "Cause": "now"}}, "1-2": {"Throw": {"Error": "Late", "Cause": "again"}}, "3": {"Return": {"Payload": 1}}}}
}`

var mocked = asl.MustParse(`{"StartAt": "Invoke", "States": {
	"Invoke": {"Type": "Task", "Resource": "arn:aws:lambda:us-east-1:123456789012:function:f", "Next": "Store",
		"Retry": [{"ErrorEquals": ["States.ALL"], "MaxAttempts": 5}], "ResultPath": "$.invoke"},
	"Store": {"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage", "Next": "Wait", "ResultPath": "$.store"},
	"Wait": {"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken", "Next": "Job", "ResultPath": "$.wait"},
	"Job": {"Type": "Task", "Resource": "arn:aws:states:::states:startExecution.sync:2", "End": true, "ResultPath": null}}}`)

func mockCase(t *testing.T, selector string) asl.Option {
	t.Helper()
	opt, err := asltest.ParseMockFile([]byte(mocks), selector)
	if err != nil {
		t.Fatal(err)
	}
	return opt
}

func TestMockFile(t *testing.T) {
	file := filepath.Join(t.TempDir(), "MockConfigFile.json")
	if err := os.WriteFile(file, []byte(mocks), 0o666); err != nil {
		t.Fatal(err)
	}
	opt, err := asltest.MockFile(file, "arn:aws:states:us-east-1:123456789012:stateMachine:Orders#Happy")
	if err != nil {
		t.Fatal(err)
	}
	want := `{"invoke": {"id": 7}, "store": {"MessageId": "m"}, "wait": "yes"}`
	passes(t, func(t testing.TB) {
		asltest.New(t, mocked, opt).Run(`{}`).Output(want).
			Event(history.TypeTaskSubmitted, `{"resource": "sendMessage.waitForTaskToken"}`).
			Event(history.TypeTaskSubmitted, `{"resource": "startExecution.sync:2"}`).
			Event(history.TypeTaskSucceeded, `{"resource": "sendMessage.waitForTaskToken", "output": "\"yes\""}`)
	})
	retried := mockCase(t, "Orders#Retried")
	passes(t, func(t testing.TB) {
		asltest.New(t, mocked, retried).Run(`{}`).
			Calls("Invoke", 4).Output(`{"invoke": 1, "store": {"MessageId": "m"}, "wait": "yes"}`).
			Event(history.TypeLambdaFunctionFailed, `{"error": "Busy", "cause": "now"}`).
			Event(history.TypeLambdaFunctionFailed, `{"error": "Late", "cause": "again"}`)
	})
}

// What a test case does not name calls what it would otherwise.
func TestMockFileHybrid(t *testing.T) {
	called := false
	real := func(context.Context, json.RawMessage) (json.RawMessage, error) {
		called = true
		return json.RawMessage(`1`), nil
	}
	_, err := mocked.Execute(context.Background(), []byte(`{}`), asl.WithTask("Job", real), mockCase(t, "Orders#Hybrid"))
	if err != nil || !called {
		t.Errorf("error %v, called %t", err, called)
	}
}

// Attempts are counted for each execution, also if they run at once.
func TestMockFileCountsByExecution(t *testing.T) {
	opt := mockCase(t, "Orders#Retried")
	var all sync.WaitGroup
	for range 20 {
		all.Go(func() {
			clock := asl.NewVirtualClock(asltest.Start)
			if _, err := mocked.Execute(context.Background(), []byte(`{}`), opt, asl.WithClock(clock)); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
}

func TestMockFileWithoutResponse(t *testing.T) {
	_, err := mocked.Execute(context.Background(), []byte(`{}`), mockCase(t, "Orders#Short"), asl.WithClock(asl.NewVirtualClock(asltest.Start)))
	if want := "The mock file has no response for attempt 1 of the state 'Invoke'."; err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("error %v, want %q", err, want)
	}
}

func TestMockFileProblems(t *testing.T) {
	response := func(text string) string {
		return `{"StateMachines": {"M": {"TestCases": {"C": {"S": "R"}}}}, "MockedResponses": {"R": ` + text + `}}`
	}
	tests := []struct{ name, text, selector, want string }{
		{"JSON", `{`, "M#C", "unexpected EOF"},
		{"text after it", mocks + `1`, "Orders#Happy", "text after the configuration"},
		{"field", `{"Machines": {}}`, "M#C", `unknown field "Machines"`},
		{"selector", mocks, "Orders", "write machine#case"},
		{"machine", mocks, "Order#Happy", `there is no state machine "Order"; did you mean "Orders"?`},
		{"case", mocks, "Orders#Hapy", `has no test case "Hapy"; did you mean "Happy"?`},
		{"response", `{"StateMachines": {"M": {"TestCases": {"C": {"S": "R"}}}}}`, "M#C", `state S: there is no mocked response "R"`},
		{"no attempt", response(`{}`), "M#C", "mocked response R has no attempt"},
		{"both", response(`{"0": {"Return": 1, "Throw": {}}}`), "M#C", "want one of Return and Throw"},
		{"neither", response(`{"0": {}}`), "M#C", "want one of Return and Throw"},
		{"range", response(`{"0-": {"Return": 1}}`), "M#C", `attempt "0-": want a number`},
		{"backwards", response(`{"2-1": {"Return": 1}}`), "M#C", `attempt "2-1": want a number`},
		{"gap", response(`{"0": {"Return": 1}, "2": {"Return": 1}}`), "M#C", "there is no attempt 1 before 2"},
		{"overlap", response(`{"0-2": {"Return": 1}, "1": {"Return": 1}}`), "M#C", "attempt 1 is given twice"},
	}
	for _, test := range tests {
		if _, err := asltest.ParseMockFile([]byte(test.text), test.selector); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: error %v, want %q", test.name, err, test.want)
		}
	}
	if _, err := asltest.MockFile(filepath.Join(t.TempDir(), "none.json"), "M#C"); !os.IsNotExist(err) && !strings.Contains(err.Error(), "no such file") {
		t.Errorf("error %v of a file that does not exist", err)
	}
	if _, err := mocked.With(mockCase(t, "Orders#Elsewhere")); err == nil || !strings.Contains(err.Error(), "Nothing") {
		t.Errorf("error %v of a test case for a state that does not exist", err)
	}
}

// FuzzParseMockFile: nothing panics, and what is read can be run.
func FuzzParseMockFile(f *testing.F) {
	f.Add([]byte(mocks), "Orders#Retried")
	f.Add([]byte(`{"StateMachines": {"": {"TestCases": {"": {"": ""}}}}, "MockedResponses": {"": {"0-1000000": {"Return": null}}}}`), "#")
	f.Add([]byte(`{"StateMachines": null, "MockedResponses": {"R": null}}`), "arn:aws:states:::stateMachine:M#C")
	f.Fuzz(func(t *testing.T, text []byte, selector string) {
		opt, err := asltest.ParseMockFile(text, selector)
		if err != nil {
			return
		}
		m, err := mocked.With(opt)
		if err != nil {
			return // it names other states
		}
		clock := asl.NewVirtualClock(asltest.Start)
		if r, err := m.Execute(t.Context(), []byte(`{}`), asl.WithClock(clock)); r == nil {
			t.Errorf("nothing ran: %v", err)
		}
	})
}
