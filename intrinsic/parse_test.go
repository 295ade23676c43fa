package intrinsic_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/goasl/goasl/intrinsic"
	"github.com/goasl/goasl/jsonvalue"
)

func TestParseErrors(t *testing.T) {
	for _, tt := range []struct {
		text   string
		offset int
		msg    string
	}{
		// what comes where a call is wanted
		{"", 0, "unexpected end of text, want a function such as States.Format"},
		{"$.a", 0, "unexpected '$', want a function such as States.Format"},
		{" States.UUID()", 0, "unexpected ' ', want a function such as States.Format"},
		{"States.UUID", 11, "unexpected end of text, want '(' after States.UUID"},
		{"States.UUID ()", 11, "unexpected ' ', want '(' after States.UUID"},
		{"States.UUID(", 12, "unexpected end of text, want a string, a number, true, false, null, a path or a function"},
		{"States.UUID() x", 14, "unexpected 'x' after the call"},
		{"States.UUID())", 13, "unexpected ')' after the call"},
		{"States.StringSplit('a', 'b')[0]", 28, "unexpected '[' after the call"},

		// names
		{"States.Foo()", 0, "unknown function States.Foo"},
		{"States.Default($.a, 1)", 0, "unknown function States.Default"},
		{"States.Fromat('{}', 1)", 0, "unknown function States.Fromat, did you mean States.Format?"},
		{"States.uuid()", 0, "unknown function States.uuid, did you mean States.UUID?"},
		{"States.Array(States.StringToJSON('1'))", 13, "unknown function States.StringToJSON, did you mean States.StringToJson?"},
		{"States.Array(foo)", 13, "unknown function foo"},
		{"States.Array(nullable)", 13, "unknown function nullable"},
		{"States." + strings.Repeat("x", 99) + "()", 0, "unknown function States." + strings.Repeat("x", 23) + "…"},

		// separators
		{"States.Array(1 2)", 15, "unexpected '2', want ',' or ')'"},
		{"States.Array(1", 14, "unexpected end of text, want ',' or ')'"},
		{"States.Array(1,)", 15, "unexpected ')', want a string, a number, true, false, null, a path or a function"},
		{"States.Array(,)", 13, "unexpected ',', want a string, a number, true, false, null, a path or a function"},
		{"States.Array('a''b')", 16, "unexpected '\\'', want ',' or ')'"},

		// literals
		{`States.Array("a")`, 13, "unexpected '\"', strings are written in single quotes"},
		{"States.Array('a)", 13, "the string is not closed, want a single quote at its end"},
		{`States.Array('a\')`, 13, "the string is not closed, want a single quote at its end"},
		{`States.StringToJson('{"a":"\"b\""}')`, 27, `illegal escape, only \' \{ \} and \\ are allowed`},
		{`States.Format('a\n{}', 1)`, 16, `illegal escape, only \' \{ \} and \\ are allowed`},
		{`States.Array('a\`, 15, `illegal escape, only \' \{ \} and \\ are allowed`},
		{"States.Array(01)", 13, "invalid number 01"},
		{"States.Array(1.)", 13, "invalid number 1."},
		{"States.Array(1-1)", 13, "invalid number 1-1"},
		{"States.Array(-)", 13, "invalid number -"},
		{"States.Array(+1)", 13, "unexpected '+', want a string, a number, true, false, null, a path or a function"},
		{"States.Array({})", 13, "unexpected '{', want a string, a number, true, false, null, a path or a function"},

		// paths
		{"States.Array($.a[0)", 18, "unexpected ')' in a path, want ']'"},
		{"States.Array($.a[?(@.b])", 22, "unexpected ']' in a path, want ')'"},
		{"States.Array($.a[0", 16, "'[' in a path is not closed"},
		{"States.Array($.a['b]", 17, "' in a path is not closed"},
		{`States.Array($.a["b\"]`, 17, "\" in a path is not closed"},
		{"States.Array($.a[?(@.b =~ /x)])", 26, "/ in a path is not closed"},
		{"States.Array($.a])", 16, "unexpected ']', want ',' or ')'"},
		{"States.Array($.a", 16, "unexpected end of text, want ',' or ')'"},

		// limits
		{nest(11), 130, "more than 10 nested calls"},
		{"States.Array(" + strings.Repeat("States.UUID(),", 1000) + "1)", 13 + 999*14, "more than 1000 calls"},
		{"States.Array('" + strings.Repeat("x", 1<<20) + "')", 1 << 20, "the text has more than 1048576 bytes"},
	} {
		_, err := intrinsic.Parse(tt.text)
		var syntax *intrinsic.SyntaxError
		if !errors.As(err, &syntax) {
			t.Errorf("%.60s: error %v, want a *SyntaxError", tt.text, err)
			continue
		}
		if syntax.Offset != tt.offset || syntax.Msg != tt.msg {
			t.Errorf("%.60s\n got %d: %s\nwant %d: %s", tt.text, syntax.Offset, syntax.Msg, tt.offset, tt.msg)
		}
		if syntax.Text != tt.text {
			t.Errorf("%.60s: Text is %.60q", tt.text, syntax.Text)
		}
		if want := fmt.Sprintf("invalid intrinsic function at offset %d: %s", tt.offset, tt.msg); err.Error() != want {
			t.Errorf("Error() = %q, want %q", err.Error(), want)
		}
	}
}

// nest returns n calls of States.Array within each other.
func nest(n int) string {
	return strings.Repeat("States.Array(", n) + strings.Repeat(")", n)
}

func TestParseAccepts(t *testing.T) {
	for _, text := range []string{
		nest(10),
		"States.UUID() \t\r\n",
		"States.UUID( )",
		"States.Array(\n  'a',\n  'b'\n)",
		"States.Array(" + strings.Repeat("States.UUID(),", 998) + "1)",
		// nine calls, five of them nested: the example of the developer guide
		"States.Format('{}.{}.{}', States.ArrayGetItem(States.StringSplit(States.ArrayGetItem(States.StringSplit($.r.Arn, '/'), 2), '.'), 0), States.ArrayGetItem(States.StringSplit(States.ArrayGetItem(States.StringSplit($.r.Arn, '/'), 2), '.'), 1), 1)",
		// wrong values and templates are found when the call is evaluated
		"States.Format('{', 1)",
		"States.JsonMerge(1, 2, true)",
	} {
		if _, err := intrinsic.Parse(text); err != nil {
			t.Errorf("%.80s: %v", text, err)
		}
	}
}

func TestLiterals(t *testing.T) {
	test(t, []row{
		{`States.Array('', ' ', 'a b', '"', 'ä€😀')`, "", `[""," ","a b","\"","ä€😀"]`},
		{`States.Array('\'', '\{\}', '\\', '\\n')`, "", `["'","{}","\\","\\n"]`},
		{`States.Array('{}', '{', '}')`, "", `["{}","{","}"]`},
		{"States.Array('a\nb\t')", "", `["a\nb\t"]`},
		{"States.Array(0, -1, 2.3, 1e3, 12345678901234567890, 0.0)", "", `[0,-1,2.3,1e3,12345678901234567890,0.0]`},
		{"States.Array(true, false, null)", "", `[true,false,null]`},
		{"States.Array(States.Array(), 'x', States.Array($.a))", `{"a":1}`, `[[],"x",[1]]`},
		{"States.Array('a\xffb')", "", `["a�b"]`},
	})
}

// Step Functions accepts any number of arguments when a definition is created, and fails
// when the call is evaluated.
func TestNumbersOfArguments(t *testing.T) {
	for _, tt := range []struct {
		text   string
		offset int
		msg    string
	}{
		{"States.UUID(1)", 0, "States.UUID takes no arguments, not 1"},
		{"States.ArrayLength()", 0, "States.ArrayLength takes 1 argument, not 0"},
		{"States.JsonMerge($.a, $.b)", 0, "States.JsonMerge takes 3 arguments, not 2"},
		{"States.MathRandom(1)", 0, "States.MathRandom takes 2 to 3 arguments, not 1"},
		{"States.MathRandom(1, 2, 3, 4)", 0, "States.MathRandom takes 2 to 3 arguments, not 4"},
		{"States.Format()", 0, "States.Format takes at least 1 argument, not 0"},
		{"States.Array(1, States.Hash('a'))", 16, "States.Hash takes 2 arguments, not 1"},
		{"States.JsonMerge($.a, $.b, false)", 0, ""},
		{"States.Array()", 0, ""},
	} {
		c, err := intrinsic.Parse(tt.text)
		if err != nil {
			t.Errorf("%s: %v", tt.text, err)
			continue
		}
		_, err = c.Eval(intrinsic.Env{Path: func(int) (jsonvalue.Value, error) { return jsonvalue.EmptyObject, nil }})
		checked := c.Check()
		if tt.msg == "" {
			if err != nil || checked != nil {
				t.Errorf("%s: %v, %v", tt.text, err, checked)
			}
			continue
		}
		var failure *intrinsic.Error
		if !errors.As(err, &failure) || failure.Name != "States.Runtime" || failure.Msg != "Invalid arguments in "+failure.Function || failure.Detail != tt.msg {
			t.Errorf("%s: %v", tt.text, err)
		}
		var syntax *intrinsic.SyntaxError
		if !errors.As(checked, &syntax) || syntax.Offset != tt.offset || syntax.Msg != tt.msg || syntax.Text != tt.text {
			t.Errorf("%s: Check says %v", tt.text, checked)
		}
	}
}
