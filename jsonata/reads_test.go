package jsonata_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/goasl/goasl/jsonata"
	"github.com/goasl/goasl/jsonvalue"
)

// What an expression reads is followed through its variables, parameters and functions.
func TestReads(t *testing.T) {
	for source, want := range map[string]string{
		`$a.b`:                                   "a.b → ",
		`$a.b[0].c`:                              "a.b[0].c → ",
		`$a.b[-1]`:                               "a.b[-1] → ",
		`$a.b[price > 5].c`:                      "a.b.price >0; a.b.c → ",
		`{"x": $a.b, "y": [1, $c]}`:              "a.b → x; c → y[1]",
		`$merge([$a, {"x": $b.c}])`:              "a →  merge0*; b.c → x",
		`$a ? $b : {"n": $c}`:                    "a ?0 tested; b → ; c → n",
		`$a ?: $b`:                               "a →  tested; b → ",
		`($v := $a.b; $v.c)`:                     "a.b; a.b.c → ",
		`($v := $a + 1; $v.c)`:                   "a +0",
		`$x := $a.b`:                             "a.b → ",
		`$split($a.b, "/")[2]`:                   "a.b split0",
		`$parse($a.b).c`:                         "a.b parse0; a.b<parsed>.c → ",
		`$lookup($a, "k").c`:                     "a lookup0; a.k.c → ",
		`$exists($a.b) and $c`:                   "a.b exists0 tested; c and1 tested",
		`$map($a.b, function($v){$v.c})`:         "a.b map0; a.b[*].c → [0]",
		`$filter($a, function($v){$v.n > $m})`:   "a filter0; a[*].n >0; m >1; a → ",
		`$a.b ~> $map(function($v){$v.c & "x"})`: "a.b map0; a.b[*].c &0",
		`$reduce($a, function($i, $j){$i + $j})`: "a reduce0; a[*] +0",
		`$a.b.{"k": c}`:                          "a.b; a.b.c",
		`$a.b.(c + $d)`:                          "a.b; a.b.c +0; d +1",
		`$a@$v.b[$v.c = 1]`:                      "a.c =0; a.b → ",
		`$a{k: $sum(n)}`:                         "a.k; a.n sum0",
		`$append($a, $b)`:                        "a → ; b → ",
		`$append($a)`:                            "a → ",
		`[$a.b] ~> $sort`:                        "a.b sort0*",
		`$parse($a) ~> $lookup("k")`:             "a parse0; a<parsed> lookup0; a<parsed>.k → ",
		`$a ~> $f`:                               "a; f",
		`phone & $`:                              "",
		`-$a`:                                    "a",
		`$f($a.b)`:                               "f; a.b",
		`(function($v){$v.c})($a)`:               "a",
		`($sum := $f; $sum($a))`:                 "f; f; a",
	} {
		var got []string
		for _, r := range compiled(source).Reads() {
			got = append(got, writtenRead(r))
		}
		if diff := cmp.Diff(want, strings.Join(got, "; ")); diff != "" {
			t.Errorf("%s (-want +got):\n%s", source, diff)
		}
	}
}

// compiled compiles an expression, in the profile that has $parse if it needs that.
func compiled(source string) *jsonata.Expr {
	if strings.Contains(source, "$parse") {
		return jsonata.MustCompile(source, jsonata.WithProfile(jsonata.AWS))
	}
	return jsonata.MustCompile(source)
}

func writtenRead(r jsonata.Read) string {
	text := r.Variable
	for _, s := range r.Place {
		switch {
		case s.Parsed:
			text += "<parsed>"
		case s.Each:
			text += "[*]"
		default:
			text += writtenSteps(s.Step)
		}
	}
	if r.Returned {
		text += " → " + strings.TrimPrefix(writtenSteps(r.Result...), ".")
	}
	if u := r.Use; u.Operation != "" {
		text += fmt.Sprintf(" %s%d", u.Operation, u.Operand)
		if u.Element {
			text += "*"
		}
	}
	if r.Tested {
		text += " tested"
	}
	return text
}

func writtenSteps(steps ...jsonvalue.Step) (text string) {
	for _, s := range steps {
		if s.IsIndex {
			text += fmt.Sprintf("[%d]", s.Index)
		} else {
			text += "." + s.Name
		}
	}
	return text
}

// The literals beside an operand are told, too.
func TestReadsLiterals(t *testing.T) {
	for source, want := range map[string]string{
		`$a > 5`:            `[,5]`,
		`"x" = $a`:          `["x",]`,
		`$split($a, "/")`:   `[,"/"]`,
		`$substring($a, 3)`: `[,3]`,
		`($a) = ("x")`:      `[,"x"]`,
		`$a in ["x", 1]`:    `[,["x",1]]`,
		`$a in ["x", $b]`:   `[,]`,
	} {
		var texts []string
		for _, v := range jsonata.MustCompile(source).Reads()[0].Use.Literals {
			texts = append(texts, v.String())
		}
		if got := "[" + strings.Join(texts, ",") + "]"; got != want {
			t.Errorf("%s: %s, want %s", source, got, want)
		}
	}
}

// However deep an expression is nested, each part of it is looked at few times.
func TestReadsOfNested(t *testing.T) {
	for _, part := range []string{"$filter($a, function($v){%s})", "$count($filter($a, function($v){%s}))", "$sort(%s)", "(%s)", "$a.(%s)", "$map($a, function($v){%s})", "$parse(%s).b", "$append(%s)"} {
		text := "$x"
		for range 40 {
			text = strings.Replace(part, "%s", text, 1)
		}
		if n := len(compiled(text).Reads()); n > 200 {
			t.Errorf("%s: %d reads", part, n)
		}
	}
}

// What is long takes time in proportion.
func TestReadsOfLong(t *testing.T) {
	for _, text := range []string{
		"$a" + strings.Repeat(".b", 50_000),
		"$append(" + strings.Repeat("1,", 50_000) + "$a)",
		"[" + strings.Repeat("$a,", 50_000) + "1]",
		"(" + strings.Repeat("$b := 1;", 50_000) + strings.Repeat("$a;", 50_000) + "1)",
	} {
		if n := len(compiled(text).Reads()); n > 50_000 {
			t.Errorf("%.20s: %d reads", text, n)
		}
	}
}
