package jsonpath_test

import (
	"errors"
	"testing"

	"github.com/goasl/goasl/jsonpath"
	"github.com/goasl/goasl/jsonvalue"
)

func mustReference(t *testing.T, text string) *jsonpath.Reference {
	t.Helper()
	r, err := jsonpath.CompileReference(text)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestReferenceSyntax(t *testing.T) {
	for _, text := range []string{"$", "$.a", "$.a.b[0]['c d']", "$$", "$$.Task.Token", "$x", "$x.y[1]", "$['a,b']['?*:..@']"} {
		if r := mustReference(t, text); r.String() != text {
			t.Errorf("%s: String is %s", text, r)
		}
	}
	for text, offset := range map[string]int{
		"a": 0, "$.a[*]": 3, "$.*": 1, "$..a": 1, "$.a[0,1]": 3, "$.a[0:1]": 3, "$['a','b']": 1,
		"$.a[?(@.b)]": 3, "$.a[(@.length-1)].b": 3, "$.a b": 3,
	} {
		_, err := jsonpath.CompileReference(text)
		var e *jsonpath.SyntaxError
		if !errors.As(err, &e) || e.Offset != offset {
			t.Errorf("%s: %v, want an error at offset %d", text, err, offset)
		}
	}
	if r := mustReference(t, "$x.y"); r.Root() != jsonpath.Variable || r.Variable() != "x" {
		t.Errorf("root %v, variable %q", r.Root(), r.Variable())
	}
}

func TestReferenceGet(t *testing.T) {
	document := jsonvalue.MustParse(`{"a": [{"b": null}, 2]}`)
	for text, want := range map[string]string{"$": document.String(), "$.a[0].b": "null", "$$.a[1]": "2", "$x['a'][1]": "2"} {
		if v, err := mustReference(t, text).Get(document); err != nil || v.String() != want {
			t.Errorf("%s = %v, %v", text, v, err)
		}
	}
	_, err := mustReference(t, "$.a[7].b").Get(document)
	if missing := (*jsonpath.NotFoundError)(nil); !errors.As(err, &missing) {
		t.Errorf("%v, want a NotFoundError", err)
	}
}

func TestReferenceGetAllocatesNothing(t *testing.T) {
	r := mustReference(t, "$.order.customer.name")
	document := jsonvalue.MustParse(order)
	if _, err := r.Get(document); err != nil {
		t.Fatal(err)
	}
	if n := testing.AllocsPerRun(100, func() { _, _ = r.Get(document) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func TestReferenceSet(t *testing.T) {
	for _, c := range []struct{ path, document, want string }{
		{"$", `{"a": 1}`, `9`},
		{"$.b", `{"a": 1}`, `{"a":1,"b":9}`},
		{"$.a", `{"a": 1, "b": 2}`, `{"a":9,"b":2}`},
		{"$.x.y.z", `{}`, `{"x":{"y":{"z":9}}}`},
		{"$.a[1]", `{"a": [1, 2]}`, `{"a":[1,9]}`},
		{"$.a[0].b", `{"a": [{}]}`, `{"a":[{"b":9}]}`},
	} {
		document := jsonvalue.MustParse(c.document)
		got, err := mustReference(t, c.path).Set(document, jsonvalue.OfInt(9))
		if err != nil || got.String() != c.want {
			t.Errorf("%s in %s: %v, %v, want %s", c.path, c.document, got, err, c.want)
		}
		if !jsonvalue.Equal(document, jsonvalue.MustParse(c.document)) {
			t.Errorf("%s changed the value it was set in", c.path)
		}
	}
	for path, document := range map[string]string{"$.a.b": `{"a": 1}`, "$.a[2]": `{"a": [1, 2]}`, "$.a[0]": `{}`, "$.a[-1]": `{"a": [1]}`, "$.a": `[]`} {
		_, err := mustReference(t, path).Set(jsonvalue.MustParse(document), jsonvalue.True)
		if e := (*jsonvalue.SetError)(nil); !errors.As(err, &e) {
			t.Errorf("%s in %s: %v, want a SetError", path, document, err)
		}
	}
}
