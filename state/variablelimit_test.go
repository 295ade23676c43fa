package state_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/goasl/goasl/state"

	gocmp "github.com/google/go-cmp/cmp"
)

const variablesTooLarge = "The state/task 'A' assigned variables with a size exceeding the maximum number of bytes service limit."

// TestAssignLimit: the values of one Assign may have 256 KiB together, or what
// the limits say.
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
		fails   bool
	}{
		{"a variable of the quota", []int{quota}, state.Limits{}, false},
		{"a variable beyond it", []int{quota + 1}, state.Limits{}, true},
		{"variables of the quota", []int{quota - 10, 10}, state.Limits{}, false},
		{"variables beyond it", []int{quota - 10, 11}, state.Limits{}, true},
		{"another limit", []int{5, 5}, state.Limits{Assign: 10}, false},
		{"beyond another limit", []int{5, 6}, state.Limits{Assign: 10}, true},
		{"no limit", []int{quota + 1}, state.Unlimited, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			tr := run(t, assign(test.lengths), play{cfg: state.Config{Limits: test.limits}})
			if !test.fails {
				wantOutput(t, tr, `{}`)
				return
			}
			wantHistory(t, tr, `
				1<-0 ExecutionStarted input={}
				2<-0 PassStateEntered name=A input={}
				3<-2 ExecutionFailed error=States.DataLimitExceeded cause=`+variablesTooLarge)
		})
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

// TestAssignOfAnOuterName: a branch or an iteration cannot assign a variable of a
// scope around it, in whatever order they stand. A distributed Map sees none.
func TestAssignOfAnOuterName(t *testing.T) {
	const problem = "SCHEMA_VALIDATION_FAILED: The variable 'v' belongs to an outer scope and cannot be assigned in an inner one at /States/M/"
	const inner = `"Type": "Pass", "Assign": {"v": 1}, "End": true`
	nested := func(fields, processor string) string {
		return states(`"A": {"Type": "Pass", "Next": "M"}, "M": {"Type": "Map", ` + fields + `"ItemProcessor": {` + processor + `"StartAt": "P", "States": {"P": {` + inner + `}}}, "Next": "Z"}, "Z": {"Type": "Pass", "Assign": {"v.$": "$"}, "End": true}`)
	}
	deep := func(name string) string {
		return states(`"M": {"Type": "Parallel", "Branches": [` + branch("P", `"Type": "Parallel", "Branches": [`+branch("Q", `"Type": "Pass", "Assign": {"`+name+`": 1}, "End": true`)+`], "End": true`) + `], "Catch": [{"ErrorEquals": ["E"], "Assign": {"v": 2}, "Next": "Z"}], "Next": "Z"}, "Z": {"Type": "Succeed"}`)
	}
	for _, test := range []struct {
		name, definition string
		want             []string
	}{
		{"of a later state", nested(``, ``), []string{problem + "ItemProcessor/States/P/Assign"}},
		{"of the Map itself", strings.Replace(nested(`"Assign": {"v": 2}, `, ``), `"Assign": {"v.$": "$"}, `, ``, 1), []string{problem + "ItemProcessor/States/P/Assign"}},
		{"two scopes up", deep("v"), []string{problem + "Branches[0]/States/P/Branches[0]/States/Q/Assign"}},
		{"another name", deep("w"), nil},
		{"of a distributed Map", nested(``, `"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}, `), nil},
		{"of a sibling", single(`"Type": "Parallel", "Branches": [` + branch("P", `"Type": "Pass", "Assign": {"v": 1}, "End": true`) + `, ` + branch("Q", `"Type": "Pass", "Assign": {"v": 1}, "End": true`) + `]`), nil},
		{"twice in one scope", states(`"A": {"Type": "Pass", "Assign": {"v": 1}, "Next": "B"}, "B": {"Type": "Choice", "Choices": [{"Variable": "$", "IsNull": true, "Assign": {"v": 1}, "Next": "C"}], "Default": "C", "Assign": {"v": 3}}, "C": {"Type": "Succeed"}`), nil},
	} {
		definition := strings.Replace(test.definition, `"StartAt": "A", "States": {"M"`, `"StartAt": "M", "States": {"M"`, 1)
		if diff := gocmp.Diff(test.want, problemsOf(definition, "")); diff != "" {
			t.Errorf("%s: the problems differ (-want +got):\n%s", test.name, diff)
		}
	}
}
