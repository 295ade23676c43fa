package template

import (
	"strings"
	"unicode/utf8"
)

// align appends where each byte of a text is written, and its end. It goes through what is written
// and the text side by side, as quotes, escapes and indentation are in one of them only.
func (n *node) align(all []int32) []int32 {
	a := aligner{source: n.file.Text(), at: n.begin(), escapes: n.style == double, quotes: n.style == single}
	for i := 0; i < len(n.text); {
		at, size := a.next(n.text[i:])
		all = fill(all, size, int32(at))
		i += size
	}
	return append(all, int32(min(a.at, len(a.source))))
}

// begin returns where the content of a text begins.
func (n *node) begin() int {
	source := n.file.Text()
	switch n.style {
	case double, single:
		quote := map[style]byte{double: '"', single: '\''}[n.style]
		if i := strings.IndexByte(source[n.at:], quote); i >= 0 {
			return n.at + i + 1
		}
	case block:
		if i := strings.IndexByte(source[n.at:], '\n'); i >= 0 {
			return n.at + i + 1
		}
	case plain:
		if rest := source[n.at:]; strings.HasPrefix(rest, "!") {
			if i := strings.IndexAny(rest, " \t\n"); i >= 0 {
				return n.at + i + 1
			}
		}
	}
	return n.at
}

type aligner struct {
	source          string
	at              int
	escapes, quotes bool
}

// next returns the place of the character that a text begins with, and how many bytes it has.
func (a *aligner) next(rest string) (at, size int) {
	_, size = utf8.DecodeRuneInString(rest)
	for a.at < len(a.source) {
		c := a.source[a.at]
		switch {
		case a.escapes && c == '\\':
			at = a.at
			if a.at += escapeLength(a.source[a.at:], size); a.at > at {
				if a.source[at+1] == '\n' || a.source[at+1] == '\r' { // the text goes on in the next line
					continue
				}
				return at, size
			}
		case strings.HasPrefix(a.source[a.at:], rest[:size]):
			at = a.at
			if a.at += size; a.quotes && c == '\'' {
				a.at++ // the second of two
			}
			return at, size
		case isSpace(rest[0]) && isSpace(c): // a line that is folded
			at = a.at
			a.at++
			return at, size
		case isSpace(c):
			a.at++
			continue
		}
		break
	}
	return min(a.at, len(a.source)), size
}

func isSpace(c byte) bool { return c == ' ' || c == '\n' || c == '\t' || c == '\r' }

// escapeLength returns how long the escape is that a text begins with; size is that of the
// character, of which a large one is two escapes in JSON.
func escapeLength(s string, size int) int {
	if len(s) < 2 {
		return 0
	}
	length := map[byte]int{'x': 4, 'u': 6, 'U': 10}[s[1]]
	switch {
	case s[1] == 'u' && size == utf8.UTFMax:
		length = 12
	case length == 0:
		length = 2
	}
	if length > len(s) {
		return 0
	}
	return length
}
