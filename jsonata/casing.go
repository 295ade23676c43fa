package jsonata

import (
	"strings"
	"unicode"
)

// upper returns s in upper case as JavaScript does it: some characters become several.
func (ev *evaluation) upper(s string) (string, error) {
	if isASCII(s) {
		return strings.ToUpper(s), nil
	}
	var b strings.Builder
	for n := 1; len(s) > 0; n++ {
		if n%charactersOfStep == 0 {
			if err := ev.spendOne(); err != nil {
				return "", err
			}
		}
		r, size := decode(s)
		if special, ok := upperOf(r); ok {
			b.WriteString(special)
		} else if size == 3 && r >= highSurrogate && r <= lastSurrogate {
			b.WriteString(s[:size])
		} else {
			b.WriteRune(unicode.ToUpper(r))
		}
		s = s[size:]
	}
	return b.String(), nil
}

// charactersOfStep is the number of characters whose case is changed in one step.
const charactersOfStep = 16

// upperOf returns the upper case of a character if that is more than one character.
func upperOf(r rune) (special string, ok bool) {
	if r < 'ß' || r > 'և' && r < 'ẖ' || r > 'ẚ' && r < 'ﬀ' { // most characters
		return "", false
	}
	special, ok = upperSpecial[r]
	return special, ok
}

// upperSpecial are the characters whose upper case is more than one character, the
// unconditional ones of Unicode's SpecialCasing.txt.
var upperSpecial = map[rune]string{
	'ß': "SS", 'ŉ': "ʼN", 'ǰ': "J̌", 'ΐ': "Ϊ́", 'ΰ': "Ϋ́", 'և': "ԵՒ",
	'ẖ': "H̱", 'ẗ': "T̈", 'ẘ': "W̊", 'ẙ': "Y̊", 'ẚ': "Aʾ",
	'ﬀ': "FF", 'ﬁ': "FI", 'ﬂ': "FL", 'ﬃ': "FFI", 'ﬄ': "FFL", 'ﬅ': "ST", 'ﬆ': "ST",
}

// lower returns s in lower case as JavaScript does it.
func (ev *evaluation) lower(s string) (string, error) {
	if isASCII(s) {
		return strings.ToLower(s), nil
	}
	var b strings.Builder
	for i, n := 0, 1; i < len(s); n++ {
		if n%charactersOfStep == 0 {
			if err := ev.spendOne(); err != nil {
				return "", err
			}
		}
		r, size := decode(s[i:])
		switch {
		case r == 'İ':
			b.WriteString("i̇")
		case r == 'Σ' && endsWord(s[:i], s[i+size:]):
			b.WriteRune('ς')
		case size == 3 && r >= highSurrogate && r <= lastSurrogate:
			b.WriteString(s[i : i+size])
		default:
			b.WriteRune(unicode.ToLower(r))
		}
		i += size
	}
	return b.String(), nil
}

// endsWord reports whether before ends with a letter and after does not begin with one.
func endsWord(before, after string) bool {
	last := strings.LastIndexFunc(before, isInWord)
	if last < 0 {
		return false
	}
	r, _ := decode(before[last:])
	if !unicode.IsLetter(r) {
		return false
	}
	next := strings.IndexFunc(after, isInWord)
	if next < 0 {
		return true
	}
	r, _ = decode(after[next:])
	return !unicode.IsLetter(r)
}

// isInWord reports whether a character counts for where a word ends. Marks and
// apostrophes do not.
func isInWord(r rune) bool {
	return unicode.IsLetter(r) || r != '\'' && !unicode.Is(unicode.Mn, r)
}
