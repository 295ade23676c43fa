package jsonata_test

import (
	"errors"
	"testing"

	"github.com/goasl/goasl/jsonata"
	"github.com/goasl/goasl/jsonvalue"
)

// A pattern or a replacement of a wrong type is an error with a code, where jsonata-js
// fails with an error of JavaScript.
func TestPatternsThatAreNone(t *testing.T) {
	tests := []struct{ source, code string }{
		{`$split("a b", nothing)`, "T1010"},
		{`$replace("a", nothing, "b")`, "T1010"},
		{`$replace("a", /a/, nothing)`, "D3012"},
		{`$match("a", function($s) {5})`, "T1010"},
	}
	for _, test := range tests {
		_, err := jsonata.MustCompile(test.source).Eval(t.Context(), jsonvalue.Value{}, jsonata.Env{})
		var e *jsonata.Error
		if !errors.As(err, &e) || e.Code != test.code {
			t.Errorf("%s: error %v, want %s", test.source, err, test.code)
		}
	}
}

func TestPatternsAndNothing(t *testing.T) {
	tests := []struct{ source, want string }{
		{`$replace("b", /a/, nothing)`, `"b"`},
		{`$split("a b", nothing, 0)`, `[]`},
		{`$replace("a", nothing, "b", 0)`, `"a"`},
		{`$match("abc", function($s) {{"match": "b", "start": {}, "end": [], "groups": [], "next": function() {nothing}}}).match`, `"b"`},
	}
	for _, test := range tests {
		got, err := jsonata.MustCompile(test.source).Eval(t.Context(), jsonvalue.Value{}, jsonata.Env{})
		if err != nil || got.String() != test.want {
			t.Errorf("%s: %v, %v; want %s", test.source, got, err, test.want)
		}
	}
}
