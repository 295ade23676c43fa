package lint_test

import (
	"strings"
	"testing"
)

// TestCatchLosesInput: what is lost matters only if a state behind the catcher reads it.
func TestCatchLosesInput(t *testing.T) {
	const (
		lossy  = `"T": {"Type": "Task", "Resource": "r", "ResultPath": null, "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "A"}], "Next": "Z"}`
		reader = `"B": {"Type": "Pass", "Parameters": {"x.$": "$.order.id"}, "End": true}`
		found  = "/States/T/Catch[0]: the error replaces the input, of which the state B reads $.order.id; ResultPath would keep it"
	)
	for _, test := range []struct{ name, states, want string }{
		{"no reader", lossy + `, "A": {"Type": "Pass", "End": true}`, ""},
		{"a Fail state", lossy + `, "A": {"Type": "Fail", "CausePath": "$.Cause"}`, ""},
		{"the whole input", lossy + `, "A": {"Type": "Task", "Resource": "r", "Parameters": {"in.$": "$", "e.$": "$.Error", "x.$": "$$.Execution.Input.x"}, "End": true}`, ""},
		{"through states that keep it", lossy + `, "A": {"Type": "Wait", "Seconds": 1, "Next": "C"}, "C": {"Type": "Task", "Resource": "r", "ResultPath": "$.c", "Next": "D"}, "D": {"Type": "Pass", "Next": "E"}, "E": {"Type": "Choice", "Choices": [{"Variable": "$.Error", "StringEquals": "x", "Next": "B"}], "Default": "Z"}, ` + reader, found},
		{"a result", lossy + `, "A": {"Type": "Task", "Resource": "r", "Next": "B"}, ` + reader, ""},
		{"a fixed result", lossy + `, "A": {"Type": "Pass", "Result": {}, "Next": "B"}, ` + reader, ""},
		{"set again", lossy + `, "A": {"Type": "Pass", "Result": {}, "ResultPath": "$.order", "Next": "B"}, ` + reader, ""},
		{"set beside", lossy + `, "A": {"Type": "Pass", "Result": {}, "ResultPath": "$.other", "Next": "B"}, ` + reader, found},
		{"a narrower output", lossy + `, "A": {"Type": "Pass", "OutputPath": "$.Error", "Next": "B"}, ` + reader, ""},
		{"OutputPath reads it", lossy + `, "A": {"Type": "Wait", "Seconds": 1, "OutputPath": "$.order", "Next": "Z"}`, strings.NewReplacer("state B", "state A", ".id", "").Replace(found)},
		{"a narrower input", lossy + `, "A": {"Type": "Pass", "InputPath": "$.Error", "Parameters": {"x.$": "$.order.id"}, "End": true}`, ""},
		{"InputPath reads it", lossy + `, "A": {"Type": "Pass", "InputPath": "$.order.id", "End": true}`, strings.Replace(found, "state B", "state A", 1)},
		{"a result's member", lossy + `, "A": {"Type": "Task", "Resource": "r", "ResultSelector": {"x.$": "$.order.id"}, "Assign": {"y.$": "$.order.id"}, "End": true}`, ""},
		{"in a call", lossy + `, "A": {"Type": "Pass", "Parameters": {"x.$": "States.Format('{}', $.order.id)"}, "End": true}`, strings.Replace(found, "state B", "state A", 1)},
		{"present", lossy + `, "A": {"Type": "Choice", "Choices": [{"Variable": "$.order", "IsPresent": true, "Next": "B"}], "Default": "Z"}, ` + reader, ""},
		{"not absent", lossy + `, "A": {"Type": "Choice", "Choices": [{"Not": {"Variable": "$.order", "IsPresent": true}, "Next": "Z"}], "Default": "B"}, ` + reader, ""},
		{"absent", lossy + `, "A": {"Type": "Choice", "Choices": [{"Variable": "$.order", "IsPresent": false, "Next": "B"}], "Default": "Z"}, ` + reader, found},
		{"present in the same rule", lossy + `, "A": {"Type": "Choice", "Choices": [{"And": [{"Variable": "$.order", "IsPresent": true}, {"Variable": "$.order.id", "NumericEquals": 1}], "Next": "Z"}], "Default": "Z"}`, ""},
		{"another catcher keeps it", lossy + `, "A": {"Type": "Task", "Resource": "r", "Catch": [{"ErrorEquals": ["States.ALL"], "ResultPath": "$.e", "Next": "B"}], "Next": "Z"}, ` + reader, found},
		{"another catcher has it in the way", lossy + `, "A": {"Type": "Task", "Resource": "r", "Catch": [{"ErrorEquals": ["States.ALL"], "ResultPath": "$.order", "Next": "B"}], "Next": "Z"}, ` + reader, ""},
		{"a loop", lossy + `, "A": {"Type": "Pass", "Next": "C"}, "C": {"Type": "Choice", "Choices": [{"Variable": "$.Error", "StringEquals": "x", "Next": "A"}], "Default": "B"}, ` + reader, found},
		{"in a branch", lossy + `, "A": {"Type": "Parallel", "End": true, "Branches": [{"StartAt": "B", "States": {` + reader + `}}]}`, found},
		{"in a branch with an input of its own", lossy + `, "A": {"Type": "Parallel", "Parameters": {}, "End": true, "Branches": [{"StartAt": "B", "States": {` + reader + `}}]}`, ""},
		{"an item's member", lossy + `, "A": {"Type": "Map", "ItemsPath": "$$.Execution.Input", "End": true, "ItemProcessor": {"StartAt": "B", "States": {` + reader + `}}}`, ""},
		{"ItemsPath", lossy + `, "A": {"Type": "Map", "ItemsPath": "$.order.id", "End": true, "ItemProcessor": {"StartAt": "B", "States": {"B": {"Type": "Succeed"}}}}`, strings.Replace(found, "state B", "state A", 1)},
		{"ResultPath $", strings.Replace(lossy, `"Next": "A"`, `"ResultPath": "$", "Next": "A"`, 1) + `, "A": {"Type": "Pass", "Next": "B"}, ` + reader, found},
		{"kept", strings.Replace(lossy, `"Next": "A"`, `"ResultPath": "$.e", "Next": "A"`, 1) + `, "A": {"Type": "Pass", "Next": "B"}, ` + reader, ""},
		{"Assign keeps only the error", strings.Replace(lossy, `"Next": "A"`, `"Assign": {"e.$": "$"}, "Next": "A"`, 1) + `, "A": {"Type": "Pass", "Next": "B"}, ` + reader, found},
	} {
		t.Run(test.name, func(t *testing.T) {
			wantLosses(t, `{"StartAt": "T", "States": {`+test.states+`, "Z": {"Type": "Succeed"}}}`, test.want)
		})
	}
}

func TestCatchLosesInputOfJSONata(t *testing.T) {
	const (
		lossy  = `"T": {"Type": "Task", "Resource": "r", "Output": "{% $states.input %}", "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "A"}], "Next": "Z"}`
		reader = `"B": {"Type": "Pass", "Output": {"x": "{% $states.input.order.id %}"}, "End": true}`
		found  = "/States/T/Catch[0]: the error replaces the input, of which the state B reads $states.input.order; Output would keep it"
	)
	for _, test := range []struct{ name, states, want string }{
		{"no reader", lossy + `, "A": {"Type": "Pass", "Output": "{% $states.input.Cause %}", "End": true}`, ""},
		{"through states that keep it", lossy + `, "A": {"Type": "Wait", "Seconds": 1, "Next": "C"}, "C": {"Type": "Task", "Resource": "r", "Output": "{% $states.input %}", "Next": "D"}, "D": {"Type": "Pass", "Next": "B"}, ` + reader, found},
		{"a result", lossy + `, "A": {"Type": "Task", "Resource": "r", "Next": "B"}, ` + reader, ""},
		{"a text that only looks like it", lossy + `, "A": {"Type": "Pass", "Output": "$states.input", "Next": "B"}, ` + reader, ""},
		{"another output", lossy + `, "A": {"Type": "Pass", "Output": {}, "Next": "B"}, ` + reader, ""},
		{"a rule's output", lossy + `, "A": {"Type": "Choice", "Choices": [{"Condition": "{% $states.input.Error = 'x' %}", "Output": {}, "Next": "B"}], "Default": "Z"}, ` + reader, ""},
		{"a rule that keeps it", lossy + `, "A": {"Type": "Choice", "Choices": [{"Condition": "{% $states.input.Error = 'x' %}", "Next": "B"}], "Default": "Z"}, ` + reader, found},
		{"a rule that tests it", lossy + `, "A": {"Type": "Choice", "Choices": [{"Condition": "{% $exists($states.input.order) %}", "Next": "B"}], "Default": "Z"}, ` + reader, ""},
		{"a test in the expression", lossy + `, "A": {"Type": "Pass", "Output": "{% $exists($states.input.order) ? $states.input.order.id : 0 %}", "End": true}`, ""},
		{"a test of another member", lossy + `, "A": {"Type": "Pass", "Next": "B"}, "B": {"Type": "Pass", "Output": "{% $exists($states.input.other) ? $states.input.order.id : 0 %}", "End": true}`, found},
		{"Output has the error", strings.Replace(lossy, `"Next": "A"`, `"Output": "{% $states.errorOutput %}", "Next": "A"`, 1) + `, "A": {"Type": "Pass", "Next": "B"}, ` + reader, found},
		{"Output has something", strings.Replace(lossy, `"Next": "A"`, `"Output": {}, "Next": "A"`, 1) + `, "A": {"Type": "Pass", "Next": "B"}, ` + reader, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			wantLosses(t, `{"QueryLanguage": "JSONata", "StartAt": "T", "States": {`+test.states+`, "Z": {"Type": "Succeed"}}}`, test.want)
		})
	}
}

func wantLosses(t *testing.T, definition, want string) {
	t.Helper()
	if got := strings.Join(locations(t, "CATCH_LOSES_INPUT", definition), "\n"); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}
