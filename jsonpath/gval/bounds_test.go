package gval_test

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/goasl/goasl/jsonpath"
	"github.com/goasl/goasl/jsonpath/gval"
	"github.com/goasl/goasl/jsonvalue"
)

// million returns a document of a million values.
func million() jsonvalue.Value {
	var text strings.Builder
	for i := range 250_000 {
		fmt.Fprintf(&text, `,{"a": %d, "b": {"c": "x"}}`, i)
	}
	return jsonvalue.MustParse("[" + text.String()[1:] + "]")
}

// What would go over a large document again and again ends by the budget; what
// goes over it once does not.
func TestBudget(t *testing.T) {
	document := million()
	for path, ends := range map[string]bool{
		`$[?(@.a * 2 > 499990)].a`:   false,
		`$..[?(@.a > 249990)].a`:     false,
		`$[?($..a == 1)]`:            true,
		`$..[?($..[?(@.c == "y")])]`: true,
	} {
		p, err := jsonpath.CompileWith(path, gval.Filters())
		if err != nil {
			t.Fatal(err)
		}
		begin := time.Now()
		_, err = p.Eval(document, nil)
		var exhausted *jsonpath.BudgetError
		if errors.As(err, &exhausted) != ends || !ends && err != nil {
			t.Errorf("%s ends with %v", path, err)
		}
		t.Logf("%s took %v", path, time.Since(begin))
	}
}

// The work on texts counts, with the number of operators that go over them.
func TestBudgetOfTexts(t *testing.T) {
	text := strings.Repeat("a", 1<<20)
	long := jsonvalue.OfArray([]jsonvalue.Value{jsonvalue.OfString(text)})
	named := jsonvalue.OfArray([]jsonvalue.Value{jsonvalue.OfObject([]jsonvalue.Member{{Name: text, Value: jsonvalue.True}})})
	for filter, document := range map[string]jsonvalue.Value{
		strings.Repeat("@+", 1000) + "@ == 1":  long,
		strings.Repeat("@+", 1000) + "'' == 1": named,
		"@ =~ '^(a?){900}b$'":                  long,
		strings.Repeat("[@] == ", 500) + "[@]": long,
	} {
		p, err := jsonpath.CompileWith("$[?("+filter+")]", gval.Filters())
		if err != nil {
			t.Fatal(err)
		}
		budget := &jsonpath.Budget{Nodes: 1_000_000}
		_, err = p.Eval(document, budget)
		if exhausted := (*jsonpath.BudgetError)(nil); !errors.As(err, &exhausted) {
			t.Errorf("%.30s…: %v, cost %d", filter, err, budget.Used())
		}
	}
}

func TestInterrupt(t *testing.T) {
	p, err := jsonpath.CompileWith(`$[?($..a == 1)]`, gval.Filters())
	if err != nil {
		t.Fatal(err)
	}
	calls := 0
	budget := &jsonpath.Budget{Interrupt: func() bool { calls++; return calls > 3 }}
	if _, err := p.Eval(million(), budget); !errors.Is(err, jsonpath.ErrInterrupted) {
		t.Errorf("an interrupt gives %v", err)
	}
}

func TestDepth(t *testing.T) {
	for depth, want := range map[int]string{
		1000:    `$[?(@ == 1 || true)]: <nil>`,
		100_000: `$[?(@ == 1 || true)]: a value of more than 1000 levels cannot be used in an expression`,
	} {
		document, err := jsonvalue.ParseWithin([]byte("["+strings.Repeat("[", depth)+strings.Repeat("]", depth)+"]"), jsonvalue.Limits{Depth: depth + 1})
		if err != nil {
			t.Fatal(err)
		}
		p, err := jsonpath.CompileWith(`$[?(@ == 1 || true)]`, gval.Filters())
		if err != nil {
			t.Fatal(err)
		}
		if _, err = p.Eval(document, nil); fmt.Sprintf("%s: %v", p, err) != want {
			t.Errorf("%d levels: %v, want %s", depth, err, want)
		}
	}
	for _, text := range []string{strings.Repeat("(", 4000), strings.Repeat("!", 4000) + "1", strings.Repeat("@[?(", 1000) + "1" + strings.Repeat(")]", 1000), strings.Repeat("[", 4000)} {
		_, _ = gval.Filters()(text) // it returns
	}
}

// Results come in the order of the document each time, those of paths in
// expressions too. PaesslerAG's would change from run to run.
func TestOrderIsStable(t *testing.T) {
	var members, names []string
	for i := range 50 {
		members = append(members, fmt.Sprintf(`"m%d": {"n": %d}`, i*7919%50, i))
		names = append(names, fmt.Sprint(i))
	}
	document := jsonvalue.MustParse(`{"all": {` + strings.Join(members, ", ") + `}}`)
	all := "[" + strings.Join(names, ",") + "]"
	objects := `[{"n":` + strings.Join(names, `},{"n":`) + `}]`
	for range 20 {
		for path, want := range map[string]string{
			`$.all.*[?(@.n >= 0)].n`:                        all,
			`$.all[?(@.*.n == ` + all + `)].m1.n`:           `[29]`,
			`$[?(@..n == ` + all + `)].all.m1.n`:            `[29]`,
			`$..[?(@.n + 0 >= 0)]`:                          objects,
			`$[?(@.all + "" == @['all'] + "")].all.m0['n']`: `[0]`,
		} {
			if got := query(path, document, gval.Filters()); got != want {
				t.Fatalf("%.60s\n got %s\nwant %s", path, got, want)
			}
		}
	}
}

func TestConcurrentUse(t *testing.T) {
	filters := gval.Filters(gval.Function("double", func(args ...any) (any, error) { return args[0].(float64) * 2, nil }))
	p, err := jsonpath.CompileWith(`$.orders[?(double(@.qty ?? 0) > 3 && @.note !~ 'x' || @.tags[?(@ == 'red')])].id`, filters)
	if err != nil {
		t.Fatal(err)
	}
	document := jsonvalue.MustParse(shop)
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for range 200 {
				v, err := p.Eval(document, nil)
				if err != nil || v.String() != `["a","b"]` {
					t.Errorf("%v, %v", v, err)
				}
				if _, err := filters("double(1) > @.a"); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
}
