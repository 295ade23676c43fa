package asltest_test

import (
	"context"
	"encoding/json"
	"fmt"
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

// An answer is looked for when a state needs it, as in Step Functions Local: what nothing needs may be
// missing. Members of the file that it does not know do not count.
func TestMockFileIsReadWhenItIsNeeded(t *testing.T) {
	for response, attempt := range map[string]int{
		`{}`:                   0,
		`{"1": {"Return": 1}}`: 0,
		`{"0": {"Throw": {"Error": "Busy"}}, "2": {"Return": 1}}`: 1,
	} {
		text := `{"$schema": "s", "Asserts": [], "StateMachines": {"Orders": {"Comment": "c", "TestCases": {"C": {"Invoke": "R", "Job": "R"}}}},
			"MockedResponses": {"R": ` + response + `, "Unused": {}}}`
		opt, err := asltest.ParseMockFile([]byte(text), "Orders#C")
		if err != nil {
			t.Errorf("%s: %v", response, err)
			continue
		}
		_, err = mocked.Execute(t.Context(), []byte(`{}`), opt, asl.WithClock(asl.NewVirtualClock(asltest.Start)))
		if want := fmt.Sprintf("The mock file has no response for attempt %d of the state 'Invoke'.", attempt); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: error %v, want %q", response, err, want)
		}
	}
}

func TestMockFileProblems(t *testing.T) {
	response := func(text string) string {
		return `{"StateMachines": {"M": {"TestCases": {"C": {"S": "R"}}}}, "MockedResponses": {"R": ` + text + `}}`
	}
	tests := []struct{ name, text, selector, want string }{
		{"JSON", `{`, "M#C", "mock file:1: invalid JSON"},
		{"text after it", mocks + `1`, "Orders#Happy", "after the value"},
		{"field", `{"StateMachine": {}}`, "M#C", `unknown field "StateMachine"; did you mean "StateMachines"?`},
		{"selector", mocks, "Orders", "write machine#case"},
		{"machine", mocks, "Order#Happy", `there is no state machine "Order"; did you mean "Orders"?`},
		{"case", mocks, "Orders#Hapy", `has no test case "Hapy"; did you mean "Happy"?`},
		{"response", `{"StateMachines": {"M": {"TestCases": {"C": {"S": "R"}}}}}`, "M#C", `state S: there is no mocked response "R"`},
		{"both", response(`{"0": {"Return": 1, "Throw": {}}}`), "M#C", "want one of Return and Throw"},
		{"neither", response(`{"0": {}}`), "M#C", "want one of Return and Throw"},
		{"range", response(`{"0-": {"Return": 1}}`), "M#C", `attempt "0-": want a number`},
		{"backwards", response(`{"2-1": {"Return": 1}}`), "M#C", `attempt "2-1": want a number`},
		{"overlap", response(`{"0-2": {"Return": 1}, "1": {"Return": 1}}`), "M#C", "attempt 1 is given twice"},
		{"a case twice", `{"StateMachines": {"M": {"TestCases": {"C": {}, "C": {"S": "R"}}}}}`, "M#C", `mock file:1: TestCases of M: "C" is given twice`},
		{"a state twice", `{"StateMachines": {"M": {"TestCases": {"C": {"S": "R", "S": "Q"}}}}}`, "M#C", `test case M#C: "S" is given twice`},
		{"an attempt twice", response(`{"0": {"Return": 1}, "0": {"Return": 2}}`), "M#C", `mocked response R: "0" is given twice`},
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

// An error names the file, the line, and what is there.
func TestMockFileErrorsHavePlaces(t *testing.T) {
	write := func(text string) string {
		name := filepath.Join(t.TempDir(), "MockConfigFile.json")
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return name
	}
	file := func(response string) string {
		return "{\n \"StateMachines\": {\"M\": {\"TestCases\": {\"C\": {\n  \"Invoke\": \"R\"}}}},\n \"MockedResponses\": {\"R\": {\n  " + response + "}}}"
	}
	for _, test := range []struct{ response, says string }{
		{`"0": {"Retrun": {}}`, `:5: mocked response R, attempt "0": unknown field "Retrun"; did you mean "Return"?`},
		{`"0": {"Throw": {"Error": "E", "Casue": "c"}}`, `:5: mocked response R, attempt "0": Throw: unknown field "Casue"; did you mean "Cause"?`},
		{`"0": {"Throw": {"Error": 7}}`, `:5: mocked response R, attempt "0": Error: want a text`},
		{`"0": []`, `:5: mocked response R, attempt "0": want an object`},
		{"\n\"O\": {\"Return\": 1}", `:6: mocked response R, attempt "O": want a number`},
		{`"0": {"Return": }`, `:5: invalid JSON`},
	} {
		name := write(file(test.response))
		if _, err := asltest.MockFile(name, "M#C"); err == nil || !strings.Contains(err.Error(), name+test.says) {
			t.Errorf("%s: error %v, want %s%s", test.response, err, name, test.says)
		}
	}
	if _, err := asltest.ParseMockFile([]byte(`{"StateMachines": {"M": {"TestCases": {"C": {"S": {}}}}}}`), "M#C"); err == nil ||
		!strings.Contains(err.Error(), "mock file:1: test case M#C: state S: want the name of a mocked response") {
		t.Errorf("error %v", err)
	}
	typo := write(strings.Replace(file(`"0": {"Return": {}}`), "Invoke", "Invke", 1))
	opt, err := asltest.MockFile(typo, "M#C")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := mocked.With(opt); err == nil || !strings.Contains(err.Error(), typo) || !strings.Contains(err.Error(), "Invke") {
		t.Errorf("error %v, want one that names %s", err, typo)
	}
	unknown := `:3: test case M#C: the machine has no Task state "Invke"; did you mean "Invoke"?`
	failsWith(t, func(t testing.TB) { asltest.New(t, mocked).MockFile(typo, "M#C").Run(`{}`) }, typo+unknown)
	cases, err := asltest.MockCases(typo)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := cases[0].Run(context.Background(), mocked, []byte(`{}`)); err == nil || !strings.Contains(err.Error(), typo+unknown) {
		t.Errorf("error %v", err)
	}
	failsWith(t, func(t testing.TB) { asltest.New(t, mocked).MockFile("none.json", "M#C") }, "none.json")
}

// A test tells which responses of its test case no run was given.
func TestMockFileUnused(t *testing.T) {
	m := asl.MustParse(`{"StartAt": "A", "States": {"A": {"Type": "Task", "Resource": "a", "End": true}}}`)
	name := filepath.Join(t.TempDir(), "mocks.json")
	text := `{"StateMachines": {"M": {"TestCases": {"C": {"A": "R"}}}}, "MockedResponses": {"R": {"0": {"Return": 1}, "1-2": {"Return": 2}}}}`
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	failsWith(t, func(t testing.TB) { asltest.New(t, m).MockFile(name, "M#C").Run(`{}`).Output(`1`) },
		name+": test case M#C: state A: the response to attempts 1-2 was never given")
	text = strings.Replace(text, `, "1-2": {"Return": 2}`, "", 1)
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	passes(t, func(t testing.TB) { asltest.New(t, m).MockFile(name, "M#C").Run(`{}`).Output(`1`) })
}
