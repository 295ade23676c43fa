package state_test

import (
	"slices"
	"strings"
	"testing"
)

// choose is a definition whose output says whether a rule holds.
func choose(rule string) string {
	return states(`"A": {"Type": "Choice", "Choices": [{` + rule + `, "Next": "Yes"}], "Default": "No"},
		"Yes": {"Type": "Pass", "Result": true, "End": true},
		"No": {"Type": "Pass", "Result": false, "End": true}`)
}

// TestChoiceOperators lists for each operator inputs for which it holds and
// inputs for which it does not.
func TestChoiceOperators(t *testing.T) {
	const others = `null | true | "x" | 1 | [] | {}`
	for _, test := range []struct{ comparison, holds, holdsNot string }{
		{`"StringEquals": "b"`, `"b"`, `"a" | "B" | "b " | "" | ["b"] | ` + others},
		{`"StringLessThan": "b"`, `"a" | "" | "B" | "azz"`, `"b" | "c" | "ba" | null | 1 | false | [] | {}`},
		{`"StringLessThanEquals": "b"`, `"a" | "b"`, `"c" | "ba" | null | 1 | false | [] | {}`},
		{`"StringGreaterThan": "b"`, `"c" | "ba" | "ä"`, `"b" | "a" | null | 1 | false | [] | {}`},
		{`"StringGreaterThanEquals": "b"`, `"b" | "c"`, `"a" | null | 1 | false | [] | {}`},
		{`"StringGreaterThan": "\uE000"`, `"\uE001"`, `"\uD83D\uDE00" | "\uD7FF"`}, // in the order of UTF-16 units
		{`"StringMatches": "a*"`, `"a" | "ab" | "a*"`, `"" | "ba" | ` + others},
		{`"NumericEquals": 1`, `1 | 1.0 | 1e0 | 10e-1`, `2 | "1" | true | null | [1] | {}`},
		{`"NumericEquals": 0.1`, `0.1 | 1E-1 | 0.10`, `0.10000000000000000001 | 0`},
		{`"NumericEquals": 9007199254740993`, `9007199254740993`, `9007199254740992`},
		{`"NumericLessThan": 1`, `0 | -5 | 0.999`, `1 | 2 | "0" | false | null | [] | {}`},
		{`"NumericLessThanEquals": 1`, `0 | 1 | 1.0`, `1.01 | "0" | null`},
		{`"NumericGreaterThan": 1`, `2 | 1.01 | 1e99`, `1 | 0 | "2" | true`},
		{`"NumericGreaterThanEquals": 1`, `1 | 2`, `0 | "2" | {}`},
		{`"BooleanEquals": true`, `true`, `false | "true" | 1 | null | [] | {}`},
		{`"BooleanEquals": false`, `false`, `true | "false" | 0 | null | "" | [] | {}`},
		{`"TimestampEquals": "2026-01-02T03:04:05Z"`, `"2026-01-02T03:04:05Z" | "2026-01-02T04:04:05+01:00" | "2026-01-02T03:04:05.000Z"`,
			`"2026-01-02T03:04:06Z" | "2026-01-02 03:04:05" | "" | 1 | null | {} | true`},
		{`"TimestampLessThan": "2026-01-02T03:04:05Z"`, `"2026-01-02T03:04:04.999Z"`, `"2026-01-02T03:04:05Z" | "2025" | 0`},
		{`"TimestampLessThanEquals": "2026-01-02T03:04:05Z"`, `"2026-01-02T03:04:05Z" | "2025-01-02T03:04:05Z"`, `"2026-01-02T03:04:06Z" | null`},
		{`"TimestampGreaterThan": "2026-01-02T03:04:05Z"`, `"2026-01-02T03:04:05.001Z"`, `"2026-01-02T03:04:05Z" | "9"`},
		{`"TimestampGreaterThanEquals": "2026-01-02T03:04:05Z"`, `"2026-01-02T03:04:05Z"`, `"2026-01-02T03:04:04Z" | []`},
		{`"IsNull": true`, `null`, `false | 0 | "" | [] | {} | "null"`},
		{`"IsNull": false`, `false | 0 | "" | [] | {}`, `null`},
		{`"IsString": true`, `"" | "x"`, `null | 1 | true | [] | {}`},
		{`"IsString": false`, `null | 1`, `"x"`},
		{`"IsNumeric": true`, `0 | 1.5 | -1e9`, `"0" | null | true | [] | {}`},
		{`"IsNumeric": false`, `"0"`, `0`},
		{`"IsBoolean": true`, `true | false`, `"true" | 0 | null | [] | {}`},
		{`"IsBoolean": false`, `0`, `false`},
		{`"IsTimestamp": true`, `"2026-01-02T03:04:05Z" | "2026-01-02T03:04:05.123-08:00"`, `"2026-01-02" | "x" | 1767323045 | null | {}`},
		{`"IsTimestamp": false`, `"x" | 1`, `"2026-01-02T03:04:05Z"`},
		{`"IsPresent": true`, `null | 0 | "x"`, `(absent)`},
		{`"IsPresent": false`, `(absent)`, `null | 0 | "x"`},
	} {
		t.Run(test.comparison, func(t *testing.T) {
			definition := choose(`"Variable": "$.v", ` + test.comparison)
			for want, list := range map[string]string{"true": test.holds, "false": test.holdsNot} {
				for _, v := range strings.Split(list, " | ") {
					if want == "false" && slices.Contains(strings.Split(test.holds, " | "), v) {
						continue // one of the others that does hold
					}
					input := strings.Replace(`{"v": `+v+`}`, `"v": (absent)`, ``, 1)
					tr := run(t, definition, play{input: input})
					if got := tr.outcome.Output.String(); got != want {
						t.Errorf("%s of %s is %s, want %s %s", test.comparison, v, got, want, shown(tr.outcome.Failure))
					}
				}
			}
		})
	}
}

// TestChoiceOperatorsWithPath: the value to compare with stands in the input,
// and may have any type.
func TestChoiceOperatorsWithPath(t *testing.T) {
	for _, test := range []struct{ operator, v, w, want string }{
		{"StringEqualsPath", `"a"`, `"a"`, "true"},
		{"StringEqualsPath", `"a"`, `"b"`, "false"},
		{"StringEqualsPath", `1`, `1`, "false"},
		{"StringLessThanPath", `"a"`, `"b"`, "true"},
		{"StringLessThanEqualsPath", `"b"`, `"b"`, "true"},
		{"StringGreaterThanPath", `"a"`, `"b"`, "false"},
		{"StringGreaterThanEqualsPath", `"b"`, `"b"`, "true"},
		{"NumericEqualsPath", `1`, `1.0`, "true"},
		{"NumericEqualsPath", `1`, `"1"`, "false"},
		{"NumericLessThanPath", `1`, `2`, "true"},
		{"NumericLessThanEqualsPath", `3`, `2`, "false"},
		{"NumericGreaterThanPath", `3`, `2`, "true"},
		{"NumericGreaterThanEqualsPath", `2`, `2`, "true"},
		{"BooleanEqualsPath", `false`, `false`, "true"},
		{"BooleanEqualsPath", `false`, `null`, "false"},
		{"TimestampEqualsPath", `"2026-01-02T03:04:05Z"`, `"2026-01-02T02:04:05-01:00"`, "true"},
		{"TimestampEqualsPath", `"x"`, `"x"`, "false"},
		{"TimestampLessThanPath", `"2026-01-02T03:04:05Z"`, `"2026-01-02T03:04:06Z"`, "true"},
		{"TimestampLessThanEqualsPath", `"2026-01-02T03:04:07Z"`, `"2026-01-02T03:04:06Z"`, "false"},
		{"TimestampGreaterThanPath", `"2026-01-02T03:04:07Z"`, `"2026-01-02T03:04:06Z"`, "true"},
		{"TimestampGreaterThanEqualsPath", `"2026-01-02T03:04:06Z"`, `"2026-01-02T03:04:06Z"`, "true"},
	} {
		t.Run(test.operator+" "+test.v+" "+test.w, func(t *testing.T) {
			tr := run(t, choose(`"Variable": "$.v", "`+test.operator+`": "$.w"`), play{input: `{"v": ` + test.v + `, "w": ` + test.w + `}`})
			wantOutput(t, tr, test.want)
		})
	}
}

func TestChoiceStringMatches(t *testing.T) {
	for _, test := range []struct {
		pattern, text string // as JSON strings without their quotes
		want          string
	}{
		{`*`, ``, "true"},
		{`*`, `anything`, "true"},
		{``, ``, "true"},
		{``, `x`, "false"},
		{`foo*.log`, `foo.log`, "true"},
		{`foo*.log`, `foo23.log`, "true"},
		{`foo*.log`, `foo.log.log`, "true"},
		{`foo*.log`, `foo.txt`, "false"},
		{`*.log`, `zebra.log`, "true"},
		{`foo*.*`, `foobar.zebra`, "true"},
		{`*a*b*c*`, `xxaxxbxxcxx`, "true"},
		{`*a*b*c*`, `xxaxxcxxbxx`, "false"},
		{`a**b`, `ab`, "true"},
		{`a.c`, `abc`, "false"},
		{`A*`, `abc`, "false"},
		{`ä*ü`, `äöü`, "true"},
		{`a\\*`, `a*`, "true"},
		{`a\\*`, `ab`, "false"},
		{`*\\**`, `x*y`, "true"},
		{`*\\**`, `xy`, "false"},
		{`a\\\\*`, `a\\bc`, "true"},
		{`a\\\\*`, `abc`, "false"},
		{`a\\`, `a\\`, "true"},
		{`*a`, `aaaaaaaaaaaaaaaab`, "false"},
	} {
		t.Run(test.pattern+" "+test.text, func(t *testing.T) {
			tr := run(t, choose(`"Variable": "$", "StringMatches": "`+test.pattern+`"`), play{input: `"` + test.text + `"`})
			wantOutput(t, tr, test.want)
		})
	}
	hostile := run(t, choose(`"Variable": "$", "StringMatches": "`+strings.Repeat("*a", 1_000)+`b"`), play{input: `"` + strings.Repeat("a", 50_000) + `"`})
	wantOutput(t, hostile, "false")
}

func TestChoiceCombinations(t *testing.T) {
	const yes, no = `{"Variable": "$.n", "IsNumeric": true}`, `{"Variable": "$.n", "IsString": true}`
	const never = `{"Variable": "$.none", "IsString": true}` // fails if it is tested
	for _, test := range []struct{ rule, want string }{
		{`"And": [` + yes + `, ` + yes + `]`, "true"},
		{`"And": [` + yes + `, ` + no + `]`, "false"},
		{`"And": [` + no + `, ` + never + `]`, "false"},
		{`"Or": [` + no + `, ` + yes + `]`, "true"},
		{`"Or": [` + no + `, ` + no + `]`, "false"},
		{`"Or": [` + yes + `, ` + never + `]`, "true"},
		{`"Not": ` + no, "true"},
		{`"Not": ` + yes, "false"},
		{`"Not": {"And": [{"Not": ` + yes + `}, {"Or": [` + yes + `]}]}`, "true"},
	} {
		t.Run(test.rule, func(t *testing.T) { wantOutput(t, run(t, choose(test.rule), play{input: `{"n": 1}`}), test.want) })
	}
}

func TestChoiceTakesTheFirstRule(t *testing.T) {
	const rules = `"A": {"Type": "Choice", "InputPath": "$.in", "OutputPath": "$.out", "Choices": [
			{"Variable": "$.n", "NumericGreaterThan": 10, "Next": "Ten"},
			{"Variable": "$.n", "NumericGreaterThan": 5, "Next": "Five"}]`
	const targets = `
		"Ten": {"Type": "Pass", "End": true},
		"Five": {"Type": "Pass", "Result": 5, "End": true}`
	definition := states(rules + `, "Default": "Five"},` + targets)
	wantHistory(t, run(t, definition, play{input: `{"in": {"n": 11, "out": "o"}}`}), `
		1<-0 ExecutionStarted input={"in": {"n": 11, "out": "o"}}
		2<-0 ChoiceStateEntered name=A input={"in": {"n": 11, "out": "o"}}
		3<-2 ChoiceStateExited name=A output="o"
		4<-3 PassStateEntered name=Ten input="o"
		5<-4 PassStateExited name=Ten output="o"
		6<-5 ExecutionSucceeded output="o"`)
	wantOutput(t, run(t, definition, play{input: `{"in": {"n": 6, "out": "o"}}`}), `5`)
	wantOutput(t, run(t, definition, play{input: `{"in": {"n": 1, "out": "o"}}`}), `5`)

	tr := run(t, states(rules+`},`+targets), play{input: `{"in": {"n": 1}}`})
	wantHistory(t, tr, `
		1<-0 ExecutionStarted input={"in": {"n": 1}}
		2<-0 ChoiceStateEntered name=A input={"in": {"n": 1}}
		3<-2 ExecutionFailed error=States.Runtime cause=An error occurred while executing the state 'A' (entered at the event id #2). Failed to transition out of the state. The state does not point to a next state.`)
}

func TestChoiceMissingPaths(t *testing.T) {
	const words = "Invalid path '$.x': The choice state's condition path references an invalid value."
	for _, rule := range []string{
		`"Variable": "$.x", "StringEquals": "a"`,
		`"Variable": "$.x", "IsNull": true`,
		`"Variable": "$.x", "IsString": false`,
		`"Variable": "$.a", "NumericEqualsPath": "$.x"`,
		`"Not": {"Variable": "$.x", "IsNull": true}`,
		`"Or": [{"Variable": "$.x", "IsNull": true}, {"Variable": "$.a", "IsNumeric": true}]`,
	} {
		t.Run(rule, func(t *testing.T) {
			wantFailure(t, run(t, choose(rule), play{input: `{"a": 1}`}), "States.Runtime", words)
		})
	}
	wantFailure(t, run(t, choose(`"Variable": "$x", "IsNull": true`), play{}), "States.Runtime", strings.Replace(words, "$.x", "$x", 1))
	noOutput := states(`"A": {"Type": "Choice", "OutputPath": "$.out", "Choices": [{"Variable": "$", "IsPresent": true, "Next": "B"}]}, "B": {"Type": "Succeed"}`)
	wantFailure(t, run(t, noOutput, play{}), "States.Runtime", "Invalid path '$.out' : No results for path: $['out']")
	noInput := states(`"A": {"Type": "Choice", "InputPath": "$.in", "Choices": [{"Variable": "$", "IsPresent": true, "Next": "B"}]}, "B": {"Type": "Succeed"}`)
	wantFailure(t, run(t, noInput, play{}), "States.Runtime", "Invalid path '$.in' : No results for path: $['in']")
	wantOutput(t, run(t, choose(`"Variable": "$x", "IsPresent": false`), play{}), "true")
	wantOutput(t, run(t, choose(`"Variable": "$$.Execution.Name", "StringEquals": "Execution"`), play{}), "true")
	wantOutput(t, run(t, choose(`"Variable": "$.a[*]", "IsPresent": true`), play{input: `{"a": []}`}), "true")
}
