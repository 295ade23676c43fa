package yamlnumber_test

import (
	"strings"
	"testing"

	"github.com/goasl/goasl/internal/yamlnumber"
)

func TestJSON(t *testing.T) {
	for text, want := range map[string]string{
		"1.50":                "1.50",
		"-0":                  "-0",
		"1e400":               "1e400", // as it is written, like that of a definition in JSON
		"+7":                  "7",
		"0x1F":                "31",
		"0o17":                "15",
		"0b101":               "5",
		"1_000":               "1000",
		".5":                  "0.5",
		"+1.5e3":              "1500",
		".inf":                "",
		".nan":                "",
		"1:30":                "",
		"one":                 "",
		"\"1\"":               "",
		"+" + ones(99):        ones(99),
		"+" + ones(1_000_000): "", // refused by its length, as to read it would take seconds
	} {
		if got, ok := yamlnumber.JSON(text); got != want || ok != (want != "") {
			t.Errorf("%.40s: %.40q, %v; want %.40q", text, got, ok, want)
		}
	}
}

func ones(count int) string { return strings.Repeat("1", count) }
