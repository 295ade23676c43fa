package main

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestTokenize(t *testing.T) {
	var got []string
	for _, token := range tokenize("Account.`a b`[$x >= 1.5e-3] /* no */ ~> $f(\"a\\\"b\", 'c') / /x\\/y/i ** ?: ünd") {
		got = append(got, token.text)
	}
	want := []string{
		"Account", ".", "`a b`", "[", "$x", ">=", "1.5e-3", "]", "~>", "$f", "(", `"a\"b"`, ",", "'c'", ")", "/", `/x\/y/i`, "**",
		"?:", "ünd",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("tokens (-want +got):\n%s", diff)
	}
}

func TestJoin(t *testing.T) {
	if got, want := join(tokenize("a .b[ 1 ] + $f( 2,3)")), "a . b[1]+ $f(2 , 3)"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestOperand(t *testing.T) {
	tests := []struct {
		source string
		at     int
		want   string
	}{
		{"1 + 2", 0, "1"},
		{"1 + 2", 1, ""},
		{"$f(1)(2) + 3", 0, "$f(1)(2)"},
		{"[1,[2]].a", 0, "[1,[2]]"},
		{"(1", 0, "("},
		{")", 0, ""},
		{"1", 5, ""},
	}
	for _, test := range tests {
		tokens := tokenize(test.source)
		got := ""
		if end := operand(tokens, test.at); end > test.at {
			got = strings.ReplaceAll(join(tokens[test.at:end]), " ", "")
		}
		if got != strings.ReplaceAll(test.want, " ", "") {
			t.Errorf("%q from %d: %q, want %q", test.source, test.at, got, test.want)
		}
	}
}
