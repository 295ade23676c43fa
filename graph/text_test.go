package graph

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

func TestWrap(t *testing.T) {
	for text, want := range map[string][]string{
		"Pay":                                   {"Pay"},
		"":                                      {""},
		"Look up the payment of an order":       {"Look up the", "payment of an", "order"},
		"process_the_incoming_payment":          {"process_the_", "incoming_", "payment"},
		"ProcessTheIncomingPayment":             {"ProcessThe", "Incoming", "Payment"},
		"WWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWW": {"WWWWWWW", "WWWWWWW", "WWWWWW…"},
		"two\nlines":                            {"two lines"},
		"\u202eturned\u202c":                    {"turned"},
		"漢漢漢漢漢漢漢漢漢漢":                            {"漢漢漢漢漢漢", "漢漢漢漢"},
	} {
		got := nameFont.wrap(text, 100, 3)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%q (-want +got):\n%s", text, diff)
		}
	}
}

// Lines are no wider than they may be, nothing is lost but spaces and what the ellipsis
// stands for, and no character is parted from what belongs to it.
func TestWrapHostile(t *testing.T) {
	for _, text := range append(slices.Clone(hostile), strings.Repeat("e\u0301", 100), strings.Repeat("👨‍👩‍👧", 40), "\xff\xfe", "a\u200d") {
		for _, width := range []float64{1, 30, 100, 1000} {
			lines := nameFont.wrap(text, width, 3)
			joined := strings.Join(lines, "")
			squeezed := strings.ReplaceAll(visible(text), " ", "")
			kept := strings.ReplaceAll(strings.TrimSuffix(joined, ellipsis), " ", "")
			if !strings.HasPrefix(squeezed, kept) || !strings.HasSuffix(joined, ellipsis) && kept != squeezed {
				t.Errorf("%q became %q", text, lines)
			}
			for _, line := range lines {
				first, _ := utf8.DecodeRuneInString(line)
				if joins(first) && line != visible(text) {
					t.Errorf("%q begins with what belongs to another character", line)
				}
				if w := nameFont.width(line); w > max(width, 70) {
					t.Errorf("%q is %v wide, want at most %v", line, w, width)
				}
			}
		}
	}
}

func TestNumbers(t *testing.T) {
	var got []string
	for _, x := range []float64{0, -0.01, 1, 1.25, 1e6, -3.96} {
		got = append(got, number(x))
	}
	for _, n := range []int{1, 9999, 10_000, 1_234_567, 23_456_789} {
		got = append(got, thousands(n))
	}
	if diff := cmp.Diff(strings.Fields("0 0 1 1.2 1000000 -4 1 9999 10k 1234k 23M"), got); diff != "" {
		t.Errorf("numbers (-want +got):\n%s", diff)
	}
}
