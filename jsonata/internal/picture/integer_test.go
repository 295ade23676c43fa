package picture_test

import (
	"math"
	"testing"

	"github.com/goasl/goasl/jsonata/internal/picture"
)

func TestFormatInteger(t *testing.T) {
	tests := []struct {
		f             float64
		picture, want string
	}{
		{123, "000", "123"},
		{123, "0000", "0123"},
		{-3, "0000", "-0003"},
		{12.6, "###0", "12"},
		{-12.6, "0", "-13"},
		{1234, "0;c", "1234"},
		{1, "0;o", "1st"},
		{22, "0;o", "22nd"},
		{3, "0;o", "3rd"},
		{11, "0;o", "11th"},
		{112, "0;o", "112th"},
		{113, "#,##0;o", "113th"},
		{11, "#,0;o", "1,1st"},
		{12340, "###١", "١٢٣٤٠"},
		{12340, "###０", "１２３４０"},
		{12, "#,##0", "12"},
		{1234567, "#,##0", "1,234,567"},
		{1234567, "#,###,##0", "1,234,567"},
		{1234567890, "#:###,##0", "1234:567,890"},
		{1234567890, "##,##,##0", "12345,67,890"},
		{12, "#:###,##0", ",:12"},
		{1e21, "0", "1e+21"},
		{0, "I", ""},
		{1984, "I", "MCMLXXXIV"},
		{99, "i", "xcix"},
		{3999, "I", "MMMCMXCIX"},
		{0, "a", ""},
		{27, "a", "aa"},
		{300, "A", "KN"},
		{-2, "A", "-B"},
		{0, "w", "zero"},
		{21, "w", "twenty-one"},
		{555, "Ww", "Five Hundred and Fifty-Five"},
		{1000000, "W", "ONE MILLION"},
		{3730, "w", "three thousand, seven hundred and thirty"},
		{1001, "w", "one thousand and one"},
		{1000000000000000, "w", "one thousand trillion"},
		{1e46, "w", "ten billion trillion trillion trillion"},
		{-7, "w", "-seven"},
		{12, "w;o", "twelfth"},
		{20, "w;o", "twentieth"},
		{34, "Ww;o", "Thirty-Fourth"},
		{100, "w;o", "one hundredth"},
		{1000, "w;o", "one thousandth"},
		{3731, "w;o", "three thousand, seven hundred and thirty-first"},
		{5, "0 ", "5 "},
		{5, "a;o", "e"},
		{math.NaN(), "I", ""},
		{math.NaN(), "a", ""},
		{math.NaN(), "0000", "0NaN"},
	}
	for _, test := range tests {
		got, err := picture.FormatInteger(test.f, test.picture)
		if err != nil || got != test.want {
			t.Errorf("%g as %q is %q, %v; want %q", test.f, test.picture, got, err, test.want)
		}
	}
}

func TestFormatIntegerErrors(t *testing.T) {
	tests := []struct {
		f       float64
		picture string
		want    picture.Error
	}{
		{7, "①", picture.Error{Code: "D3130", Value: "①"}},
		{12340, "##0０", picture.Error{Code: "D3131"}},
		{123456, "α", picture.Error{Code: "D3130", Value: "α"}},
		{5, "", picture.Error{Code: "D3130", Value: ""}},
		{5, "#", picture.Error{Code: "D3130", Value: "#"}},
		{10000000000, "I", picture.Error{Code: "D1001", Value: 1e10}},
		{math.Inf(1), "w", picture.Error{Code: "D1001", Value: math.Inf(1)}},
		{math.Inf(1), "A", picture.Error{Code: "D1001", Value: math.Inf(1)}},
		{5, "0" + zeros(1<<14), picture.Error{Code: "D1001", Value: 16385.0}},
	}
	for _, test := range tests {
		_, err := picture.FormatInteger(test.f, test.picture)
		wantError(t, test.picture, err, test.want)
	}
}

func TestParseInteger(t *testing.T) {
	tests := []struct {
		s, picture string
		want       float64
	}{
		{"0123", "0000", 123},
		{"-12", "0", -12},
		{"+12", "0", 12},
		{" 12x", "0", 12},
		{"0x1F", "0", 31},
		{"", "0", math.NaN()},
		{"x", "0", math.NaN()},
		{"123rd", "000;o", 123},
		{"1", "0;o", math.NaN()},
		{"١٢٣", "#١", 123},
		{"1,234,567", "#,##0", 1234567},
		{"1:234", "#:##0", 1},
		{"1234:567,890", "#:###,##0", 1234567890},
		{"12345,67", "##,##,#0", 1234567},
		{"MCMLXXXIV", "I", 1984},
		{"xcix", "i", 99},
		{"", "I", 0},
		{"MZ", "I", math.NaN()},
		{"A", "A", 1},
		{"fzph", "a", 123456},
		{"aa", "A", 891},
		{"twelve", "w", 12},
		{"NINETY-NINE", "W", 99},
		{"Five Hundred and Fifty-Five", "Ww", 555},
		{"three thousand, seven hundred and thirty-first", "w;o", 3731},
		{"one thousand trillion", "w", 1000000000000000},
		{"nineteen hundred and eighty-four", "w", 1984},
		{"one hundred thousand", "w", 100000},
		{"two million, one hundred", "w", 2000100},
		{"five foo", "w", math.NaN()},
		{"", "w", math.NaN()},
	}
	for _, test := range tests {
		got, err := picture.ParseInteger(test.s, test.picture)
		if err != nil || got != test.want && !(math.IsNaN(got) && math.IsNaN(test.want)) {
			t.Errorf("%q as %q is %g, %v; want %g", test.s, test.picture, got, err, test.want)
		}
	}
}

func TestParseIntegerErrors(t *testing.T) {
	tests := []struct {
		s, picture string
		want       picture.Error
	}{
		{"12", "#١", picture.Error{Code: "D3131"}},
		{"50", "#", picture.Error{Code: "D3130", Value: "#"}},
		{"50", "α", picture.Error{Code: "D3130", Value: "α"}},
		{"5", "0０", picture.Error{Code: "D3131"}},
	}
	for _, test := range tests {
		_, err := picture.ParseInteger(test.s, test.picture)
		wantError(t, test.picture, err, test.want)
	}
}
