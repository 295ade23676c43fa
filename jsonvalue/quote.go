package jsonvalue

import (
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

const hexDigits = "0123456789ABCDEF"

// AppendString appends s to dst as a JSON string and returns the extended slice. It writes
// the same escapes as Step Functions: short ones such as \n, and \u00XX for other control
// characters. Invalid UTF-8 becomes U+FFFD.
func AppendString(dst []byte, s string) []byte {
	dst = append(dst, '"')
	start := 0
	for i := plainEnd(s, 0); i < len(s); i = plainEnd(s, i) {
		if c := s[i]; c < utf8.RuneSelf {
			dst = appendEscape(append(dst, s[start:i]...), c)
			i++
			start = i
			continue
		}
		r, n := utf8.DecodeRuneInString(s[i:])
		if r == utf8.RuneError && n == 1 {
			dst = append(append(dst, s[start:i]...), "\uFFFD"...)
			start = i + 1
		}
		i += n
	}
	dst = append(dst, s[start:]...)
	return append(dst, '"')
}

// plainEnd returns the end of the plain characters from i on, which are ASCII except for
// quotes, backslashes and control characters.
//
// Measured and dropped: eight bytes at a time in a uint64. The strings in payloads are too
// short to gain by it; reading a document of 256 KiB takes as long.
func plainEnd(text string, i int) int {
	for i < len(text) && !special[text[i]] {
		i++
	}
	return i
}

var special = func() (t [256]bool) {
	for c := range t {
		t[c] = c < 0x20 || c == '"' || c == '\\' || c >= utf8.RuneSelf
	}
	return t
}()

func appendEscape(dst []byte, c byte) []byte {
	if short := shortEscape(c); short != 0 {
		return append(dst, '\\', short)
	}
	return append(dst, '\\', 'u', '0', '0', hexDigits[c>>4], hexDigits[c&0xF])
}

// shortEscape returns the letter of the two-character escape of c, 0 if it has
// none.
func shortEscape(c byte) byte {
	switch c {
	case '"', '\\':
		return c
	case '\b':
		return 'b'
	case '\f':
		return 'f'
	case '\n':
		return 'n'
	case '\r':
		return 'r'
	case '\t':
		return 't'
	}
	return 0
}

// quotedLen returns the length of the JSON string of s, which is valid UTF-8.
func quotedLen(s string) int {
	n := len(s) + 2
	for i := 0; i < len(s); i++ {
		if c := s[i]; c < 0x20 || c == '"' || c == '\\' {
			if shortEscape(c) != 0 {
				n++
			} else {
				n += 5
			}
		}
	}
	return n
}

// escapeLen returns the length of the escape sequence at the start of s, 0 if there is none.
func escapeLen(s string) int {
	if len(s) < 2 {
		return 0
	}
	switch s[1] {
	case '"', '\\', '/', 'b', 'f', 'n', 'r', 't':
		return 2
	case 'u':
		if _, ok := hex4(s); ok {
			return 6
		}
	}
	return 0
}

// canonicalEscape reports whether AppendString writes this escape.
func canonicalEscape(esc string) bool {
	if len(esc) == 2 {
		return esc[1] != '/'
	}
	r, _ := hex4(esc)
	if r >= 0x20 || shortEscape(byte(r)) != 0 {
		return false
	}
	return esc[5] == hexDigits[r&0xF]
}

// hex4 reads the code unit of a \uXXXX escape.
func hex4(s string) (rune, bool) {
	if len(s) < 6 || s[0] != '\\' || s[1] != 'u' {
		return 0, false
	}
	var r rune
	for _, c := range []byte(s[2:6]) {
		switch {
		case c >= '0' && c <= '9':
			c -= '0'
		case c >= 'a' && c <= 'f':
			c -= 'a' - 10
		case c >= 'A' && c <= 'F':
			c -= 'A' - 10
		default:
			return 0, false
		}
		r = r<<4 | rune(c)
	}
	return r, true
}

// Unquote returns the content of a JSON string, without quotes and escapes. text is the
// string with its quotes and must be valid: a part of a text that [Check] has accepted, for
// instance. Invalid UTF-8 becomes U+FFFD. The result shares the memory of text if there is
// nothing to replace.
func Unquote(text string) string { return unescape(validUTF8(text[1 : len(text)-1])) }

// unquote returns the content of a canonical JSON string. It makes a copy only if the string
// has escapes.
func unquote(text string) string { return unescape(text[1 : len(text)-1]) }

// unescape replaces the escape sequences in the content of a checked JSON
// string. A surrogate without its other half becomes U+FFFD, as in
// encoding/json.
func unescape(s string) string {
	i := strings.IndexByte(s, '\\')
	if i < 0 {
		return s
	}
	var b strings.Builder
	b.Grow(len(s))
	for ; i >= 0; i = strings.IndexByte(s, '\\') {
		b.WriteString(s[:i])
		r, n := escaped(s[i:])
		b.WriteRune(r)
		s = s[i+n:]
	}
	b.WriteString(s)
	return b.String()
}

// escaped returns the character of the escape sequence, or pair of them, at the start of s,
// and the length of the sequence.
func escaped(s string) (rune, int) {
	switch s[1] {
	case 'b':
		return '\b', 2
	case 'f':
		return '\f', 2
	case 'n':
		return '\n', 2
	case 'r':
		return '\r', 2
	case 't':
		return '\t', 2
	case 'u':
		r, _ := hex4(s)
		if !utf16.IsSurrogate(r) {
			return r, 6
		}
		if low, ok := hex4(s[6:]); ok {
			if pair := utf16.DecodeRune(r, low); pair != utf8.RuneError {
				return pair, 12
			}
		}
		return utf8.RuneError, 6
	}
	return rune(s[1]), 2
}

// validUTF8 replaces each byte of s that is not UTF-8 by U+FFFD, like encoding/json.
func validUTF8(s string) string {
	if utf8.ValidString(s) {
		return s
	}
	return string([]rune(s))
}
