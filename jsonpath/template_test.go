package jsonpath_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/goasl/goasl/jsonpath"
	"github.com/goasl/goasl/jsonvalue"

	"github.com/google/go-cmp/cmp"
)

// compileText compiles a template whose expressions stay texts.
func compileText(t *testing.T, template string) *jsonpath.Template[string] {
	t.Helper()
	return jsonpath.CompileTemplate(jsonvalue.MustParse(template),
		func(_, text string) (string, error) { return text, nil },
		func(pointer string, err error) { t.Errorf("%s: %v", pointer, err) })
}

// echo makes an expression its own value.
func echo(_, text string) (jsonvalue.Value, error) { return jsonvalue.OfString(text), nil }

func TestTemplateOrder(t *testing.T) {
	for _, c := range []struct{ template, want string }{
		{`{"b": 1, "a": 2}`, `{"b":1,"a":2}`},
		{`{"x.$": "$.x", "b": 1, "a": 2}`, `{"b":1,"a":2,"x":"$.x"}`},
		{`{"d.$": "1", "c.$": "2", "b.$": "3", "a.$": "4"}`, `{"a":"4","b":"3","c":"2","d":"1"}`},
		{`{"input.$": "1", "id.$": "2", "name.$": "3"}`, `{"input":"1","name":"3","id":"2"}`},
		// "q" is 113 and "a" is 97: the same of 16 buckets, so in the template's order.
		{`{"q.$": "1", "a.$": "2"}`, `{"q":"1","a":"2"}`},
		{`{"a.$": "1", "q.$": "2"}`, `{"a":"1","q":"2"}`},
		// 13 keys need 32 buckets, in which they are not the same.
		{`{"q.$":"", "a.$":"", "b.$":"", "c.$":"", "d.$":"", "e.$":"", "f.$":"", "g.$":"", "h.$":"", "i.$":"", "j.$":"", "k.$":"", "l.$":""}`,
			`{"a":"","b":"","c":"","d":"","e":"","f":"","g":"","h":"","i":"","j":"","k":"","l":"","q":""}`},
		// 𐀀 is D800 DC00 in UTF-16: 31·D800 + DC00 = 1A_EC00, spread with 1A.
		{`{"𐀀.$": "1", "i.$": "2", "k.$": "3"}`, `{"i":"2","𐀀":"1","k":"3"}`},
		{`{"o": {"b.$": "1", "c": 0, "a.$": "2"}, "b.$": "3"}`, `{"o":{"c":0,"a":"2","b":"1"},"b":"3"}`},
		{`[1, {"a.$": "1"}, [{"b": 1, "c": {"d.$": "2"}}]]`, `[1,{"a":"1"},[{"b":1,"c":{"d":"2"}}]]`},
		{`{".$": "1", "$": 2, "a$": "3"}`, `{"$":2,"a$":"3","":"1"}`},
		{`"$.x"`, `"$.x"`},
		{`{"a": "$x", "b": ["$.y"]}`, `{"a":"$x","b":["$.y"]}`},
		{`{"a.$": "1", "b": [], "c": {}}`, `{"b":[],"c":{},"a":"1"}`},
	} {
		got, err := compileText(t, c.template).Eval(echo)
		if err != nil || got.String() != c.want {
			t.Errorf("%s:\n got %v, %v\nwant %s", c.template, got, err, c.want)
		}
	}
}

func TestTemplateWithoutExpressionsIsTheValue(t *testing.T) {
	v := jsonvalue.MustParse(`{"a":[1,{"b":{}}]}`)
	template := jsonpath.CompileTemplate(v, func(_, _ string) (int, error) { return 0, nil }, nil)
	got, err := template.Eval(nil)
	if err != nil || got != v {
		t.Errorf("%v, %v, want the very value", got, err)
	}
	if n := testing.AllocsPerRun(10, func() { _, _ = template.Eval(nil) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
	// What is static in another template is not copied either.
	v = jsonvalue.MustParse(`{"a": {"b": 1}, "c.$": "1"}`)
	template = jsonpath.CompileTemplate(v, func(_, _ string) (int, error) { return 0, nil }, nil)
	got, err = template.Eval(func(string, int) (jsonvalue.Value, error) { return jsonvalue.True, nil })
	if err != nil || got.Get("a") != v.Get("a") {
		t.Errorf("%v, %v, want the static part itself", got, err)
	}
}

func TestTemplateCalls(t *testing.T) {
	var calls []string
	template := jsonpath.CompileTemplate(jsonvalue.MustParse(`{"b.$": "1", "a/~": [{"x.$": "2"}], "a.$": "3"}`),
		func(field, text string) (string, error) {
			calls = append(calls, fmt.Sprintf("compile %s %s", field, text))
			return text, nil
		}, nil)
	failure := errors.New("no such thing")
	_, err := template.Eval(func(field, text string) (jsonvalue.Value, error) {
		calls = append(calls, fmt.Sprintf("eval %s %s", field, text))
		if text == "3" {
			return jsonvalue.Value{}, failure
		}
		return jsonvalue.NullValue, nil
	})
	want := []string{
		"compile b.$ 1", "compile x.$ 2", "compile a.$ 3",
		"eval x.$ 2", "eval a.$ 3",
	}
	if d := cmp.Diff(want, calls); d != "" {
		t.Error(d)
	}
	if err != failure {
		t.Errorf("%v, want the very error", err)
	}
}

func TestTemplateProblems(t *testing.T) {
	var got []string
	jsonpath.CompileTemplate(jsonvalue.MustParse(`{
			"a.$": 1, "o": {"b.$": {"c": 1}}, "l/~": [{"d.$": null}], "e": 1, "e.$": "x", "f.$": "bad", "g.$": "bad", "g": 1, "h.$": "good"
		}`),
		func(_, text string) (int, error) {
			if text == "bad" {
				return 0, errors.New("a bad expression")
			}
			return 1, nil
		},
		func(pointer string, err error) { got = append(got, pointer+": "+err.Error()) })
	const kind = `the value of the field %q must be a string that holds a path or an intrinsic function, not a value of type %s`
	want := []string{
		"/a.$: " + fmt.Sprintf(kind, "a.$", "number"),
		"/o/b.$: " + fmt.Sprintf(kind, "b.$", "object"),
		"/l~1~0/0/d.$: " + fmt.Sprintf(kind, "d.$", "null"),
		`/e.$: the field "e.$" is given twice, as "e" too`,
		"/f.$: a bad expression",
		`/g.$: the field "g.$" is given twice, as "g" too`,
		"/g.$: a bad expression",
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

func TestTemplateIsBounded(t *testing.T) {
	long := strings.Repeat("k", 10_000)
	for _, template := range []string{
		strings.Repeat(`[`, 5000) + `{"a.$":"x"}` + strings.Repeat(`]`, 5000),
		`{"` + long + `": {"a.$": "x"}}`,
	} {
		reports := 0
		jsonpath.CompileTemplate(jsonvalue.MustParse(template),
			func(_, _ string) (int, error) { return 0, nil },
			func(string, error) { reports++ })
		if reports != 1 {
			t.Errorf("%.10s…: %d reports", template, reports)
		}
	}
}

func TestTemplateLen(t *testing.T) {
	for template, want := range map[string]int{
		`5`:                                      0,
		`{"a": 1, "b": [2, 3]}`:                  0,
		`{"a.$": "$"}`:                           1,
		`{"a.$": "$", "b": [1, 2], "c": 3}`:      3,
		`[1, {"a.$": "$"}, [{"b.$": "$"}]]`:      6,
		`{"o": {"a.$": "$", "b": 1}, "c.$": ""}`: 4,
	} {
		if got := compileText(t, template).Len(); got != want {
			t.Errorf("%s has %d parts, want %d", template, got, want)
		}
	}
}
