package jsonpath_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/goasl/goasl/jsonpath"
	"github.com/goasl/goasl/jsonvalue"
)

// nested returns text inside n arrays.
func nested(n int, text string) jsonvalue.Value {
	return jsonvalue.MustParse(strings.Repeat("[", n) + text + strings.Repeat("]", n))
}

// wide returns an array of n numbers.
func wide(n int) jsonvalue.Value {
	return jsonvalue.MustParse("[" + strings.Repeat("1,", n-1) + "1]")
}

func TestBudget(t *testing.T) {
	p := jsonpath.MustCompile("$[*]")
	document := wide(100)
	b := jsonpath.Budget{Nodes: 101}
	if v, err := p.Eval(document, &b); err != nil || v.Len() != 100 || b.Used() != 101 {
		t.Errorf("%d values, %v, %d used; want 100 values for 101", v.Len(), err, b.Used())
	}
	_, err := p.Eval(document, &b) // shared, and used up
	var e *jsonpath.BudgetError
	if !errors.As(err, &e) || e.Nodes != 101 || e.Path != "$[*]" {
		t.Errorf("%v, want a BudgetError", err)
	}
	if v, err := jsonpath.MustCompile("$[7]").Eval(document, &b); err != nil || v.String() != "1" {
		t.Errorf("a definite path: %v, %v; it needs no budget", v, err)
	}
}

// TestBudgetCountsAll has paths that visit far more values than there are, or
// do much work at one. Each has to end, and within the default budget.
func TestBudgetCountsAll(t *testing.T) {
	deep, many := nested(10_000, `"x"`), wide(1_000_000)
	objects := jsonvalue.MustParse("[" + strings.Repeat(`{"a": 1},`, 10_000) + "1]")
	text := jsonvalue.OfArray([]jsonvalue.Value{jsonvalue.OfString(strings.Repeat("a", 1<<20))})
	numbers := jsonvalue.MustParse(`{"n": [` + strings.Repeat("1,", 50_000) + `1], "s": "` + strings.Repeat("1", 1<<20) + `"}`)
	for _, c := range []struct {
		path     string
		document jsonvalue.Value
		breach   bool
	}{
		{"$..*", nested(1000, "1"), false},
		{"$..*", deep, false},
		{"$..*", many, false},
		{"$..[?(@ == 'x')]", deep, false},
		{"$..[*]..[*]", deep, true},
		{"$..[*]..[*]..[*]", nested(1000, "1"), true},
		{"$[?(@ > 0)]", many, false},
		{"$[?(" + strings.Repeat("@ < 0 || ", 20) + "@ > 0)]", many, true},
		{"$[" + strings.Repeat("0,", 30_000) + "0]", many, false},
		{"$[*]" + strings.Repeat("[0]", 10_000), nested(9_999, "1"), false},
		{"$[?(@ =~ /(a?){999}b/)]", text, true},
		{"$[?(@ =~ /.*/)]", text, false},
		{"$.n[?(@ == $.s)]", numbers, true},
		{"$..['" + strings.Repeat("a','", 10_000) + "b']", objects, true},
	} {
		var b jsonpath.Budget
		_, err := jsonpath.MustCompile(c.path).Eval(c.document, &b)
		var e *jsonpath.BudgetError
		if errors.As(err, &e) != c.breach {
			t.Errorf("%.40s: %v after %d", c.path, err, b.Used())
		}
		if b.Used() > jsonpath.DefaultNodes {
			t.Errorf("%.40s: used %d", c.path, b.Used())
		}
	}
}

func TestInterrupt(t *testing.T) {
	polls := 0
	b := jsonpath.Budget{Interrupt: func() bool { polls++; return polls == 3 }}
	_, err := jsonpath.MustCompile("$..*").Eval(wide(100_000), &b)
	if !errors.Is(err, jsonpath.ErrInterrupted) || polls != 3 || b.Used() > 3000 {
		t.Errorf("%v after %d polls and %d values", err, polls, b.Used())
	}
}

// TestHostilePaths has texts that must not cost more than their length.
func TestHostilePaths(t *testing.T) {
	const n = 60_000
	for _, path := range []string{
		"$" + strings.Repeat("[", 2_000_000),
		"$" + strings.Repeat("[", n),
		"$" + strings.Repeat("[?(@", n/4),
		"$[?(" + strings.Repeat("(", n) + "@.a" + strings.Repeat(")", 1000) + ")]",
		"$[?(" + strings.Repeat("@.a&&", n/5) + ")]",
		"$[?(" + strings.Repeat("&", n) + ")]",
		"$[" + strings.Repeat("1,", n/2),
		"$[" + strings.Repeat("'a',", n/4),
		"$['" + strings.Repeat("'", n),
		"$[?(@.a =~ /" + strings.Repeat("(", 1000) + strings.Repeat(")", 1000) + "/)]",
		"$[?(@.a =~ /" + strings.Repeat("(x{99}){9}", 90) + "/)]",
	} {
		if _, err := jsonpath.Compile(path); err == nil {
			t.Errorf("%.20s…: no error", path)
		}
	}
	for _, path := range []string{
		"$" + strings.Repeat("[0]", n/3),
		"$" + strings.Repeat(".a", n/2),
		"$" + strings.Repeat("..a", n/3),
		"$[?(" + strings.Repeat("@.a||", n/5) + "@.a)]",
	} {
		p := jsonpath.MustCompile(path)
		for _, document := range []jsonvalue.Value{nested(10_000, "1"), jsonvalue.MustParse(`[{"a": 1}]`)} {
			_, _ = p.Eval(document, nil)
		}
	}
}
