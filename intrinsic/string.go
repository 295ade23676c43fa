package intrinsic

import (
	"strings"

	"github.com/goasl/goasl/jsonvalue"
)

// stringSplit is States.StringSplit(text, delimiters): the pieces between any
// of the delimiter's characters. Empty pieces are dropped.
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
		pieces = append(pieces, jsonvalue.OfString(piece))
	}
	return jsonvalue.OfArray(pieces), nil
}

// runeSet returns the test for being one of the characters of s. A map keeps
// the work linear, however many delimiters there are.
func runeSet(s string) func(rune) bool {
	set := make(map[rune]bool, min(len(s), 256))
	for _, r := range s {
		set[r] = true
	}
	return func(r rune) bool { return set[r] }
}
