package picture_test

import (
	"math"
	"strings"
	"testing"

	"github.com/goasl/goasl/jsonata/internal/picture"
)

func TestFormatTime(t *testing.T) {
	tests := []struct {
		millis                  float64
		picture, timezone, want string
	}{
		{1521801216617, "Hello", picture.UTC, "Hello"},
		{1521801216617, "", picture.UTC, ""},
		{1521801216617, "[[Year]]: [[[Y0001]]]", picture.UTC, "[Year]: [2018]"},
		{1521801216617, "Year: <[Y9,999,*]>", picture.UTC, "Year: <2,018>"},
		{1521801216617, "[D#1]/[M#1]/[Y0001]", picture.UTC, "23/3/2018"},
		{1521801216617, "[Y]-[ M01]-[D 01]T[H01 ]:[ m   ]:[s].[f0  01]", picture.UTC, "2018-03-23T10:33:36.617"},
		{1521801216617, "[Y]-[M01]-[D01]T[H01]:[m]:[s].[f001][Z0101t]", "+0100", "2018-03-23T11:33:36.617+0100"},
		{1531310400000, "[Z01:01] [Z01:01t] [Z] [z]", picture.UTC, "+00:00 Z +00:00 GMT+00:00"},
		{1531310400000, "[H01]:[m01] [Z] [Z0] [Z0101] [Z000] [z]", "-0500", "07:00 -05:00 -5 -0500 -500 GMT-05:00"},
		{1531310400000, "[H01]:[m01] [Z] [Z0] [z01]", "+0530", "17:30 +05:30 +5:30 GMT+05:30"},
		{1531310400000, "[H01]:[m01] [Z] [Z0]", "-0330", "07:30 -04:30 -4:-30"},
		{1521801216617, "[D#1,2]/[M1,2]/[Y,2]", picture.UTC, "23/03/18"},
		{1521801216617, "[Y0001,2-2] [Y##01,2-2] [Y,*-1] [Y01] [Y1]", picture.UTC, "18 18 8 18 2018"},
		{1521801216617, "[D1o] [Da] [MA] [YI] [Yi] [Dwo] [DWwo] [Yw] [DW]", picture.UTC, "23rd w C MMXVIII mmxviii twenty-third Twenty-Third two thousand and eighteen TWENTY-THREE"},
		{1521801216617, "[FNn], [D1o] [MNn] [Y] [E] [C]", picture.UTC, "Friday, 23rd March 2018 ISO ISO"},
		{1521801216617, "[FNn,3-3] [MN,3-3] [Mn,*-4] [F] [F1]", picture.UTC, "Fri MAR marc friday 5"},
		{1521801216617, "[h]:[m]:[s] [P] [PN] [Pn]", picture.UTC, "10:33:36 am AM am"},
		{1204405500000, "[h]:[m]:[s] [P] [PN]", picture.UTC, "9:05:00 pm PM"},
		{1199664000000, "[h] [P]", picture.UTC, "12 am"},
		{1546257600000, "[d] [dwo]", picture.UTC, "365 three hundred and sixty-fifth"},
		{1104537600000, "[X0001]-W[W01]-[F1] [w] [xNn]", picture.UTC, "2004-W53-6 5 December"},
		{1230681600000, "[X0001]-W[W01]-[F1] [w] [xNn]", picture.UTC, "2009-W01-3 1 January"},
		{1262304000000, "[X]-W[W]-[F1] [w] [x]", picture.UTC, "2009-W53-5 5 12"},
		{1419940800000, "[X] [W] [w] [xNn]", picture.UTC, "2015 1 1 January"},
		{1388577600000, "[W]", picture.UTC, "1"},
		{1515326400000, "[W]", picture.UTC, "1"},
		{-1, "[Y0001]-[M01]-[D01]T[H01]:[m01]:[s01].[f001]", picture.UTC, "1969-12-31T23:59:59.999"},
		{-62167219200000, "[Y0001]-[M01]-[D01] [d] [W]", picture.UTC, "0000-01-01 1 1"},
		{-99999999999999, "[Y]-[M]-[D]", picture.UTC, "-1199-2-15"},
		{253402300800000, "[Y]", picture.UTC, "10000"},
		{1.9, "[f]", picture.UTC, "1"},
		{8640000000000001, "[Y0001] [D] [MI] [P]", picture.UTC, "0NaN NaN  am"},
		{0, "[Y]-[M]", "UTC", "NaN-NaN"},
		{0, "[Y]]", picture.UTC, "1970]"},
		{0, "a]]b", picture.UTC, "a]b"},
		{0, "[M,x] [Y,2-x]", picture.UTC, "1 NaN"},
		{0, "[s1c] [f]", picture.UTC, "0 0"},
		{1540127100000, picture.ISO8601, picture.UTC, "2018-10-21T13:05:00.000Z"},
		{1540127100000, picture.ISO8601, "-0500", "2018-10-21T08:05:00.000-05:00"},
		{-62167219200001, picture.ISO8601, picture.UTC, "-0001-12-31T23:59:59.999Z"},
		{-62167219200000, picture.ISO8601, picture.UTC, "0000-01-01T00:00:00.000Z"},
		{253402300799999, picture.ISO8601, picture.UTC, "9999-12-31T23:59:59.999Z"},
		{253402300800000, picture.ISO8601, picture.UTC, "0000-01-01T00:00:00.000Z"}, // the last four digits
		{math.NaN(), picture.ISO8601, picture.UTC, "0NaN-NaN-NaNTNaN:NaN:NaN.NaNZ"},
		{0, "[q1]", picture.UTC, "undefined"},
	}
	for _, test := range tests {
		got, err := picture.FormatTime(test.millis, test.picture, test.timezone)
		if err != nil || got != test.want {
			t.Errorf("%f as %q in %s is %q, %v; want %q", test.millis, test.picture, test.timezone, got, err, test.want)
		}
	}
}

func TestFormatTimeErrors(t *testing.T) {
	tests := []struct {
		millis  float64
		picture string
		want    picture.Error
	}{
		{0, "[Z010101t]", picture.Error{Code: "D3134", Value: 6.0}},
		{0, "[ZI]", picture.Error{Code: "D3134"}},
		{0, "[q1] [q,2]", picture.Error{Code: "D3132", Value: "q"}},
		{0, "[Y", picture.Error{Code: "D3135"}},
		{0, "[q]", picture.Error{Code: "D3132", Value: "q"}},
		{0, "[]", picture.Error{Code: "D3132", Value: ""}},
		{0, "[YN]", picture.Error{Code: "D3133", Value: "Y"}},
		{0, "[M0٠]", picture.Error{Code: "D3131"}},
		{0, "[Mα]", picture.Error{Code: "D3130", Value: "α"}},
		{9e15, "[FNn]", picture.Error{Code: "D1001", Value: math.NaN()}},
		{0, "[Y,2000]", picture.Error{Code: "D1001", Value: 2000.0}},
		{0, strings.Repeat("x", 1<<15), picture.Error{Code: "D1001", Value: 32768.0}},
		{0, strings.Repeat("[Y]", 300), picture.Error{Code: "D1001", Value: 257.0}},
	}
	for _, test := range tests {
		_, err := picture.FormatTime(test.millis, test.picture, picture.UTC)
		wantError(t, test.picture, err, test.want)
	}
}

func BenchmarkFormatTime(b *testing.B) {
	for _, p := range []string{picture.ISO8601, "[FNn], [D1o] [MNn] [Y]"} {
		b.Run(p, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := picture.FormatTime(1521801216617, p, picture.UTC); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
