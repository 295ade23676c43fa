package state_test

import (
	"strings"
	"testing"
)

// with fills a definition with a field, whose value is marked.
func with(definition, field, value string) string {
	return strings.ReplaceAll(definition, "FIELD", `"`+field+`": ‸`+value)
}

func TestParseExclusiveFields(t *testing.T) {
	const processor = `{"StartAt": "B", "States": {"B": {"Type": "Succeed"}}}`
	const other = `{"StartAt": "C", "States": {"C": {"Type": "Succeed"}}}`
	for _, test := range []struct{ name, definition, group string }{
		{"Error and ErrorPath", states(`"A": {"Type": "Fail", "Error": "a", ‸"ErrorPath": "$.a"}`), "Error, ErrorPath"},
		{"Cause and CausePath", states(`"A": {"Type": "Fail", "CausePath": "$.a", ‸"Cause": "a"}`), "Cause, CausePath"},
		{"TimeoutSeconds", single(`"Type": "Task", "Resource": "r", "TimeoutSeconds": 1, ‸"TimeoutSecondsPath": "$.a"`), "TimeoutSeconds, TimeoutSecondsPath"},
		{"HeartbeatSeconds", single(`"Type": "Task", "Resource": "r", "HeartbeatSeconds": 1, ‸"HeartbeatSecondsPath": "$.a"`), "HeartbeatSeconds, HeartbeatSecondsPath"},
		{"Seconds and SecondsPath", single(`"Type": "Wait", "Seconds": 1, ‸"SecondsPath": "$.a"`), "SecondsPath, Seconds, TimestampPath, Timestamp"},
		{"MaxConcurrency", single(`"Type": "Map", "MaxConcurrency": 1, ‸"MaxConcurrencyPath": "$.a", "ItemProcessor": ` + processor), "MaxConcurrency, MaxConcurrencyPath"},
		{"ItemSelector and Parameters", single(`"Type": "Map", "ItemSelector": {}, ‸"Parameters": {}, "ItemProcessor": ` + processor), "ItemSelector, Parameters"},
		{"ItemProcessor and Iterator", single(`"Type": "Map", "ItemProcessor": ` + processor + `, ‸"Iterator": ` + other), "ItemProcessor, Iterator"},
	} {
		t.Run(test.name, func(t *testing.T) {
			wantProblems(t, test.definition, "SCHEMA_VALIDATION_FAILED: There should only be one of the following fields: ["+test.group+"] at /States/A")
		})
	}
}

func TestParseNumberRanges(t *testing.T) {
	const (
		task    = `{"StartAt": "A", "States": {"A": {"Type": "Task", "Resource": "r", FIELD, "End": true}}}`
		retrier = `{"StartAt": "A", "States": {"A": {"Type": "Task", "Resource": "r", "Retry": [{"ErrorEquals": ["x"], FIELD}], "End": true}}}`
		wait    = `{"StartAt": "A", "States": {"A": {"Type": "Wait", FIELD, "End": true}}}`
		mapped  = `{"StartAt": "A", "States": {"A": {"Type": "Map", "ItemProcessor": {"StartAt": "B", "States": {"B": {"Type": "Succeed"}}}, FIELD, "End": true}}}`
	)
	for _, test := range []struct{ template, location, field, bad, want string }{
		{task, "/States/A", "TimeoutSeconds", `0`, "Minimum value is 1"},
		{task, "/States/A", "TimeoutSeconds", `100000000`, "Maximum value is 99999999"},
		{task, "/States/A", "TimeoutSeconds", `"60"`, "Expected value of type Integer at /States/A/TimeoutSeconds (found string)"},
		{task, "/States/A", "HeartbeatSeconds", `0`, "Minimum value is 1"},
		{task, "/States/A", "HeartbeatSeconds", `1e300`, "Expected value of type Integer at /States/A/HeartbeatSeconds (found number)"},
		{wait, "/States/A", "Seconds", `-1`, "Minimum value is 0"},
		{wait, "/States/A", "Seconds", `99999999999`, "Maximum value is 99999999"},
		{wait, "/States/A", "Seconds", `null`, "Expected value of type Integer at /States/A/Seconds (found null)"},
		{mapped, "/States/A", "MaxConcurrency", `-1`, "Minimum value is 0"},
		{mapped, "/States/A", "MaxConcurrency", `0.5`, "Expected value of type Integer at /States/A/MaxConcurrency (found number)"},
		{retrier, "/States/A/Retry[0]", "IntervalSeconds", `-1`, "Minimum value is 0"},
		{retrier, "/States/A/Retry[0]", "IntervalSeconds", `100000000`, "Maximum value is 99999999"},
		{retrier, "/States/A/Retry[0]", "MaxAttempts", `-1`, "Minimum value is 0"},
		{retrier, "/States/A/Retry[0]", "MaxAttempts", `100000000`, "Maximum value is 99999999"},
		{retrier, "/States/A/Retry[0]", "BackoffRate", `0.99`, "Minimum value is 1.0"},
		{retrier, "/States/A/Retry[0]", "BackoffRate", `"2"`, "Expected value of type Number at /States/A/Retry[0]/BackoffRate (found string)"},
		{retrier, "/States/A/Retry[0]", "MaxDelaySeconds", `0`, "Minimum value is 1"},
		{retrier, "/States/A/Retry[0]", "MaxDelaySeconds", `31622401`, "Maximum value is 31622400"},
		{task, "", "TimeoutSeconds", `99999999`, ""},
		{task, "", "TimeoutSeconds", `60.0`, ""},
		{wait, "", "Seconds", `0`, ""},
		{mapped, "", "MaxConcurrency", `0`, ""},
		{retrier, "", "IntervalSeconds", `0`, ""},
		{retrier, "", "MaxAttempts", `0`, ""},
		{retrier, "", "BackoffRate", `1`, ""},
		{retrier, "", "MaxDelaySeconds", `31622400`, ""},
	} {
		t.Run(test.field+" "+test.bad, func(t *testing.T) {
			if test.want != "" {
				test.want = "SCHEMA_VALIDATION_FAILED: " + test.want
				if !strings.HasSuffix(test.want, ")") {
					test.want += " at " + test.location + "/" + test.field
				}
			}
			wantProblems(t, with(test.template, test.field, test.bad), test.want)
		})
	}
}

// TestParseBadPaths: the position is that of the character inside the string.
func TestParseBadPaths(t *testing.T) {
	const (
		pass     = `{"StartAt": "A", "States": {"A": {"Type": "Pass", FIELD, "End": true}}}`
		task     = `{"StartAt": "A", "States": {"A": {"Type": "Task", "Resource": "r", FIELD, "End": true}}}`
		wait     = `{"StartAt": "A", "States": {"A": {"Type": "Wait", FIELD, "End": true}}}`
		mapped   = `{"StartAt": "A", "States": {"A": {"Type": "Map", "ItemProcessor": {"StartAt": "B", "States": {"B": {"Type": "Succeed"}}}, FIELD, "End": true}}}`
		catcher  = `{"StartAt": "A", "States": {"A": {"Type": "Task", "Resource": "r", "Catch": [{"ErrorEquals": ["x"], "Next": "B", FIELD}], "End": true}, "B": {"Type": "Succeed"}}}`
		variable = `{"StartAt": "A", "States": {"A": {"Type": "Choice", "Choices": [{FIELD, "IsNull": true, "Next": "B"}]}, "B": {"Type": "Succeed"}}}`
		operand  = `{"StartAt": "A", "States": {"A": {"Type": "Choice", "Choices": [{"Variable": "$.a", FIELD, "Next": "B"}]}, "B": {"Type": "Succeed"}}}`
	)
	const noPath, reference = "Value must be a valid JSONPath.", "Value is not a Reference Path"
	for _, test := range []struct{ template, location, field string }{
		{pass, "/States/A", "InputPath"},
		{pass, "/States/A", "OutputPath"},
		{pass, "/States/A", "ResultPath"},
		{task, "/States/A", "TimeoutSecondsPath"},
		{task, "/States/A", "HeartbeatSecondsPath"},
		{wait, "/States/A", "SecondsPath"},
		{wait, "/States/A", "TimestampPath"},
		{mapped, "/States/A", "ItemsPath"},
		{mapped, "/States/A", "MaxConcurrencyPath"},
		{catcher, "/States/A/Catch[0]", "ResultPath"},
		{variable, "/States/A/Choices[0]", "Variable"},
		{operand, "/States/A/Choices[0]", "StringEqualsPath"},
	} {
		t.Run(test.field, func(t *testing.T) {
			message, at := noPath, " at "+test.location+"/"+test.field
			if strings.Contains(test.location, "Choices") {
				message = reference
			}
			broken := strings.Replace(with(test.template, test.field, `"$.ä‸["`), "‸", "", 1)
			wantProblems(t, broken, "SCHEMA_VALIDATION_FAILED: "+message+at+` (invalid path "$.ä[" at offset 4: …`)
			if message == reference {
				message += ": Reference path didn't start with '$'"
			}
			wantProblems(t, strings.Replace(with(test.template, test.field, `"‸a"`), "‸", "", 1), "SCHEMA_VALIDATION_FAILED: "+message+at+` (invalid path "a" at offset 0: …`)
			for value, kind := range map[string]string{`5`: "number", `{}`: "object", `true`: "boolean"} {
				wantProblems(t, with(test.template, test.field, value),
					"SCHEMA_VALIDATION_FAILED: Expected value of type String"+at+" (found "+kind+")")
			}
		})
	}
}

// TestParseReferencePaths: fields that name one place take no other paths.
// Step Functions: "Value is not a Reference Path".
func TestParseReferencePaths(t *testing.T) {
	const (
		pass   = `{"StartAt": "A", "States": {"A": {"Type": "Pass", FIELD, "End": true}}}`
		task   = `{"StartAt": "A", "States": {"A": {"Type": "Task", "Resource": "r", FIELD, "End": true}}}`
		wait   = `{"StartAt": "A", "States": {"A": {"Type": "Wait", FIELD, "End": true}}}`
		mapped = `{"StartAt": "A", "States": {"A": {"Type": "Map", "ItemProcessor": {"StartAt": "B", "States": {"B": {"Type": "Succeed"}}}, FIELD, "End": true}}}`
	)
	for _, test := range []struct{ template, field, value string }{
		{pass, "ResultPath", `"$.a[*]"`},
		{pass, "ResultPath", `"$..a"`},
		{pass, "ResultPath", `"$$.a"`},
		{pass, "ResultPath", `"$v.a"`},
		{task, "ResultPath", `"$.a[0:1]"`},
		{task, "TimeoutSecondsPath", `"$.a[*]"`},
		{task, "HeartbeatSecondsPath", `"$..a"`},
		{wait, "SecondsPath", `"$.a[*]"`},
		{wait, "TimestampPath", `"$.a[?(@.b)]"`},
		{mapped, "MaxConcurrencyPath", `"$.a[0,1]"`},
	} {
		t.Run(test.field+" "+test.value, func(t *testing.T) {
			definition, _ := unmark(with(test.template, test.field, test.value))
			got := problems(definition)
			if len(got) != 1 || !strings.Contains(got[0], "Value is not a Reference Path at /States/A/"+test.field) {
				t.Errorf("got %q, want one problem at /States/A/%s", got, test.field)
			}
		})
	}
}

func TestParseNullPaths(t *testing.T) {
	wantProblems(t, single(`"Type": "Pass", "InputPath": null, "OutputPath": null, "ResultPath": null`), ``)
	wantProblems(t, single(`"Type": "Wait", "SecondsPath": ‸null`), `SCHEMA_VALIDATION_FAILED: Expected value of type String at /States/A/SecondsPath (found null)`)
}

func TestParseTemplates(t *testing.T) {
	const sentence = "' must be a valid JSONPath or a valid intrinsic function call at /States/A/"
	for _, test := range []struct{ name, fields, want string }{
		{"no path", `"Parameters": {"o": [{"x.$": ‸"no path"}]}`, `The value for the field 'x.$` + sentence + `Parameters…`},
		{"a broken path", `"Parameters": {"x.$": ‸"$.a["}`, `The value for the field 'x.$` + sentence + `Parameters…`},
		{"an unknown function", `"Parameters": {"x.$": ‸"States.MathSub(1, 2)"}`, `The value for the field 'x.$` + sentence + `Parameters…`},
		{"a broken call", `"Parameters": {"x.$": ‸"States.Format('{}'"}`, `The value for the field 'x.$` + sentence + `Parameters…`},
		{"a broken path in a call", `"Parameters": {"x.$": ‸"States.Format('{}', $.a['b)"}`, `The value for the field 'x.$` + sentence + `Parameters…`},
		{"an illegal escape", `"Parameters": {"x.$": ‸"States.StringToJson('a\\\"b')"}`, `The value for the field 'x.$` + sentence + `Parameters…`},
		{"behind a name with a slash", `"Parameters": {"a/b~c": {"x.$": ‸"no path"}}`, `The value for the field 'x.$` + sentence + `Parameters…`},
		{"in Assign", `"Assign": {"x.$": ‸"no path"}`, `The value for the field 'x.$` + sentence + `Assign…`},
		{"no string", `"Parameters": {"x.$": ‸5}`, `…`},
		{"a name twice", `"Parameters": {"x": 1, "x.$": ‸"$.x"}`, `…`},
	} {
		t.Run(test.name, func(t *testing.T) {
			wantProblems(t, single(`"Type": "Pass", `+test.fields), "SCHEMA_VALIDATION_FAILED: "+test.want)
		})
	}
	wantProblems(t, single(`"Type": "Pass", "Parameters": {"x.$": ‸"no path",
		"y.$": ‸"$.a["}`), `
		SCHEMA_VALIDATION_FAILED: The value for the field 'x.$`+sentence+`Parameters…
		SCHEMA_VALIDATION_FAILED: The value for the field 'y.$`+sentence+`Parameters…`)
}

func TestParseVariableNames(t *testing.T) {
	for _, name := range []string{"x", "x_1", "größe", "名前", "नमस्ते", "x‿y", "Ⅷ", "ª", strings.Repeat("x", 80)} {
		wantProblems(t, single(`"Type": "Pass", "Assign": {"`+name+`": "x"}`), ``)
	}
	const invalid = "INVALID_VARIABLE_NAME: Invalid variable name '%s': the variable name "
	const characters, long = invalid + "contains invalid characters.", invalid + "exceeds the 80-character limit allowed by the service."
	for name, want := range map[string]string{
		"": characters, "1x": characters, "_x": characters, "\u0301x": characters, "a-b": characters, "a.b": characters, "$x": characters, strings.Repeat("x", 81): long,
		"states": "RESERVED_VARIABLE_NAME: Cannot assign to reserved variable '$states'.",
	} {
		want := strings.Replace(want, "%s", name, 1) + " at /States/A/Assign/" + name
		wantProblems(t, single(`"Type": "Pass", "Assign": {‸"`+name+`": 1}`), want)
		wantProblems(t, `{"QueryLanguage": "JSONata", "StartAt": "A", "States": {"A": {"Type": "Pass", "Assign": {‸"`+name+`": 1}, "End": true}}}`, want)
	}
}

func TestParseTimestamps(t *testing.T) {
	for text, valid := range map[string]bool{
		"2016-03-14T01:59:00Z":      true,
		"2016-03-14T01:59:00.5Z":    true,
		"2016-03-14T01:59:00+05:30": true,
		"2024-02-29T00:00:00Z":      true,
		"2023-02-29T00:00:00Z":      false,
		"2016-13-05T21:29:29Z":      false,
		"05-12-2016T21:29:29Z":      false,
		"2016-12-05T25:29:29Z":      false,
		"2016-03-14 01:59:00Z":      false,
		"2016-03-14t01:59:00Z":      false,
		"2016-03-14T01:59:00z":      false,
		"2016-03-14T01:59:00":       false,
		"2016-03-14":                false,
		"{% $states.input.t %}":     false,
		"":                          false,
	} {
		want := ""
		if !valid {
			want = `SCHEMA_VALIDATION_FAILED: String does not match RFC3339 timestamp at /States/A/Timestamp`
		}
		wantProblems(t, single(`"Type": "Wait", "Timestamp": ‸"`+text+`"`), want)
		if !valid {
			want = `SCHEMA_VALIDATION_FAILED: String does not match RFC3339 timestamp at /States/A/Choices[0]/TimestampEquals`
		}
		wantProblems(t, states(`"A": {"Type": "Choice", "Choices": [{"Variable": "$", "TimestampEquals": ‸"`+text+`", "Next": "B"}]}, "B": {"Type": "Succeed"}`), want)
	}
}
