package events

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// wildcard is a text with asterisks, each of which stands for any text. It has what is between
// them.
type wildcard []string

// parseWildcard reads a text in which \* is an asterisk and \\ a backslash. It returns the
// reason if the text is refused, "" otherwise. EventBridge counts bytes from the quote before
// the text.
func parseWildcard(text string) (w wildcard, reason string) {
	var part strings.Builder
	for i := 0; i < len(text); i++ {
		next := byte(0)
		if i+1 < len(text) {
			next = text[i+1]
		}
		switch {
		case text[i] == '*' && next == '*':
			return nil, fmt.Sprintf("Consecutive wildcard characters at pos %d", i+1)
		case text[i] == '*':
			w = append(w, part.String())
			part.Reset()
		case text[i] == '\\' && next != '*' && next != '\\':
			return nil, fmt.Sprintf("Invalid escape character at pos %d", i+1)
		case text[i] == '\\':
			i++
			part.WriteByte(next)
		default:
			part.WriteByte(text[i])
		}
	}
	return append(w, part.String()), ""
}

// matches takes each part where it is found first, so that no text is gone over again for the
// parts that follow.
func (w wildcard) matches(text string) bool {
	first, last := w[0], w[len(w)-1]
	if len(w) == 1 {
		return text == first
	}
	rest, ok := strings.CutPrefix(text, first)
	if !ok || !strings.HasSuffix(rest, last) {
		return false
	}
	rest = rest[:len(rest)-len(last)]
	for _, part := range w[1 : len(w)-1] {
		if _, rest, ok = strings.Cut(rest, part); !ok {
			return false
		}
	}
	return true
}

// firstRunes returns as many characters from the beginning of a text as another one has, or
// fewer if the text is shorter.
func firstRunes(text, like string) string {
	rest := text
	for range like {
		_, n := utf8.DecodeRuneInString(rest)
		rest = rest[n:]
	}
	return text[:len(text)-len(rest)]
}

// lastRunes is firstRunes from the end.
func lastRunes(text, like string) string {
	rest := text
	for range like {
		_, n := utf8.DecodeLastRuneInString(rest)
		rest = rest[:len(rest)-n]
	}
	return text[len(rest):]
}
