package state_test

import "testing"

func TestParseWarnings(t *testing.T) {
	const dollar = `warning: NO_DOLLAR: No '.$' on the field '`
	const appears = `', whose value appears to be a JSONPath or an intrinsic function at /States/A/`
	for _, test := range []struct{ name, definition, want string }{
		{"Parameters", single(`"Type": "Pass", "Parameters": {"a": ‸"$.a", "b.$": "$.b", "c": [{"d": ‸"$$.Execution.Id"}, "$.e"]}`), `
			` + dollar + `a` + appears + `Parameters
			` + dollar + `d` + appears + `Parameters`},
		{"a function", single(`"Type": "Task", "Resource": "r", "ResultSelector": {"a": ‸"States.UUID()"}`), dollar + `a` + appears + `ResultSelector`},
		{"the whole input", single(`"Type": "Pass", "Assign": {"a": ‸"$", "b": ‸"$[0]"}`), `
			` + dollar + `a` + appears + `Assign
			` + dollar + `b` + appears + `Assign`},
		{"no paths", single(`"Type": "Pass", "Parameters": {"a": "$5", "b": "$USD", "c": "costs $.5", "d": "States.Nothing()", "e": "$.[", "f": 1}`), ``},
		{"Result", single(`"Type": "Pass", "Result": {"a.$": ‸"$.a", "b": "$.b", "c": {"d.$": ‸"States.UUID()", "e.$": "plain"}}`), `
			warning: PASS_RESULT_IS_STATIC: Attempt to use a path in the result of a Pass state: the field 'a.$' stays as it is at /States/A/Result
			warning: PASS_RESULT_IS_STATIC: Attempt to use a path in the result of a Pass state: the field 'd.$' stays as it is at /States/A/Result`},
		{"Error and Cause", states(`"A": {"Type": "Fail", "Error": ‸"$.error", "Cause": ‸"$.cause"}`), `
			warning: NO_PATH: The value looks like a path, but the name of the field 'Error' does not end with 'Path' at /States/A/Error
			warning: NO_PATH: The value looks like a path, but the name of the field 'Cause' does not end with 'Path' at /States/A/Cause`},
		{"a comparison", states(`"A": {"Type": "Choice", "Choices": [{"Variable": "$.a", "StringEquals": ‸"$.b", "Next": "B"}], "Default": "B"}, "B": {"Type": "Succeed"}`),
			`warning: NO_PATH: The value looks like a path, but the name of the field 'StringEquals' does not end with 'Path' at /States/A/Choices[0]/StringEquals`},
		{"JSONata", `{"QueryLanguage": "JSONata", "StartAt": "A", "States": {"A": {"Type": "Fail", "Error": "$.a"}}}`, ``},
	} {
		t.Run(test.name, func(t *testing.T) { wantProblems(t, test.definition, test.want) })
	}
}

func TestParseTextFunctions(t *testing.T) {
	wantProblems(t, states(`"A": {"Type": "Fail", "ErrorPath": "States.Format('{}', $.e)", "CausePath": ‸"States.StringToJson($.c)"}`),
		`SCHEMA_VALIDATION_FAILED: The value for the field 'CausePath' must be a valid JSONPath or a valid intrinsic function call at /States/A/CausePath (the function gives no string)`)
	wantProblems(t, states(`"A": {"Type": "Fail", "ErrorPath": ‸"$.a[", "CausePath": ‸"States.Nothing()"}`), `
		SCHEMA_VALIDATION_FAILED: The value for the field 'ErrorPath' must be a valid JSONPath…
		SCHEMA_VALIDATION_FAILED: The value for the field 'CausePath' must be a valid JSONPath…`)
}

func TestParseErrorNames(t *testing.T) {
	wantProblems(t, single(`"Type": "Task", "Resource": "r", "Retry": [{"ErrorEquals": ‸["E", "States.ALL"]}, {"ErrorEquals": ["States.Own"]}]`),
		`SCHEMA_VALIDATION_FAILED: States.ALL must appear alone and at end of list at /States/A/Retry[0]/ErrorEquals`)
}

// TestParseHalfOpenExpressions: a string with one of the delimiters is neither
// text nor an expression.
func TestParseHalfOpenExpressions(t *testing.T) {
	const half = `SCHEMA_VALIDATION_FAILED: JSONata string must start with {% and end with %} at /States/A/Output/`
	wantProblems(t, `{"QueryLanguage": "JSONata", "StartAt": "A", "States": {"A": {"Type": "Succeed", "Output": {"a": ‸"{% 1", "b": [‸"1 %}"], "c": " {% 1 %} ", "d": "% {"}}}}`, `
		`+half+`a
		`+half+`b[0]`)
}
