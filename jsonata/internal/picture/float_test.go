package picture_test

import (
	"math"
	"testing"

	"github.com/goasl/goasl/jsonata/internal/picture"
)

func TestFormatFloat(t *testing.T) {
	tests := []struct {
		f    float64
		want string
	}{
		{0, "0"},
		{math.Copysign(0, -1), "0"},
		{-12, "-12"},
		{0.30000000000000004, "0.30000000000000004"},
		{-1.5, "-1.5"},
		{123.456, "123.456"},
		{0.000001, "0.000001"},
		{0.00000123, "0.00000123"},
		{1e-7, "1e-7"},
		{-1.5e-7, "-1.5e-7"},
		{9007199254740993, "9007199254740992"},
		{123456789012345680000, "123456789012345680000"},
		{1e21, "1e+21"},
		{1.5e300, "1.5e+300"},
		{5e-324, "5e-324"},
		{math.NaN(), "NaN"},
		{math.Inf(1), "Infinity"},
		{math.Inf(-1), "-Infinity"},
	}
	for _, test := range tests {
		if got := picture.FormatFloat(test.f); got != test.want {
			t.Errorf("%g is %s, want %s", test.f, got, test.want)
		}
		if got := string(picture.AppendFloat([]byte("x"), test.f)); got != "x"+test.want {
			t.Errorf("%g appended is %s, want x%s", test.f, got, test.want)
		}
	}
}

func TestAppendFloatAllocatesNothing(t *testing.T) {
	dst := make([]byte, 0, 64)
	for _, f := range []float64{12, 0.1, 1e300} {
		if n := testing.AllocsPerRun(10, func() { picture.AppendFloat(dst, f) }); n != 0 {
			t.Errorf("%g: %v allocations", f, n)
		}
	}
}

func TestFormatPrecision(t *testing.T) {
	tests := []struct {
		f      float64
		digits int
		want   string
	}{
		{0.30000000000000004, 15, "0.300000000000000"},
		{1.0 / 3, 15, "0.333333333333333"},
		{123.456, 2, "1.2e+2"},
		{123.456, 3, "123"},
		{-0.000001234, 3, "-0.00000123"},
		{1e-7, 3, "1.00e-7"},
		{0, 3, "0.00"},
		{2.5, 1, "3"}, // halfway: the larger one
		{-2.5, 1, "-3"},
		{3.5, 1, "4"},
		{1000000000000.125, 15, "1000000000000.13"},
		{0.9457916547544301, 30, "0.945791654754430055618286132813"},
		{1e21, 30, "1000000000000000000000.00000000"},
		{math.Inf(-1), 3, "-Infinity"},
		{12, 0, "1e+1"},
		{0.5, 1000, "0.5" + zeros(99)},
	}
	for _, test := range tests {
		if got := picture.FormatPrecision(test.f, test.digits); got != test.want {
			t.Errorf("%g with %d digits is %s, want %s", test.f, test.digits, got, test.want)
		}
	}
}

func zeros(n int) string {
	text := make([]byte, n)
	for i := range text {
		text[i] = '0'
	}
	return string(text)
}
