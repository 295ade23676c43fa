package asltest_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/asltest"
	"github.com/goasl/goasl/durable"

	"github.com/google/go-cmp/cmp"
)

func mockCases(t *testing.T, text string) []*asltest.MockCase {
	t.Helper()
	all, err := asltest.ParseMockCases([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// All cases of a file are listed by machine and name.
func TestMockCases(t *testing.T) {
	file := filepath.Join(t.TempDir(), "MockConfigFile.json")
	text := `{"StateMachines": {"B": {"TestCases": {"z": {}, "a": {}}}, "A": {"TestCases": {"only": {}}}, "C": {}}}`
	if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
	all, err := asltest.MockCases(file)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, c := range all {
		names = append(names, c.String())
	}
	if diff := cmp.Diff([]string{"A#only", "B#a", "B#z"}, names); diff != "" {
		t.Errorf("cases (-want +got):\n%s", diff)
	}
}

// A case runs on virtual time, without a test, and knows what it has not given.
func TestMockCaseRun(t *testing.T) {
	for _, c := range mockCases(t, mocks) {
		if c.Name != "Retried" {
			continue
		}
		before := []string{
			"state Invoke was never called", "state Job was never called",
			"state Store was never called", "state Wait was never called",
		}
		if diff := cmp.Diff(before, c.Unused()); diff != "" {
			t.Errorf("unused before the run (-want +got):\n%s", diff)
		}
		result, err := c.Run(context.Background(), mocked, []byte(`{}`))
		if err != nil || result.Started != asltest.Start || result.Name != "test" {
			t.Errorf("result %+v, error %v", result, err)
		}
		if unused := c.Unused(); unused != nil {
			t.Errorf("unused after the run: %q", unused)
		}
	}
}

// An answer that is not needed is told by its attempts.
func TestMockCaseUnused(t *testing.T) {
	c := mockCases(t, `{"StateMachines": {"Orders": {"TestCases": {"C": {"Invoke": "R", "Store": "R", "Wait": "R", "Job": "R"}}}},
		"MockedResponses": {"R": {"0": {"Return": 1}, "1-2": {"Return": 2}, "3": {"Return": 3}}}}`)[0]
	if _, err := c.Run(context.Background(), mocked, []byte(`{}`), asl.WithName("mine")); err != nil {
		t.Fatal(err)
	}
	want := []string{
		"state Invoke: the response to attempts 1-2 was never given",
		"state Invoke: the response to attempt 3 was never given",
	}
	if diff := cmp.Diff(want, c.Unused()[:2]); diff != "" {
		t.Errorf("unused (-want +got):\n%s", diff)
	}
}

func TestMockCasesProblems(t *testing.T) {
	for text, want := range map[string]string{
		`{`:                     "unexpected end of text",
		`{"StateMachines": []}`: "StateMachines: want an object",
	} {
		if _, err := asltest.ParseMockCases([]byte(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: error %v, want %q", text, err, want)
		}
	}
	none := filepath.Join(t.TempDir(), "none.json")
	if _, err := asltest.MockCases(none); err == nil || !strings.Contains(err.Error(), "none.json") {
		t.Errorf("error %v of a file that does not exist", err)
	}
}

// A case without one of its responses leaves the others of the file alone. It is refused when it is
// run; in a server, which has the option, the state fails.
func TestMockCaseWithoutResponse(t *testing.T) {
	all := mockCases(t, `{"StateMachines": {"Orders": {"TestCases": {"C": {"Invoke": "Yse"}, "D": {"Invoke": "Yes", "Gone": "Yes"}}}},
		"MockedResponses": {"Yes": {"0": {"Return": {"Payload": 1}}}}}`)
	const want = `there is no mocked response "Yse"; did you mean "Yes"?`
	if _, err := all[0].Run(t.Context(), mocked, []byte(`{}`)); err == nil || !strings.Contains(err.Error(), "mock file:1: test case Orders#C: state Invoke: "+want) {
		t.Errorf("error %v", err)
	}
	if r, _ := mocked.Execute(t.Context(), []byte(`{}`), all[0].OptionFor(mocked)); r == nil || !strings.HasSuffix(r.Error.Cause, "attempt 0 of the state 'Invoke': "+want+".") {
		t.Errorf("%+v", r)
	}
	if _, err := mocked.With(all[1].OptionFor(mocked)); err != nil {
		t.Errorf("with a state that the machine does not have: %v", err)
	}
	if _, err := mocked.With(all[1].Option()); err == nil || !strings.Contains(err.Error(), "Gone") {
		t.Errorf("error %v", err)
	}
}

// An execution that is out of memory while it waits for a retry goes on with the responses
// where it was.
func TestMockCaseOutOfMemory(t *testing.T) {
	c := mockCases(t, `{"StateMachines": {"M": {"TestCases": {"C": {"A": "R"}}}}, "MockedResponses": {"R": {
		"0-1": {"Throw": {"Error": "E", "Cause": ""}}, "2": {"Return": "three"}}}}`)[0]
	m, err := asl.Parse([]byte(`{"StartAt": "A", "States": {"A": {"Type": "Task", "Resource": "arn:aws:lambda:us-east-1:123456789012:function:f",
		"Retry": [{"ErrorEquals": ["E"], "IntervalSeconds": 60}], "End": true}}}`))
	if err != nil {
		t.Fatal(err)
	}
	if m, err = m.With(c.Option()); err != nil {
		t.Fatal(err)
	}
	synctest.Test(t, func(t *testing.T) {
		x, err := durable.New(durable.Memory())
		if err != nil {
			t.Fatal(err)
		}
		machine := asl.Identity{Machine: "M"}.MachineARN()
		if err := x.Register(machine, m); err != nil {
			t.Fatal(err)
		}
		go x.Run(t.Context())
		for _, name := range []string{"x", "y"} {
			if _, err := x.Start(t.Context(), durable.Start{Machine: machine, Name: name}); err != nil {
				t.Fatal(err)
			}
		}
		time.Sleep(time.Hour)
		synctest.Wait()
		for _, name := range []string{"x", "y"} {
			d, err := x.Describe(t.Context(), asl.Identity{Machine: "M"}.ExecutionARN(name))
			if err != nil || d.Status != asl.Succeeded || d.Output.String() != `"three"` {
				t.Errorf("%s is %s with %s, %v", name, d.Status, d.Output, err)
			}
		}
	})
}
