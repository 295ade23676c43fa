package state_test

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func TestFail(t *testing.T) {
	const started = `
		1<-0 ExecutionStarted input={"e": "E", "c": "C"}
		2<-0 FailStateEntered name=A input={"e": "E", "c": "C"}
		3<-2 ExecutionFailed`
	for _, test := range []struct{ name, fields, want string }{
		{"both", `, "Error": "X", "Cause": "Y"`, ` error=X cause=Y`},
		{"neither", ``, ``},
		{"no Cause", `, "Error": "X"`, ` error=X`},
		{"no Error", `, "Cause": "Y"`, ` cause=Y`},
		{"empty is not absent", `, "Error": "", "Cause": ""`, ` error="" cause=""`},
		{"paths", `, "ErrorPath": "$.e", "CausePath": "$.c"`, ` error=E cause=C`},
		{"intrinsic functions", `, "ErrorPath": "States.Format('{}1', $.e)", "CausePath": "States.JsonToString($)"`, ` error=E1 cause={"e":"E","c":"C"}`},
		{"the context object", `, "ErrorPath": "$$.State.Name", "Cause": "$.c"`, ` error=A cause=$.c`},
	} {
		t.Run(test.name, func(t *testing.T) {
			tr := run(t, states(`"A": {"Type": "Fail"`+test.fields+`}`), play{input: `{"e": "E", "c": "C"}`})
			wantHistory(t, tr, started+test.want)
		})
	}
	tr := run(t, states(`"A": {"Type": "Fail"}`), play{})
	if f := tr.outcome.Failure; tr.outcome.Status != "FAILED" || f == nil || f.Error != nil || f.Cause != nil {
		t.Errorf("the outcome is %+v, want FAILED without name and cause", tr.outcome)
	}
}

func TestFailPaths(t *testing.T) {
	for _, test := range []struct{ field, input, cause string }{
		{`"ErrorPath": "$.e"`, `{"a":1}`, "The JSONPath '$.e' specified for the field 'ErrorPath' could not be found in the input '{\"a\":1}'"},
		{`"CausePath": "$.e"`, `{"a":1}`, "The JSONPath '$.e' specified for the field 'CausePath' could not be found in the input '{\"a\":1}'"},
		{`"ErrorPath": "$.e"`, `{"e":1}`, "The ErrorPath field refers to a value that is not a string: $.e"},
		{`"CausePath": "$.e"`, `{"e":null}`, "The CausePath field refers to a value that is not a string: $.e"},
	} {
		tr := run(t, states(`"A": {"Type": "Fail", `+test.field+`}`), play{input: test.input})
		wantFailure(t, tr, "States.Runtime", test.cause)
	}
}

func TestSucceed(t *testing.T) {
	tr := run(t, states(`"A": {"Type": "Succeed", "InputPath": "$.a", "OutputPath": "$.b"}`), play{input: `{"a":{"b":[1]}}`})
	wantHistory(t, tr, `
		1<-0 ExecutionStarted input={"a":{"b":[1]}}
		2<-0 SucceedStateEntered name=A input={"a":{"b":[1]}}
		3<-2 SucceedStateExited name=A output=[1]
		4<-3 ExecutionSucceeded output=[1]`)
	tr = run(t, states(`"A": {"Type": "Succeed", "OutputPath": "$.x"}`), play{})
	wantFailure(t, tr, "States.Runtime", "Invalid path '$.x' : No results for path: $['x']")
}

// TestCauseIsBounded: a cause that quotes a payload is cut between characters.
func TestCauseIsBounded(t *testing.T) {
	input := `{"a":"` + strings.Repeat("é", 40_000) + `"}`
	tr := run(t, single(`"Type": "Pass", "Parameters": {"x.$": "$.nope"}`), play{input: input})
	cause := *tr.outcome.Failure.Cause
	if n := utf8.RuneCountInString(cause); n != 32_768 || !strings.HasSuffix(cause, "é") {
		t.Errorf("the cause has %d characters and ends with %q", n, cause[len(cause)-4:])
	}
}

// TestFailIsCut: a name and a cause that are computed have no more characters than those
// of a task may have.
func TestFailIsCut(t *testing.T) {
	long := strings.Repeat("é", 40_000)
	for _, fields := range []string{
		`"ErrorPath": "$", "CausePath": "$"`,
		`"QueryLanguage": "JSONata", "Error": "{% $states.input %}", "Cause": "{% $states.input %}"`,
	} {
		tr := run(t, states(`"A": {"Type": "Fail", `+fields+`}`), play{input: `"` + long + `"`})
		f := tr.outcome.Failure
		if f == nil || utf8.RuneCountInString(*f.Error) != 256 || utf8.RuneCountInString(*f.Cause) != 32_768 {
			t.Errorf("%s: the failure is %.100v", fields, f)
		}
	}
}
