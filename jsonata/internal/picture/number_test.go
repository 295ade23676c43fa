package picture_test

import (
	"math"
	"strings"
	"testing"

	"github.com/goasl/goasl/jsonata/internal/picture"
)

func TestFormatNumber(t *testing.T) {
	tests := []struct {
		f             float64
		picture, want string
	}{
		{12345.6, "#,###.00", "12,345.60"},
		{12345678.9, "9,999.99", "12,345,678.90"},
		{123412345678.9, "9,9,99.99", "123412345,6,78.90"},
		{1234.56789, "9,999.999,999", "1,234.567,890"},
		{123.9, "9999", "0124"},
		{0.14, "01%", "14%"},
		{0.4857, "###.###‰", "485.7‰"},
		{-6, "000", "-006"},
		{1234.5678, "00.000e0", "12.346e2"},
		{1234.5678, "00.000e000", "12.346e002"},
		{0.234, "0.0e0", "2.3e-1"},
		{0.234, "#.00e0", "0.23e0"},
		{0.123, "#.e9", "0.1e0"},
		{0.234, ".00e0", ".23e0"},
		{0, "0.00e0", "0.00e0"},
		{-42, "0e0", "-4e1"},
		{-87504.4812, "000,000.000###;###,###.000###", "87,504.4812"},
		{185.28, "PREFIX##00.000###SUFFIX", "PREFIX185.280SUFFIX"},
		{100000000000000000000, "#,######", "100,000000,000000,000000"},
		{1e21, "#,##0", "1e,+21"},
		{0, "#", "0"},
		{0, "#.#", ".0"},
		{0.5, "#", "0"},
		{1.5, "0", "2"},
		{-0.4, "0", "-0"},
		{1, "#,#,##", ",,1"},
		{1.5, "0.0##,###", "1.5,"},
		{1234567.8912, "9,999,999.99,9", "1,234,567.89,,1"},
		{5, "#e0", "0.e1"},
		{5, "0.0 EUR", "5.0 EUR"},
		{75.5, "0.0%;(0.0%)", "7550.0%"},
		{-0.755, "0.0%;(0.0%)", "(75.5%)"},
		{15076365182176.232, "0.0%", "1507636518217623.3%"},
		{2.345, "0.00", "2.34"},
		{1, "e0", "e1"},
	}
	for _, test := range tests {
		got, err := picture.FormatNumber(test.f, test.picture, nil)
		if err != nil || got != test.want {
			t.Errorf("%g as %q is %q, %v; want %q", test.f, test.picture, got, err, test.want)
		}
	}
}

func TestFormatNumberWithSymbols(t *testing.T) {
	tests := []struct {
		f             float64
		picture, want string
		options       map[string]string
	}{
		{0.14, "###pm", "140pm", map[string]string{"per-mille": "pm"}},
		{0.14, "01p", "14p", map[string]string{"percent": "p"}},
		{1234.5678, "①①.①①①e①", "①②.③④⑥e②", map[string]string{"zero-digit": "⑟"}},
		{2, "AAA.AAA", "AAC.AAA", map[string]string{"zero-digit": "A"}},
		{0.1, "AeAAA", "Be-AAB", map[string]string{"zero-digit": "A"}},
		{1234.5, "#.##0,00", "1.234,50", map[string]string{"decimal-separator": ",", "grouping-separator": "."}},
		{-5, "0|(0)", "(5)", map[string]string{"pattern-separator": "|"}},
		{-5, "0", "minus 5", map[string]string{"minus-sign": "minus "}},
		{1234, "0.0E0", "1.2E3", map[string]string{"exponent-separator": "E"}},
		{5, "NN0.N", "5", map[string]string{"digit": "N"}},
		{5, "0", "5", map[string]string{"unknown": "x"}},
	}
	for _, test := range tests {
		got, err := picture.FormatNumber(test.f, test.picture, test.options)
		if err != nil || got != test.want {
			t.Errorf("%g as %q with %v is %q, %v; want %q", test.f, test.picture, test.options, got, err, test.want)
		}
	}
}

func TestFormatNumberErrors(t *testing.T) {
	tests := []struct{ picture, code string }{
		{"#;#;#", "D3080"},
		{"#.0.0", "D3081"},
		{"#0%%", "D3082"},
		{"#0‰‰", "D3083"},
		{"#0%‰", "D3084"},
		{".e0", "D3085"},
		{"", "D3085"},
		{"abc", "D3086"},
		{"0+.e0", "D3086"},
		{"0,.e0", "D3087"},
		{"0,", "D3088"},
		{"0,,0", "D3089"},
		{"0#.e0", "D3090"},
		{"#0.#0e0", "D3091"},
		{"#0.0e0%", "D3092"},
		{"#0.0e0,0", "D3093"},
		{"0e", "D3093"},
		{"%%", "D3086"},
		{"PRE0.0e0", "D3093"}, // jsonata-js looks for the exponent at the wrong place
	}
	for _, test := range tests {
		_, err := picture.FormatNumber(20, test.picture, nil)
		wantError(t, test.picture, err, picture.Error{Code: test.code})
	}
}

func TestFormatNumberOutOfRange(t *testing.T) {
	tests := []struct {
		f       float64
		picture string
		value   float64
	}{
		{math.Inf(-1), "0e0", math.Inf(-1)},
		{1e308, "0%", math.Inf(1)},
		{1, "0." + zeros(101), 101},
		{1, zeros(1 << 15), 1 << 15},
	}
	for _, test := range tests {
		_, err := picture.FormatNumber(test.f, test.picture, nil)
		wantError(t, test.picture, err, picture.Error{Code: "D1001", Value: test.value})
	}
	if got, err := picture.FormatNumber(1, "0."+zeros(100), nil); err != nil || len(got) != len("1.")+100 {
		t.Errorf("%q, %v", got, err)
	}
}

// A mantissa with more digits than a float64 has comes to an end.
func TestFormatNumberWithLongMantissa(t *testing.T) {
	got, err := picture.FormatNumber(5e-324, zeros(400)+"e0", nil)
	if err != nil || !strings.Contains(got, "e") {
		t.Errorf("%q, %v", got, err)
	}
}
