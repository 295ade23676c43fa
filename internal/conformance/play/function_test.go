package play

import (
	"testing"

	"github.com/goasl/goasl/internal/conformance/cases"
	"github.com/goasl/goasl/jsonvalue"
)

func TestFunctionOutcome(t *testing.T) {
	const arn = "arn:aws:lambda:us-east-1:111111111111:function:"
	functions := []cases.Lambda{
		{Name: "echo", Source: "def handler(event, context):\n    return event\n"},
		{Name: "fail", Source: "def handler(event, context):\n    raise Exception(\"Some text.\")\n"},
		{Name: "greet", Source: "def handler(event, context):\n    return f\"Hello, {event}!\"\n"},
		{Name: "other", Source: "def handler(event, context):\n    return event + 1\n"},
	}
	const trace = `  File \"/var/task/handler.py\", line 2, in handler\n    raise Exception(\"Some text.\")\n`
	tests := []struct {
		name     string
		c        call
		want     string // output, or error and cause; "" if nobody knows
		metadata string // Content-Length in the answer of Invoke
	}{
		{"returns its event", call{function: arn + "echo", payload: jsonvalue.MustParse(`{"a":1}`)}, `{"a":1}`, ""},
		{"by name", call{function: "echo", payload: jsonvalue.OfInt(1), invoke: true}, `1`, "1"},
		{"spaces of Python", call{function: "echo", payload: jsonvalue.MustParse(`{"a":1}`), invoke: true}, `{"a":1}`, "8"},
		{"formats its event", call{function: arn + "greet", payload: jsonvalue.MustParse(`{"a":null}`)}, `"Hello, {'a': None}!"`, ""},
		{
			"raises", call{function: arn + "fail"},
			`Exception {"errorMessage": "Some text.", "errorType": "Exception", "requestId": "00000000-0000-0000-0000-000000000000", "stackTrace": ["` + trace + `"]}`, "",
		},
		{
			"raises, by the API", call{function: arn + "fail", invoke: true},
			`Exception {"errorMessage":"Some text.","errorType":"Exception","requestId":"00000000-0000-0000-0000-000000000000","stackTrace":["` + trace + `"]}`, "",
		},
		{"does something else", call{function: "other"}, "", ""},
		{"not recorded", call{function: "missing"}, "", ""},
		{"no function", call{}, "", ""},
	}
	for _, test := range tests {
		o := functionOutcome(functions, &test.c)
		got, length := "", ""
		switch {
		case o == nil:
		case o.error != nil:
			got = *o.error + " " + *o.cause
		case test.c.invoke:
			got = o.output.Get("Payload").String()
			length = o.output.Get("SdkHttpMetadata").Get("HttpHeaders").Get("Content-Length").Text()
		default:
			got = o.output.String()
		}
		if got != test.want || length != test.metadata {
			t.Errorf("%s: %s (%q), want %s (%q)", test.name, got, length, test.want, test.metadata)
		}
	}
}
