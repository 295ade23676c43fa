package picture_test

import (
	"testing"
	"unicode/utf8"

	"github.com/goasl/goasl/jsonata/internal/picture"
)

// FuzzPictures checks that nothing panics and that all texts are valid UTF-8 if the
// arguments are.
func FuzzPictures(f *testing.F) {
	f.Add(1234.5, "#,##0.00;(0)", "+0530")
	f.Add(1521801216617.0, "[FNn,3-3], [D1o] [MNn] [Y,2] [Z01:01t]", "Fri, 23rd March 18 Z")
	f.Add(-1e21, "00.000e00", "1.2e3")
	f.Add(0.0, "Ww;o", "Thirty-First")
	f.Fuzz(func(t *testing.T, number float64, text, other string) {
		var results []string
		add := func(s string, err error) {
			if err == nil {
				results = append(results, s)
			}
		}
		add(picture.FormatNumber(number, text, map[string]string{"decimal-separator": other}))
		add(picture.FormatNumber(number, text, nil))
		add(picture.FormatInteger(number, text))
		add(picture.FormatTime(number, text, other))
		add(picture.FormatBase(number, 7))
		add(picture.EncodeURL(text))
		add(picture.DecodeURL(text))
		add(picture.DecodeURLComponent(text))
		results = append(results, picture.FormatFloat(number), picture.FormatPrecision(number, len(text)),
			picture.Base64Encode(text), picture.Base64Decode(text))
		_, _ = picture.ParseInteger(other, text)
		_, _, _ = picture.ParseTime(other, text, number)
		_, _ = picture.ParseISO8601(text)
		picture.Round(number, float64(len(text)))
		if !utf8.ValidString(text) || !utf8.ValidString(other) {
			return
		}
		for _, s := range results {
			if !utf8.ValidString(s) {
				t.Errorf("%g, %q, %q: %q", number, text, other, s)
			}
		}
	})
}
