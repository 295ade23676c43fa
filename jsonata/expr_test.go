package jsonata_test

import (
	"context"
	"errors"
	"math"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/goasl/goasl/jsonata"
	"github.com/goasl/goasl/jsonvalue"
)

// eval evaluates source over the JSON text input, which may be empty for undefined, and
// returns the result as JSON text, "undefined", or the error.
func eval(source, input string, opts ...jsonata.Option) string {
	x, err := jsonata.Compile(source, opts...)
	if err != nil {
		return failure(err)
	}
	var in jsonvalue.Value
	if input != "" {
		in = jsonvalue.MustParse(input)
	}
	v, err := x.Eval(context.Background(), in, jsonata.Env{})
	if err != nil {
		return failure(err)
	}
	if !v.Exists() {
		return "undefined"
	}
	return v.String()
}

func failure(err error) string {
	var e *jsonata.Error
	if errors.As(err, &e) {
		return e.Code + ": " + e.Message
	}
	return "error: " + err.Error()
}

// evalTest is an expression, its input and the result of eval.
type evalTest struct{ source, input, want string }

func run(t *testing.T, tests []evalTest, opts ...jsonata.Option) {
	t.Helper()
	for _, test := range tests {
		if got := eval(test.source, test.input, opts...); got != test.want {
			t.Errorf("%s over %s:\n got %s\nwant %s", test.source, test.input, got, test.want)
		}
	}
}

func TestUndefinedAndNull(t *testing.T) {
	run(t, []evalTest{
		{`a`, `{}`, "undefined"},
		{`a`, `{"a":null}`, "null"},
		{`$`, ``, "undefined"},
		{`$`, `null`, "null"},
		{`[a, b]`, `{"b":null}`, "[null]"},
		{`{"x": a, "y": b}`, `{"b":null}`, `{"y":null}`},
		{`$exists(a)`, `{"a":null}`, "true"},
		{`a.b`, `{"a":null}`, "undefined"},
		{`a = b`, `{}`, "false"},
		{`a & "x"`, `{}`, `"x"`},
		{`a & "x"`, `{"a":null}`, `"nullx"`},
		{`1 + a`, `{}`, "undefined"},
		{`()`, ``, "undefined"},
		{`a{"k": b}`, `{}`, "{}"},
	})
}

// A value that is only passed on is not changed.
func TestUntouchedValues(t *testing.T) {
	run(t, []evalTest{
		{`a`, `{"a":0.0}`, "0.0"},
		{`[a, a]`, `{"a":12345678901234567890}`, "[12345678901234567890,12345678901234567890]"},
		{`{"x": a}`, `{"a":1.10}`, `{"x":1.10}`},
		{`a ~> $reverse()`, `{"a":[1.0,2e0]}`, "[2e0,1.0]"},
		{`a + 0`, `{"a":1.10}`, "1.1"},
		{`a[$ > 1]`, `{"a":[1.0,2.0]}`, "2.0"},
		{`a^($)`, `{"a":[2.0,1.0]}`, "[1.0,2.0]"},
		{`$merge([a, {"z": 1}])`, `{"a":{"y":1.0}}`, `{"y":1.0,"z":1}`},
	})
}

func TestNumbers(t *testing.T) {
	run(t, []evalTest{
		{`0.1 + 0.2`, ``, "0.30000000000000004"},
		{`$string(0.1 + 0.2)`, ``, `"0.3"`},
		{`$string(1.10)`, ``, `"1.1"`},
		{`$string(a)`, `{"a":1.10}`, `"1.1"`},
		{`$string({"a": 1/3})`, ``, `"{\"a\":0.333333333333333}"`},
		{`$string(12345678901234567890)`, ``, `"12345678901234567000"`},
		{`$string(1e21)`, ``, `"1e+21"`},
		{`$string(0.0000001)`, ``, `"1e-7"`},
		{`-0`, ``, "0"},
		{`0 * -1`, ``, "0"},
		{`5 % 3 & (-5 % 3)`, ``, `"2-2"`},
		{`a{$string(n): v}`, `{"a":[{"n":1.0,"v":1},{"n":1,"v":2}]}`, `{"1":[1,2]}`},
		{`a = 1`, `{"a":1.0}`, "true"},
		{`1 in a`, `{"a":[1.0]}`, "true"},
		{`$distinct(a)`, `{"a":[1,1.0,1e0]}`, "[1]"},
		{`1e308 * 10 > 1`, ``, "true"},
		{`1 + 1e308 * 10`, ``, "D1001: Number out of range: null"},
		{`a + 1`, `{"a":1e400}`, "D1001: Number out of range: null"},
		{`a`, `{"a":1e400}`, "1e400"},
		{`$split("a,b,c", ",", n)`, `{"n":2}`, `["a","b"]`},
		{`$number(" 1")`, ``, `D3030: Unable to cast value to a number: " 1"`},
		{`$number("0x1F")`, ``, "31"},
		{`$round(0.5) & $round(1.5) & $round(-0.5)`, ``, `"020"`},
		{`$round(4.515, 2)`, ``, "4.52"},
		{`$power(2, 0.5)`, ``, "1.4142135623730951"},
		{`$power(10, -3)`, ``, "0.001"},
		{`$power(3, 40)`, ``, "12157665459056929000"},
		{`$power(10, 400)`, ``, "D3061: The power function has resulted in a value that cannot be represented as a JSON number: base=10, exponent=400"},
	})
}

func TestUnsupportedResults(t *testing.T) {
	for _, source := range []string{
		`$sum`, `function($x){$x}`, `/a/`, `{"f": $sum}`, `[1, [$sum]]`, `1/0`, `[1, -1/0]`, `0/0`,
		`/b/("abc")`, `$sum(?)`, `$sum ~> $string`, `|a|{"b":1}|`,
	} {
		v, err := jsonata.MustCompile(source).Eval(t.Context(), jsonvalue.Value{}, jsonata.Env{})
		if !errors.Is(err, jsonata.ErrUnsupportedResult) || v.Exists() {
			t.Errorf("%s: %v, %v", source, v, err)
		}
	}
}

func TestEnv(t *testing.T) {
	asked := 0
	env := jsonata.Env{
		Lookup: func(name string) jsonvalue.Value {
			asked++
			switch name {
			case "x":
				return jsonvalue.OfInt(5)
			case "sum":
				return jsonvalue.OfString("not the function")
			case "null":
				return jsonvalue.NullValue
			}
			return jsonvalue.Value{}
		},
		Now:    time.Date(2024, 2, 29, 12, 34, 56, 789_999_999, time.FixedZone("", 3600)),
		Random: func() uint64 { return 1 << 63 },
	}
	for _, test := range []struct{ source, want string }{
		{`$x + 1`, "6"},
		{`$sum`, `"not the function"`},
		{`$exists($null)`, "true"},
		{`$exists($none)`, "false"},
		{`$max([1, $x])`, "5"},
		{`($x := 1; $x)`, "1"},
		{`$now()`, `"2024-02-29T11:34:56.789Z"`},
		{`$now("[Y]")`, `"2024"`},
		{`$millis()`, "1709206496789"},
		{`$millis() = $toMillis($now())`, "true"},
		{`$random()`, "0.5"},
	} {
		v, err := jsonata.MustCompile(test.source).Eval(t.Context(), jsonvalue.Value{}, env)
		if got := v.String(); err != nil || got != test.want {
			t.Errorf("%s: %s, %v; want %s", test.source, got, err, test.want)
		}
	}
	if asked == 0 {
		t.Error("Lookup was not asked")
	}
}

// Without an environment nothing depends on a clock or on chance.
func TestZeroEnv(t *testing.T) {
	run(t, []evalTest{
		{`$now()`, ``, `"1970-01-01T00:00:00.000Z"`},
		{`$millis()`, ``, "0"},
		{`$random() = $random()`, ``, "false"},
	})
	for _, source := range []string{`$random()`, `$shuffle([1..20])`} {
		if a, b := eval(source, ""), eval(source, ""); a != b {
			t.Errorf("%s is %s, and then %s", source, a, b)
		}
	}
}

func TestEval(t *testing.T) {
	x := jsonata.MustCompile(`$greeting & " " & name`)
	env := jsonata.Env{Lookup: jsonvalue.MustParse(`{"greeting":"Hello"}`).Get}
	v, err := x.Eval(t.Context(), jsonvalue.MustParse(`{"name":"World"}`), env)
	if err != nil || v.Text() != "Hello World" {
		t.Errorf("got %v, %v", v, err)
	}
	if got := x.String(); got != `$greeting & " " & name` {
		t.Errorf("String is %q", got)
	}
}

func TestInterrupts(t *testing.T) {
	endless := jsonata.MustCompile(`($f := function(){$f()}; $f())`, jsonata.WithLimits(jsonata.Limits{Steps: math.MaxInt}))
	ctx, cancel := context.WithCancel(t.Context())
	polls := 0
	env := jsonata.Env{Interrupt: func() bool { polls++; return polls == 5 }}
	_, err := endless.Eval(ctx, jsonvalue.Value{}, env)
	if err != jsonata.ErrInterrupted || polls != 5 {
		t.Errorf("got %v after %d polls", err, polls)
	}
	cancel()
	for _, source := range []string{`($f := function(){$f()}; $f())`, `1`} {
		_, err = jsonata.MustCompile(source).Eval(ctx, jsonvalue.Value{}, jsonata.Env{})
		if !errors.Is(err, context.Canceled) || !errors.Is(err, jsonata.ErrInterrupted) {
			t.Errorf("%s: %v", source, err)
		}
	}
}

// Reading a field of a variable allocates nothing.
func TestAllocations(t *testing.T) {
	states := jsonvalue.MustParse(`{"input":{"a":{"b":"x"}}}`)
	x := jsonata.MustCompile(`$states.input.a.b`)
	env := jsonata.Env{Lookup: func(string) jsonvalue.Value { return states }}
	ctx := t.Context()
	least := math.Inf(1)
	for range 5 { // another test's garbage collection may empty the pool
		least = min(least, testing.AllocsPerRun(100, func() { x.Eval(ctx, jsonvalue.Value{}, env) }))
	}
	if least != 0 {
		t.Errorf("Eval makes %v allocations", least)
	}
}

// An error in the middle of calls does not affect the next evaluation.
func TestAfterErrors(t *testing.T) {
	failing := jsonata.MustCompile(`$map([1..10], function($x){$append([$x], $error("no"))})`)
	fine := jsonata.MustCompile(`$reduce([1..10], function($a, $b){$a + $b})`)
	for range 10 {
		if _, err := failing.Eval(t.Context(), jsonvalue.Value{}, jsonata.Env{}); err == nil || err.Error() != "no" {
			t.Fatalf("got %v", err)
		}
		if v, err := fine.Eval(t.Context(), jsonvalue.Value{}, jsonata.Env{}); err != nil || v.String() != "55" {
			t.Fatalf("got %v, %v", v, err)
		}
	}
}

func TestLongResults(t *testing.T) {
	got := eval(`$join([1..1000].$string(), ",")`, "")
	if !strings.HasSuffix(got, `,999,1000"`) {
		t.Errorf("got %s", got)
	}
}

// One compiled expression is evaluated by many goroutines, each with values of its
// own.
func TestSharedExpression(t *testing.T) {
	x := jsonata.MustCompile(`($f := function($n){$n = 0 ? [] : $append($f($n - 1), {"n": $n, "of": $who})}; $join($f(20).(of & n), /* a, */ ","))`, aws)
	var all sync.WaitGroup
	for i := range 8 {
		all.Go(func() {
			who := strings.Repeat("x", i+1)
			env := jsonata.Env{Lookup: jsonvalue.MustParse(`{"who":"` + who + `"}`).Get}
			want := ""
			for n := 1; n <= 20; n++ {
				want += "," + who + strconv.Itoa(n)
			}
			for range 100 {
				v, err := x.Eval(t.Context(), jsonvalue.Value{}, env)
				if err != nil || v.Text() != want[1:] {
					t.Errorf("got %v, %v", v, err)
					return
				}
			}
		})
	}
	all.Wait()
}
