package picture

import (
	"bytes"
	"encoding/base64"
	"unicode/utf16"
)

// Base64Encode encodes s as $base64encode does: each character is one byte, the low
// eight bits of its UTF-16 code, so that "é" is "6Q==".
func Base64Encode(s string) string {
	return base64.StdEncoding.EncodeToString(lowBytes(s))
}

// lowBytes returns the low eight bits of each unit of s in UTF-16.
func lowBytes(s string) []byte {
	units := utf16.Encode([]rune(s))
	low := make([]byte, len(units))
	for i, unit := range units {
		low[i] = byte(unit)
	}
	return low
}

// Base64Decode decodes s as $base64decode does: each byte becomes one character. It
// takes the alphabets of standard and of URL encoding, skips other characters, and
// ends at the first "=".
func Base64Decode(s string) string {
	text, _, _ := bytes.Cut(lowBytes(s), []byte("="))
	text = bytes.Map(func(r rune) rune {
		switch {
		case isAlphanumeric(r) || r == '+' || r == '/':
			return r
		case r == '-':
			return '+'
		case r == '_':
			return '/'
		}
		return -1
	}, text)
	if len(text)%4 == 1 {
		text = text[:len(text)-1] // six bits are no byte
	}
	decoded, _ := base64.RawStdEncoding.AppendDecode(nil, text) // nothing is left that it refuses
	characters := make([]rune, len(decoded))
	for i, c := range decoded {
		characters[i] = rune(c)
	}
	return string(characters)
}
