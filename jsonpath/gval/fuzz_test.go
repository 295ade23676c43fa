package gval_test

import (
	"errors"
	"testing"

	"github.com/goasl/goasl/jsonpath"
	"github.com/goasl/goasl/jsonpath/gval"
	"github.com/goasl/goasl/jsonvalue"
)

// FuzzFilters reads any text as an expression and applies it twice: nothing
// panics, errors are of the kinds that are promised, and the answer is the same.
func FuzzFilters(f *testing.F) {
	for _, text := range []string{
		`(@.price * @.qty > 100)`, `@.a + 'b' =~ "c"`, `!(@.x) && @.tags[?(@ == 'red')] || $.limit in [1, 2]`, `f(@.id, {"a": -1}) ?? null`,
		`@.a ? 1 : `, `9007199254740993 << -1`, `[[[[`, `{"a" 1}`, `@..*`, `@['it's']`, `date("x")`, "`", `'\`, `in`, `@.a //`, `/* `, `1/0 % 0 ** -1`, `~'a'`,
		`f`, `f(`, `null == f()`, `@.big[0].id - 9223372036854775807`, `a.b`, `a["b"](1)`, `"\xff" + '\377'`,
	} {
		f.Add(text)
	}
	filters := gval.Filters(gval.Function("f", func(args ...any) (any, error) {
		if len(args) == 0 {
			return nil, errors.New("no arguments")
		}
		return args[0], nil
	}))
	document := jsonvalue.MustParse(shop)
	f.Fuzz(func(t *testing.T, text string) {
		p, err := jsonpath.CompileWith("$.orders[?"+text+"]", filters)
		if syntax := (*jsonpath.SyntaxError)(nil); err != nil {
			if !errors.As(err, &syntax) || syntax.Offset < 0 || syntax.Offset > len(syntax.Text) {
				t.Fatalf("%v", err)
			}
			return
		}
		first, err := p.Eval(document, &jsonpath.Budget{Nodes: 100_000})
		second, again := p.Eval(document, &jsonpath.Budget{Nodes: 100_000})
		if first.String() != second.String() || (err == nil) != (again == nil) || err != nil && err.Error() != again.Error() {
			t.Errorf("first %v, %v\n then %v, %v", first, err, second, again)
		}
	})
}
