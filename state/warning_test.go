package state_test

import "testing"

func TestParseWarnings(t *testing.T) {
	dollar := func(name, what, field string) string {
		return "warning: NO_DOLLAR: The value of '" + name + "' looks like " + what + ". Instead of '" + name + "', use '" + name + ".$' to evaluate it as " + what + " at runtime. at /States/A/" + field
	}
	const path, function = "a JSONPath", "an Intrinsic Function"
	for _, test := range []struct{ name, definition, want string }{
		{"Parameters", single(`"Type": "Pass", "Parameters": {"a": ‸"$.a", "b.$": "$.b", "c": [{"d": ‸"$$.Execution.Id"}, "$.e"]}`), `
			` + dollar("a", path, "Parameters") + `
			` + dollar("d", path, "Parameters")},
		{"a function", single(`"Type": "Task", "Resource": "r", "ResultSelector": {"a": ‸"States.UUID()"}`), dollar("a", function, "ResultSelector")},
		{"the whole input", single(`"Type": "Pass", "Assign": {"a": ‸"$", "b": ‸"$[0]"}`), `
			` + dollar("a", path, "Assign") + `
			` + dollar("b", path, "Assign")},
		{"no paths", single(`"Type": "Pass", "Parameters": {"a": "$5", "b": "$USD", "c": "costs $.5", "d": "States.Nothing()", "e": "$.[", "f": 1}`), ``},
		{"Result", single(`"Type": "Pass", "Result": {"a.$": ‸"$.a", "b": "$.b", "c": {"d.$": ‸"States.UUID()", "e.$": "plain"}}`), `
			warning: PASS_RESULT_IS_STATIC: The value of 'a.$' will not evaluate as a JSONPath or Intrinsic Function at runtime. Instead of 'Result', use 'Parameters' to evaluate it as a JSONPath or Intrinsic Function at runtime. at /States/A/Result
			warning: PASS_RESULT_IS_STATIC: The value of 'd.$' will not evaluate as a JSONPath or Intrinsic Function at runtime. Instead of 'Result', use 'Parameters' to evaluate it as a JSONPath or Intrinsic Function at runtime. at /States/A/Result`},
		{"Error and Cause", states(`"A": {"Type": "Fail", "Error": ‸"$.error", "Cause": ‸"$.cause"}`), `
			warning: NO_PATH: The value of 'Error' looks like a JSONPath. Instead of 'Error', use 'ErrorPath' to evaluate it as a JSONPath at runtime. at /States/A/Error
			warning: NO_PATH: The value of 'Cause' looks like a JSONPath. Instead of 'Cause', use 'CausePath' to evaluate it as a JSONPath at runtime. at /States/A/Cause`},
		{"a comparison", states(`"A": {"Type": "Choice", "Choices": [{"Variable": "$.a", "StringEquals": ‸"$.b", "Next": "B"}], "Default": "B"}, "B": {"Type": "Succeed"}`),
			`warning: NO_PATH: The value of 'StringEquals' looks like a JSONPath. Instead of 'StringEquals', use 'StringEqualsPath' to evaluate it as a JSONPath at runtime. at /States/A/Choices[0]/StringEquals`},
		{"JSONata", `{"QueryLanguage": "JSONata", "StartAt": "A", "States": {"A": {"Type": "Fail", "Error": "$.a"}}}`, ``},
	} {
		t.Run(test.name, func(t *testing.T) { wantProblems(t, test.definition, test.want) })
	}
}

func TestParseTextFunctions(t *testing.T) {
	wantProblems(t, states(`"A": {"Type": "Fail", "ErrorPath": "States.Format('{}', $.e)", "CausePath": ‸"States.StringToJson($.c)"}`),
		`SCHEMA_VALIDATION_FAILED: The value for the field 'CausePath' must be a valid JSONPath or a valid intrinsic function call at /States/A/CausePath (the function gives no string)`)
	wantProblems(t, states(`"A": {"Type": "Fail", "ErrorPath": "‸no path", "CausePath": ‸"States.Nothing()"}`), `
		SCHEMA_VALIDATION_FAILED: Value must be a valid JSONPath. at /States/A/ErrorPath (invalid path "no path" at offset 0: a path begins with '$')
		SCHEMA_VALIDATION_FAILED: The value for the field 'CausePath' must be a valid JSONPath…`)
}

// TestParseErrorNames: States.ALL is the only name of the last retrier or catcher.
func TestParseErrorNames(t *testing.T) {
	const all = `SCHEMA_VALIDATION_FAILED: States.ALL must appear alone and at end of list at /States/A/`
	for _, test := range []struct{ field, elements, want string }{
		{"Retry", `{"ErrorEquals": ‸["E", "States.ALL"]}, {"ErrorEquals": ["States.Own"]}`, all + `Retry[0]/ErrorEquals`},
		{"Retry", `{"ErrorEquals": ‸["States.ALL", "E"]}`, all + `Retry[0]/ErrorEquals`},
		{"Retry", `{"ErrorEquals": ‸["States.ALL"]}, {"ErrorEquals": ["States.ALL"]}`, all + `Retry[0]/ErrorEquals`},
		{"Retry", `{"ErrorEquals": ["E"]}, {"ErrorEquals": ["States.ALL"]}`, ``},
		{"Catch", `{"ErrorEquals": ‸["States.ALL"], "Next": "B"}, {"ErrorEquals": ["E"], "Next": "B"}`, all + `Catch[0]/ErrorEquals`},
		{"Catch", `{"ErrorEquals": ["E"], "Next": "B"}, {"ErrorEquals": ["States.ALL"], "Next": "B"}`, ``},
	} {
		for _, kind := range []string{`"Type": "Task", "Resource": "r"`, `"Type": "Parallel", "Branches": [{"StartAt": "C", "States": {"C": {"Type": "Succeed"}}}]`} {
			wantProblems(t, states(`"A": {`+kind+`, "`+test.field+`": [`+test.elements+`], "Next": "B"}, "B": {"Type": "Succeed"}`), test.want)
		}
	}
}

// TestParseHalfOpenExpressions: a string with one of the delimiters is neither
// text nor an expression.
func TestParseHalfOpenExpressions(t *testing.T) {
	const half = `SCHEMA_VALIDATION_FAILED: JSONata string must start with {% and end with %} at /States/A/Output/`
	wantProblems(t, `{"QueryLanguage": "JSONata", "StartAt": "A", "States": {"A": {"Type": "Succeed", "Output": {"a": ‸"{% 1", "b": [‸"1 %}"], "c": " {% 1 %} ", "d": "% {"}}}}`, `
		`+half+`a
		`+half+`b[0]`)
}
