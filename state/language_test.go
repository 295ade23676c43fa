package state_test

import (
	"testing"

	"github.com/goasl/goasl/state"
)

// TestParseQueryLanguage: a state inherits the machine's language, and a machine
// in JSONata has no state in JSONPath.
func TestParseQueryLanguage(t *testing.T) {
	const schema = `SCHEMA_VALIDATION_FAILED: `
	const downgrade = schema + `'QueryLanguage' can not be 'JSONPath' if set to 'JSONata' for whole state machine at /States/A`
	for _, test := range []struct{ name, definition, want string }{
		{"JSONPath twice", `{"QueryLanguage": "JSONPath", "StartAt": "A", "States": {"A": {"QueryLanguage": "JSONPath", "Type": "Succeed"}}}`, ``},
		{"a state in JSONata", states(`"A": {"Type": "Pass", "QueryLanguage": "JSONata", "Output": 5, "Next": "B"}, "B": {"Type": "Pass", "Parameters": {}, "End": true}`), ``},
		{"the machine in JSONata", `{"QueryLanguage": "JSONata", "StartAt": "A", "States": {"A": {"Type": "Succeed", "Output": [1]}}}`, ``},
		{"a state back in JSONPath", `{"QueryLanguage": "JSONata", "StartAt": "A", "States": {"A": {"Type": "Succeed", "QueryLanguage": ‸"JSONPath"}}}`, downgrade},
		{"a state inside a JSONata one", states(`"A": {"Type": "Map", "QueryLanguage": "JSONata", "End": true, "ItemProcessor": {"StartAt": "B", "States": {
			"B": {"Type": "Pass", "Parameters": {}, "Next": "C"}, "C": {"Type": "Pass", "QueryLanguage": "JSONPath", "End": true}}}}`), ``},
		{"an item processor", states(`"A": {"Type": "Map", "End": true, "ItemProcessor": {‸"QueryLanguage": "JSONata", "StartAt": "B", "States": {"B": {"Type": "Succeed"}}}}`),
			schema + `Field 'QueryLanguage' is not supported at /States/A/ItemProcessor`},
		{"another word", `{"QueryLanguage": ‸"jsonata", "StartAt": "A", "States": {"A": {"Type": "Succeed", "Output": 1}}}`,
			schema + `Value should be one of the following: [JSONPath, JSONata] at /QueryLanguage (did you mean "JSONata"?)`},
		{"no string", states(`"A": {"QueryLanguage": ‸1, "Type": "Succeed"}`),
			schema + `Expected value of type [STRING] at /States/A/QueryLanguage (found number)`},
	} {
		t.Run(test.name, func(t *testing.T) { wantProblems(t, test.definition, test.want) })
	}
}

// TestParseFieldsOfOneLanguage: what only the other language has is refused,
// inside rules, retriers and catchers, too.
func TestParseFieldsOfOneLanguage(t *testing.T) {
	only := func(set, field, other, at string) string {
		return `SCHEMA_VALIDATION_FAILED: The QueryLanguage is set to '` + set + `', but field '` + field + `' is only supported for the '` + other + `' QueryLanguage at ` + at
	}
	jsonata := func(field, at string) string { return only("JSONata", field, "JSONPath", at) }
	jsonpath := func(field, at string) string { return only("JSONPath", field, "JSONata", at) }
	for _, test := range []struct{ name, definition, want string }{
		{"Parameters", states(`"A": {"Type": "Task", "QueryLanguage": "JSONata", "Resource": "f", ‸"Parameters": {}, ‸"ResultPath": "$.a", "End": true}`), `
			` + jsonata("Parameters", "/States/A") + `
			` + jsonata("ResultPath", "/States/A")},
		{"Arguments", states(`"A": {"Type": "Task", "Resource": "f", ‸"Arguments": {}, ‸"Output": "{% 1 %}", "End": true}`), `
			` + jsonpath("Arguments", "/States/A") + `
			` + jsonpath("Output", "/States/A")},
		{"a path in the place of a number", states(`"A": {"Type": "Task", "QueryLanguage": "JSONata", "Resource": "f", ‸"TimeoutSecondsPath": "$.t", "End": true}`),
			jsonata("TimeoutSecondsPath", "/States/A")},
		{"a catcher", states(`"A": {"Type": "Task", "QueryLanguage": "JSONata", "Resource": "f", "End": true, "Catch": [{"ErrorEquals": ["E"], "Next": "B", "Output": {}, ‸"ResultPath": "$.a"}]}, "B": {"Type": "Succeed"}`),
			jsonata("ResultPath", "/States/A/Catch[0]")},
		{"a rule", states(`"A": {"Type": "Choice", "Default": "B", "Choices": [{"Variable": "$.a", "IsNull": true, "Next": "B", ‸"Output": 1}]}, "B": {"Type": "Succeed"}`),
			jsonpath("Output", "/States/A/Choices[0]")},
		{"a comparison", states(`"A": {"Type": "Choice", "QueryLanguage": "JSONata", "Default": "B", "Choices": [{"Condition": true, "Next": "B", ‸"IsNull": true}]}, "B": {"Type": "Succeed"}`),
			jsonata("IsNull", "/States/A/Choices[0]")},
	} {
		t.Run(test.name, func(t *testing.T) { wantProblems(t, test.definition, test.want) })
	}
}

// TestLanguage tells what tools ask for.
func TestLanguage(t *testing.T) {
	m := parse(t, states(`"A": {"Type": "Pass", "QueryLanguage": "JSONata", "Next": "B"}, "B": {"Type": "Succeed"}`))
	if m.Language != state.JSONPath || m.State("A").Language() != state.JSONata || m.State("B").Language() != state.JSONPath {
		t.Errorf("the languages are %s, %s and %s", m.Language, m.State("A").Language(), m.State("B").Language())
	}
}
