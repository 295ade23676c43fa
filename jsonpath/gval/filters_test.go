package gval_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/goasl/goasl/jsonpath"
	"github.com/goasl/goasl/jsonpath/gval"
	"github.com/goasl/goasl/jsonvalue"
)

// shop is the document of the tests below.
const shop = `{
	"limit": 100, "word": "pen",
	"orders": [
		{"id": "a", "price": 30, "qty": 4, "tags": ["new", "red"], "paid": true},
		{"id": "b", "price": 9.5, "qty": 2, "tags": [], "paid": false, "note": "2 pens"},
		{"id": "c", "price": 200, "note": null, "lines": [{"n": 1, "sku": "x"}, {"n": 3, "sku": "y"}]},
		{"id": "d", "qty": 0, "two words": 2, "price": "30"}
	],
	"big": [{"id": 9007199254740992, "n": 1}, {"id": 9007199254740993, "n": 2}, {"id": -9007199254740993, "n": 3}, {"id": 1e400, "n": 4}],
	"least": [{"id": -9223372036854775808}]
}`

func TestExpressions(t *testing.T) {
	document := jsonvalue.MustParse(shop)
	for _, c := range []struct{ filter, want string }{
		// arithmetic, parentheses, logic
		{`@.price * @.qty > 100`, `["a"]`},
		{`(@.price + 10) * 2 == 39`, `["b"]`},
		{`@.price*@.qty-1==119`, `["a"]`},
		{`-@.price < -100`, `["c"]`},
		{`@.price % 4 == 2 && @.price ** 2 == 900`, `["a","d"]`},
		{`@.price > $.limit`, `["c"]`},
		{`@.qty < 3 || (@.price > 100 && @.lines)`, `["b","c","d"]`},
		{`(@.qty < 3 || @.price > 100) && @.lines`, `["c"]`},
		{`(@.paid) && (@.qty)`, `["a"]`},
		{`(((true)))`, `["a","b","c","d"]`},
		{`@.id == 'a' ? true : @.id == 'b'`, `["a","b"]`},
		{`(@.qty ?? 7) == 7`, `["c","d"]`},

		// what counts as true
		{`@.paid`, `["a"]`},
		{`!@.paid`, `["b","c","d"]`},
		{`!(@.paid == true) && !@.note`, `["c","d"]`},
		{`@.note`, `["b"]`},
		{`@.qty`, `["a","b","d"]`},
		{`@.tags`, `["a","b"]`},

		// null, and what is not there
		{`@.note == null`, `["a","c","d"]`},
		{`@.note != null`, `["b"]`},
		{`@.qty == null`, `["c"]`},
		{`@.qty != 4`, `["b","c","d"]`},
		{`@.qty == 0`, `["d"]`},
		{`@.qty <= 0`, `["d"]`},
		{`!(@.qty > 0)`, `["c","d"]`},
		{`@.qty + 1 == null`, `["c"]`},
		{`-@.qty == null`, `["c"]`},
		{`@.note == false`, `[]`},
		{`"x" in @.tags`, `[]`},
		{`@.tags[0] in ["new", "old"]`, `["a"]`},
		{`@.price.x.y == null && @.id == "a"`, `["a"]`},

		// texts
		{`@.id + "!" == "a!"`, `["a"]`},
		{`@.id >= 'b' && @.id < 'd'`, `["b","c"]`},
		{"@.id == `a`", `["a"]`},
		{`@.id == 'it\'s' || @.id == '\x62' || "]" == ')'`, `["b"]`},
		{`@.id == '\u0061'`, `["a"]`},
		{`@.id != 'ä' && 'ä' == "\u00e4" && '\xc3\xa4' == "ä"`, `["a","b","c","d"]`},
		{`@.note =~ "^[0-9] pens?$"`, `["b"]`},
		{`@.note =~ 'pen'`, `["b"]`},
		{`@.id !~ '[abc]'`, `["d"]`},
		{`@.note !~ 'pen'`, `[]`},
		{`@.price =~ '^30$'`, `["a","d"]`},
		{`"a" =~ 'a' && @.id == "a"`, `["a"]`},
		{`@.price * 2 == 60`, `["a","d"]`},
		{`{"a": @.id}.a == 1`, `error`},

		// paths
		{`@['two words'] == 2`, `["d"]`},
		{`@.tags[1] == 'red'`, `["a"]`},
		{`@.tags == ["new", "red"]`, `["a"]`},
		{`@.tags[*] == ["new", "red"]`, `["a"]`},
		{`@..sku == ["x", "y"]`, `["c"]`},
		{`@.lines.*.n == [1, 3]`, `["c"]`},
		{`@.lines[?(@.n > 2)].sku == ["y"]`, `["c"]`},
		{`@.lines[?(@.n * $.limit == 300)].sku == ["y"]`, `["c"]`},
		{`@.lines[(@.length-1)].n == 3`, `["c"]`},
		{`@.lines[0:1] == [{"sku": "x", "n": 1}]`, `["c"]`},
		{`@.lines[?(@.n > 2)]`, `["c"]`},
		{`@.tags[*]`, `["a"]`},
		{`@.lines[?(@.n > 5)] == null`, `["a","b","c","d"]`},
		{`!$.orders[?(@.tags[?(@ == "]")])]`, `["a","b","c","d"]`},
		{`$.orders[?("]" == "\"]" || $.limit == 100)]`, `["a","b","c","d"]`},
	} {
		t.Run(c.filter, func(t *testing.T) {
			if got := query("$.orders[?("+c.filter+")].id", document, gval.Filters()); got != c.want && !strings.HasPrefix(got, c.want+":") {
				t.Errorf("\n got %s\nwant %s", got, c.want)
			}
		})
	}
}

// Integers that a float64 does not hold are told apart.
func TestBigIntegers(t *testing.T) {
	document := jsonvalue.MustParse(shop)
	for filter, want := range map[string]string{
		`@.id == 9007199254740992`:                       `[1]`,
		`@.id == 9007199254740993`:                       `[2]`,
		`@.id != 9007199254740993`:                       `[1,3,4]`,
		`@.id > 9007199254740992`:                        `[2,4]`,
		`@.id >= 9007199254740993`:                       `[2,4]`,
		`@.id < 9007199254740994.5`:                      `[1,2,3]`,
		`@.id <= -9007199254740993`:                      `[3]`,
		`-@.id == 9007199254740993`:                      `[3]`,
		`@.id in [9007199254740993]`:                     `[2]`,
		`@.id > 18446744073709551616`:                    `[4]`,
		`@.id < 9007199254740992`:                        `[3]`,
		`@.id == "9007199254740993"`:                     `[1,2]`, // gval makes a float64 of a text
		`@.id > 0 / 0 || @.id == 0 / 0`:                  `[]`,
		`-9223372036854775807 - 1 == @.id`:               `[]`,
		`-(9223372036854775807) < @.id && @.id < 0`:      `[3]`,
		`@.id - 1 == 9007199254740991 || @.id * 0 != 0 `: `[1,2,4]`, // arithmetic is that of float64
	} {
		if got := query("$.big[?("+filter+")].n", document, gval.Filters()); got != want {
			t.Errorf("%s gives %s, want %s", filter, got, want)
		}
	}
}

// The least integer has no counterpart.
func TestLeastInteger(t *testing.T) {
	if got := query("$.least[?(-@.id > 0 && @.id < 0)].id", jsonvalue.MustParse(shop), gval.Filters()); got != "[-9223372036854775808]" {
		t.Error(got)
	}
}

// What is outside of filters is package jsonpath's, scans with filters included.
func TestPathsAroundFilters(t *testing.T) {
	document := jsonvalue.MustParse(shop)
	for path, want := range map[string]string{
		`$.orders..[?(@.n > 1)].sku`:             `["y"]`,
		`$.orders[ ? ( @.qty > 2 ) ]['id']`:      `["a"]`,
		`$.orders[?@.qty > 2].id`:                `["a"]`,
		`$.orders[?(@.qty > 2)]['id','qty']`:     `[{"id":"a","qty":4}]`,
		`$.orders[?(@.id == "]")].id`:            `[]`,
		`$.orders[0].tags[?(@ =~ 'e')]`:          `["new","red"]`,
		`$.orders[0][?(@.qty == 4)].id`:          `["a"]`, // an object is tested itself
		`$.orders[?(@.qty > 0)][?(@.paid)].id`:   `["a"]`,
		`$.word[?(true)]`:                        `error: Filter: [?] can not be applied to primitives. Current context is: pen`,
		`$.orders[?(@.qty > 0)].lines`:           `error: No results for path: $['orders'][0]['lines']`,
		`$.orders[x?(@.qty > 0)].id`:             `error: invalid path "$.orders[x?(@.qty > 0)].id" at offset 10: [?(…)] expected`,
		`$.orders[?(@.lines[0] == 1)].id`:        `[]`,
		`$.orders[?(@[0] == 1)].id`:              `error: Filter: [0] can only be applied to arrays. Current context is: {id=a, price=30, qty=4, tags=[new, red], paid=true}`,
		`$.orders[?(@.qty ~ 1)].id`:              `error: invalid path "$.orders[?(@.qty ~ 1)].id" at offset 17: unexpected "~" while scanning`,
		`$.orders[?(@.qty > {})].id`:             `[]`,
		`$.orders[?(@.tags > [] && [1] < 1)].id`: `[]`,
	} {
		got := query(path, document, gval.Filters())
		if strings.HasPrefix(want, "error") && strings.HasPrefix(got, strings.TrimSpace(want)) {
			continue
		}
		if got != want {
			t.Errorf("%s\n got %s\nwant %s", path, got, want)
		}
	}
}

// query evaluates a path whose filters are read by a compiler.
func query(path string, document jsonvalue.Value, filters jsonpath.FilterCompiler) string {
	p, err := jsonpath.CompileWith(path, filters)
	if err != nil {
		return "error: " + err.Error()
	}
	v, err := p.Eval(document, nil)
	if err != nil {
		return "error: " + err.Error()
	}
	return v.String()
}

func TestFunctions(t *testing.T) {
	errClosed := errors.New("the shop is closed")
	filters := gval.Filters(
		gval.Function("vat", func(args ...any) (any, error) { return args[0].(float64) * 1.2, nil }),
		gval.Function("count", func(args ...any) (any, error) { return float64(len(args[0].([]any))), nil }),
		gval.Function("kinds", func(args ...any) (any, error) {
			var kinds []string
			for _, arg := range args {
				kinds = append(kinds, fmt.Sprintf("%T", arg))
			}
			return strings.Join(kinds, " "), nil
		}),
		gval.Function("shop", func(args ...any) (any, error) { return nil, fmt.Errorf("asking: %w", errClosed) }),
		gval.Function("date", func(args ...any) (any, error) { return "today", nil }),
	)
	document := jsonvalue.MustParse(shop)
	for filter, want := range map[string]string{
		`vat(30) == 36 && vat(@.qty ?? 0) > 4`: `["a"]`,
		`count(@.lines ?? []) == 2`:            `["c"]`,
		`kinds(@.id, 1, true, null, [], {}, 9007199254740993) == "string float64 bool <nil> []interface {} map[string]interface {} int64" && @.qty == 4`: `["a"]`,
		`date() == "today" && date == "today"`: `["a","b","c","d"]`,
		`false && shop()`:                      `[]`,
		`vat(@.id) > 1`:                        `error: gval: panic: interface conversion: interface {} is string, not float64`,
		`vat() > 1`:                            `error: gval: panic: runtime error: index out of range [0] with length 0`,
		`shop()`:                               `error: asking: the shop is closed`,
		`true || shop() == 1`:                  `["a","b","c","d"]`,
		`@.qty > 0 && count(@.tags) > 1 && vat(count(@.tags)) < 10`: `["a"]`,
	} {
		if got := query("$.orders[?("+filter+")].id", document, filters); got != want {
			t.Errorf("%s\n got %s\nwant %s", filter, got, want)
		}
	}
	p, err := jsonpath.CompileWith("$.orders[?(shop())]", filters)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := p.Eval(document, nil); !errors.Is(err, errClosed) {
		t.Errorf("the error of a function is %v", err)
	}
}

func TestOptions(t *testing.T) {
	f := func(args ...any) (any, error) { return nil, nil }
	for want, opts := range map[string][]gval.Option{
		"gval: an Option is nil":                         {nil},
		`gval: Function("f"): the function is nil`:       {gval.Function("f", nil)},
		`gval: Function("f"): the name is taken`:         {gval.Function("f", f), gval.Function("f", f)},
		`gval: Function("null"): the name is taken`:      {gval.Function("null", f)},
		`gval: Function("in"): the name is taken`:        {gval.Function("in", f)},
		`gval: Function("a.b"): a name begins`:           {gval.Function("a.b", f)},
		`gval: Function("1"): a name begins`:             {gval.Function("1", f)},
		`gval: Function("_"): a name begins`:             {gval.Function("_", f)},
		`gval: Function(""): a name begins with a lette`: {gval.Function("", f)},
	} {
		_, err := gval.Filters(opts...)("true")
		if err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("the error is %v, want %s", err, want)
		}
	}
}

// The errors name the place in the whole path.
func TestSyntaxErrors(t *testing.T) {
	for _, c := range []struct {
		path   string
		offset int
		msg    string
	}{
		{`$.a[?(@.b >)]`, 11, `unexpected ")" while scanning extensions`},
		{`$.a[?(ä.b > 1)]`, 6, `the name "ä" is not known; a member is written @.name`},
		{`$.a[?("ä" == date("2020-01-01"))]`, 14, `the name "date" is not known; a member is written @.name`},
		{`$.a[?(@.b > in)]`, 12, `the name "in" is not known; a member is written @.name`},
		{`$.a[?("ä" == @.b c)]`, 18, `unexpected Ident while scanning parentheses expected ")"`},
		{"$.a[?(1 ==\n 2 + + 3)]", 16, `unexpected "+" while scanning extensions`},
		{`$.a[?(@["b"] == 1)]`, 8, `names in brackets take single quotes: ['a']`},
		{`$.a[?(@.b. == 1)]`, 10, `a name is missing after '.'`},
		{`$.a[?(@.b[?(@.c ==)])]`, 18, `unexpected ")" while scanning extensions`},
		{`$.a[?($$.b == 1)]`, 7, `unexpected "$" while scanning parentheses expected ")"`},
		{`$.a[?('b)]`, 3, `the bracket of the filter is not closed`},
		{`$.a[?(@.b`, 3, `the bracket of the filter is not closed`},
		{`$.a[?(@.b =~ @.c)]`, 16, `a regular expression has to be a literal`},
		{`$.a[?(@.b =~ 1)]`, 14, `a regular expression has to be a text`},
		{`$.a[?(@.b =~ '(')]`, 16, "error parsing regexp: missing closing ): `(`"},
		{`$.a[?(@.b =~ '((((a{9}){9}){9})b?){1000}')]`, 41, "error parsing regexp: invalid repeat count: `{1000}`"},
		{`$.a[?(@.b =~ '(a{100}b{100}c{100}){10}d{1000}e{1000}f{1000}g{1000}h{1000}i{1000}j{1000}k{1000}')]`, 95, "the regular expression is too large"},
		{`$.a[?(@.b == '\q')]`, 13, `the text is not closed, or has an escape that is none: invalid syntax`},
		{`$.a[?(@.b == 0x1)]`, 13, `0x1 is not a number`},
		{`$.a[?]`, 5, `unexpected EOF while scanning extensions`},
		{`$.a[?(` + strings.Repeat("1+", 3000) + `1)]`, 5 + 4096, `an expression is limited to 4096 bytes`},
	} {
		_, err := jsonpath.CompileWith(c.path, gval.Filters())
		var syntax *jsonpath.SyntaxError
		if !errors.As(err, &syntax) {
			t.Errorf("%s: %v", c.path, err)
			continue
		}
		if syntax.Text != c.path || syntax.Offset != c.offset || syntax.Msg != c.msg {
			t.Errorf("%.60s at %d: %s\n  want %d: %s", c.path, syntax.Offset, syntax.Msg, c.offset, c.msg)
		}
	}
}
