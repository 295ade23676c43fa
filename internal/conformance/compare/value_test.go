package compare

import (
	"strings"
	"testing"

	"github.com/goasl/goasl/jsonvalue"
)

func TestValues(t *testing.T) {
	const equal = ""
	tests := []struct {
		name, want, got string
		diff            string // a part of it
	}{
		{"order of API members", `{"a":1,"b":2}`, `{"b":2,"a":1}`, equal},
		{"member too many", `{"a":1}`, `{"a":1,"b":2}`, "b: not in the recording"},
		{"member missing", `{"a":1,"b":2}`, `{"a":1}`, "b: only in the recording"},
		{"timestamps", `{"timestamp":"timestamp","startDate":"datetime"}`, `{"timestamp":1,"startDate":2}`, equal},
		{"billing", `{"billingDetails":{"x":1}}`, `{}`, equal},
		{"parsed payload", `{"input":{"a":1}}`, `{"input":"{ \"a\": 1 }"}`, equal},
		{"order in a payload", `{"input":{"a":1,"b":2}}`, `{"input":"{\"b\":2,\"a\":1}"}`, `input: member 1 is "b", want "a"`},
		{"payload longer", `{"input":{"a":1}}`, `{"input":"{\"a\":1,\"b\":2}"}`, "input.b: not in the recording"},
		{"payload shorter", `{"input":{"a":1,"b":2}}`, `{"input":"{\"a\":1}"}`, "input.b: only in the recording"},
		{"one level only", `{"input":{"a":{"b":1}}}`, `{"input":"{\"a\":\"{\\\"b\\\":1}\"}"}`, "input.a: "},
		{"no JSON", `{"input":{"a":1}}`, `{"input":"{"}`, "input: "},
		{"raw text", `{"output":"[1, 2]"}`, `{"output":"[1, 2]"}`, equal},
		{"raw text, other spaces", `{"output":"[1, 2]"}`, `{"output":"[1,2]"}`, "output: "},
		{"parsed array", `{"output":[1,2]}`, `{"output":"[1, 2]"}`, equal},
		{"array too short", `{"output":[1,2]}`, `{"output":"[1]"}`, "output: 1 elements, want 2"},
		{"integers", `1`, `1`, equal},
		{"integers of any size", `123456789012345678901`, `123456789012345678902`, "want"},
		{"minus zero", `0`, `-0`, equal},
		{"integer for a fraction", `1.0`, `1`, "1, want 1.0"},
		{"fraction for an integer", `1`, `1.0`, "1.0, want 1"},
		{"float written anew", `0.1`, `0.10000000000000000555`, equal},
		{"exponent", `100.0`, `1E2`, equal},
		{"other float", `0.1`, `0.2`, "want"},
		{"bool", `true`, `false`, "want"},
		{"null", `null`, `null`, equal},
		{"null for a string", `"null"`, `null`, "want"},
		{"string", `"a"`, `"b"`, "want"},
		{"wildcard", `{"a":"<uuid:1>","b":"<uuid:1>"}`, `{"a":"1","b":"1"}`, equal},
		{"wildcard, other text", `{"a":"<uuid:1>","b":"<uuid:1>"}`, `{"a":"1","b":"2"}`, "b: "},
		{"wildcard in a name", `{"input":{"<uuid:1>":1}}`, `{"input":"{\"x\":1}"}`, equal},
		{"time literal", `{"input":{"t":"date"}}`, `{"input":"{\"t\":\"2024-01-01T00:00:00Z\"}"}`, equal},
		{"time literal itself", `"date"`, `"date"`, equal},
		{"time literal in JSON text", `"\"date\""`, `"\"2024-01-01T00:00:00Z\""`, equal},
		{"time literal in JSON text only", `"\"date\""`, `"2024-01-01T00:00:00Z"`, "want"},
		{"time literal, no time", `"date"`, `"data"`, "want"},
		{"masked", `{"output":{"Date":"date","x":{"Via":"via"}}}`, `{"output":"{\"Date\":\"Mon\",\"x\":{\"Via\":1}}"}`, equal},
		{"masked elsewhere only", `{"output":{"y":{"Via":"via"}}}`, `{"output":"{\"y\":{\"Via\":1}}"}`, "output.y.Via: "},
		{"not overwritten", `{"output":{"Date":"never"}}`, `{"output":"{\"Date\":\"Mon\"}"}`, "output.Date: "},
		{"cause names an event", `"(entered at the event id #7)."`, `"(entered at the event id #5)."`, equal},
		{"cause names another", `"(entered at the event id #7)."`, `"(entered at the event id #6)."`, "want"},
	}
	for _, test := range tests {
		v := values{
			masks: []Mask{
				{"$..Date", jsonvalue.OfString("date")},
				{"$..output.x.Via", jsonvalue.OfString("via")},
			},
			id: func(id int64) int64 { return map[int64]int64{5: 7}[id] },
		}
		diff := v.api(nil, jsonvalue.MustParse(test.want), jsonvalue.MustParse(test.got))
		if (diff == "") != (test.diff == "") || !strings.Contains(diff, test.diff) {
			t.Errorf("%s: difference %q, want %q", test.name, diff, test.diff)
		}
	}
}

func TestLeads(t *testing.T) {
	tests := []struct {
		path, at string
		want     bool
	}{
		{"$..a", "a", true},
		{"$..a", "x a", true},
		{"$..a", "a x", false},
		{"$..a..b", "x a y b", true},
		{"$..a..b", "b a", false},
		{"$..a.b", "a b", true},
		{"$..a.b", "a x b", false},
		{"$..a.b", "a x a b", true},
		{"$.a", "a", true},
		{"$.a", "x a", false},
		{"$..x-y", "x-y", true},
		{"a", "a", false},
	}
	for _, test := range tests {
		if got := leads(test.path, strings.Fields(test.at)); got != test.want {
			t.Errorf("%s leads to %s: %v, want %v", test.path, test.at, got, test.want)
		}
	}
}
