package jsonpath_test

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/goasl/goasl/jsonpath"
	"github.com/goasl/goasl/jsonvalue"
)

func TestRoots(t *testing.T) {
	for _, c := range []struct {
		path     string
		root     jsonpath.Root
		variable string
	}{
		{"$", jsonpath.Input, ""},
		{"$.a", jsonpath.Input, ""},
		{"$[0]", jsonpath.Input, ""},
		{"$$", jsonpath.Context, ""},
		{"$$.a", jsonpath.Context, ""},
		{"$$['a']", jsonpath.Context, ""},
		{"$a", jsonpath.Variable, "a"},
		{"$total_2.a", jsonpath.Variable, "total_2"},
		{"$x_1[0]", jsonpath.Variable, "x_1"},
		{"$größe.a", jsonpath.Variable, "größe"},
	} {
		p, err := jsonpath.Compile(c.path)
		if err != nil {
			t.Errorf("%s: %v", c.path, err)
			continue
		}
		if p.Root() != c.root || p.Variable() != c.variable || p.String() != c.path {
			t.Errorf("%s: root %v, variable %q, text %q", c.path, p.Root(), p.Variable(), p)
		}
		if v, err := p.Eval(jsonvalue.MustParse(`{"a": 1}`), nil); strings.HasSuffix(c.path, ".a") && (err != nil || v.String() != "1") {
			t.Errorf("%s = %v, %v", c.path, v, err)
		}
	}
}

func TestIsVariableName(t *testing.T) {
	for name, want := range map[string]bool{
		"x": true, "x_1": true, "größe": true, "名前": true, "नमस्ते": true,
		"": false, "_x": false, "1x": false, "a-b": false, "a.b": false, "$a": false, "a b": false,
	} {
		if got := jsonpath.IsVariableName(name); got != want {
			t.Errorf("IsVariableName(%q) = %t", name, got)
		}
	}
}

func TestSyntaxErrors(t *testing.T) {
	for _, c := range []struct {
		path   string
		offset int
		msg    string
	}{
		{"", 0, "begins with '$'"},
		{"a.b", 0, "begins with '$'"},
		{"@.a", 0, "begins with '$'"},
		{" $.a", 0, "begins with '$'"},
		{"$$23", 2, "'.' or '[' expected"},
		{"$1", 1, "'.' or '[' expected"},
		{"$a-b", 2, "'.' or '[' expected"},
		{"$.", 2, "a name is missing"},
		{"$.a..", 3, "cannot end with '..'"},
		{"$.a b", 3, "a name with a space"},
		{"$.a[0]$", 6, "'$' can only begin a path"},
		{"$..$a", 3, "'$' can only begin a path"},
		{"$.a[0", 5, "not closed"},
		{"$.a['b", 6, "not closed"},
		{"$.a[]", 3, "expected in brackets"},
		{"$.a[b]", 3, "expected in brackets"},
		{`$["a"]`, 1, "single quotes"},
		{"$[:]", 3, "an index is missing"},
		{"$[1,,2]", 4, "an index is missing"},
		{"$[1-2]", 2, "is not an index"},
		{"$[99999999999]", 2, "is not an index"},
		{"$[(@.length)]", 3, "(@.length-1) expected"},
		{"$[(@.count-1)]", 3, "(@.length-1) expected"},
		{"$[(@.length-1]", 3, "(@.length-1) expected"},
		{"$[(@.length-x)]", 11, "is not an index"},
		{"$[@]", 2, "(@.length-1) expected"},
		{"$[?]", 3, "in parentheses"},
		{"$[?@.a]", 3, "in parentheses"},
		{"$[?(@.a]", 1, "not balanced"},
		{"$[x?(@.a)]", 2, "[?(…)] expected"},
		{"$[?(' == ')]", 4, "not closed"},
		{"$[?(@.a == 1 && 'x)]", 1, "not balanced"},
		{"$[1:99999999999]", 4, "is not an index"},
		{"$[99999999999:1]", 2, "is not an index"},
		{"$[1:2", 5, "not closed"},
		{"$[?()]", 4, "empty"},
		{"$[?(true)]", 4, "a comparison, @… or !@… expected"},
		{"$[?(!(@.a))]", 4, "a comparison, @… or !@… expected"},
		{"$[?(@.a && )]", 4, "on each side"},
		{"$[?(@.a && && @.b)]", 10, "empty"},
		{"$[?(@.a &&& @.b)]", 10, "on each side"},
		{"$[?(@.a == !@.b)]", 11, "existence"},
		{"$[?(@.a in ['x'])]", 7, "the operators are"},
		{"$[?(@.a..b)]", 7, "definite"},
		{"$[?(@.a == $.b[*])]", 14, "definite"},
		{"$[?(@[?(@.a)])]", 6, "definite"},
		{"$[?(@.a == $$.b)]", 12, "begins with '@' or '$'"},
		{"$[?(@.a == ')]", 1, "not balanced"},
		{`$[?(@.a =~ /*x/)]`, 12, "error parsing regexp"},
		{`$[?(@.a =~ /(x)\1/)]`, 12, "no back-references"},
		{`$[?(@.a =~ /x(?=y)/)]`, 12, "no back-references"},
		{`$[?(@.a =~ /)]`, 11, "not closed"},
		{`$[?(/a/ =~ /b/)]`, 11, "both sides"},
		{`$[?(@.a =~ /` + strings.Repeat("x", 2000) + `/)]`, 12 + 1024, "limited"},
		{`$[?(@.a =~ /` + strings.Repeat("x{999}", 20) + `/)]`, 12, "too large"},
		{"$." + strings.Repeat("a", 1<<16), 1 << 16, "limited"},
	} {
		_, err := jsonpath.Compile(c.path)
		var e *jsonpath.SyntaxError
		if !errors.As(err, &e) {
			t.Errorf("%.40s: %v, want a SyntaxError", c.path, err)
			continue
		}
		if e.Text != c.path || e.Offset != c.offset || !strings.Contains(e.Msg, c.msg) {
			t.Errorf("%.40s: offset %d: %s; want offset %d: …%s…", c.path, e.Offset, e.Msg, c.offset, c.msg)
		}
		if len(err.Error()) > 500 {
			t.Errorf("%.40s: a message of %d bytes", c.path, len(err.Error()))
		}
	}
}

func TestMustCompilePanics(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("no panic")
		}
	}()
	jsonpath.MustCompile("$.a b")
}

func TestErrorsNameThePath(t *testing.T) {
	_, err := jsonpath.MustCompile("$.a.b").Query([]byte(`{}`))
	var missing *jsonpath.NotFoundError
	if !errors.As(err, &missing) || missing.Path != "$.a.b" || missing.Detail != "Missing property in path $['a']" {
		t.Errorf("%#v", err)
	}
	_, err = jsonpath.MustCompile("$[0]").Query([]byte(`{}`))
	var invalid *jsonpath.EvalError
	if !errors.As(err, &invalid) || invalid.Path != "$[0]" {
		t.Errorf("%#v", err)
	}
}

// TestErrorsAreBounded: a message is as long as the service's Cause at most,
// whatever the value.
func TestErrorsAreBounded(t *testing.T) {
	long := `"` + strings.Repeat("ä", 1<<17) + `"`
	deep := strings.Repeat(`{"`+strings.Repeat("k", 50)+`":`, 5000) + "1" + strings.Repeat("}", 5000)
	for path, document := range map[string]string{
		"$.a[0]":       `{"a": {"b": ` + long + `}}`,
		"$.a[?(@.b)]":  `{"a": ` + long + `}`,
		"$.a[0].b":     `{"a": ` + deep + `}`,
		"$..[?(@[0])]": deep,
	} {
		_, err := jsonpath.MustCompile(path).Query([]byte(document))
		if err == nil || len(err.Error()) > 1<<15 || !strings.HasSuffix(err.Error(), "…") {
			t.Errorf("%s: no error, or one that is too long", path)
		}
	}
	_, err := jsonpath.MustCompile("$.." + strings.Repeat("k", 50) + ".x").Query([]byte(deep))
	if err == nil || len(err.Error()) > 1<<15 {
		t.Errorf("a path in a message is not bounded")
	}
}

func TestQuery(t *testing.T) {
	document := []byte(`{"b": [ 1.50, "\u00e4<" ] }`)
	got, err := jsonpath.MustCompile("$.b").Query(document)
	clear(document) // the result has memory of its own
	if err != nil || string(got) != `[1.50,"ä<"]` {
		t.Errorf("%s, %v", got, err)
	}
	if _, err := jsonpath.MustCompile("$.b").Query([]byte(`{`)); err == nil {
		t.Error("no error for a document that is not JSON")
	}
}

// The plain steps that a path begins with, as far as what they lead to has a form.
func TestPlace(t *testing.T) {
	for path, want := range map[string]string{
		"$":                    "[]",
		"$.a":                  "[['a']]",
		"$.a.b-c[12]['d.e'].f": "[['a'] ['b-c'] [12] ['d.e'] ['f']]",
		"$.a[*].b":             "[['a'] [0] ['b']]",
		"$.a[?(@.b)].c":        "[['a'] [0] ['c']]",
		"$.a[0,2].b":           "[['a'] [0] ['b']]",
		"$.a[1:3]":             "[['a'] [0]]",
		"$.a[(@.length-1)].b":  "[['a'] [0] ['b']]",
		"$.a.*.b":              "[['a'] [0] ['b']]",
		"$.a['b','c']":         "[['a']]",
		"$.a..b":               "[['a']]",
		"$..a":                 "[]",
		"$$.Map.Item.Value.x":  "[['Map'] ['Item'] ['Value'] ['x']]",
		"$variable.x":          "[['x']]",
	} {
		if got := fmt.Sprint(jsonpath.MustCompile(path).Place()); got != want {
			t.Errorf("%s: %s, want %s", path, got, want)
		}
	}
}

func TestRootInFilter(t *testing.T) {
	p := jsonpath.MustCompile("$$.items[?(@ == $.wanted)]")
	v, err := p.Eval(jsonvalue.MustParse(`{"items": [1, 2], "wanted": 2}`), nil)
	if err != nil || v.String() != "[2]" {
		t.Errorf("%v, %v", v, err)
	}
}

// TestConcurrentUse shares a path and a value whose levels nobody has looked
// into yet.
func TestConcurrentUse(t *testing.T) {
	p := jsonpath.MustCompile("$..books[?(@.year > 1900 && @.title =~ /.*s|D.*/)].title")
	for range 20 {
		document := jsonvalue.MustParse(library)
		var wg sync.WaitGroup
		for range 4 {
			wg.Go(func() {
				if v, err := p.Eval(document, nil); err != nil || v.String() != `["Dune","Solaris"]` {
					t.Errorf("%v, %v", v, err)
				}
			})
		}
		wg.Wait()
	}
}
