package state_test

import (
	"fmt"
	"testing"

	"github.com/goasl/goasl/state"

	gocmp "github.com/google/go-cmp/cmp"
)

// Rules, retriers and catchers that lead to one state, by which way it is come to.
const deciding = `{"StartAt": "Each", "States": {
	"Each": {"Type": "Map", "Next": "Both", "ItemsPath": "$.items", "Retry": [{"ErrorEquals": ["Torn"]}, {"ErrorEquals": ["States.ALL"], "MaxAttempts": 1}],
		"Catch": [{"ErrorEquals": ["Burnt"], "Next": "Both"}, {"ErrorEquals": ["States.ALL"], "Next": "Both"}],
		"ItemProcessor": {"StartAt": "Route", "States": {
			"Route": {"Type": "Choice", "Default": "Call", "Choices": [
				{"Variable": "$", "StringEquals": "a", "Next": "Call"}, {"Variable": "$", "StringEquals": "b", "Next": "Call"}, {"Variable": "$", "StringEquals": "c", "Next": "Done"}]},
			"Call": {"Type": "Task", "Resource": "call", "Next": "Done",
				"Retry": [{"ErrorEquals": ["Slow"]}, {"ErrorEquals": ["Busy"], "MaxAttempts": 1}],
				"Catch": [{"ErrorEquals": ["Busy"], "Next": "Done"}, {"ErrorEquals": ["Lost"], "Next": "Done"}]},
			"Done": {"Type": "Succeed"}}}},
	"Both": {"Type": "Parallel", "End": true, "Branches": [
		{"StartAt": "Left", "States": {"Left": {"Type": "Wait", "Seconds": 1, "Next": "After"}, "After": {"Type": "Pass", "End": true}}},
		{"StartAt": "Right", "States": {"Right": {"Type": "Pass", "End": true}}}]}}}`

// decided plays an execution and returns its decisions: the event before, the state,
// the field, and the target.
func decided(t *testing.T, definition string, p play) []string {
	t.Helper()
	var all []state.Decision
	p.large = true // a Run that is restored tells nobody
	p.cfg.Trace = func(d state.Decision) { all = append(all, d) }
	events := run(t, definition, p).events
	var got []string
	for _, d := range all {
		got = append(got, fmt.Sprintf("%s: %s %s[%d] %s", events[d.Event-1].Type, d.State.Name(), d.Kind, d.Index, d.To))
	}
	return got
}

func TestDecisions(t *testing.T) {
	tests := []struct {
		name  string
		input string
		calls []reply
		want  []string
	}{
		{"rules", `{"items": ["b", "a", "c", "d"]}`, []reply{gives("1")}, []string{
			"MapIterationStarted: Each ItemProcessor[0] Route", "MapIterationStarted: Each ItemProcessor[1] Route", "MapIterationStarted: Each ItemProcessor[2] Route", "MapIterationStarted: Each ItemProcessor[3] Route",
			"ChoiceStateExited: Route Choices[1] Call", "ChoiceStateExited: Route Choices[0] Call", "ChoiceStateExited: Route Choices[2] Done", "ChoiceStateExited: Route Default[0] Call",
			"TaskStateExited: Call Next[0] Done", "TaskStateExited: Call Next[0] Done", "TaskStateExited: Call Next[0] Done",
			"MapStateExited: Each Next[0] Both", "ParallelStateStarted: Both Branches[0] Left", "ParallelStateStarted: Both Branches[1] Right", "WaitStateExited: Left Next[0] After"}},
		{"a retrier, and the other one until it is exhausted", `{"items": ["a"]}`, []reply{fails("Slow", ""), fails("Busy", ""), fails("Busy", "")}, []string{
			"MapIterationStarted: Each ItemProcessor[0] Route", "ChoiceStateExited: Route Choices[0] Call", "LambdaFunctionFailed: Call Retry[0] Call", "LambdaFunctionFailed: Call Retry[1] Call", "TaskStateExited: Call Catch[0] Done",
			"MapStateExited: Each Next[0] Both", "ParallelStateStarted: Both Branches[0] Left", "ParallelStateStarted: Both Branches[1] Right", "WaitStateExited: Left Next[0] After"}},
		{"another catcher", `{"items": ["a"]}`, []reply{fails("Lost", "")}, []string{
			"MapIterationStarted: Each ItemProcessor[0] Route", "ChoiceStateExited: Route Choices[0] Call", "TaskStateExited: Call Catch[1] Done",
			"MapStateExited: Each Next[0] Both", "ParallelStateStarted: Both Branches[0] Left", "ParallelStateStarted: Both Branches[1] Right", "WaitStateExited: Left Next[0] After"}},
		{"of a Map", `{"items": ["a"]}`, []reply{fails("Burnt", "")}, []string{
			"MapIterationStarted: Each ItemProcessor[0] Route", "ChoiceStateExited: Route Choices[0] Call", "LambdaFunctionFailed: Each Retry[1] Each",
			"MapIterationStarted: Each ItemProcessor[0] Route", "ChoiceStateExited: Route Choices[0] Call", "MapStateExited: Each Catch[0] Both",
			"ParallelStateStarted: Both Branches[0] Left", "ParallelStateStarted: Both Branches[1] Right", "WaitStateExited: Left Next[0] After"}},
	}
	for _, test := range tests {
		got := decided(t, deciding, play{input: test.input, tasks: map[string][]reply{"Call": test.calls}})
		if diff := gocmp.Diff(test.want, got); diff != "" {
			t.Errorf("%s: decisions (-want +got):\n%s", test.name, diff)
		}
	}
}

// What fails on its way is no way that is taken: a rule that holds and has an
// Output that cannot be evaluated, an iteration whose input cannot be made.
func TestDecisionsThatFail(t *testing.T) {
	for _, definition := range []string{
		`{"StartAt": "C", "QueryLanguage": "JSONata", "States": {"C": {"Type": "Choice", "Choices": [{"Condition": true, "Output": "{% $error('no') %}", "Next": "S"}]}, "S": {"Type": "Succeed"}}}`,
		`{"StartAt": "M", "States": {"M": {"Type": "Map", "End": true, "ItemsPath": "$.items", "ItemSelector": {"x.$": "$.none"}, "ItemProcessor": {"StartAt": "S", "States": {"S": {"Type": "Succeed"}}}}}}`,
	} {
		if got := decided(t, definition, play{input: `{"items": [1]}`}); len(got) > 0 {
			t.Errorf("decisions %q of %s", got, definition)
		}
	}
}

// A state that is run by itself goes nowhere.
func TestNoDecisionsOfAnInspection(t *testing.T) {
	m := parse(t, deciding)
	_, err := state.Inspect(m, "Call", state.InspectionInput{
		Config: state.Config{Trace: func(d state.Decision) { t.Errorf("decision %+v", d) }},
		Mock:   &state.InspectionMock{Failure: state.NewFailure("Slow", "")},
	})
	if err != nil {
		t.Error(err)
	}
}

func TestTransitions(t *testing.T) {
	m := parse(t, `{
  "StartAt": "A",
  "States": {
    "A": {"Type": "Choice",
      "Default": "${Fallback}",
      "Choices": [{"Variable": "$", "IsPresent": true, "Next": "B"},
        {"Variable": "$", "IsNull": true, "Next": "B"}]},
    "B": {"Type": "Task", "Resource": "b", "Retry": [{"ErrorEquals": ["X"]}], "Next": "E",
      "Catch": [{"ErrorEquals": ["X"], "Next": "D"},
        {"ErrorEquals": ["Y"], "Next": "E"}]},
    "D": {"Type": "Wait", "Seconds": 1, "End": true}, "E": {"Type": "Succeed"}}}`)
	want := []string{
		"A Choices[0] B 6:19", "A Choices[1] B 7:9", "A Default[0] ${Fallback} 5:18",
		"B Next[0] E 8:87", "B Catch[0] D 9:17", "B Catch[1] E 10:9",
	}
	var got []string
	for _, s := range m.All() {
		for _, w := range m.Transitions(s) {
			got = append(got, fmt.Sprintf("%s %s[%d] %s %s", w.From.Name(), w.Kind, w.Index, w.To, w.Node.Pos()))
		}
	}
	if diff := gocmp.Diff(want, got); diff != "" {
		t.Errorf("transitions (-want +got):\n%s", diff)
	}
	for name, want := range map[string]bool{"A": false, "B": false, "D": true, "E": true} {
		if got := m.Ends(m.State(name)); got != want {
			t.Errorf("the flow ends with %s: %v", name, got)
		}
	}
}

func TestOuter(t *testing.T) {
	m := parse(t, deciding)
	for name, want := range map[string]string{"Each": "", "Both": "", "Route": "Each", "Done": "Each", "After": "Both", "Right": "Both"} {
		got := ""
		if outer := m.Outer(m.State(name)); outer != nil {
			got = outer.Name()
		}
		if got != want {
			t.Errorf("%s is in %q, want %q", name, got, want)
		}
	}
}
