package jsonata_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/goasl/goasl/jsonata"
)

func TestReferences(t *testing.T) {
	tests := []struct{ source, variables, input string }{
		{`$states.input.a.b`, "states.input.a.b@0", ""},
		{`$states.input.items[0].x`, "states.input.items@0", ""},
		{`$states[0].input`, "states@0", ""},
		{`phone`, "", "phone@0"},
		{`1 + phone.mobile`, "", "phone.mobile@4"},
		{`$`, "", "$@0"},
		{`$.a`, "", "$.a@0"},
		{`$$.a`, "", "$$.a@0"},
		{`*.a`, "", "*.a@0"},
		{`**`, "", "**@0"},
		{`$x.($$)`, "x@0", "$$@4"},
		{`$x.(a + $)`, "x@0", ""},
		{`$x[a = $y]`, "x@0 y@7", ""},
		{`$x.b[c]`, "x.b@0", ""},
		{`$x^(a, $y)`, "x@0 y@7", ""},
		{`$x{a: b}`, "x@0", ""},
		{`{"k": a}`, "", "a@6"},
		{`[a, (b; c)]`, "", "a@1 b@5 c@8"},
		{`a ? b : c`, "", "a@0 b@4 c@8"},
		{`$f(a, ?)`, "f@0", "a@3"},
		{`$sum($x)`, "sum!@0 x@5", ""},
		{`($x := $x + 1; $x)`, "x@7", ""},
		{`($x := 1; ($x := $y; $x); $x)`, "y@17", ""},
		{`(($x := 1); $x)`, "x@12", ""},
		{`($f := function($n){$n = 0 ? $g : $f($n - $later)}; $later := 1; $f(2))`, "g@29", ""},
		{`function($a){$a & b}($c)`, "c@21", "b@18"},
		{`$map($x, function($v){$v.a + $.b})`, "map!@0 x@5", "$.b@29"},
		{`$x.$map(y, function($v){b & $})`, "x@0 map!@3", ""},
		{`$x.(function($v){b})`, "x@0", ""},
		{`function(){$x[a].b}`, "x@11", ""},
		{`$filter($x, function($v){function(){c}()})`, "filter!@0 x@8", "c@36"},
		{`$x@$v.y#$i[$i = 1].($v & $w)`, "x@0 w@25", ""},
		{`($x@$v.y; $v)`, "x@1 v@10", ""},
		{`$x[$v := a].($v)`, "x@0", ""},
		{`$x ~> |a|{"b": c}, d|`, "x@0", ""},
		{`$a ?: $b`, "a@0 b@6", ""},
		{`-a`, "", "a@1"},
	}
	for _, test := range tests {
		x, err := jsonata.Compile(test.source)
		if err != nil {
			t.Errorf("%s: %v", test.source, err)
			continue
		}
		refs := x.References()
		if diff := cmp.Diff(test.variables, written(refs.Variables)); diff != "" {
			t.Errorf("%s: variables (-want +got):\n%s", test.source, diff)
		}
		if diff := cmp.Diff(test.input, written(refs.Input)); diff != "" {
			t.Errorf("%s: input (-want +got):\n%s", test.source, diff)
		}
	}
}

// written writes references one after the other, built-in functions with a !.
func written(refs []jsonata.Reference) string {
	var words []string
	for _, r := range refs {
		mark := ""
		if r.Builtin {
			mark = "!"
		}
		words = append(words, fmt.Sprintf("%s%s@%d", strings.Join(append([]string{r.Name}, r.Path...), "."), mark, r.Pos))
	}
	return strings.Join(words, " ")
}

// Which references a test asks for.
func TestReferencesTested(t *testing.T) {
	for source, want := range map[string]string{
		`$states.input.n > 5`:                         "n",
		`$states.input.item ? $v : $w`:                "item tested, v, w",
		`$a and $not($b.c) or $boolean($d)`:           "a tested, not, c tested, boolean, d tested",
		`$exists($states.input.coupon)`:               "exists, coupon tested",
		`$exists($states.input.list[0])`:              "exists, list",
		`($exists := $boolean; $exists($v))`:          "boolean, v",
		`$count($v) > 0 and $v.n = null`:              "count, v tested, n",
		`$map($list, function($x){$exists($x + $y)})`: "map, list, exists, y",
	} {
		var got []string
		for _, r := range jsonata.MustCompile(source).References().Variables {
			name := append([]string{r.Name}, r.Path...)
			text := name[len(name)-1]
			if r.Tested {
				text += " tested"
			}
			got = append(got, text)
		}
		if text := strings.Join(got, ", "); text != want {
			t.Errorf("%s: %s, want %s", source, text, want)
		}
	}
}

// What tests in an expression, and its outcome, tell of variables.
func TestReferencesKnown(t *testing.T) {
	for _, test := range []struct{ source, known, ifTrue, ifFalse string }{
		{`$exists($v)`, "v:0", "v", ""},
		{`$v`, "v:0", "v", ""},
		{`$not($exists($v.a))`, "v:0", "", "v.a"},
		{`$exists($v) ? $v : $v`, "v:0 v:1 v:0", "", ""},
		{`$not($exists($v)) ? 0 : $v`, "v:0 v:1", "", ""},
		{`$exists($v.a.b) ? $v.a.c + $v.d : $v`, "v:0 v:2 v:1 v:0", "", ""},
		{`$exists($v) and $v.n > $w and $w`, "v:0 v:1 w:0 w:1", "v v.n w w", ""},
		{`$not($v) or $v = 1`, "v:0 v:1", "", "v"},
		{`($boolean(($v)))`, "v:0", "v", ""},
		{`($v and $w) = false`, "v:0 w:0", "", ""},
		{`$v ? ($w ? [$v, $w])`, "v:0 w:0 v:1 w:1", "", ""},
		{`$v ? (($v := 1); $v) : 0`, "v:0 v:1", "", ""},
		{`($exists := $boolean; $exists($v))`, "v:0", "", ""},
		{`$exists($v & "")`, "v:0", "", ""},
		{`$v[0] ? $v`, "v:0 v:0", "", ""},
		{`$v & "" = "a" ? $v`, "v:0 v:0", "", ""},
		{`$v or $w ? $v`, "v:0 w:0 v:0", "", ""},
	} {
		refs := jsonata.MustCompile(test.source).References()
		var known []string
		for _, ref := range refs.Variables {
			if ref.Name == "v" || ref.Name == "w" {
				known = append(known, fmt.Sprintf("%s:%d", ref.Name, ref.Known))
			}
		}
		names := func(refs []jsonata.Reference) string {
			var all []string
			for _, ref := range refs {
				all = append(all, strings.Join(append([]string{ref.Name}, ref.Path...), "."))
			}
			return strings.Join(all, " ")
		}
		got := []string{strings.Join(known, " "), names(refs.IfTrue), names(refs.IfFalse)}
		if diff := cmp.Diff([]string{test.known, test.ifTrue, test.ifFalse}, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", test.source, diff)
		}
	}
}

// TestReferencesCalled: a variable that stands where a function does.
func TestReferencesCalled(t *testing.T) {
	for source, want := range map[string]string{
		`$count($count)`:   "true false",
		`$f(?, $x)`:        "true false",
		`$x ~> $sum`:       "false true",
		`$x ~> $map($sum)`: "false true false",
		`$f($x).($y)`:      "true false false",
	} {
		var got []string
		for _, ref := range jsonata.MustCompile(source).References().Variables {
			got = append(got, fmt.Sprint(ref.Called))
		}
		if text := strings.Join(got, " "); text != want {
			t.Errorf("%s: %s, want %s", source, text, want)
		}
	}
}
