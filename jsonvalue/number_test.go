package jsonvalue_test

import (
	"math"
	"strconv"
	"strings"
	"testing"

	"github.com/goasl/goasl/jsonvalue"
)

func TestInt64(t *testing.T) {
	tests := []struct {
		text string
		want int64
		ok   bool
	}{
		{"0", 0, true},
		{"-0", 0, true},
		{"-0.0", 0, true},
		{"0e999999999999999999999999", 0, true},
		{"0.000e-5", 0, true},
		{"1", 1, true},
		{"1.0", 1, true},
		{"100", 100, true},
		{"1e2", 100, true},
		{"1E+2", 100, true},
		{"1.5e1", 15, true},
		{"1500e-2", 15, true},
		{"-12.5e1", -125, true},
		{"0.00001e5", 1, true},
		{"9223372036854775807", math.MaxInt64, true},
		{"9223372036854775807.000", math.MaxInt64, true},
		{"-9223372036854775808", math.MinInt64, true},
		{"-9.223372036854775808e18", math.MinInt64, true},
		{"1e18", 1e18, true},
		{"1e-18", 0, false},
		{"9223372036854775808", 0, false},
		{"9.223372036854775808e18", 0, false},
		{"-9223372036854775809", 0, false},
		{"1e19", 0, false},
		{"1.5", 0, false},
		{"15e-1", 0, false},
		{"0.1", 0, false},
		{"1e400", 0, false},
		{"1e99999999999999999999", 0, false},
		{"1e-99999999999999999999", 0, false},
	}
	for _, tt := range tests {
		if got, ok := jsonvalue.MustParse(tt.text).Int64(); got != tt.want || ok != tt.ok {
			t.Errorf("%s: got %d, %t, want %d, %t", tt.text, got, ok, tt.want, tt.ok)
		}
	}
	if got, ok := jsonvalue.OfString("1").Int64(); got != 0 || ok {
		t.Errorf("a string gives %d, %t", got, ok)
	}
}

func TestFloat64(t *testing.T) {
	tests := []struct {
		text string
		want float64
		ok   bool
	}{
		{"0", 0, true},
		{"1.5", 1.5, true},
		{"-1E-2", -0.01, true},
		{"12345678901234567890", 12345678901234567890, true},
		{"1e-400", 0, true},
		{"1e400", 0, false},
		{"-1e400", 0, false},
	}
	for _, tt := range tests {
		if got, ok := jsonvalue.MustParse(tt.text).Float64(); got != tt.want || ok != tt.ok {
			t.Errorf("%s: got %v, %t, want %v, %t", tt.text, got, ok, tt.want, tt.ok)
		}
	}
	if got, ok := jsonvalue.True.Float64(); got != 0 || ok {
		t.Errorf("true gives %v, %t", got, ok)
	}
}

func TestCompareNumbers(t *testing.T) {
	// Each line holds spellings of one number; lines ascend.
	lines := []string{
		"-1e99999999999999999999 -10e99999999999999999998",
		"-1e2000000000",
		"-1e1500000000 -0.1e1500000001",
		"-12345678901234567891",
		"-12345678901234567890 -1234567890123456789e1",
		"-2 -2.0 -20e-1 -0.2E+1",
		"-1.5",
		"-1",
		"-0.1 -1e-1",
		"-1e-1500000000",
		"-1e-2000000000",
		"0 -0 0.0 0e5 -0.00e-5 0e99999999999999999999",
		"1e-99999999999999999999",
		"1e-2000000000 10e-2000000001",
		"1e-1500000000",
		"1e-400",
		"0.001 1e-3 1.0e-03",
		"0.01 0.010",
		"0.1",
		"0.10000000000000000000000000000000000000000001",
		"0.2",
		"1 1.0 1e0 1E-0 0.1e1 10e-1 0.00001e+000005",
		"1.5",
		"2",
		"9",
		"10 1e1 1.0E+1",
		"11",
		"99",
		"100",
		"9007199254740992",
		"9007199254740993",
		"12345678901234567890",
		"12345678901234567890.5",
		"1e400",
		"1e1500000000 0.001e1500000003",
		"1e2000000000",
		"1e9223372036854775807",
		"1e9223372036854775808 10e9223372036854775807 0.1e9223372036854775809",
		"1e99999999999999999998 1e+0000099999999999999999998",
		"9.9e99999999999999999998",
		"1e99999999999999999999 0.1e100000000000000000000 10e99999999999999999998",
		"2e99999999999999999999",
	}
	for i, line := range lines {
		for j, other := range lines {
			want := 0
			if i < j {
				want = -1
			} else if i > j {
				want = 1
			}
			for _, a := range strings.Fields(line) {
				for _, b := range strings.Fields(other) {
					if got := jsonvalue.CompareNumbers(a, b); got != want {
						t.Errorf("%s and %s: got %d, want %d", a, b, got, want)
					}
				}
			}
		}
	}
}

// Long texts make up for large exponents.
func TestCompareNumbersOfLongTexts(t *testing.T) {
	zeros := strings.Repeat("0", 1_000_000)
	tests := []struct {
		a, b string
		want int
	}{
		{"1" + zeros, "1e1000000", 0},
		{"0." + zeros + "1", "1e-1000001", 0},
		{"1" + zeros + "e-1000000", "1", 0},
		{"1" + zeros + "1", "1" + zeros + "2", -1},
		{"1e1" + zeros, "1e1" + zeros + "0", -1},
		{"1e-1" + zeros, "1e-1" + zeros + "0", 1},
		{"10e1" + zeros, "1e1" + zeros[1:] + "1", 0},
		{"1." + zeros, "1", 0},
	}
	for i, tt := range tests {
		if got := jsonvalue.CompareNumbers(tt.a, tt.b); got != tt.want {
			t.Errorf("%d: got %d, want %d", i, got, tt.want)
		}
		if got := jsonvalue.CompareNumbers(tt.b, tt.a); got != -tt.want {
			t.Errorf("%d the other way round: got %d, want %d", i, got, -tt.want)
		}
	}
}

// What is no number has no order, but does no harm.
func TestCompareNumbersOfAnything(t *testing.T) {
	texts := []string{"", "-", "e", "e+", "-e-", ".", "a", "1e1e1", "é", "--1", "1ex", strconv.Itoa(math.MaxInt)}
	for _, a := range texts {
		for _, b := range texts {
			jsonvalue.CompareNumbers(a, b)
		}
	}
}
