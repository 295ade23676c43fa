package jsonata_test

import (
	"errors"
	"fmt"
	"runtime"
	"strconv"
	"strings"
	"testing"

	"github.com/goasl/goasl/jsonata"
	"github.com/goasl/goasl/jsonvalue"
)

// hostile are expressions that take endless time or memory unless that is bounded.
var hostile = map[string]string{
	"recursion":                `($f := function($n){1 + $f($n + 1)}; $f(0))`,
	"tail recursion":           `($f := function($n){$f($n + 1)}; $f(0))`,
	"mutual tail recursion":    `($f := function(){$g()}; $g := function(){$f()}; $f())`,
	"recursion in $map":        `($f := function($x){$map([1,2], $f)}; $f(1))`,
	"recursion of arguments":   `($f := function($n){$f($f($n))}; $f(0))`,
	"recursion by ~>":          `($f := function($n){$n ~> $f}; $f(0))`,
	"recursion by $eval":       `($s := "$eval($s)"; $eval($s))`,
	"a pattern that looks far": `($s := $pad("",1000000,"a"); $match($s, /a.*b|a/))`,
	"a pattern of many parts":  `($s := $pad("",100000,"a"); [1..1000].$contains($s, /(a?){300}b/))`,
	"many patterns":            `[1..100000].$eval("/(abcdefghi){500}/")`,
	"recursion in a predicate": `($f := function($n){[1][$f($n)]}; $f(0))`,
	"recursion in a sort":      `($f := function($n){[1,2]^($f($n))}; $f(0))`,
	"Y combinator":             `(λ($f){$f($f)})(λ($f){[$f($f)]})`,
	"deep value":               `$string($reduce([1..10000],function($a,$b){` + strings.Repeat("[", 100) + `$a` + strings.Repeat("]", 100) + `},0))`,
	"deep object":              `$string($reduce([1..100000],function($a,$b){{"a":$a}},0))`,
	"deep append":              `$reduce([1..100000],function($a,$b){$append([$a],[[$a]])},0)`,
	"deep transform":           `$reduce([1..100000],function($a,$b){{"x":$a} ~> |$|{"y":1}|},{})`,
	"deep zip":                 `$reduce([1..100000],function($a,$b){$zip($a,$a)},[1])`,
	"doubling a string":        `$length($reduce([1..33],function($a,$b){$a&$a},"aaaaaaaa"))`,
	"doubling by $join":        `$length($reduce([1..33],function($a,$b){$join([$a,$a])},"aaaaaaaa"))`,
	"doubling by $replace":     `$length($reduce([1..33],function($a,$b){$replace($a,"a","aa")},"aaaaaaaa"))`,
	"doubling by a pattern":    `$length($reduce([1..33],function($a,$b){$replace($a,/a/,"aa")},"aaaaaaaa"))`,
	"doubling by $string":      `$length($reduce([1..33],function($a,$b){$string([$a,$a])},"aaaaaaaa"))`,
	"doubling an array":        `$reduce([1..40],function($a,$b){[$a,$a]},1)`,
	"doubling by $append":      `$count($reduce([1..33],function($a,$b){$append($a,$a)},[1,2]))`,
	"sharing an object":        `$string($reduce([1..60],function($a,$b){{"a":$a,"b":$a}},1))`,
	"comparing shared objects": `($f := function(){$reduce([1..60],function($a,$b){{"a":$a,"b":$a}},1)}; $f() = $f())`,
	"descendants of shared":    `$count($reduce([1..60],function($a,$b){{"a":$a,"b":$a}},1).**)`,
	"big $pad":                 `$pad("x", 1e9)`,
	"big $pad of much":         `$pad("x", -1e300, "abc")`,
	"many big strings":         `[1..1000].$pad("x", 10000000)`,
	"many big strings apart":   `($f := function($n){($s := $pad($string($n), 10000000); $n = 0 ? 0 : $length($s) + $f($n-1))}; $f(900))`,
	"many ranges":              `[1..10000000].[1..10000000]`,
	"range of ranges":          `[1..100000].([1..100000])`,
	"range of all":             `[0..9007199254740991]`,
	"numbers of a range":       `$sum([1..10000000].($*2))`,
	"sorting a range":          `$sort([1..10000000], function($a,$b){$a<$b})`,
	"reversing a range":        `$count($reverse([1..10000000]) ~> $reverse() ~> $reverse())`,
	"product of paths":         `([1..3000]@$a.[1..3000]@$b.[1..3000]@$c.{"a":$a})`,
	"distinct arrays":          `$count($distinct([1..100000].[$]))`,
	"quadratic in":             `($a := [1..100000]; $count($a[$ in $a]))`,
	"long grouping":            `[1..10000000]{$string($): $}`,
	"splitting much":           `$split($pad("",10000000), "") ~> $count()`,
	"case of much":             `($s := $pad("",10000000); [1..10000].($uppercase($s)))`,
	"comparing much":           `($s := $pad("",10000000) & "a"; $t := $pad("",10000000) & "b"; [1..100000][$s = $t])`,
	"matching much":            `($s := $pad("",10000000,"a"); [1..1000].$match($s, /(a*)*b/))`,
	"many matches":             `$match($pad("",10000000,"a"), /a/)`,
	"parsing much":             `[1..100000].$eval($pad("1", 10001, "+1"))`,
	"expanding much":           `$replace($pad("",300000,"a"), /a+/, $pad("",300000,"$0"))`,
	"expanding groups":         `$replace($pad("",300000,"a"), /(a+)/, $pad("",300000,"$1"))`,
	"calls that do nothing":    `[1..100000].$filter([1..100000], function($v){false})`,
	"tests that do nothing":    `[1..100000].$count([1..100000][false])`,
	"steps that do nothing":    `($x := 0; [1..100000].$count([1..100000].$x))`,
	"many functions":           `[1..10000000].function(){1}`,
	"functions in functions":   `$reduce([1..10000000], function($g, $i){function(){$g()}}, 1)`,
	"many scopes":              `$reduce([1..10000000], function($g, $i){($x := $g; function(){$x})}, 1)`,
	"many variables":           `(` + manyVariables + `[1..100000].$zz)`,
	"types of many items":      `($a := [1..100000]; $f := function($x)<a<n>:n>{1}; [1..100000].$f($a))`,
	"distinct of much":         `$count($distinct([1..10000000]))`,
	"matchers of much":         `($t := $pad("",300000,"é"); $m := /x/; [1..100000].$m($t, 299999))`,
	"positions in much":        `$split($pad("",300000,"a"), ($n := function(){{"match":"a","start":299998,"end":299999,"groups":[],"next":$n}}; function($s){$n()}))`,
	"pictures of numbers":      `[1..100000].$formatNumber(1, $pad("",4000,"#,") & "0")`,
	"signs of numbers":         `($s := $pad("",100000,"x"); [1..100000].$formatNumber(1, "0", {"percent": $s}))`,
	"pictures of times":        `[1..100000].$toMillis($pad("",200,"1"), "[Y][M][D]x")`,
	"tuples of much":           `$count(([1..10000000]#$i)#$j)`,
	"keys of much":             `[1..10000].($keys($merge([1..10000].{$string($): 1})))`,
}

// manyVariables are assignments that make a scope with many variables.
var manyVariables = func() string {
	var b strings.Builder
	for i := range 2000 {
		b.WriteString("$a" + strconv.Itoa(i) + ":=0;")
	}
	return b.String()
}()

// harmless are expressions that look hostile but end soon, with another error or with a
// result.
var harmless = map[string]string{
	"open parentheses":       `$eval($pad("", 1000000, "("))`,
	"a long picture":         `$formatInteger(1, $pad("", 1000000, "0"))`,
	"many long pictures":     `[1..100000].$formatNumber(1, $pad("", 100000, "0"))`,
	"many pictures of times": `[1..100000].$fromMillis(1, $pad("", 100000, "[Y]"))`,
	"splitting pairs":        `$count($split($pad("", 400000, "😀"), ""))`,
	"removing many members":  `($o := $merge([1..10000].{"k" & $string($): 1}); $o ~> |$|{}, $keys($o)|)`,
	"encoding again":         `$length($reduce([1..33],function($a,$b){$encodeUrlComponent($a)},"%%%%%%"))`,
}

// atDefaults are those that are evaluated with the default limits. The others would
// take most of a second each.
var atDefaults = map[string]bool{
	"recursion": true, "tail recursion": true, "deep value": true, "doubling a string": true, "doubling by $append": true,
	"big $pad": true, "range of all": true, "sharing an object": true,
}

// Each of them ends with an error about a limit.
func TestHostile(t *testing.T) {
	for name, source := range hostile {
		for profileName, profile := range map[string]jsonata.Profile{"latest": jsonata.Latest, "AWS": jsonata.AWS} {
			t.Run(name+"/"+profileName, func(t *testing.T) {
				if profile == jsonata.AWS && strings.Contains(source, "$eval") {
					return // which is not there
				}
				limits := jsonata.Limits{Steps: 300_000, Memory: 32 << 20}
				if atDefaults[name] {
					limits = jsonata.Limits{}
				}
				x, err := jsonata.Compile(source, jsonata.WithProfile(profile), jsonata.WithLimits(limits))
				if err != nil {
					t.Fatal(err)
				}
				v, err := x.Eval(t.Context(), jsonvalue.Value{}, jsonata.Env{})
				if !errors.Is(err, jsonata.ErrLimit) {
					t.Errorf("%s\ngot %.100s, %v", source, v.Preview(100), err)
				}
			})
		}
	}
}

func TestHarmless(t *testing.T) {
	for name, source := range harmless {
		t.Run(name, func(t *testing.T) {
			_, err := jsonata.MustCompile(source).Eval(t.Context(), jsonvalue.Value{}, jsonata.Env{})
			var e *jsonata.Error
			if err != nil && !errors.As(err, &e) {
				t.Errorf("%s: %v", source, err)
			}
		})
	}
}

// With the default limits each of them allocates less than 256 MiB in total, so it never
// uses more at a time.
func TestHostileMemory(t *testing.T) {
	for name := range atDefaults {
		for _, profile := range []jsonata.Profile{jsonata.Latest, jsonata.AWS} {
			x := jsonata.MustCompile(hostile[name], jsonata.WithProfile(profile))
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			_, err := x.Eval(t.Context(), jsonvalue.Value{}, jsonata.Env{})
			runtime.ReadMemStats(&after)
			if taken := after.TotalAlloc - before.TotalAlloc; taken > 256<<20 || err == nil {
				t.Errorf("%s: %d MiB and %v", name, taken>>20, err)
			}
		}
	}
}

// TestSpace: sources take memory from what they share until nothing is left, those that
// are wrong in the end included.
func TestSpace(t *testing.T) {
	left := 10 * 128
	share := jsonata.WithSpace(&left)
	if _, err := jsonata.Compile("1 + 1", share); err != nil || left != 6*128 {
		t.Errorf("four tokens, with the end: %v, and %d bytes are left", err, left)
	}
	if _, err := jsonata.Compile("1 + +", share); err == nil || errors.Is(err, jsonata.ErrLimit) || left >= 4*128 {
		t.Errorf("a wrong source: %v, and %d bytes are left", err, left)
	}
	if _, err := jsonata.Compile("[1, 1, 1]", share); !errors.Is(err, jsonata.ErrLimit) || left != 0 {
		t.Errorf("too many tokens: %v, and %d bytes are left", err, left)
	}
	left = 1_000 * 64
	if _, err := jsonata.Compile(`[1, /a{400}/, /\ba{400}/]`, share); !errors.Is(err, jsonata.ErrLimit) {
		t.Errorf("regular expressions: %v, and %d bytes are left", err, left)
	}
	if _, err := jsonata.Compile("[" + strings.Repeat("1,", 1<<18) + "1]"); !errors.Is(err, jsonata.ErrLimit) {
		t.Errorf("more than 64 MiB: %v", err)
	}
}

// TestBudget: evaluations with the same Budget share it.
func TestBudget(t *testing.T) {
	sum := jsonata.MustCompile(`$sum([1..1000].($ * 2))`)
	text := jsonata.MustCompile(`$pad("x", 100000)`)
	left := &jsonata.Budget{Steps: 10_000, Memory: 1 << 20}
	evalUntil := func(x *jsonata.Expr) (n int, err error) {
		for ; err == nil && n < 1000; n++ {
			_, err = x.Eval(t.Context(), jsonvalue.Value{}, jsonata.Env{Budget: left})
		}
		return n, err
	}
	code := func(err error) string {
		var e *jsonata.Error
		if errors.As(err, &e) && errors.Is(err, jsonata.ErrLimit) {
			return e.Code
		}
		return fmt.Sprint(err)
	}
	if n, err := evalUntil(text); n < 2 || n > 10 || code(err) != "U1002" {
		t.Errorf("%d texts of 100 kB in 1 MiB, then %v", n, err)
	}
	if left.Memory != 0 || left.Steps <= 0 {
		t.Errorf("then %+v is left", *left)
	}
	left.Memory = 1 << 20
	if n, err := evalUntil(sum); n < 2 || n > 10 || code(err) != "U1001" {
		t.Errorf("%d sums of a thousand numbers in 10,000 steps, then %v", n, err)
	}
	if left.Steps != 0 {
		t.Errorf("then %+v is left", *left)
	}
	if v, err := jsonata.MustCompile(`"a"`).Eval(t.Context(), jsonvalue.Value{}, jsonata.Env{Budget: left}); err != nil || v.Text() != "a" {
		t.Errorf("a literal without steps: %v, %v", v, err)
	}
}
