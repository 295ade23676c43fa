package jsonata

import (
	"strings"
	"unicode/utf8"
)

// JavaScript's strings are sequences of UTF-16 code units, and some functions count, cut
// and compare code units. The strings of this package are UTF-8. Half of a surrogate pair
// is written as the three bytes that UTF-8 would have for it, and becomes U+FFFD in a
// result.

// The code units that are halves of a surrogate pair.
const (
	highSurrogate = 0xD800
	lowSurrogate  = 0xDC00
	lastSurrogate = 0xDFFF
	astral        = 0x10000 // the first character with two code units
)

// appendUnit appends a code unit. If text ends with the first half of a character and
// unit is the second half, they become one character.
func appendUnit(text []byte, unit uint16) []byte {
	switch {
	case unit >= lowSurrogate && unit <= lastSurrogate:
		if n := len(text); n >= 3 {
			if high, ok := half(string(text[n-3:])); ok && high < lowSurrogate {
				r := (rune(high)-highSurrogate)<<10 + rune(unit) - lowSurrogate + astral
				return utf8.AppendRune(text[:n-3], r)
			}
		}
		fallthrough
	case unit >= highSurrogate && unit < lowSurrogate:
		return append(text, 0xE0|byte(unit>>12), 0x80|byte(unit>>6)&0x3F, 0x80|byte(unit)&0x3F)
	}
	return utf8.AppendRune(text, rune(unit))
}

// half returns the half of a surrogate pair that s begins with.
func half(s string) (unit uint16, ok bool) {
	if len(s) < 3 || s[0] != 0xED || s[1] < 0xA0 || s[1] > 0xBF || s[2]&0xC0 != 0x80 {
		return 0, false
	}
	return 0xD000 | uint16(s[1]&0x3F)<<6 | uint16(s[2]&0x3F), true
}

// decode returns the first character of s, which may be half of a surrogate pair, and its
// length in bytes.
func decode(s string) (r rune, size int) {
	if s[0] < utf8.RuneSelf {
		return rune(s[0]), 1
	}
	if unit, ok := half(s); ok {
		return rune(unit), 3
	}
	return utf8.DecodeRuneInString(s)
}

// isASCII reports whether each byte of s is a character and a code unit.
func isASCII(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// characters returns the number of characters of s.
func characters(s string) int {
	n := 0
	for len(s) > 0 {
		_, size := decode(s)
		s = s[size:]
		n++
	}
	return n
}

// units returns the number of code units of s.
func units(s string) int {
	n := 0
	for len(s) > 0 {
		r, size := decode(s)
		s = s[size:]
		n++
		if r >= astral {
			n++
		}
	}
	return n
}

// unitOffset returns the byte offset of code unit n of s, or the length of s if s has
// fewer code units. The offset of the second half of a character is the character's end.
func unitOffset(s string, n int) int {
	i := 0
	for i < len(s) && n > 0 {
		r, size := decode(s[i:])
		i += size
		n--
		if r >= astral {
			n--
		}
	}
	return i
}

// characterOffset returns the byte offset of character n of s, or the length of s if s
// has fewer characters.
func characterOffset(s string, n int) int {
	i := 0
	for i < len(s) && n > 0 {
		_, size := decode(s[i:])
		i += size
		n--
	}
	return i
}

// compareUnits compares strings by their code units: a character with two code units
// comes before the characters from U+E000 to U+FFFF.
func compareUnits(a, b string) int {
	i := 0
	for i < len(a) && i < len(b) && a[i] == b[i] {
		i++
	}
	if i == len(a) || i == len(b) || a[i] < 0xED && b[i] < 0xED {
		return strings.Compare(a[i:], b[i:])
	}
	for i > 0 && !utf8.RuneStart(a[i]) {
		i--
	}
	x, _ := decode(a[i:])
	y, _ := decode(b[i:])
	if (x >= astral) != (y >= astral) {
		return int(firstUnit(x)) - int(firstUnit(y))
	}
	return int(x) - int(y)
}

// firstUnit returns the first code unit of a character.
func firstUnit(r rune) rune {
	if r < astral {
		return r
	}
	return highSurrogate + (r-astral)>>10
}

// validText returns s as valid UTF-8: two halves of a surrogate pair become a character,
// any other half U+FFFD.
func validText(s string) string {
	if utf8.ValidString(s) {
		return s
	}
	var b []byte
	for len(s) > 0 {
		r, size := decode(s)
		isHigh := size == 3 && r >= highSurrogate && r < lowSurrogate
		if low, ok := half(s[size:]); ok && isHigh && low >= lowSurrogate {
			r = (r-highSurrogate)<<10 + rune(low) - lowSurrogate + astral
			size += 3
		}
		b = utf8.AppendRune(b, r)
		s = s[size:]
	}
	return string(b)
}
