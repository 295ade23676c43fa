package jsonpath_test

import (
	"errors"
	"testing"

	"github.com/goasl/goasl/jsonpath"
	"github.com/goasl/goasl/jsonvalue"
)

var fuzzPaths = []string{
	"$", "$.a", "$['a','b']", "$..a", "$..*", "$.a[0]", "$.a[-1]", "$.a[0,1]", "$.a[1:2]", "$.a[-1:]", "$.a[:-1]", "$.a[0:3:2]",
	"$.a[(@.length-1)]", "$.a[*].b", "$.a[?(@.b)]", "$.a[?(!@.b)]", "$[?(@.a == 1 && @.b != 'x' || @.c =~ /x.*/i)]", "$[?($.a < @.b)]",
	"$$.Execution.Id", "$var.x[0]", "$.a..b..c", "$.['a']", "$['a", "$['it's']", `$["a1"]`, "$[", "$..", "$....a", "$[:]", "$[1::2,3]", "$[?(", "$.ä['ß']",
	"$[?(@.a == '\\'')]", "$[?(@ == @)]", "$[?(/a/ =~ @)]", "$.length()", "$[@]", "$[(@", "$[@.length-", "$[?(@.a]", "$[ 1 : 2 ]",
}

// FuzzCompile: no text makes Compile panic, an error is a SyntaxError inside the
// text, and a path compiles to the same again.
func FuzzCompile(f *testing.F) {
	for _, path := range fuzzPaths {
		f.Add(path)
	}
	f.Fuzz(func(t *testing.T, text string) {
		p, err := jsonpath.Compile(text)
		if err != nil {
			var e *jsonpath.SyntaxError
			if !errors.As(err, &e) || e.Text != text || e.Offset < 0 || e.Offset > len(text) || e.Msg == "" {
				t.Fatalf("%q: %#v", text, err)
			}
			return
		}
		if p.String() != text {
			t.Fatalf("%q became %q", text, p)
		}
		if (p.Root() == jsonpath.Variable) != (p.Variable() != "") {
			t.Fatalf("%q: root %v, variable %q", text, p.Root(), p.Variable())
		}
		if r, err := jsonpath.CompileReference(text); err == nil && !p.Definite() {
			t.Fatalf("%s is a reference, but not definite", r)
		}
	})
}

// FuzzEval: no path and value make Eval panic or pass its budget; an indefinite
// path gives an array; the same again gives the same.
func FuzzEval(f *testing.F) {
	for _, document := range []string{library, `{"a": [{"b": 1}, {"b": "x", "c": null}], "b": {"a": [[1], [2, [3]]]}}`, `[]`, `null`, `"a"`} {
		for _, path := range fuzzPaths {
			f.Add(path, document)
		}
	}
	f.Fuzz(func(t *testing.T, text, document string) {
		p, err := jsonpath.Compile(text)
		if err != nil {
			return
		}
		root, err := jsonvalue.ParseString(document)
		if err != nil {
			return
		}
		b := jsonpath.Budget{Nodes: 100_000}
		v, err := p.Eval(root, &b)
		if b.Used() > 100_000 {
			t.Fatalf("%q used %d", text, b.Used())
		}
		if err == nil && !p.Definite() && v.Kind() != jsonvalue.Array {
			t.Fatalf("%q = %v, not an array", text, v)
		}
		if err == nil && !v.Exists() {
			t.Fatalf("%q: neither a value nor an error", text)
		}
		again, err2 := p.Eval(jsonvalue.MustParse(document), &jsonpath.Budget{Nodes: 100_000})
		if again.String() != v.String() || (err == nil) != (err2 == nil) || err != nil && err.Error() != err2.Error() {
			t.Fatalf("%q: first %v, %v, then %v, %v", text, v, err, again, err2)
		}
	})
}
