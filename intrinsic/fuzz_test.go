package intrinsic_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/goasl/goasl/intrinsic"
	"github.com/goasl/goasl/jsonvalue"
)

var seeds = []string{
	"States.Format('Hi {}, \\{{}\\} \\\\ it\\'s', $.name, 1.50)",
	"States.Format($.t, $)",
	"States.StringToJson('{\"a\":[1,null]}')",
	"States.JsonToString($)",
	"States.Array('a', 1, true, null, $.x, States.UUID())",
	"States.ArrayPartition($.list, 2.5)",
	"States.ArrayContains($.list, $.x)",
	"States.ArrayRange(1, 1e9, -3)",
	"States.ArrayGetItem(States.StringSplit($.name, ' ,'), 0)",
	"States.ArrayLength($.list[?(@.a =~ /[)\\],]/i && @['b,'] in (1,2))])",
	"States.ArrayUnique($.list)",
	"States.Base64Encode(States.Base64Decode('Zm9v\n'))",
	"States.Hash($, 'SHA-256')",
	"States.JsonMerge($.x, $, false)",
	"States.MathAdd(-0.5, 2147483647)",
	"States.MathRandom($.n, 99, 42)",
	nest(10),
	"States.Array('",
	"States.Array($.a[",
}

// FuzzParse: an error has its place in the text; what parses has its paths where
// they say they are, and parses again.
func FuzzParse(f *testing.F) {
	for _, seed := range seeds {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		c, err := intrinsic.Parse(text)
		if err != nil {
			var syntax *intrinsic.SyntaxError
			if !errors.As(err, &syntax) || syntax.Offset < 0 || syntax.Offset > len(text) {
				t.Fatalf("Parse(%q): %#v", text, err)
			}
			return
		}
		last := 0
		for _, p := range c.Paths() {
			if p.Offset < last || p.Text == "" || !strings.HasPrefix(text[p.Offset:], p.Text) || p.Text[0] != '$' {
				t.Fatalf("Parse(%q): path %+v after offset %d", text, p, last)
			}
			last = p.Offset + len(p.Text)
		}
		if again, err := intrinsic.Parse(c.String()); err != nil || len(again.Paths()) != len(c.Paths()) {
			t.Fatalf("Parse(%q) again: %v", c, err)
		}
	})
}

// FuzzEval: whatever the arguments, a call gives a valid value within the bound
// or a failure with a bounded message, and the same one each time.
func FuzzEval(f *testing.F) {
	for _, seed := range seeds {
		f.Add(seed, `{"name":"Ann, Bob","t":"{}","list":[1,1.0,{"a":[]},"x",null],"x":{"a":1},"n":-5.5}`)
	}
	f.Add("States.Format('{}', $)", `[-0,1e400,1e-400,"\ud800",{"":{}}]`)
	f.Fuzz(func(t *testing.T, text, input string) {
		c, err := intrinsic.Parse(text)
		if err != nil {
			return
		}
		in, err := jsonvalue.ParseString(input)
		if err != nil {
			return
		}
		eval := func() (string, error) {
			e := envWithin(c, in, in)
			e.Bytes = 1 << 16
			v, err := c.Eval(e)
			return v.String(), err
		}
		got, err := eval()
		if again, errAgain := eval(); again != got || (err == nil) != (errAgain == nil) {
			t.Fatalf("%s gives %s, %v, then %s, %v", text, got, err, again, errAgain)
		}
		if err != nil {
			var failure *intrinsic.Error
			if !errors.As(err, &failure) || failure.Name == "" || len(failure.Msg) > 300 {
				t.Fatalf("%s: %#v", text, err)
			}
			return
		}
		if _, err := jsonvalue.ParseString(got); err != nil || len(got) > 1<<16 {
			t.Fatalf("%s gives %d bytes: %v", text, len(got), err)
		}
	})
}
