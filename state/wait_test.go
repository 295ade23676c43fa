package state_test

import (
	"testing"
)

func TestWait(t *testing.T) {
	for _, test := range []struct{ name, fields, input, until string }{
		{"Seconds", `"Seconds": 90`, `{}`, " @1m30s"},
		{"Seconds 0", `"Seconds": 0`, `{}`, ""},
		{"SecondsPath", `"SecondsPath": "$.s"`, `{"s":10}`, " @10s"},
		{"SecondsPath 0", `"SecondsPath": "$.s"`, `{"s":0}`, ""},
		{"SecondsPath as a float", `"SecondsPath": "$.s"`, `{"s":1e1}`, " @10s"},
		{"SecondsPath as digits", `"SecondsPath": "$.s"`, `{"s":"10"}`, " @10s"},
		{"SecondsPath of the effective input", `"InputPath": "$.in", "SecondsPath": "$.s", "OutputPath": "$$.Execution.Input"`, `{"in":{"s":3}}`, " @3s"},
		{"SecondsPath of the context object", `"SecondsPath": "$$.Execution.Input.s"`, `{"s":4}`, " @4s"},
		{"Timestamp", `"Timestamp": "2026-01-02T03:05:05.500Z"`, `{}`, " @1m0.5s"},
		{"Timestamp with an offset", `"Timestamp": "2026-01-02T04:04:06+01:00"`, `{}`, " @1s"},
		{"Timestamp in the past", `"Timestamp": "2001-01-02T03:04:05Z"`, `{}`, ""},
		{"TimestampPath", `"TimestampPath": "$.t"`, `{"t":"2026-01-02T03:04:06Z"}`, " @1s"},
	} {
		t.Run(test.name, func(t *testing.T) {
			wantHistory(t, run(t, single(`"Type": "Wait", `+test.fields), play{input: test.input}), `
				1<-0 ExecutionStarted input=`+test.input+`
				2<-0 WaitStateEntered name=A input=`+test.input+`
				3<-2 WaitStateExited name=A output=`+test.input+test.until+`
				4<-3 ExecutionSucceeded output=`+test.input+test.until)
		})
	}
}

func TestWaitFailures(t *testing.T) {
	const (
		seconds   = "The SecondsPath parameter "
		timestamp = "The TimestampPath parameter "
		format    = timestamp + "does not reference a valid ISO-8601 extended offset date-time format string: $.t == "
		tooLong   = "Wait state delay is too long."
	)
	for _, test := range []struct{ name, fields, input, cause string }{
		{"SecondsPath leads nowhere", `"SecondsPath": "$.s"`, `{}`, seconds + "does not reference an input value: $.s"},
		{"SecondsPath negative", `"SecondsPath": "$.s"`, `{"s":-1}`, seconds + "references a negative value: $.s == -1"},
		{"SecondsPath fraction", `"SecondsPath": "$.s"`, `{"s":1.5}`, seconds + "cannot be parsed as a long value: $.s == 1.5"},
		{"SecondsPath negative fraction", `"SecondsPath": "$.s"`, `{"s":-1.5}`, seconds + "cannot be parsed as a long value: $.s == -1.5"},
		{"SecondsPath string", `"SecondsPath": "$.s"`, `{"s":"ten"}`, seconds + "cannot be parsed as a long value: $.s == ten"},
		{"SecondsPath with a fraction in digits", `"SecondsPath": "$.s"`, `{"s":"1.5"}`, seconds + "cannot be parsed as a long value: $.s == 1.5"},
		{"SecondsPath null", `"SecondsPath": "$.s"`, `{"s":null}`, seconds + "cannot be parsed as a long value: $.s == null"},
		{"SecondsPath too long", `"SecondsPath": "$.s"`, `{"s":2147483648}`, tooLong},
		{"TimestampPath leads nowhere", `"TimestampPath": "$.t"`, `{}`, timestamp + "does not reference an input value: $.t"},
		{"TimestampPath number", `"TimestampPath": "$.t"`, `{"t":5}`, format + "5"},
		{"TimestampPath date", `"TimestampPath": "$.t"`, `{"t":"2026-01-02"}`, format + "2026-01-02"},
		{"TimestampPath without offset", `"TimestampPath": "$.t"`, `{"t":"2026-01-02T03:04:05"}`, format + "2026-01-02T03:04:05"},
		{"TimestampPath too long", `"TimestampPath": "$.t"`, `{"t":"2094-12-31T00:00:00Z"}`, tooLong},
		{"Timestamp too long", `"Timestamp": "2094-12-31T00:00:00Z"`, `{}`, tooLong},
		{"InputPath leads nowhere", `"Seconds": 1, "InputPath": "$.x"`, `{}`, "Invalid path '$.x' : No results for path: $['x']"},
	} {
		t.Run(test.name, func(t *testing.T) {
			wantHistory(t, run(t, single(`"Type": "Wait", `+test.fields), play{input: test.input}), `
				1<-0 ExecutionStarted input=`+test.input+`
				2<-0 WaitStateEntered name=A input=`+test.input+`
				3<-2 ExecutionFailed error=States.Runtime cause=An error occurred while executing the state 'A' (entered at the event id #2). `+test.cause)
		})
	}
	for _, fields := range []string{`"SecondsPath": "$.s"`, `"TimestampPath": "$.t"`} {
		tr := run(t, single(`"Type": "Wait", `+fields), play{input: `{"s":2147483647,"t":"2094-01-20T06:18:12Z"}`})
		if tr.outcome.Status != "SUCCEEDED" {
			t.Errorf("the longest wait with %s fails: %s", fields, shown(tr.outcome.Failure))
		}
	}
}
