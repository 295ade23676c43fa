package asltest

import (
	"strings"
	"testing"

	"github.com/goasl/goasl/jsonvalue"
)

func TestDiffer(t *testing.T) {
	tests := []struct{ name, want, got, diff string }{
		{"equal", `{"a": 1, "b": [1.0]}`, `{"b":[1],"a":1e0}`, ""},
		{"member", `{"a": 1, "b": 2, "c": 3}`, `{"a": 1, "b": 4, "c": 3}`, "  {\n    \"a\": 1,\n-   \"b\": 2,\n+   \"b\": 4,\n    \"c\": 3\n  }\n"},
		{"one line", `1`, `"<1>"`, "- 1\n+ \"<1>\"\n"},
		{"none", `1`, ``, "- 1\n+ \n"},
		{"added", `[1,2,3,4,5,6]`, `[1,2,3,4,9,5,6]`, "  … 2 lines\n    2,\n    3,\n    4,\n+   9,\n    5,\n    6\n  ]\n"},
		{"two places", `[1,2,3,4]`, `[0,2,3,5]`, "  [\n-   1,\n+   0,\n    2,\n    3,\n-   4\n+   5\n  ]\n"},
	}
	for _, test := range tests {
		var got jsonvalue.Value
		if test.got != "" {
			got = jsonvalue.MustParse(test.got)
		}
		if diff := differ(jsonvalue.MustParse(test.want), got); diff != test.diff {
			t.Errorf("%s:\n%s, want\n%s", test.name, diff, test.diff)
		}
	}
}

// Texts that are too long to be compared line by line are shown whole.
func TestDifferLongTexts(t *testing.T) {
	a, b := strings.Repeat("a\n", 1500), strings.Repeat("b\n", 1500)
	if diff := differText(a, b); strings.Count(diff, "\n") != 3000 || !strings.HasPrefix(diff, "- a\n- a\n") {
		t.Errorf("the diff has %d lines and begins with %.20q", strings.Count(diff, "\n"), diff)
	}
}
