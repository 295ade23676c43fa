package picture

import (
	"encoding/base64"
	"strings"
	"unicode/utf16"
)

// Base64Encode encodes s as $base64encode does: each character is one byte, the low
// eight bits of its UTF-16 code, so that "é" is "6Q==".
func Base64Encode(s string) string {
	units := utf16.Encode([]rune(s))
	bytes := make([]byte, len(units))
	for i, unit := range units {
		bytes[i] = byte(unit)
	}
	return base64.StdEncoding.EncodeToString(bytes)
}

// Base64Decode decodes s as $base64decode does: each byte becomes one character. It
// takes the alphabets of standard and of URL encoding, skips other characters, and
// ends at the first "=".
func Base64Decode(s string) string {
	s, _, _ = strings.Cut(s, "=")
	text := strings.Map(func(r rune) rune {
		switch {
		case isAlphanumeric(r) || r == '+' || r == '/':
			return r
		case r == '-':
			return '+'
		case r == '_':
			return '/'
		}
		return -1
	}, s)
	if len(text)%4 == 1 {
		text = text[:len(text)-1] // six bits are no byte
	}
	decoded, _ := base64.RawStdEncoding.DecodeString(text) // nothing is left that it refuses
	characters := make([]rune, len(decoded))
	for i, c := range decoded {
		characters[i] = rune(c)
	}
	return string(characters)
}
