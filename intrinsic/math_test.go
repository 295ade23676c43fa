package intrinsic_test

import (
	"math"
	"regexp"
	"testing"

	"github.com/goasl/goasl/intrinsic"
)

func TestMathAdd(t *testing.T) {
	test(t, []row{
		{"States.MathAdd(111, -1)", "", "110"},
		{"States.MathAdd(1.4, 1.5)", "", "3"},
		{"States.MathAdd(0.4, 0.4)", "", "0"}, // each is rounded, not the sum
		{"States.MathAdd(-2.5, 2.5)", "", "1"},
		{"States.MathAdd(-0.5, 0)", "", "0"},
		{"States.MathAdd(-0.51, 0)", "", "-1"},
		{"States.MathAdd(0.49999999999999994, 0)", "", "0"}, // plus 0.5 it is 1 in floating point
		{"States.MathAdd(-1.5, 0)", "", "-1"},
		{"States.MathAdd(1e3, 2E0)", "", "1002"},
		{"States.MathAdd(2147483647, 2147483647)", "", "4294967294"},
		{"States.MathAdd(-2147483648, -2147483648)", "", "-4294967296"},
		{"States.MathAdd(2147483647.4, 0)", "", "2147483647"},
		{"States.MathAdd(2147483648, 0)", "", "error: Invalid arguments in States.MathAdd: the first argument must be in the range of -2147483648 and 2147483647, but was 2147483648"},
		{"States.MathAdd(0, -2147483649)", "", "error: Invalid arguments in States.MathAdd: the second argument must be in the range of -2147483648 and 2147483647, but was -2147483649"},
		{"States.MathAdd(0, 1e400)", "", "error: Invalid arguments in States.MathAdd: the second argument must be in the range of -2147483648 and 2147483647, but was 1e400"},
		{"States.MathAdd(0, -1e30)", "", "error: Invalid arguments in States.MathAdd: the second argument must be in the range of -2147483648 and 2147483647, but was -1e30"},
		{"States.MathAdd('1', 2)", "", `error: Invalid arguments in States.MathAdd: the first argument must be an integer, but was "1"`},
		{"States.MathAdd(1, null)", "", "error: Invalid arguments in States.MathAdd: the second argument must be an integer, but was null"},
	})
}

// TestMathRandomSeeded: the numbers are those of java.util.Random.
func TestMathRandomSeeded(t *testing.T) {
	test(t, []row{
		{"States.MathRandom(0, 10, 42)", "", "0"},
		{"States.MathRandom(0, 100, 42)", "", "30"},
		{"States.MathRandom(1, 999, 42)", "", "255"},
		{"States.MathRandom(-50, 50, 7)", "", "-14"},
		{"States.MathRandom(0, 16, 0)", "", "11"}, // a power of two takes the high bits
		{"States.MathRandom(100, 1000000, -1)", "", "607713"},
		{"States.MathRandom(0, 3, 123456789012)", "", "0"},
		{"States.MathRandom(0, 1500000000, 0)", "", "516548029"}, // the first try falls into the incomplete stretch
		{"States.MathRandom(0, 10000000000000, 42)", "", "7275636915710"},
		{"States.MathRandom(5, 6, 1)", "", "5"},
		{"States.MathRandom(1, 999, 41.5)", "", "255"},
		{"States.MathRandom(1, 999, 'x')", "", `error: Invalid arguments in States.MathRandom: the third argument must be an integer, but was "x"`},
	})
}

// constant is a source that always gives the same bits.
type constant uint64

func (c constant) Uint64() uint64 { return uint64(c) }

func TestMathRandomBounds(t *testing.T) {
	for _, tt := range []struct {
		call, lowest, highest string
	}{
		{"States.MathRandom(1, 10)", "1", "9"},
		{"States.MathRandom(-3, -2)", "-3", "-3"},
		{"States.MathRandom(0.5, 9.5)", "1", "9"},
		{"States.MathRandom(-1e300, 1e300)", "-9223372036854775808", "9223372036854775806"},
	} {
		c, err := intrinsic.Parse(tt.call)
		if err != nil {
			t.Fatal(err)
		}
		for bits, want := range map[constant]string{0: tt.lowest, math.MaxUint64: tt.highest} {
			v, err := c.Eval(intrinsic.Env{Random: bits})
			if err != nil || v.String() != want {
				t.Errorf("%s with bits %x: %v, %v, want %s", tt.call, uint64(bits), v, err, want)
			}
		}
	}
}

func TestMathRandomErrors(t *testing.T) {
	test(t, []row{
		{"States.MathRandom(5, 5)", "", "error: Invalid arguments in States.MathRandom: the start number 5 must be less than the end number 5"},
		{"States.MathRandom(5, 1, 42)", "", "error: Invalid arguments in States.MathRandom: the start number 5 must be less than the end number 1"},
		{"States.MathRandom('1', 2)", "", `error: Invalid arguments in States.MathRandom: the first argument must be an integer, but was "1"`},
		{"States.MathRandom(1, $)", "", "error: Invalid arguments in States.MathRandom: the second argument must be an integer, but was {}"},
	})
}

func TestUUID(t *testing.T) {
	c, err := intrinsic.Parse("States.UUID()")
	if err != nil {
		t.Fatal(err)
	}
	for bits, want := range map[constant]string{
		0:                     "00000000-0000-4000-8000-000000000000",
		math.MaxUint64:        "ffffffff-ffff-4fff-bfff-ffffffffffff",
		0x0123_4567_89ab_cdef: "01234567-89ab-4def-8123-456789abcdef",
	} {
		v, err := c.Eval(intrinsic.Env{Random: bits})
		if err != nil || v.Text() != want {
			t.Errorf("bits %x: %v, %v, want %s", uint64(bits), v, err, want)
		}
	}
	form := regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`)
	seen := map[string]bool{}
	source := new(counter)
	for range 100 {
		v, err := c.Eval(intrinsic.Env{Random: source})
		if err != nil || !form.MatchString(v.Text()) || seen[v.Text()] {
			t.Errorf("got %v, %v", v, err)
		}
		seen[v.Text()] = true
	}
}
