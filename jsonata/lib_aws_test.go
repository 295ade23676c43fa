package jsonata_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/goasl/goasl/jsonata"
	"github.com/goasl/goasl/jsonvalue"
)

var aws = jsonata.WithProfile(jsonata.AWS)

func TestAWS(t *testing.T) {
	run(t, []evalTest{
		{`a ?? 1`, `{}`, `S0211: The symbol "?" cannot be used as a unary operator`},
		{`a ?: 1`, `{}`, `S0211: The symbol ":" cannot be used as a unary operator`},
		{`$eval("1")`, ``, "T1006: Attempted to invoke a non-function"},
		{`$string(12345678901234567890)`, ``, `"12345678901234567000"`},
		{`1/0 > 1`, ``, "true"},
		{`1e308 * 10 > 1`, ``, "true"},
		{`[1..900000]`, ``, "D2014: The size of the sequence allocated by the range operator (..) must not exceed 1e6.  Attempted to allocate 900000."},
		{`$partition([0..4], 2)`, ``, "[[0,1],[2,3],[4]]"},
		{`$partition([0], 1)`, ``, "[[0]]"},
		{`$partition([0], 5)`, ``, "[[0]]"},
		{`$partition([], 1)`, ``, "undefined"},
		{`$partition([1, 2], 0)`, ``, "undefined"},
		{`$partition([1, 2], 0.9)`, ``, "undefined"},
		{`$partition([1, 2], -0.5)`, ``, "undefined"},
		{`$partition([1, 2], -1)`, ``, "D3137: Second argument must be zero or greater"},
		{`$partition([1, 2], 2.9)`, ``, "[[1,2]]"},
		{`$partition([1, 2], 2, 3)`, ``, `T0410: Argument 3 of function "partition" does not match function signature`},
		{`$hash("a", "MD5", 1)`, ``, `T0410: Argument 3 of function "hash" does not match function signature`},
		{`$range(1, 2, 1, 1)`, ``, `T0410: Argument 4 of function "range" does not match function signature`},
		{`$parse("1", 1)`, ``, `T0410: Argument 2 of function "parse" does not match function signature`},
		{`$uuid(1)`, ``, `T0410: Argument 1 of function "uuid" does not match function signature`},
		{`$range(0, 9, 3)`, ``, "[0,3,6,9]"},
		{`$range(0, 10, 3)`, ``, "[0,3,6,9]"},
		{`$range(1, 9, 9)`, ``, "1"},
		{`$range(-1.7, 2, 1)`, ``, "[-1,0,1,2]"},
		{`[1/0, -1/0]`, ``, `["Infinity","-Infinity"]`},
		{`$count([1..873782])`, ``, "873782"},
		{`$range(9, 0, -3)`, ``, "[9,6,3,0]"},
		{`$range(1, 0, 1)`, ``, "undefined"},
		{`$count($range(1, 360145, 1))`, ``, "360145"},
		{`$count($range(0, -720288, -2))`, ``, "360145"},
		{`$range(1, 360146, 1)`, ``, "U1002: More than 360145 items of a range"},
		{`$range(0, -720290, -2)`, ``, "U1002: More than 360145 items of a range"},
		{`$length($pad("", 262144, "xy")) & $length($pad($pad("", 131072, "x"), 262145, "x"))`, ``, `"262144262145"`},
		{`$pad("", 262145, "x")`, ``, "U1002: More than 262144 characters that are added"},
		{`$hash("input data", "MD5")`, ``, `"812f45842bc6d66ee14572ce20db8e86"`},
		{`$hash("input data", "SHA-1")`, ``, `"aaff4a450a104cd177d28d18d74485e8cae074b7"`},
		{`$length($hash("é", "SHA-256")) & $length($hash("", "SHA-384")) & $length($hash("", "SHA-512"))`, ``, `"6496128"`},
		{`$random(42)`, ``, "0.7275636800328681"},
		{`$random(0)`, ``, "0.730967787376657"},
		{`$parse("-0")`, ``, "0"},
		{`$parse("[1.0, 1e2, 123456789012345678901234567890]")`, ``, "[1,100,1.2345678901234568E29]"},
		{`$string($parse("{\"n\":9223372036854775807}"))`, ``, `"{\"n\":9223372036854775807}"`},
		{`$string(999999999999999868928) & " " & 9223372036854775808`, ``, `"999999999999999900000 9223372036854776000"`},
		{`$string(1/3) & " " & 2/3*1e15 & " " & 1e21`, ``, `"0.333333333333333 666666666666667 1e+21"`},
		{`$parse(" {\"a\":1, \"b\":{\"a\":2}} ")`, ``, `{"a":1,"b":{"a":2}}`},
		{`$parse("{\"a\":[1.10]}").a`, ``, "[1.1]"},
		{`$parse("\"x\"") & $parse("true") & $parse("1")`, ``, `"xtrue1"`},
		{`$parse(nothing)`, `{}`, "undefined"},
		{`$randomSeeded(1)`, ``, "T1006: Attempted to invoke a non-function"},
		{`$merge([a, b])`, `{"a":{"hello":"world"},"b":{"foo":"bar"}}`, `{"hello":"world","foo":"bar"}`},
		{`$contains('hello$world', /^hello\$/)`, ``, "true"},
		{`$contains('hello$world', /^hello\ /)`, ``, "false"},
	}, aws)
}

// The functions that Step Functions adds are not in the other profile.
func TestOnlyAWS(t *testing.T) {
	for _, call := range []string{`$partition([1],1)`, `$range(1,2,1)`, `$hash("","MD5")`, `$uuid()`, `$parse("1")`} {
		if got := eval(call, ""); got != "T1006: Attempted to invoke a non-function" {
			t.Errorf("%s: %s", call, got)
		}
	}
	if got := eval(`$random(1)`, ""); got != `T0410: Argument 1 of function "random" does not match function signature` {
		t.Errorf("$random(1): %s", got)
	}
}

// TestInvalidJSON: $parse has one message for whatever is no JSON, a number that is too large
// and a name that an object has twice.
func TestInvalidJSON(t *testing.T) {
	for _, text := range []string{
		``, ` `, `{`, `NaN`, `01`, `'a'`, `[1,]`, `1 2`, `{"a":1}{"b":2}`, `1e400`, `[-1e400]`, `1` + strings.Repeat("0", 400),
		`{"a":1,"a":2}`, `{"a":1,"a":1}`, `[{"b":{"a":1, "\u0061":2}}]`,
	} {
		if got := eval(`$parse(t)`, jsonvalue.OfObject([]jsonvalue.Member{{Name: "t", Value: jsonvalue.OfString(text)}}).String(), aws); got != "D3137: Invalid JSON" {
			t.Errorf("%.40s: %s", text, got)
		}
	}
}

func TestAWSErrors(t *testing.T) {
	for _, source := range []string{
		`$range(1, 2, 0)`, `$hash("", "CRC")`, `$parse("{")`, `[1..873783]`, strings.Repeat("1+", 200) + "1",
		`($f := function($n){$n = 0 ? 0 : 1 + $f($n - 1)}; $f(100))`,
	} {
		if got := eval(source, "", aws); len(got) < 6 || got[5] != ':' {
			t.Errorf("%s: %s", source, got)
		}
	}
	if got := eval(`($f := function($n){$n = 0 ? 0 : 1 + $f($n - 1)}; $f(20))`, "", aws); got != "20" {
		t.Errorf("20 calls: %s", got)
	}
	if got := eval(strings.Repeat("1+", 90)+"1", "", aws); got != "91" {
		t.Errorf("91 operands: %s", got)
	}
}

func TestUUID(t *testing.T) {
	x := jsonata.MustCompile(`[$uuid(), $uuid()]`, aws)
	n := uint64(0)
	v, err := x.Eval(t.Context(), jsonvalue.Value{}, jsonata.Env{Random: func() uint64 { n--; return n }})
	if err != nil {
		t.Fatal(err)
	}
	form := regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`)
	for _, id := range v.Elements() {
		if !form.MatchString(id.Text()) {
			t.Errorf("%v is no UUID of version 4", id)
		}
	}
	if jsonvalue.Equal(v.Index(0), v.Index(1)) {
		t.Errorf("the same UUID twice: %v", v)
	}
}
