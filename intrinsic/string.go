package intrinsic

import (
	"strings"

	"github.com/goasl/goasl/jsonvalue"
)

// stringSplit is States.StringSplit(text, delimiters): the pieces of the text between any of
// the characters of delimiters. Empty pieces are dropped.
func stringSplit(f *frame) (jsonvalue.Value, error) {
	text, err := f.text(0)
	if err != nil {
		return jsonvalue.Value{}, err
	}
	delimiters, err := f.text(1)
	if err != nil {
		return jsonvalue.Value{}, err
	}
	isDelimiter := runeSet(delimiters)
	var pieces []jsonvalue.Value
	for piece := range strings.FieldsFuncSeq(text, isDelimiter) {
		if err := f.spend(1, bytesOfItem); err != nil {
			return jsonvalue.Value{}, err
		}
		pieces = append(pieces, jsonvalue.OfString(piece))
	}
	return jsonvalue.OfArray(pieces), nil
}

// runeSet returns a function that reports whether a character is in s. A map keeps the work
// linear for any number of characters.
func runeSet(s string) func(rune) bool {
	set := make(map[rune]bool, min(len(s), 256))
	for _, r := range s {
		set[r] = true
	}
	return func(r rune) bool { return set[r] }
}
