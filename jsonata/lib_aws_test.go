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
		{`$string(12345678901234567890)`, ``, `"12345678901234600000"`},
		{`1/0 > 1`, ``, "true"},
		{`1e308 * 10 > 1`, ``, "true"},
		{`[1..900000]`, ``, "D2014: The size of the sequence allocated by the range operator (..) must not exceed 1e6.  Attempted to allocate 900000."},
		{`$partition([0..4], 2)`, ``, "[[0,1],[2,3],[4]]"},
		{`$partition([0], 1)`, ``, "[[0]]"},
		{`$partition([0], 5)`, ``, "[[0]]"},
		{`$partition([], 1)`, ``, "[]"},
		{`$range(0, 9, 3)`, ``, "[0,3,6,9]"},
		{`$range(0, 10, 3)`, ``, "[0,3,6,9]"},
		{`$range(1, 9, 9)`, ``, "1"},
		{`$range(-1.7, 2, 1)`, ``, "[-1,0,1,2]"},
		{`[1/0, -1/0]`, ``, `["Infinity","-Infinity"]`},
		{`$count([1..873782])`, ``, "873782"},
		{`$range(9, 0, -3)`, ``, "[9,6,3,0]"},
		{`$range(1, 0, 1)`, ``, "undefined"},
		{`$hash("input data", "MD5")`, ``, `"812f45842bc6d66ee14572ce20db8e86"`},
		{`$hash("input data", "SHA-1")`, ``, `"aaff4a450a104cd177d28d18d74485e8cae074b7"`},
		{`$length($hash("é", "SHA-256")) & $length($hash("", "SHA-384")) & $length($hash("", "SHA-512"))`, ``, `"6496128"`},
		{`$random(42)`, ``, "0.7275636800328681"},
		{`$random(0)`, ``, "0.730967787376657"},
		{`$parse("-0")`, ``, "0"},
		{`$parse("{\"a\":[1.10]}").a`, ``, "[1.10]"},
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

func TestAWSErrors(t *testing.T) {
	for _, source := range []string{
		`$partition([1], 0)`, `$range(1, 2, 0)`, `$hash("", "CRC")`, `$parse("{")`, `[1..873783]`, strings.Repeat("1+", 200) + "1",
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
