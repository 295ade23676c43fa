package compare

import (
	"strings"
	"testing"
)

// A Parallel as the recorder left it: what lies inside is sorted and has lost its
// ids, and ParallelStateSucceeded, the event 8, is gone.
const sorted = `
	{"id":1,"previousEventId":0,"type":"ExecutionStarted"},
	{"id":2,"previousEventId":0,"type":"ParallelStateEntered","stateEnteredEventDetails":{"name":"P"}},
	{"id":3,"previousEventId":2,"type":"ParallelStateStarted"},
	{"id":[0],"previousEventId":0,"type":"PassStateEntered","stateEnteredEventDetails":{"name":"A"}},
	{"id":[0],"previousEventId":0,"type":"PassStateEntered","stateEnteredEventDetails":{"name":"B"}},
	{"id":[0],"previousEventId":0,"type":"PassStateExited","stateExitedEventDetails":{"name":"A","output":"1"}},
	{"id":[0],"previousEventId":0,"type":"PassStateExited","stateExitedEventDetails":{"name":"B","output":"<x>"}},
	{"id":9,"previousEventId":7,"type":"ParallelStateExited","stateExitedEventDetails":{"name":"P","output":"<x>"}},
	{"id":10,"previousEventId":9,"type":"ExecutionSucceeded"}`

const unsorted = `
	{"id":1,"previousEventId":0,"type":"ExecutionStarted"},
	{"id":2,"previousEventId":0,"type":"ParallelStateEntered","stateEnteredEventDetails":{"name":"P"}},
	{"id":3,"previousEventId":2,"type":"ParallelStateStarted"},
	{"id":4,"previousEventId":3,"type":"PassStateEntered","stateEnteredEventDetails":{"name":"B"}},
	{"id":5,"previousEventId":4,"type":"PassStateExited","stateExitedEventDetails":{"name":"B","output":"2"}},
	{"id":6,"previousEventId":3,"type":"PassStateEntered","stateEnteredEventDetails":{"name":"A"}},
	{"id":7,"previousEventId":6,"type":"PassStateExited","stateExitedEventDetails":{"name":"A","output":"1"}},
	{"id":8,"previousEventId":7,"type":"ParallelStateSucceeded"},
	{"id":9,"previousEventId":7,"type":"ParallelStateExited","stateExitedEventDetails":{"name":"P","output":"2"}},
	{"id":10,"previousEventId":9,"type":"ExecutionSucceeded"}`

func TestNormalised(t *testing.T) {
	tests := []struct {
		name, old, new string // replaced in the actual history
		want           string // a part of the difference
	}{
		{"other order", "", "", ""},
		{"links inside", `"previousEventId":3,"type":"PassStateEntered"`, `"previousEventId":2,"type":"PassStateEntered"`, ""},
		{"data inside", `"output":"1"`, `"output":"3"`, "stateExitedEventDetails.output: \"3\", want \"1\""},
		{"state inside", `{"name":"B"}`, `{"name":"A"}`, "an event in a Parallel (PassStateEntered): no such event in this stretch of the run"},
		{"type inside", `"type":"PassStateEntered"`, `"type":"WaitStateEntered"`, "no such event in this stretch of the run"},
		{"end inside", `"type":"ParallelStateSucceeded"`, `"type":"PassStateAborted"`, "event 8 of the run (PassStateAborted): not in the recording"},
		{"link after", `"previousEventId":7,"type":"ParallelStateExited"`, `"previousEventId":5,"type":"ParallelStateExited"`, "previousEventId: 5, want 7"},
		{"data after", `"name":"P","output":"2"`, `"name":"P","output":"4"`, "event 9 (ParallelStateExited): stateExitedEventDetails.output"},
		{"one more at the end", `{"id":10,"previousEventId":9,"type":"ExecutionSucceeded"}`, `{"id":10,"previousEventId":9,"type":"ExecutionSucceeded"},{"id":11,"previousEventId":9,"type":"ExecutionFailed"}`, "event 11 of the run (ExecutionFailed): not in the recording"},
		{"one less at the end", `,
	{"id":10,"previousEventId":9,"type":"ExecutionSucceeded"}`, "", "events: 9 of them, want 10"},
		{"none at all", unsorted, "", "events: 0 of them, want 10"},
	}
	for _, test := range tests {
		r := Recording{Recorded: "2025-01-01", Status: "SUCCEEDED", Events: list(sorted), Normalised: true}
		actual := unsorted
		if test.old != "" {
			actual = strings.Replace(unsorted, test.old, test.new, 1)
		}
		d, err := Execution(r, Actual{Status: "SUCCEEDED", Events: list(actual)})
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		if d != nil {
			got = d.String()
		}
		if (got == "") != (test.want == "") || !strings.Contains(got, test.want) {
			t.Errorf("%s: %q, want %q", test.name, got, test.want)
		}
	}
}

func TestBrokenRecordingIsAnError(t *testing.T) {
	tests := []struct {
		name, events string
		normalised   bool
		want         string
	}{
		{"unknown member", `{"id":1,"previousEventId":0,"type":"X","y":1}`, false, "entry 1: event with y"},
		{"no type", `{"id":1,"previousEventId":0}`, false, "without a type"},
		{"gap", `{"id":1,"previousEventId":0,"type":"X"},{"id":3,"previousEventId":1,"type":"X"}`, false, "event 2 (X) has the id 3"},
		{"link ahead", `{"id":1,"previousEventId":1,"type":"X"}`, false, "event 1 (X) has the previousEventId 1"},
		{"id taken away", `{"id":[0],"previousEventId":0,"type":"X"}`, false, "event 1 (X) has the id 0"},
		{"not ascending", `{"id":2,"previousEventId":0,"type":"X"},{"id":1,"previousEventId":0,"type":"X"}`, true, "event 1 (X) follows on event 2"},
	}
	for _, test := range tests {
		r := Recording{Recorded: "2025-01-01", Events: list(test.events), Normalised: test.normalised}
		_, err := Execution(r, Actual{})
		if err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: error %v, want one with %q", test.name, err, test.want)
		}
	}
}

func TestDifferenceShowsBothSides(t *testing.T) {
	r := Recording{Recorded: "2025-01-01", Status: "SUCCEEDED", Events: list(
		`{"executionStartedEventDetails":{"input":{"a":1,"b":2}},"id":1,"previousEventId":0,"timestamp":"timestamp","type":"ExecutionStarted"}`)}
	a := Actual{Status: "SUCCEEDED", Events: list(
		`{"timestamp":1,"type":"ExecutionStarted","id":1,"previousEventId":0,"executionStartedEventDetails":{"input":"{\"a\":1,\"b\":3}"}}`)}
	d, err := Execution(r, a)
	if err != nil || d == nil {
		t.Fatalf("difference %v, error %v", d, err)
	}
	if got, want := d.String(), "event 1 (ExecutionStarted): executionStartedEventDetails.input.b: 3, want 2"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	minus, plus := 0, 0
	for line := range strings.Lines(d.Diff()) {
		switch line[0] {
		case '-':
			minus++
		case '+':
			plus++
		}
	}
	if minus != 1 || plus != 1 {
		t.Errorf("want one line of each side in\n%s", d.Diff())
	}
}
