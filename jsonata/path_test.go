package jsonata_test

import (
	"testing"

	"github.com/goasl/goasl/jsonata"
	"github.com/goasl/goasl/jsonvalue"
)

// A path of names alone is evaluated in a way of its own as long as it meets no
// array. It gives what the same path gives with its names in parentheses.
func TestPlainPaths(t *testing.T) {
	for _, v := range []string{
		`{"a": {"b": 1.0}}`, `{"a": {"b": null}}`, `{"a": {"b": [1]}}`, `{"a": {"b": []}}`,
		`{"a": {"b": [[1]]}}`, `{"a": {"b": [1, 2]}}`, `{"a": [{"b": 1}]}`,
		`{"a": [{"b": 1}, {"b": [2, 3]}, {}]}`, `[{"a": {"b": 1}}]`, `[[{"a": {"b": [1]}}]]`,
		`{"a": null}`, `{"a": "b"}`, `{}`, `[]`, `null`, `"a"`, `0`,
	} {
		env := jsonata.Env{Lookup: jsonvalue.MustParse(`{"v": ` + v + `}`).Get}
		for _, paths := range [][2]string{
			{`$v`, `($v)`}, {`$v.a`, `$v.(a)`}, {`$v.a.b`, `$v.(a).(b)`},
			{`$v.a.b.c`, `$v.(a).(b).(c)`}, {`$w.a`, `$w.(a)`},
		} {
			plain, err := jsonata.MustCompile(paths[0]).Eval(t.Context(), jsonvalue.Value{}, env)
			if err != nil {
				t.Fatal(err)
			}
			other, err := jsonata.MustCompile(paths[1]).Eval(t.Context(), jsonvalue.Value{}, env)
			if err != nil || plain.String() != other.String() {
				t.Errorf("%s of %s is %s, and %s is %s, %v", paths[0], v, plain, paths[1], other, err)
			}
		}
	}
}
