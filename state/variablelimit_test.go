package state_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/goasl/goasl/history"
	"github.com/goasl/goasl/state"
)

// TestAssignLimit: the values of one Assign may have 256 KiB together, or what
// the limits say. The cause names the first variable beyond it.
func TestAssignLimit(t *testing.T) {
	assign := func(lengths []int) string {
		var fields []string
		for i, n := range lengths {
			fields = append(fields, fmt.Sprintf(`"v%d": "%s"`, i, strings.Repeat("x", n-2))) // and two quotes
		}
		return single(`"Type": "Pass", "Assign": {` + strings.Join(fields, ", ") + `}`)
	}
	const quota = 256 << 10
	for _, test := range []struct {
		name    string
		lengths []int
		limits  state.Limits
		refused string
	}{
		{"a variable of the quota", []int{quota}, state.Limits{}, ""},
		{"a variable beyond it", []int{quota + 1}, state.Limits{}, "'v0' in state 'A' was assigned 262145 bytes"},
		{"variables of the quota", []int{quota - 10, 10}, state.Limits{}, ""},
		{"variables beyond it", []int{quota - 10, 11, 3}, state.Limits{}, "'v1' in state 'A' was assigned 11 bytes"},
		{"another limit", []int{5, 5}, state.Limits{Assign: 10}, ""},
		{"beyond another limit", []int{5, 6}, state.Limits{Assign: 10}, "'v1' in state 'A' was assigned 6 bytes"},
		{"no limit", []int{quota + 1}, state.Unlimited, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			tr := run(t, assign(test.lengths), play{cfg: state.Config{Limits: test.limits}})
			if test.refused == "" {
				wantOutput(t, tr, `{}`)
				return
			}
			wantHistory(t, tr, `
				1<-0 ExecutionStarted input={}
				2<-0 PassStateEntered name=A input={}
				3<-2 ExecutionFailed error=States.DataLimitExceeded cause=State total variable size limit exceeded. Variable `+test.refused+
				`, which caused the size of variables assigned in the state to exceed its limit by 1 bytes.`)
		})
	}
}

// TestVariablesTooLargeInJSONata: the limits count as an expression that failed.
func TestVariablesTooLargeInJSONata(t *testing.T) {
	for _, limits := range []state.Limits{{Assign: 3}, {Variables: 3}} {
		tr := run(t, jsonata(`"Type": "Pass", "Assign": {"v": "{% 1234 %}"}`), play{cfg: state.Config{Limits: limits}})
		failed, ok := tr.events[2].Details.(*history.EvaluationFailed)
		if !ok || *failed.Error != "States.DataLimitExceeded" || failed.Location != "Assign" {
			t.Errorf("the event is %s", line(tr.events[2]))
		}
	}
}

// TestVariablesLimit: what counts is what is stored at a time, wherever: a value
// that is replaced, and the variables of a branch that is over, count no more.
func TestVariablesLimit(t *testing.T) {
	const (
		loop = `"A": {"Type": "Pass", "Assign": {"v": "12345678"}, "Next": "B"}, "B": {"Type": "Pass", "Assign": {"v": "87654321"}, "Next": "C"}, ` +
			`"C": {"Type": "Pass", "Assign": {"w": "1234567890123456"}, "End": true}`
		one  = `"Type": "Pass", "Assign": {"%s": "123456"}, "Next": "%s2"}, "%[2]s2": {"Type": "Pass", "End": true`
		hold = `"Type": "Pass", "Assign": {"%s": "123456"}, "Next": "%s2"}, "%[2]s2": {"Type": "Wait", "Seconds": 1, "End": true`
	)
	branches := func(inner string) string {
		return `"Type": "Parallel", "Branches": [` + branch("P", fmt.Sprintf(inner, "p", "P")) + `, ` + branch("Q", fmt.Sprintf(inner, "q", "Q")) + `]`
	}
	rows := func(fields string) string {
		return single(`"Type": "Map", "ItemProcessor": ` + branch("P", fmt.Sprintf(one, "p", "P")) + fields)
	}
	for _, test := range []struct {
		name, definition, input string
		limit                   int
		fails                   bool
	}{
		{"replaced", states(loop), `{}`, 28, false},
		{"all of the machine", states(loop), `{}`, 27, true},
		{"of branches at a time", single(branches(hold)), `{}`, 16, false},
		{"of too many branches", single(branches(hold)), `{}`, 15, true},
		{"of iterations one after the other", rows(`, "MaxConcurrency": 1`), `[1,2,3]`, 8, false},
		{"of iterations at a time", rows(``), `[1,2,3]`, 23, true},
		{"of a branch that failed", states(`"A": {"Type": "Parallel", "Branches": [` +
			branch("P", `"Type": "Pass", "Assign": {"p": "123456"}, "Next": "P2"}, "P2": {"Type": "Fail"`) +
			`], "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "Z"}], "End": true}, "Z": {"Type": "Pass", "Assign": {"z": "123456"}, "End": true}`), `{}`, 8, false},
		{"of a branch that failed, in its catcher", states(`"A": {"Type": "Parallel", "Branches": [` +
			branch("P", `"Type": "Pass", "Assign": {"p": "123456"}, "Next": "P2"}, "P2": {"Type": "Fail"`) +
			`], "Catch": [{"ErrorEquals": ["States.ALL"], "Assign": {"a": "123456"}, "Next": "Z"}], "End": true}, "Z": {"Type": "Succeed"}`), `{}`, 8, false},
		{"of a branch that is tried again", states(`"A": {"Type": "Parallel", "Branches": [` +
			branch("P", `"Type": "Pass", "Assign": {"p": "123456"}, "Next": "P2"}, "P2": {"Type": "Fail", "Error": "E"`) +
			`], "Retry": [{"ErrorEquals": ["E"]}], "Catch": [{"ErrorEquals": ["E"], "Next": "Z"}], "End": true}, "Z": {"Type": "Succeed"}`), `{}`, 8, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			tr := run(t, test.definition, play{input: test.input, cfg: state.Config{Limits: state.Limits{Variables: test.limit}}})
			want := state.Succeeded
			if test.fails {
				want = state.Failed
			}
			if tr.outcome.Status != want || test.fails && tr.outcome.Failure.Name() != "States.DataLimitExceeded" {
				t.Errorf("it is %s with %s, want %s", tr.outcome.Status, shown(tr.outcome.Failure), want)
			}
		})
	}
}

// TestDepth: values that states nest deeper and deeper end the execution before a
// snapshot could not be read any more.
func TestDepth(t *testing.T) {
	const levels = 500
	around := strings.Repeat(`{"a": `, levels) + `{"x.$": "` + `$"}` + strings.Repeat(`}`, levels)
	variable := strings.Replace(around, `"$"`, `"$v"`, 1)
	for name, definition := range map[string]string{
		"output":   states(`"A": {"Type": "Pass", "Parameters": ` + around + `, "Next": "B"}, "B": {"Type": "Choice", "Choices": [{"Variable": "$.stop", "IsPresent": true, "Next": "C"}], "Default": "A"}, "C": {"Type": "Succeed"}`),
		"variable": states(`"A": {"Type": "Pass", "Assign": {"v": 1}, "Next": "B"}, "B": {"Type": "Pass", "Assign": {"v": ` + variable + `}, "Next": "C"}, "C": {"Type": "Choice", "Choices": [{"Variable": "$.stop", "IsPresent": true, "Next": "D"}], "Default": "B"}, "D": {"Type": "Succeed"}`),
	} {
		t.Run(name, func(t *testing.T) {
			tr := run(t, definition, play{cfg: state.Config{Limits: state.Unlimited}})
			if got := tr.outcome; got.Status != state.Failed || !strings.Contains(*got.Failure.Cause, "is nested deeper than 8000 levels") {
				t.Errorf("it is %s with %s", got.Status, shown(got.Failure))
			}
		})
	}
}
