package main

import (
	"bytes"
	"testing"
	"time"

	"github.com/goasl/goasl/jsonata"

	"github.com/google/go-cmp/cmp"
)

func TestSame(t *testing.T) {
	tests := []struct {
		reference, here answer
		want            bool
	}{
		{answer{Kind: kindUndefined}, answer{Kind: kindUndefined}, true},
		{answer{Kind: kindUndefined}, answer{Kind: kindResult, Text: "null"}, false},
		{answer{Kind: kindResult, Text: `{"a":1,"b":[]}`}, answer{Kind: kindResult, Text: `{"b":[],"a":1.0}`}, true},
		{answer{Kind: kindResult, Text: "[1,2]"}, answer{Kind: kindResult, Text: "[2,1]"}, false},
		{answer{Kind: kindError, Code: "T2001"}, answer{Kind: kindError, Code: "T2001", Message: "words"}, true},
		{answer{Kind: kindError, Code: "T2001"}, answer{Kind: kindError, Code: "T2002"}, false},
		{answer{Kind: kindError}, answer{Kind: kindError, Code: "T2002"}, true}, // it fell over
		{answer{Kind: kindError}, answer{Kind: kindUndefined}, false},
		{answer{Kind: kindUnsupported}, answer{Kind: kindUnsupported}, true},
	}
	for _, test := range tests {
		if got := same(test.reference, test.here); got != test.want {
			t.Errorf("%v and %v: %v, want %v", test.reference, test.here, got, test.want)
		}
	}
}

func TestHere(t *testing.T) {
	tests := []struct {
		question question
		want     string
	}{
		{question{Expr: "a + $b", Input: `{"a":1}`, Bindings: `{"b":2}`}, "3"},
		{question{Expr: "$now()"}, `"1970-01-01T00:00:00.000Z"`},
		{question{Expr: "$random()"}, "0.5"},
		{question{Expr: "b"}, kindUndefined},
		{question{Expr: "$sum"}, kindUnsupported},
		{question{Expr: "1 + "}, "error S0207: Unexpected end of expression"},
		{question{Expr: "($f := function($n){1 + $f($n)}; $f(1))"}, "error " + limitCode},
	}
	for _, test := range tests {
		got := here(test.question, time.UnixMilli(0).UTC(), jsonata.Latest)
		if got.Code == limitCode {
			got.Message = ""
		}
		if text := got.String(); text != test.want && text != test.want+": " {
			t.Errorf("%s: %s, want %s", test.question.Expr, text, test.want)
		}
	}
}

func TestReport(t *testing.T) {
	var r report
	for _, text := range []string{"1", "2", "3"} {
		r.add(question{Expr: "a", Input: ` { "a" : 1 } `}, answer{Kind: kindResult, Text: "1"}, answer{Kind: kindResult, Text: text})
	}
	r.add(question{Expr: "b"}, answer{Kind: kindError, Code: "T2001"}, answer{Kind: kindUndefined})
	var out bytes.Buffer
	r.print(&out, 1)
	want := `    2  jsonata-js: result, here: result
         a
           input       {"a":1}
           jsonata-js  1
           here        2
    1  jsonata-js: error T2001, here: undefined
         b
           jsonata-js  error T2001: 
           here        undefined
    3  answers of jsonata-js: result
    1  answers of jsonata-js: error T2001
4 compared, 3 different (75.00 %)
`
	if diff := cmp.Diff(want, out.String()); diff != "" {
		t.Errorf("report (-want +got):\n%s", diff)
	}
}

func TestLimits(t *testing.T) {
	for _, a := range []answer{
		{Kind: kindError, Code: "D1012"},
		{Kind: kindError, Message: "Maximum call stack size exceeded"},
		{Kind: kindError, Message: "Invalid string length"},
	} {
		if got := a.withLimit(); got.Code != limitCode {
			t.Errorf("%v has the code %q", a, got.Code)
		}
	}
	if got := (answer{Kind: kindError, Code: "D2014"}).withLimit(); got.Code != "D2014" {
		t.Errorf("D2014 becomes %q", got.Code)
	}
}
