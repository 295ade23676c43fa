package jsonata_test

import (
	"fmt"
	"strings"
	"testing"
)

const overflow = "U1001: Stack overflow error: Check for non-terminating recursive function. Consider rewriting as tail-recursive"

// TestDepth: in Step Functions, a hundred evaluations may be inside one another. An
// operator, a parenthesis, a constructor and a call is one around its operands, a path one
// around its steps, and a literal, a variable and a name is one, too.
func TestDepth(t *testing.T) {
	around := func(before, inner, after string) func(int) string {
		return func(n int) string { return strings.Repeat(before, n) + inner + strings.Repeat(after, n) }
	}
	after := func(first, next string) func(int) string {
		return func(n int) string { return first + strings.Repeat(next, n-1) }
	}
	for name, test := range map[string]struct {
		source func(n int) string
		most   int // the largest n that is evaluated
	}{
		"terms":              {after("1", "+1"), 100},
		"texts":              {after(`"a"`, ` & "a"`), 100},
		"and":                {after("true", " and true"), 100},
		"applications":       {after("1", " ~> $string"), 100},
		"calls by ~>":        {after("1", " ~> $round(0)"), 100},
		"parentheses":        {around("(", "1", ")"), 99},
		"around a variable":  {around("(", "$states", ")"), 99},
		"around a path":      {around("(", "$states.input", ")"), 98},
		"around a long path": {around("(", "$states.input.a.b.c", ")"), 98},
		"around a position":  {around("(", "[7][0]", ")"), 98},
		"around a predicate": {around("(", "[7][true]", ")"), 98},
		"arrays":             {around("[", "1", "]"), 99},
		"objects":            {around(`{"a":`, "1", "}"), 99},
		"calls":              {around("$abs(", "1", ")"), 99},
		"conditions":         {around("true ? ", "1", " : 0"), 99},
		"minus":              {around("-(", "1", ")"), 49},
		"callbacks":          {around("$map([1], function(){[", "1", "]})"), 49},
		"recursion": {func(n int) string {
			return fmt.Sprintf(`($f := function($x){ $x <= 0 ? 0 : 1 + $f($x-1) }; $f(%d))`, n)
		}, 31},
		"chained functions": {func(n int) string {
			return "($f := function($x){ $x }; $g := " + strings.Repeat("$f ~> ", n) + "$f; $g(1))"
		}, 97},
	} {
		t.Run(name, func(t *testing.T) {
			if got := eval(test.source(test.most), `{"states":{"input":{"a":{"b":{"c":1}}}}}`, aws); strings.HasPrefix(got, "U1001") {
				t.Errorf("%d: %s", test.most, got)
			}
			if got := eval(test.source(test.most+1), "", aws); got != overflow {
				t.Errorf("%d: %s", test.most+1, got)
			}
		})
	}
	if got := eval(`($f := function($x){ $x <= 0 ? 0 : $f($x-1) }; $f(10000))`, "", aws); got != "0" {
		t.Errorf("tail calls: %s", got)
	}
}
