package jsonpath_test

import (
	"errors"
	"fmt"
	"log"
	"strings"
	"testing"

	"github.com/goasl/goasl/jsonpath"
	"github.com/goasl/goasl/jsonvalue"
)

// bySize reads filters that say how many members an item has.
func bySize(text string) (jsonpath.FilterFunc, error) {
	var n int
	if _, err := fmt.Sscanf(text, "size %d", &n); err != nil {
		return nil, errors.New("the language has one sentence: size, a number")
	}
	return func(s jsonpath.Scope) (bool, error) { return s.Item().Len() == n, nil }, nil
}

func ExampleCompileWith() {
	path, err := jsonpath.CompileWith("$.orders[?size 2].id", bySize)
	if err != nil {
		log.Fatal(err)
	}
	ids, err := path.Query([]byte(`{"orders": [{"id": 1}, {"id": 2, "total": 30}]}`))
	fmt.Println(string(ids), err)
	// Output: [2] <nil>
}

// The compiler gets the text of the filter, whatever brackets its quotes hide.
func TestCompileWithText(t *testing.T) {
	for path, want := range map[string]string{
		`$[?(@.a)]`:                        `(@.a)`,
		`$.a[ ?  (@.a)  ].b`:               `(@.a)`,
		`$..[?(@.a[0] == 'b]')][0]`:        `(@.a[0] == 'b]')`,
		`$[?(@ == ']"' && "[']" != @)][*]`: `(@ == ']"' && "[']" != @)`,
		`$[?"\"]" == '\'']`:                `"\"]" == '\''`,
		"$[?`\\` == @['a b']]":             "`\\` == @['a b']",
		`$[?]`:                             ``,
		`$['?'][?a][0,1]`:                  `a`,
	} {
		var got []string
		_, err := jsonpath.CompileWith(path, func(text string) (jsonpath.FilterFunc, error) {
			got = append(got, text)
			return func(jsonpath.Scope) (bool, error) { return true, nil }, nil
		})
		if err != nil || strings.Join(got, "|") != want {
			t.Errorf("%s: %q, %v; want %q", path, got, err, want)
		}
	}
}

func TestCompileWithErrors(t *testing.T) {
	for path, want := range map[string]string{
		`$.a[? size ]`:   `invalid path "$.a[? size ]" at offset 6: the language has one sentence: size, a number`,
		`$.a[?size 1`:    `invalid path "$.a[?size 1" at offset 3: the bracket of the filter is not closed`,
		`$.a[?'size 1]`:  `invalid path "$.a[?'size 1]" at offset 3: the bracket of the filter is not closed`,
		`$.a[b?size 1]`:  `invalid path "$.a[b?size 1]" at offset 5: [?(…)] expected`,
		`$.a[?size 1] `:  `<nil>`,
		`$.a[?size 1]]`:  `<nil>`, // Jayway: the member "]"
		`$.a[?size 1] b`: `invalid path "$.a[?size 1] b" at offset 12: a name with a space is written in brackets: ['a b']`,
	} {
		if _, err := jsonpath.CompileWith(path, bySize); fmt.Sprint(err) != want {
			t.Errorf("%s\n got %v\nwant %s", path, err, want)
		}
	}
	for offset, want := range map[int]int{0: 7, 2: 9, 99: 10, -1: 7} {
		_, err := jsonpath.CompileWith(`$.a[?  (x)]`, func(text string) (jsonpath.FilterFunc, error) {
			return nil, fmt.Errorf("wrapped: %w", &jsonpath.SyntaxError{Text: text, Offset: offset, Msg: "no"})
		})
		var syntax *jsonpath.SyntaxError
		if !errors.As(err, &syntax) || syntax.Offset != want || syntax.Msg != "no" || syntax.Text != `$.a[?  (x)]` {
			t.Errorf("an error at %d of the filter: %#v", offset, err)
		}
	}
}

// Without a compiler the filters are Jayway's.
func TestCompileWithNone(t *testing.T) {
	p, err := jsonpath.CompileWith("$[?(@.a > 1)].a", nil)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := p.Query([]byte(`[{"a": 1}, {"a": 2}]`)); string(got) != `[2]` {
		t.Errorf("%s, %v", got, err)
	}
}

// evalWith evaluates $.items[?x] with a filter.
func evalWith(t *testing.T, budget *jsonpath.Budget, f jsonpath.FilterFunc) (string, error) {
	t.Helper()
	p, err := jsonpath.CompileWith("$.items[?x]", func(string) (jsonpath.FilterFunc, error) { return f, nil })
	if err != nil {
		t.Fatal(err)
	}
	v, err := p.Eval(jsonvalue.MustParse(`{"limit": 2, "items": [1, [2], [[2, 3]], 3]}`), budget)
	return v.String(), err
}

// A path that a filter follows has the root of the whole path inside of its own
// filters, and the budget.
func TestScope(t *testing.T) {
	inner := jsonpath.MustCompile("$[*][?(@ == $.limit)]")
	budget := &jsonpath.Budget{}
	var items, roots []string
	got, err := evalWith(t, budget, func(s jsonpath.Scope) (bool, error) {
		items, roots = append(items, s.Item().String()), append(roots, s.Root().Get("limit").String())
		before := budget.Used()
		v, err := s.Follow(inner, jsonvalue.OfArray([]jsonvalue.Value{s.Item()}))
		if budget.Used() == before {
			t.Error("following a path costs nothing")
		}
		return v.Len() > 0, err
	})
	if err == nil || err.Error() != "Filter: [?] can not be applied to primitives. Current context is: 1" {
		t.Errorf("%s, %v", got, err)
	}
	got, err = evalWith(t, budget, func(s jsonpath.Scope) (bool, error) {
		if s.Item().Kind() != jsonvalue.Array {
			return false, nil
		}
		items, roots = append(items, s.Item().String()), append(roots, s.Root().Get("limit").String())
		v, err := s.Follow(inner, jsonvalue.OfArray([]jsonvalue.Value{s.Item()}))
		return v.Len() > 0, err
	})
	if got != "[[2]]" || err != nil || strings.Join(items, " ") != "1 [2] [[2,3]]" || strings.Join(roots, " ") != "2 2 2" {
		t.Errorf("%s, %v; items %v, limits %v", got, err, items, roots)
	}
}

func TestScopeSpend(t *testing.T) {
	budget := &jsonpath.Budget{Nodes: 1000}
	if _, err := evalWith(t, budget, func(s jsonpath.Scope) (bool, error) { return true, s.Spend(-100) }); err != nil || budget.Used() <= 0 {
		t.Errorf("%v, used %d", err, budget.Used())
	}
	_, err := evalWith(t, budget, func(s jsonpath.Scope) (bool, error) { return true, s.Spend(400) })
	var exhausted *jsonpath.BudgetError
	if !errors.As(err, &exhausted) || exhausted.Path != "$.items[?x]" {
		t.Errorf("%v", err)
	}
	var none jsonpath.Scope
	if v, err := none.Follow(jsonpath.MustCompile("$..a"), jsonvalue.MustParse(`{"a": 1}`)); v.String() != "[1]" || err != nil || none.Spend(1) != nil {
		t.Errorf("the zero Scope: %v, %v", v, err)
	}
}

// What is not found is not satisfied; other errors fail the path.
func TestFilterFuncErrors(t *testing.T) {
	sentinel := errors.New("no")
	for want, err := range map[string]error{
		"<nil>":                 &jsonpath.NotFoundError{Detail: "nothing"},
		"no":                    sentinel,
		"jsonpath: interrupted": fmt.Errorf("%w", jsonpath.ErrInterrupted),
	} {
		_, got := evalWith(t, nil, func(jsonpath.Scope) (bool, error) { return true, err })
		if fmt.Sprint(got) != want {
			t.Errorf("%v gives %v", err, got)
		}
		var eval *jsonpath.EvalError
		if err == sentinel && (!errors.As(got, &eval) || eval.Path != "$.items[?x]" || !errors.Is(got, sentinel)) {
			t.Errorf("%v gives %#v", err, got)
		}
	}
}
