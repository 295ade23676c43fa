package picture_test

import (
	"math"
	"testing"

	"github.com/goasl/goasl/jsonata/internal/picture"
)

func TestRound(t *testing.T) {
	tests := []struct{ f, precision, want float64 }{
		{2.5, 0, 2},
		{3.5, 0, 4},
		{-7.5, 0, -8},
		{-8.5, 0, -8},
		{0.49999999999999994, 0, 0},
		{4.515, 2, 4.52}, // although the float64 is less than that
		{4.525, 2, 4.52},
		{1.005, 2, 1},
		{12350, -2, 12400},
		{12450, -2, 12400},
		{6.022e-23, 24, 6e-23},
		{1.5e300, 2, 1.5e300},
		{1e21, -21, 1e21},
		{4, 1.5, math.NaN()},
		{4, 400, math.NaN()},
		{4, math.Inf(1), math.NaN()},
		{4.4, math.NaN(), 4},
		{math.Inf(1), 2, math.NaN()},
		{math.Inf(1), 0, math.Inf(1)},
	}
	for _, test := range tests {
		got := picture.Round(test.f, test.precision)
		if got != test.want && !(math.IsNaN(got) && math.IsNaN(test.want)) {
			t.Errorf("%g at %g is %g, want %g", test.f, test.precision, got, test.want)
		}
	}
	if got := picture.Round(-0.3, 0); math.Signbit(got) {
		t.Error("-0.3 becomes the negative zero")
	}
	if got := picture.Round(-0.003, 1); math.Signbit(got) {
		t.Error("-0.003 at 1 becomes the negative zero")
	}
}

func TestFormatBase(t *testing.T) {
	tests := []struct {
		f, radix float64
		want     string
	}{
		{100, 2, "1100100"},
		{-100, 36, "-2s"},
		{99.5, 2.5, "1100100"},
		{100.5, 10, "100"},
		{5890840712243076, 10, "5890840712243076"},
		{1e21, 10, "1e+21"},
		{9007199254740994, 12, "702273685b77a2a"},
		{1e21, 7, "5135235413265003022600000"}, // the last digits are not known
		{-1e25, 3, "-11122100212211000001110012002111110000000000000000000"},
	}
	for _, test := range tests {
		got, err := picture.FormatBase(test.f, test.radix)
		if err != nil || got != test.want {
			t.Errorf("%g to the base %g is %s, %v; want %s", test.f, test.radix, got, err, test.want)
		}
	}
	for _, radix := range []float64{1, 37, -2} {
		_, err := picture.FormatBase(1, radix)
		wantError(t, "FormatBase", err, picture.Error{Code: "D3100", Value: radix})
	}
}
