package jsonata_test

import "testing"

func TestSequences(t *testing.T) {
	run(t, []evalTest{
		{`5[[0..1]]`, ``, "5"},
		{`a[0]`, `{"a":5}`, "5"},
		{`a[-1]`, `{"a":[1,2,3]}`, "3"},
		{`a[1.9]`, `{"a":[1,2,3]}`, "2"},
		{`a[[0,2]]`, `{"a":[1,2,3]}`, "[1,3]"},
		{`a.b`, `{"a":[{"b":1},{"b":[2,3]},{"c":4}]}`, "[1,2,3]"},
		{`a.b`, `{"a":[{"b":1}]}`, "1"},
		{`a.b[]`, `{"a":[{"b":1}]}`, "[1]"},
		{`a[].b`, `{"a":[{"b":1}]}`, "[1]"},
		{`a.b[0]`, `{"a":[{"b":[1,2]},{"b":[3]}]}`, "[1,3]"},
		{`(a.b)[0]`, `{"a":[{"b":[1,2]},{"b":[3]}]}`, "1"},
		{`a.[b]`, `{"a":[{"b":1},{"b":2}]}`, "[[1],[2]]"},
		{`a`, `{"a":[]}`, "[]"},
		{`a.b`, `{"a":[]}`, "undefined"},
		{`$.*`, `{"a":[1,[2]],"b":3}`, "[1,2,3]"},
		{`**`, `{"a":{"b":1}}`, `[{"a":{"b":1}},{"b":1},1]`},
		{`$distinct([1,1])`, ``, "[1]"},
		{`(tags.[$split($,"=")])[$[0]="b"].$[1]`, `{"tags":["a=1","b=2"]}`, `"2"`},
		{`$map([1,2], function($x){ $filter([1], function($y){false}) })`, ``, "[[],[]]"},
		{`$count([1..10000000])`, ``, "10000000"},
		{`[{"a":1}][0].a`, ``, "undefined"}, // as odd as jsonata-js
		{`[1,2].$`, ``, "[1,2]"},
		{`$`, `[1,2]`, "[1,2]"},
		{`$[0]`, `[1,2]`, "1"},
		{`$count($)`, `[[1,2]]`, "1"},
		{`in in in and and`, `{"in":1,"and":true}`, "true"},
	})
}

func TestObjects(t *testing.T) {
	run(t, []evalTest{
		{`x{k: v}`, `{}`, "{}"},
		{`x{k: v}`, `{"x":[{"k":"a","v":1},{"k":"b","v":2},{"k":"a","v":3}]}`, `{"a":[1,3],"b":2}`},
		{`x{k: $sum(v)}`, `{"x":[{"k":"a","v":1},{"k":"a","v":3}]}`, `{"a":4}`},
		{`x{k: v, k: v}`, `{"x":{"k":"a","v":1}}`, `D1009: Multiple key definitions evaluate to same key: "a"`},
		{`{1: 2}`, ``, "T1003: Key in object structure must evaluate to a string; got: 1"},
		{`{"b": 1, "1": 2, "a": 3, "0": 4}`, ``, `{"b":1,"1":2,"a":3,"0":4}`},
		{`$keys({"b": 1, "10": 2, "9": 3, "01": 4})`, ``, `["9","10","b","01"]`},
		{`$keys($)`, `{"b":1,"10":2,"9":3}`, `["9","10","b"]`},
		{`$string($)`, `{"b":1,"1":2}`, `"{\"1\":2,\"b\":1}"`},
		{`$merge([{"a":1,"b":2},{"b":3,"c":4}])`, ``, `{"a":1,"b":3,"c":4}`},
		{`($a := $merge([{"a":1}]); $b := $merge([$a,{"b":2}]); $c := $merge([$a,{"c":3}]); $d := $merge([$b,{"a":4}]); [$a,$b,$c,$d])`, ``,
			`[{"a":1},{"a":1,"b":2},{"a":1,"c":3},{"a":4,"b":2}]`},
		{`$reduce([1..100], function($a,$i){$merge([$a,{$string($i % 30): $i}])}, {})."7"`, ``, "97"},
		{`$spread({"a":1,"b":2})`, ``, `[{"a":1},{"b":2}]`},
		{`$sift({"a":1,"b":2}, function($v,$k){$k = "b"})`, ``, `{"b":2}`},
		{`$each({"a":1,"b":2}, function($v,$k){$k & $v})`, ``, `["a1","b2"]`},
		{`$lookup([{"a":1},{"a":2}], "a")`, ``, "[1,2]"},
		{`{"a":1} = {"a":1.0}`, ``, "true"},
		{`{"a":1,"b":2} = {"b":2,"a":1}`, ``, "true"},
	})
}

// Appending to a string or an array does not change the original.
func TestSharedMemory(t *testing.T) {
	long := `"0123456789012345678901234567890123456789012345678901234567890123456789"`
	run(t, []evalTest{
		{`($a := ` + long + ` & "x"; $b := $a & "1"; $c := $a & "2"; $substring($b,-2) & $substring($c,-2) & $substring($a,-1))`, ``, `"x1x2x"`},
		{`($a := [1,2,3]; $b := $append($a, 4); $c := $append($b, 5); $d := $append($b, 6); [$a.$string(), "-", $c.$string(), "-", $d.$string()] ~> $join())`, ``,
			`"123-12345-12346"`},
		{`($a := $append([1], 2); $b := [$a, 3]; $c := [$a, 4]; [[$a], [$b], [$c]])`, ``, "[[1,2],[1,2,3],[1,2,4]]"},
		{`$reduce([1..5], function($a, $b){$append($a, $b)}, [])`, ``, "[1,2,3,4,5]"},
	})
}

func TestFunctionsAsValues(t *testing.T) {
	run(t, []evalTest{
		{`$map([1.234,5.678], $round)`, ``, "[1,5.7]"},
		{`$map(["a","b"], $uppercase)`, ``, `["A","B"]`},
		{`$filter(["b","b","abc"], /b/)`, ``, `"b"`}, // the position is the second argument
		{`$type(/a/) & $type($sum)`, ``, `"functionfunction"`},
		{`/b/("abc").start`, ``, "1"},
		{`$count(/(b)(c)?/("ab").groups)`, ``, "2"},
		{`$match("ab12", /([a-z])(\d)/)`, ``, `{"match":"b1","index":1,"groups":["b","1"]}`},
		{`$match("😀a", /a/).index`, ``, "2"},
		{`($f := $substring(?, 0, 2); $f("abc"))`, ``, `"ab"`},
		{`($f := $uppercase ~> $trim; $f(" a "))`, ``, `"A"`},
		{`($first := $map(?, $uppercase); [$first("a"), $first(["a"])])`, ``, `["A"]`}, // no array is made of the string
		{`$substring(?, 0, 2)(5)`, ``, "T0410: Argument 1 of function \"(\" does not match function signature"},
		{`"a" ~> $uppercase`, ``, `"A"`},
		{`"a" ~> $append("b")`, ``, `["a","b"]`},
		{`1 ~> 2`, ``, "T2006: The right side of the function application operator ~> must be a function"},
		{`($add := function($x){function($y){$x + $y}}; $add(1)(2))`, ``, "3"},
		{`function($x,$y){[$x,$y]}(1)`, ``, "[1]"},
		{`function($x)<s:s>{$x}(1)`, ``, "T0410: Argument 1 of function undefined does not match function signature"},
		{`(function($x)<a<n>:n>{$sum($x)})(1)`, ``, "1"},
		{`λ($x){$x}(1)`, ``, "1"},
		{`foo(1)`, ``, "T1006: Attempted to invoke a non-function"},
		{`sum(1)`, ``, "T1005: Attempted to invoke a non-function. Did you mean $sum?"},
		{`sum(?)`, ``, "T1007: Attempted to partially apply a non-function. Did you mean $sum?"},
		{`1(?)`, ``, "T1008: Attempted to partially apply a non-function"},
		{`($f := function($n){$n = 0 ? "done" : $f($n - 1)}; $f(100000))`, ``, `"done"`},
		{`$sort([3,1,2], function($a,$b){$a < $b})`, ``, "[3,2,1]"},
		{`$reduce([1,2], function($x){$x})`, ``, "D3050: The second argument of reduce function must be a function with at least two arguments"},
		{`$single([1,2], function($x){$x > 1})`, ``, "2"},
		{`$zip([1,2],["a","b"])`, ``, `[[1,"a"],[2,"b"]]`},
	})
}

func TestStrings(t *testing.T) {
	run(t, []evalTest{
		{`$length("😀é")`, ``, "2"},
		{`$substring("a😀b", 1, 1)`, ``, `"😀"`},
		{`$substring("hello", -3, 2)`, ``, `"ll"`},
		{`$pad("a", -3, "😀-")`, ``, `"😀-a"`},
		{`$split("a😀", "")`, ``, `["a","�","�"]`}, // two halves of a character
		{`$join($split("a😀", ""))`, ``, `"a😀"`},
		{`"\uD83D\uDE00"`, ``, `"😀"`},
		{`"\uD83D" & "x"`, ``, `"�x"`},
		{`"￿" > "😀"`, ``, "true"}, // JavaScript compares code units
		{`$sort(["￿","😀"])`, ``, `["😀","￿"]`},
		{`$uppercase("straße ﬁ")`, ``, `"STRASSE FI"`},
		{`$lowercase("ΟΔΟΣ")`, ``, `"οδος"`},
		{`$trim("  a \n b ")`, ``, `"a b"`},
		{`$base64encode("é")`, ``, `"6Q=="`},
		{`$base64decode("6Q==")`, ``, `"é"`},
		{`$encodeUrlComponent("a b&é")`, ``, `"a%20b%26%C3%A9"`},
		{`$string("\u0001\u001f")`, ``, "\"\\u0001\\u001F\""},
		{`$string(["\u001f"])`, ``, `"[\"\\u001f\"]"`},
		{`$string([1,{"a":[]}], true)`, ``, `"[\n  1,\n  {\n    \"a\": []\n  }\n]"`},
		{`$replace("abc", "b", "$0")`, ``, `"a$0c"`},
		{`$replace("John Smith", /(\w+)\s(\w+)/, "$2, $1")`, ``, `"Smith, John"`},
		{`$replace("abc", /b/, function($m){$m.match & $m.start & $m.end})`, ``, `"ab12c"`},
		{`$substringBefore("a-b", "-") & $substringAfter("a-b", "-")`, ``, `"ab"`},
		{`$contains("abc", /B/i)`, ``, "true"},
		{`$toMillis("2024-02-30T00:00:00.000Z")`, ``, "1709251200000"},
	})
}

func TestRegularExpressions(t *testing.T) {
	run(t, []evalTest{
		{`$contains("a\u00a0b", /a\sb/)`, ``, "true"},
		{`$contains("a\nb", /a.b/)`, ``, "false"},
		{`$contains("a\nb", /a[^]b/)`, ``, "true"},
		{`$contains("a/b", /a\/b/)`, ``, "true"},
		{`$contains("a/b", /a[/]b/)`, ``, "true"},
		{`$contains("a-b", /a[\s\S]b/)`, ``, "true"},
		{`$contains("ab", /[\S]{2}/)`, ``, "true"},
		{`$contains("A", /\u0041/)`, ``, "true"},
		{`$contains("a]", /a[\]]/)`, ``, "true"},
		{`$contains("a[b", /a[\[]b/)`, ``, "true"},
		{`$match("aXbX", /(?<letter>[a-z])X/).groups`, ``, `["a","b"]`},
		{`$match("foo bar", /\b\w/).match`, ``, `["f","b"]`},
		{`$match("a\nb", /^./m).match`, ``, `["a","b"]`},
		{`$count($match("aaa", /^a/))`, ``, "1"},
		{`$split("a1b22c", /\d+/)`, ``, `["a","b","c"]`},
		{`$replace("aaa", /a*?/, "b")`, ``, "D1004: Regular expression matches zero length string"},
		{`/a/ii`, ``, "S0303: Unsupported regular expression: the flag i is there twice"},
		{`/(?=a)/`, ``, "S0303: Unsupported regular expression: there is no (?=) here, which looks ahead or behind"},
		{`/(a)\1/`, ``, "S0303: Unsupported regular expression: references to groups"},
		{`/[z-a]/`, ``, "S0303: Unsupported regular expression: invalid character class range"},
		{`//`, ``, "S0301: Empty regular expressions are not allowed"},
		{`/(/`, ``, "S0302: No terminating / in regular expression"},
	})
}

func TestParentsAndBindings(t *testing.T) {
	input := `{"a":[{"n":1,"b":[{"v":10},{"v":20}]},{"n":2,"b":[{"v":30}]}]}`
	run(t, []evalTest{
		{`a.b.{"n": %.n, "v": v}`, input, `[{"n":1,"v":10},{"n":1,"v":20},{"n":2,"v":30}]`},
		{`a.b[%.n = 2].v`, input, "30"},
		{`a.b^(>%.n).v`, input, "[30,10,20]"},
		{`a@$x.b@$y.($x.n & "-" & $y.v)`, input, "undefined"}, // the input of the step stays what it was
		{`a@$x.a.b@$y[$x.n = 1].$y.v`, input, "[10,20,30]"},
		{`a#$i.b.($i & ":" & v)`, input, `["0:10","0:20","1:30"]`},
		{`a.b#$i[$i > 0].v`, input, "20"},
		{`a.b[v > 10]#$i.{"i": $i, "v": v}`, input, `[{"i":0,"v":20},{"i":1,"v":30}]`},
		{`%`, input, "S0217: The object representing the 'parent' cannot be derived from this expression"},
		{`a@$x[0]@$y`, input, "S0215: A context variable binding must precede any predicates on a step"},
	})
}

func TestTransforms(t *testing.T) {
	run(t, []evalTest{
		{`$ ~> |a|{"x": b * 2}, "b"|`, `{"a":[{"b":1},{"b":2}],"c":0}`, `{"a":[{"x":2},{"x":4}],"c":0}`},
		{`$ ~> |$|{"self": $}|`, `{"a":1}`, `{"a":1,"self":{"a":1}}`},
		{`$ ~> |**[b]|{"n": 1}|`, `{"b":{"b":2}}`, `{"b":{"b":2},"n":1}`},
		{`($t := |a|{"b":2}|; [$t($), $t($)])`, `{"a":{"b":1}}`, `[{"a":{"b":2}},{"a":{"b":2}}]`},
		{`($x := {"a":{"b":1}}; $y := $x ~> |a|{"b":2}|; $x.a.b & $y.a.b)`, ``, `"12"`},
		{`$ ~> |a|5|`, `{"a":{}}`, "T2011: The insert/update clause of the transform expression must evaluate to an object: 5"},
		{`$ ~> |a|{},5|`, `{"a":{}}`, "T2012: The delete clause of the transform expression must evaluate to a string or array of strings: 5"},
		{`$ ~> |a.b|{"c":1}|`, `{"a":{"b":5}}`, `{"a":{"b":5}}`},
		{`nothing ~> |a|{}|`, `{}`, "undefined"},
	})
}

func TestDefaults(t *testing.T) {
	run(t, []evalTest{
		{`a ?? 1`, `{"a":null}`, "null"},
		{`a ?? 1`, `{}`, "1"},
		{`a ?: 1`, `{"a":0}`, "1"},
		{`a ?: 1`, `{"a":2}`, "2"},
		{`a ? 1`, `{}`, "undefined"},
		{`true ? 1 : $error("no")`, ``, "1"},
		{`false and $error("no")`, ``, "false"},
		{`$error("no")`, ``, "D3137: no"},
		{`$assert(1 = 2, "differ")`, ``, "D3141: differ"},
	})
}

func TestEvalFunction(t *testing.T) {
	run(t, []evalTest{
		{`($x := 2; $eval("$x + 1"))`, ``, "3"},
		{`($eval("$y := 5"); $y)`, ``, "5"},
		{`$eval("a", {"a": 1})`, ``, "1"},
		{`$eval("$[0]", [7])`, ``, "7"},
		{`$eval("1 +")`, ``, `D3120: Syntax error in expression passed to function eval: "Unexpected end of expression"`},
		{`$eval("1 + \"a\"")`, ``, `D3121: Dynamic error evaluating the expression passed to function eval: "The right side of the \"+\" operator must evaluate to a number"`},
	})
}
