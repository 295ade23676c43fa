package asltest_test

import (
	"strings"
	"testing"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/asltest"

	"github.com/google/go-cmp/cmp"
)

// sound is a machine in which nothing can go wrong, with something of all that
// makes up inputs and outcomes.
const sound = `{
  "StartAt": "Ask",
  "States": {
    "Ask": {"Type": "Task", "Resource": "ask", "TimeoutSeconds": 10, "Parameters": {"who.$": "$.customer.name"},
      "ResultSelector": {"mood.$": "$.body.mood"}, "ResultPath": "$.answer",
      "Retry": [{"ErrorEquals": ["Busy"], "MaxAttempts": 2}],
      "Catch": [{"ErrorEquals": ["States.Timeout"], "ResultPath": null, "Next": "Gone"}, {"ErrorEquals": ["States.ALL"], "ResultPath": null, "Next": "Odd"}],
      "Next": "Mood"},
    "Mood": {"Type": "Choice", "Default": "Check", "Choices": [
      {"And": [{"Variable": "$.answer.mood", "StringEquals": "angry"}, {"Variable": "$.customer.years", "NumericGreaterThan": 7}], "Next": "Gift"},
      {"Variable": "$.coupon", "IsPresent": true, "Next": "Coupon"}]},
    "Gift": {"Type": "Pass", "Next": "Check"},
    "Coupon": {"Type": "Choice", "Default": "Check", "Choices": [{"Not": {"Variable": "$.coupon", "StringMatches": "X-*"}, "Next": "Gift"}]},
    "Check": {"Type": "Map", "ItemsPath": "$.lines", "ResultPath": "$.checks", "Next": "Pause", "ItemProcessor": {
      "StartAt": "Stock", "States": {
        "Stock": {"Type": "Choice", "Default": "Order", "Choices": [{"Variable": "$.count", "NumericLessThanPath": "$.stock", "Next": "Take"}]},
        "Take": {"Type": "Pass", "End": true},
        "Order": {"Type": "Task", "Resource": "order", "ResultPath": "$.order", "End": true}}}},
    "Pause": {"Type": "Wait", "TimestampPath": "$.due", "Next": "Poll"},
    "Poll": {"Type": "Task", "Resource": "poll", "ResultPath": "$.poll", "Next": "Ready"},
    "Ready": {"Type": "Choice", "Default": "Pause", "Choices": [{"Variable": "$.poll.ready", "BooleanEquals": true, "Next": "Sum"}]},
    "Sum": {"Type": "Pass", "Parameters": {"sum.$": "States.MathAdd($.customer.years, 1)", "text.$": "States.Format('{}', $.customer.name)",
      "n.$": "States.ArrayLength($.lines)"}, "End": true},
    "Gone": {"Type": "Succeed"},
    "Odd": {"Type": "Fail", "Error": "Odd"}
  }
}`

func TestExploreFindsNothing(t *testing.T) {
	passes(t, func(t testing.TB) { asltest.Explore(t, asl.MustParse(sound)) })
}

// In JSONata, too, what expressions read and compare is what is tried.
const soundJSONata = `{
  "QueryLanguage": "JSONata", "StartAt": "Route",
  "States": {
    "Route": {"Type": "Choice", "Default": "Ask", "Choices": [
      {"Condition": "{% $states.input.count > 1000 %}", "Next": "Many"},
      {"Condition": "{% $exists($states.input.coupon) and $states.input.kind = 'odd' %}", "Next": "Odd"}]},
    "Many": {"Type": "Pass", "Next": "Ask"},
    "Odd": {"Type": "Pass", "Next": "Ask"},
    "Ask": {"Type": "Task", "Resource": "ask", "Arguments": {"who": "{% $states.input.who %}"}, "Assign": {"mood": "{% $states.result.body.mood %}"},
      "Output": "{% $states.input %}", "Catch": [{"ErrorEquals": ["Busy"], "Output": "{% $states.input %}", "Next": "Each"}], "Next": "Each"},
    "Each": {"Type": "Map", "Items": "{% $states.input.lines %}", "End": true, "ItemProcessor": {"StartAt": "One", "States": {
      "One": {"Type": "Pass", "Output": "{% $states.input.sku %}", "End": true}}}}
  }
}`

func TestExploreJSONata(t *testing.T) {
	passes(t, func(t testing.TB) { asltest.Explore(t, asl.MustParse(soundJSONata)) })
	wrong := strings.Replace(soundJSONata, "$states.input.sku", "$states.input.sku + 'x'", 1)
	messages := record(t, func(t testing.TB) { asltest.Explore(t, asl.MustParse(wrong)) })
	if len(messages) == 0 || !strings.Contains(messages[0], "state One fails with States.QueryEvaluationError") {
		t.Errorf("failures %q", messages)
	}
}

func FuzzSound(f *testing.F) { asltest.Fuzz(f, asl.MustParse(sound), asltest.Executions(200)) }

// Each mistake is found, and told by a small input.
func TestExploreFindsMistakes(t *testing.T) {
	tests := []struct {
		name, definition string
		opts             []asltest.ExploreOption
		says             []string
	}{
		{"no rule holds", `{"StartAt": "C", "States": {"C": {"Type": "Choice", "Choices": [{"Variable": "$.n", "NumericGreaterThan": 10, "Next": "S"}]}, "S": {"Type": "Succeed"}}}`, nil,
			[]string{"state C fails with States.Runtime: ", "Failed to transition out of the state", "input:\n    {\"n\":0}\npath:\n    C"}},
		{"after a catcher", `{"StartAt": "T", "States": {
			"T": {"Type": "Task", "Resource": "t", "Catch": [{"ErrorEquals": ["Odd"], "Next": "P"}], "ResultPath": "$.receipt", "Next": "P"},
			"P": {"Type": "Pass", "OutputPath": "$.receipt", "End": true}}}`, nil,
			[]string{"state P fails with States.Runtime", "input:\n    {}\npath:\n    T\n    P", "the tasks answered:\n    T, call 0: Odd"}},
		{"after a timeout", `{"StartAt": "T", "States": {
			"T": {"Type": "Task", "Resource": "t", "TimeoutSeconds": 5, "Catch": [{"ErrorEquals": ["States.Timeout"], "Next": "P"}], "Next": "S"},
			"P": {"Type": "Pass", "InputPath": "$.order", "End": true}, "S": {"Type": "Succeed"}}}`, nil,
			[]string{"state P fails", "T, call 0: no answer in time"}},
		{"an example", `{"StartAt": "C", "States": {"C": {"Type": "Choice", "Default": "S", "Choices": [{"Variable": "$.kind", "StringEquals": "odd", "Next": "P"}]},
			"S": {"Type": "Succeed"}, "P": {"Type": "Pass", "InputPath": "$.odd.deep", "End": true}}}`,
			[]asltest.ExploreOption{asltest.Inputs(`{"kind": "even", "rest": [1, 2, {"a": "text"}], "odd": 7}`)},
			[]string{"state P fails", "input:\n    {\"kind\":\"odd\",\"odd\":0}"}},
		{"a loop that may not end", `{"StartAt": "T", "States": {"T": {"Type": "Task", "Resource": "t", "Next": "C"},
			"C": {"Type": "Choice", "Default": "T", "Choices": [{"Variable": "$.done", "BooleanEquals": true, "Next": "S"}]}, "S": {"Type": "Succeed"}}}`,
			[]asltest.ExploreOption{asltest.Answers("T", `{"done": false}`), asltest.Executions(20)},
			[]string{"never reached in 20 executions with the seed 1: S"}},
		{"never reached", `{"StartAt": "C", "States": {"C": {"Type": "Choice", "Default": "S", "Choices": [
			{"And": [{"Variable": "$.n", "NumericGreaterThan": 10}, {"Variable": "$.n", "NumericLessThan": 5}], "Next": "P"}]},
			"S": {"Type": "Succeed"}, "P": {"Type": "Pass", "End": true}}}`,
			[]asltest.ExploreOption{asltest.Seed(7), asltest.Executions(50)},
			[]string{"never reached in 50 executions with the seed 7: P"}},
		{"no option", sound, []asltest.ExploreOption{nil}, []string{"an ExploreOption is nil"}},
		{"option", sound, []asltest.ExploreOption{asltest.Executions(0)}, []string{"want at least 1"}},
		{"input", sound, []asltest.ExploreOption{asltest.Inputs(`{`)}, []string{"Inputs: `{` is not JSON"}},
		{"answer", sound, []asltest.ExploreOption{asltest.Answers("Ask", `{`)}, []string{"Answers(\"Ask\"): `{` is not JSON"}},
		{"no task", sound, []asltest.ExploreOption{asltest.Answers("Mood", `{}`)}, []string{"no Task state of that name"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			messages := record(t, func(t testing.TB) { asltest.Explore(t, asl.MustParse(test.definition), test.opts...) })
			for _, text := range test.says {
				if len(messages) == 0 || !strings.Contains(messages[0], text) {
					t.Errorf("failures:\n%s\nwant %q", strings.Join(messages, "\n----\n"), text)
				}
			}
		})
	}
}

func TestExploreWithoutMachine(t *testing.T) {
	failsWith(t, func(t testing.TB) { asltest.Explore(t, nil) }, "the machine is nil")
}

// The same seed finds the same, word for word.
func TestExploreIsDeterministic(t *testing.T) {
	m := asl.MustParse(strings.Replace(sound, `"Default": "Pause", `, "", 1))
	explore := func(seed uint64) []string {
		return record(t, func(t testing.TB) { asltest.Explore(t, m, asltest.Seed(seed), asltest.Executions(100)) })
	}
	first := explore(3)
	if len(first) == 0 {
		t.Fatal("nothing was found")
	}
	if diff := cmp.Diff(first, explore(3)); diff != "" {
		t.Errorf("the second time (-want +got):\n%s", diff)
	}
}
