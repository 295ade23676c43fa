package state_test

import (
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
)

func TestVariableReferences(t *testing.T) {
	m := parse(t, `{"StartAt": "A", "States": {
		"A": {"Type": "Pass", "InputPath": "$in.x", "Assign": {"set": 1, "copy.$": "$read"}, "Result": "$no", "Next": "B"},
		"B": {"Type": "Choice", "Choices": [{"And": [{"Variable": "$left", "NumericEqualsPath": "$right[0]"}], "Assign": {"x.$": "States.Format('{}{}', $first, States.MathAdd($second, $.n))"}, "Next": "C"}], "Default": "D"},
		"C": {"Type": "Map", "ItemsPath": "$items", "ItemSelector": {"v.$": "$selected", "literal": "$bucket"}, "MaxConcurrencyPath": "$most", "Next": "D",
			"ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}, "StartAt": "I", "States": {"I": {"Type": "Wait", "SecondsPath": "$outer", "End": true}}},
			"ItemReader": {"Resource": "arn:aws:states:::s3:getObject", "Parameters": {"Key.$": "$key"}, "ReaderConfig": {"MaxItemsPath": "$max"}},
			"Catch": [{"ErrorEquals": ["States.ALL"], "Assign": {"e.$": "$caught"}, "Next": "D"}]},
		"D": {"Type": "Fail", "ErrorPath": "$e", "CausePath": "$e.cause"}}}`)
	want := map[string][]string{
		"A": {"in", "read"},
		"B": {"first", "left", "right", "second"},
		"C": {"caught", "items", "key", "max", "most", "selected"},
		"D": {"e"},
		"I": {"outer"},
	}
	if diff := gocmp.Diff(want, m.VariableReferences()); diff != "" {
		t.Errorf("references (-want +got):\n%s", diff)
	}
}

func TestVariableReferencesOfJSONata(t *testing.T) {
	m := parse(t, `{"QueryLanguage": "JSONata", "StartAt": "A", "States": {
		"A": {"Type": "Pass", "Assign": {"set": "{% $read.x[$index] & $states.input.y %}"}, "Output": {"n": "{% ($own := 1; $own + $count($list)) %}", "s": "$text"}, "Next": "B"},
		"B": {"Type": "Choice", "Choices": [{"Condition": "{% $flag %}", "Next": "C"}], "Default": "C"},
		"C": {"Type": "Map", "Items": "{% $items %}", "MaxConcurrency": "{% $most %}", "End": true,
			"ItemProcessor": {"StartAt": "I", "States": {"I": {"Type": "Succeed", "Output": "{% $map([1], function($v) { $v + $outer }) %}"}}}}}}`)
	want := map[string][]string{
		"A": {"index", "list", "read"},
		"B": {"flag"},
		"C": {"items", "most"},
		"I": {"outer"},
	}
	if diff := gocmp.Diff(want, m.VariableReferences()); diff != "" {
		t.Errorf("references (-want +got):\n%s", diff)
	}
}

// TestParseQueries: what an expression cannot see is refused when it is parsed.
func TestParseQueries(t *testing.T) {
	const none, top = `UNSUPPORTED_JSONATA_EXPRESSION: Field '$states.`, `UNSUPPORTED_JSONATA_EXPRESSION: Reference to '`
	for _, test := range []struct{ name, states, want string }{
		{"a name", `"A": {"Type": "Succeed", "Output": {"v": "{% ‸phone & phone & $states.input.phone %}"}}`, top + `phone' at the top level is not supported. at /States/A/Output/v`},
		{"names inside", `"A": {"Type": "Succeed", "Output": "{% $states.input.{'a': b}[c] %}"}`, ``},
		{"the input", `"A": {"Type": "Succeed", "Output": "{% ‸$$ %}"}`, `INVALID_JSONATA_EXPRESSION: …`},
		{"no expression", `"A": {"Type": "Succeed", "Output": "{% 1 + %}"}`, `…`},
		{"result of a Pass", `"A": {"Type": "Pass", "Output": "{% ‸$states.result %}", "End": true}`, none + `result' does not exist. at /States/A/Output`},
		{"result of a Task", `"A": {"Type": "Task", "Resource": "r", "Arguments": "{% ‸$states.result %}", "Assign": {"v": "{% $states.result %}"}, "Output": "{% $states.result %}", "End": true}`, none + `result' does not exist. at /States/A/Arguments`},
		{"the error", `"A": {"Type": "Task", "Resource": "r", "Output": "{% ‸$states.errorOutput %}", "Catch": [{"ErrorEquals": ["E"], "Assign": {"v": "{% $states.errorOutput %}"}, "Output": "{% $states.errorOutput.Cause %}", "Next": "B"}], "Next": "B"}, "B": {"Type": "Succeed"}`, none + `errorOutput' does not exist. at /States/A/Output`},
		{"an unknown field", `"A": {"Type": "Fail", "Cause": "{% ‸$states.imput %}"}`, none + `imput' does not exist. at /States/A/Cause`},
		{"the context", `"A": {"Type": "Wait", "Seconds": "{% $states.context.Execution.Input.n %}", "End": true}`, ``},
		{"a placeholder", `"A": {"Type": "Succeed", "Output": "{% ${Name} %}"}`, ``},
	} {
		t.Run(test.name, func(t *testing.T) {
			definition := `{"QueryLanguage": "JSONata", "StartAt": "A", "States": {` + test.states + `}}`
			if test.want == "…" {
				if got := problems(definition); len(got) != 1 {
					t.Errorf("got %q, want one problem", got)
				}
				return
			}
			wantProblems(t, definition, test.want)
		})
	}
}

// TestBuiltinNames: a name that JSONata has a function for is that of a variable if the
// machine assigns it.
func TestBuiltinNames(t *testing.T) {
	m := parse(t, `{"QueryLanguage": "JSONata", "StartAt": "A", "States": {
		"A": {"Type": "Pass", "Output": "{% [$error, $map([1], $string), $sum([1])] %}", "Assign": {"error": 1, "count": 2}, "Next": "B"},
		"B": {"Type": "Pass", "Output": "{% $error & $count %}", "Next": "C"},
		"C": {"Type": "Succeed", "Output": "{% [$count([1]), [1] ~> $count] %}"}}}`)
	want := map[string][]string{"A": {"error"}, "B": {"count", "error"}}
	if diff := gocmp.Diff(want, m.VariableReferences()); diff != "" {
		t.Errorf("references (-want +got):\n%s", diff)
	}
}
