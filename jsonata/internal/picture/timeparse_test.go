package picture_test

import (
	"math"
	"strings"
	"testing"

	"github.com/goasl/goasl/jsonata/internal/picture"
)

func TestParseTime(t *testing.T) {
	const now = 1709212455678 // 2024-02-29T13:14:15.678Z
	tests := []struct {
		s, picture string
		want       float64
	}{
		{"201802", "[Y0001][M01]", 1517443200000},
		{"201802", "[Y,*-4][M01]", 1517443200000},
		{"20240101123849", "[Y0000][M00][D00][H00][m00][s00]", 1704112729000},
		{"2018", "[Y1]", 1514764800000},
		{"2018-03-27T14:03:00.123Z", "[Y0001]-[M01]-[D01]T[H01]:[m01]:[s01].[f001]Z", 1522159380123},
		{"27th 3 1976", "[D1o] [M#1] [Y0001]", 196732800000},
		{"27TH 3 1976", "[D1o] [M#1] [Y0001]", 196732800000},
		{"MCMLXXXIV", "[YI]", 441763200000},
		{"27 iii MMXVIII", "[D1] [Mi] [YI]", 1522108800000},
		{"ae C mmxviii", "[Da] [MA] [Yi]", 1522454400000},
		{"27th April 2008", "[D1o] [MNn] [Y0001]", 1209254400000},
		{"2 Feb 2012", "[D1] [MNn,3-3] [Y0001]", 1328140800000},
		{"2 J 2012", "[D1] [MNn,1-1] [Y0001]", 1341187200000},
		{"one thousand, nine hundred and eighty-four", "[Yw]", 441763200000},
		{"Twentieth of August, two thousand and seventeen", "[DW] of [MNn], [Yw]", 1503187200000},
		{"4/4/2018 12:06 am", "[D1]/[M1]/[Y0001] [h]:[m] [P]", 1522800360000},
		{"4/4/2018 12:06 PM", "[D1]/[M1]/[Y0001] [h]:[m] [P]", 1522843560000},
		{"2018-094", "[Y0001]-[d001]", 1522800000000},
		{"2018-400", "[Y]-[d]", 1517702400000},
		{"13:45", "[H]:[m]", 1709214300000},
		{"1:45", "[h]:[m]", 1709171100000},
		{"1:45 pm", "[h]:[m] [P]", 1709214300000},
		{"3-5", "[M]-[D]", 1709596800000},
		{"5", "[D]", 1707091200000},
		{"45.5", "[s].[f]", 1709212485500},
		{"0:0", "[m]:[s]", 1709211600000},
		{"Wednesday, 14th November 2018", "[FNn], [D1o] [MNn] [Y]", 1542153600000},
		{"Wed", "[FNn,3-3]", 1709212455678},
		{"three hundred and sixty-fifth day of 2018", "[dwo] day of [Y]", 1546214400000},
		{"2018-02-30", "[Y]-[M]-[D]", 1519948800000},
		{"2018-14-01", "[Y]-[M]-[D]", 1548979200000},
		{"99-1-1", "[Y]-[M]-[D]", 915148800000},
		{"300000-1-1", "[Y]-[M]-[D]", math.NaN()},
		{"2020-09-09 08:00 +02:00", "[Y]-[M]-[D] [H]:[m] [Z]", 1599631200000},
		{"2020-09-09 08:00 GMT-05:30", "[Y]-[M]-[D] [H]:[m] [z]", 1599654600000},
		{"2020-09-09 12 GMT-5", "[Y]-[M]-[D] [H] [z01]", 1599670800000},
		{"2020-09-09 12:00 +0530", "[Y]-[M]-[D] [H]:[m] [Z0001]", 1599633000000},
		{"2020-09-09 12:00 +00:00", "[Y]-[M]-[D] [H]:[m] [Z]", 1599652800000},
		{"2026-04-08T19:05:04.01987", "[Y]-[M]-[D]T[H]:[m]:[s].[f1]", 1775675104019},
		{"a(b 2018", "A(B [Y]", 1514764800000},
	}
	for _, test := range tests {
		got, ok, err := picture.ParseTime(test.s, test.picture, now)
		if err != nil || !ok || got != test.want && !(math.IsNaN(got) && math.IsNaN(test.want)) {
			t.Errorf("%q as %q is %f, %v, %v; want %f", test.s, test.picture, got, ok, err, test.want)
		}
	}
}

func TestParseTimeOfAnotherForm(t *testing.T) {
	tests := []struct{ s, picture string }{
		{"Hello", "Hello"},
		{"27 3 1976", "[D1o] [M#1] [Y0001]"},
		{"x", "[Y]"},
		{"ſ2018", "S[Y]"},
		{"٣", "[Y٠]"},
		{"feb", "[Mw]"},
	}
	for _, test := range tests {
		if got, ok, err := picture.ParseTime(test.s, test.picture, 0); ok || err != nil {
			t.Errorf("%q as %q is %f, %v, %v; want none", test.s, test.picture, got, ok, err)
		}
	}
}

func TestParseTimeErrors(t *testing.T) {
	tests := []struct {
		s, picture string
		want       picture.Error
	}{
		{"27th april 2008", "[D1o] [MNn] [Y0001]", picture.Error{Code: "D3136"}},
		{"4/4/2018 11:30 Pm", "[D1]/[M1]/[Y0001] [h]:[m] [P]", picture.Error{Code: "D3136"}},
		{"2018-05-22", "[Y]-[M]-[q]", picture.Error{Code: "D3132", Value: "q"}},
		{"2018-05-22", "[YN]-[M]-[D]", picture.Error{Code: "D3133", Value: "Y"}},
		{"2018-22", "[Y]-[D]", picture.Error{Code: "D3136"}},
		{"5-22 23:59", "[M]-[D] [m]:[s]", picture.Error{Code: "D3136"}},
		{"2018-3-2-5", "[X]-[x]-[w]-[F1]", picture.Error{Code: "D3136"}},
		{"2018-32-5", "[X]-[W]-[F1]", picture.Error{Code: "D3136"}},
		{"2018-32 12", "[Y]-[d] [H]", picture.Error{Code: "D3136"}},
		{"2018", "[Yα]", picture.Error{Code: "D3130", Value: "α"}},
		{"2018", "[Y", picture.Error{Code: "D3135"}},
		{"3", "[Y٠]", picture.Error{Code: "D3131"}},
		{zeros(1<<14 + 1), "[Y]", picture.Error{Code: "D1001", Value: 16385.0}},
		{strings.Repeat("one", 5000) + "!", strings.Repeat("[Yw]", 200), picture.Error{Code: "D1001", Value: 15001.0}},
	}
	for _, test := range tests {
		_, _, err := picture.ParseTime(test.s, test.picture, 0)
		wantError(t, test.picture, err, test.want)
	}
}

func BenchmarkParseTime(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, _, err := picture.ParseTime("Fri, 23rd March 2018", "[FNn,3-3], [D1o] [MNn] [Y]", 0); err != nil {
			b.Fatal(err)
		}
	}
}
