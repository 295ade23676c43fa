package asltest

import (
	"encoding/json"
	"errors"
	"io"
	"strings"
	"unicode"
	"unicode/utf8"
)

// kinds are the words for kinds of values.
var kinds = []string{"boolean", "number", "string", "array", "object", "true", "false", "null"}

// maxParsed bounds how many values are looked for in a text.
const maxParsed = 200

// essence is a cause without the values in it and the names of their kinds: the same for what
// is probably the same problem. What an expression or a name is, which is no value, stays.
func essence(cause string) string {
	var b strings.Builder
	inWord, parsed := false, 0
	for cause != "" {
		c, size := utf8.DecodeRuneInString(cause)
		length := 0
		switch {
		case unicode.IsDigit(c):
			length = size
		case strings.ContainsRune(`{["`, c) && parsed < maxParsed:
			parsed++
			length = valueLength(cause)
		case !inWord:
			length = kindLength(cause)
		}
		if length == 0 {
			b.WriteString(cause[:size])
			length = size
		}
		inWord = unicode.IsLetter(c)
		cause = cause[length:]
	}
	return b.String()
}

// valueLength is the length of the JSON value that a text begins with, 0 if there is none. A
// value that is cut off goes to the end.
func valueLength(text string) int {
	d := json.NewDecoder(strings.NewReader(text))
	var v json.RawMessage
	switch err := d.Decode(&v); {
	case err == nil:
		return int(d.InputOffset())
	case errors.Is(err, io.ErrUnexpectedEOF), strings.HasSuffix(text, "…"):
		return len(text)
	}
	return 0
}

// kindLength is the length of the word for a kind that a text begins with, 0 if it is another
// one.
func kindLength(text string) int {
	for _, kind := range kinds {
		if rest, ok := strings.CutPrefix(text, kind); ok {
			if next, _ := utf8.DecodeRuneInString(rest); !unicode.IsLetter(next) {
				return len(kind)
			}
		}
	}
	return 0
}
