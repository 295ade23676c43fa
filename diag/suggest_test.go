package diag_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/goasl/goasl/diag"
)

func ExampleSuggest() {
	fmt.Printf("%q\n", diag.Suggest("Paramters", []string{"InputPath", "Parameters", "ResultPath"}))
	fmt.Printf("%q\n", diag.Suggest("Colour", []string{"InputPath", "Parameters", "ResultPath"}))
	// Output:
	// "Parameters"
	// ""
}

func TestSuggest(t *testing.T) {
	for _, c := range []struct {
		name, word string
		candidates []string
		want       string
	}{
		{"no candidates", "Next", nil, ""},
		{"inserted", "Nextt", []string{"End", "Next"}, "Next"},
		{"deleted", "Nxt", []string{"End", "Next"}, "Next"},
		{"replaced", "Mext", []string{"End", "Next"}, "Next"},
		{"swapped", "Nxet", []string{"End", "Next"}, "Next"},
		{"swapped at the end", "Catcher2Foo", []string{"Catcher2oFo"}, "Catcher2oFo"},
		{"two edits", "RusultPth", []string{"ResultPath"}, "ResultPath"},
		{"three edits", "RusulPth", []string{"ResultPath"}, ""},
		{"closest", "ItemPath", []string{"ItemsPaths", "ItemsPath", "InputPath"}, "ItemsPath"},
		{"closest comes first", "ItemPath", []string{"ItemsPath", "ItemsPaths"}, "ItemsPath"},
		{"first of equals", "Itsm", []string{"Item", "Itum"}, "Item"},
		{"case", "startat", []string{"StartAt"}, "StartAt"},
		{"case before edits", "NEXT", []string{"NEXS", "Next"}, "Next"},
		{"one letter", "C", []string{"A", "B"}, ""},
		{"two letters", "A3", []string{"A1", "B1"}, "A1"},
		{"empty word", "", []string{"A"}, ""},
		{"runes", "größe", []string{"grosse", "größte"}, "größte"},
		{"rune of other length", "grosse", []string{"gro日se"}, "gro日se"},
		{"invalid UTF-8", "ab\xff\xfe", []string{"abc"}, "abc"},
		{"long word", strings.Repeat("a", 1<<20), []string{strings.Repeat("a", 1<<20) + "b"}, ""},
		{"long candidate", "abc", []string{strings.Repeat("a", 1<<20)}, ""},
	} {
		if got := diag.Suggest(c.word, c.candidates); got != c.want {
			t.Errorf("%s: got %.20q, want %.20q", c.name, got, c.want)
		}
	}
}

// A plain table of the same distance decides what Suggest may return.
func FuzzSuggest(f *testing.F) {
	f.Add("Next", "Nxet")
	f.Add("abcdef", "badcfe")
	f.Add("größe", "grosse")
	f.Fuzz(func(t *testing.T, word, candidate string) {
		if len(word) > 120 || len(candidate) > 1000 || strings.EqualFold(word, candidate) {
			return
		}
		a, b := []rune(word), []rune(candidate)
		d := tableDistance(a, b)
		want := ""
		if d <= 2 && 2*d <= len(a) {
			want = candidate
		}
		if got := diag.Suggest(word, []string{candidate}); got != want {
			t.Errorf("Suggest(%q, %q) = %q at distance %d", word, candidate, got, d)
		}
	})
}

// tableDistance is the textbook's optimal string alignment distance.
func tableDistance(a, b []rune) int {
	d := make([][]int, len(a)+1)
	for i := range d {
		d[i] = make([]int, len(b)+1)
		d[i][0] = i
	}
	for j := range d[0] {
		d[0][j] = j
	}
	for i := 1; i <= len(a); i++ {
		for j := 1; j <= len(b); j++ {
			same := 1
			if a[i-1] == b[j-1] {
				same = 0
			}
			d[i][j] = min(d[i-1][j]+1, d[i][j-1]+1, d[i-1][j-1]+same)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				d[i][j] = min(d[i][j], d[i-2][j-2]+1)
			}
		}
	}
	return d[len(a)][len(b)]
}
