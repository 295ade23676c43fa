package picture

import (
	"strings"
	"unicode/utf8"
)

// reserved are the characters with a meaning in a URL, and marks those without one
// that are not encoded either.
const (
	reserved = ";/?:@&=+$,#"
	marks    = "-_.!~*'()"
)

// EncodeURL encodes s as $encodeUrl does: all but letters, digits, marks, and the
// characters with a meaning in a URL. The error is D3140 if s has a surrogate
// without its other half, which in Go is U+FFFD or no valid UTF-8.
func EncodeURL(s string) (string, error) { return encode(s, reserved+marks) }

// EncodeURLComponent encodes s as $encodeUrlComponent does: all but letters, digits
// and marks. Its error is that of EncodeURL.
func EncodeURLComponent(s string) (string, error) { return encode(s, marks) }

func encode(s, plain string) (string, error) {
	const hex = "0123456789ABCDEF"
	var b strings.Builder
	for i, r := range s {
		if r == utf8.RuneError {
			return "", &Error{Code: "D3140", Value: s}
		}
		if isAlphanumeric(r) || strings.ContainsRune(plain, r) {
			b.WriteRune(r)
			continue
		}
		for _, c := range []byte(s[i : i+utf8.RuneLen(r)]) {
			b.WriteByte('%')
			b.WriteByte(hex[c>>4])
			b.WriteByte(hex[c&15])
		}
	}
	return b.String(), nil
}

func isAlphanumeric(r rune) bool {
	return '0' <= r && r <= '9' || 'A' <= r && r <= 'Z' || 'a' <= r && r <= 'z'
}

// DecodeURL decodes s as $decodeUrl does: all but the characters with a meaning in a
// URL. The error is D3140 if what is encoded is no UTF-8.
func DecodeURL(s string) (string, error) { return decode(s, reserved) }

// DecodeURLComponent decodes s as $decodeUrlComponent does. Its error is that of
// DecodeURL.
func DecodeURLComponent(s string) (string, error) { return decode(s, "") }

func decode(s, kept string) (string, error) {
	var b strings.Builder
	for rest := s; ; {
		plain, _, found := strings.Cut(rest, "%")
		b.WriteString(plain)
		if !found {
			return b.String(), nil
		}
		encoded := rest[len(plain):]
		r, n := decodeRune(encoded)
		if n == 0 {
			return "", &Error{Code: "D3140", Value: s}
		}
		if strings.ContainsRune(kept, r) {
			b.WriteString(encoded[:n])
		} else {
			b.WriteRune(r)
		}
		rest = encoded[n:]
	}
}

// decodeRune decodes the character at the start of s, such as "%C3%A9". It returns
// the length of its text, 0 if it is malformed.
func decodeRune(s string) (r rune, n int) {
	var character [utf8.UTFMax]byte
	for i := range character {
		c, ok := decodeByte(s[n:])
		if !ok {
			return 0, 0
		}
		character[i] = c
		n += len("%00")
		if utf8.FullRune(character[:i+1]) {
			r, size := utf8.DecodeRune(character[:i+1])
			if r == utf8.RuneError && size == 1 {
				return 0, 0
			}
			return r, n
		}
	}
	return 0, 0
}

func decodeByte(s string) (c byte, ok bool) {
	if len(s) < len("%00") || s[0] != '%' {
		return 0, false
	}
	high, ok1 := hexDigit(s[1])
	low, ok2 := hexDigit(s[2])
	return high<<4 | low, ok1 && ok2
}

func hexDigit(c byte) (digit byte, ok bool) {
	switch {
	case '0' <= c && c <= '9':
		return c - '0', true
	case 'a' <= c && c <= 'f':
		return c - 'a' + 10, true
	case 'A' <= c && c <= 'F':
		return c - 'A' + 10, true
	}
	return 0, false
}
