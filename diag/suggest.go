package diag

import (
	"strings"
	"unicode/utf8"
)

const (
	suggestDistance = 2   // edits between a word and what is suggested for it, at most
	suggestLength   = 128 // runes; longer words get no suggestion. Names of states have at most 80
)

// Suggest returns the candidate that word is probably a misspelling of, or "" if there is
// none. It is the first candidate that differs only in case, or else the first one with the
// fewest edits. An edit inserts, deletes or replaces a rune, or swaps two neighbours. There
// may be two edits, but not more than half the number of runes in word.
//
// The work for each candidate is linear in the length of word. There is no suggestion for a
// word of more than 128 runes.
func Suggest(word string, candidates []string) string {
	runes := []rune(word)
	if len(word) > suggestLength*utf8.UTFMax || len(runes) > suggestLength {
		return ""
	}
	best, allowed := "", min(suggestDistance, len(runes)/2)
	for _, c := range candidates {
		if strings.EqualFold(c, word) {
			return c
		}
		if allowed < 1 || len(c) > len(word)+allowed*utf8.UTFMax {
			continue
		}
		if d := distance(runes, []rune(c), allowed); d <= allowed {
			best, allowed = c, d-1 // only a closer one replaces it
		}
	}
	return best
}

// distance returns the number of edits from a to b, or allowed+1 if there are more than
// allowed. As allowed is small, it tries each edit at the first difference instead of filling
// a table.
func distance(a, b []rune, allowed int) int {
	for len(a) > 0 && len(b) > 0 && a[0] == b[0] {
		a, b = a[1:], b[1:]
	}
	if rest := max(len(a), len(b)); len(a) == 0 || len(b) == 0 {
		return min(rest, allowed+1)
	}
	if allowed == 0 {
		return 1
	}
	least := min(
		distance(a[1:], b, allowed-1),
		distance(a, b[1:], allowed-1),
		distance(a[1:], b[1:], allowed-1),
	)
	if len(a) > 1 && len(b) > 1 && a[0] == b[1] && a[1] == b[0] {
		least = min(least, distance(a[2:], b[2:], allowed-1))
	}
	return 1 + least
}
