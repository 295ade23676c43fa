package picture

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// formatDecimal writes an integer in digits.
func (p *integerPicture) formatDecimal(f float64) (string, error) {
	text := FormatFloat(f)
	if missing := p.mandatory - float64(len(text)); missing > 0 {
		if missing > maxPicture {
			return "", outOfRange(p.mandatory)
		}
		text = strings.Repeat("0", int(missing)) + text
	}
	if p.zero == '0' && len(p.separators) == 0 && !p.ordinal {
		return text, nil
	}
	digits := []rune(text)
	for i := range digits {
		digits[i] += p.zero - '0' // signs too, as in 1e+21
	}
	digits = p.separate(digits)
	if p.ordinal {
		digits = append(digits, []rune(ordinalSuffix(digits))...)
	}
	return string(digits), nil
}

// separate inserts the separators.
func (p *integerPicture) separate(digits []rune) []rune {
	if p.interval > 0 {
		var separated []rune
		for i, digit := range digits {
			if left := len(digits) - i; i > 0 && left%p.interval == 0 {
				separated = append(separated, p.separators[0].sign)
			}
			separated = append(separated, digit)
		}
		return separated
	}
	for _, s := range slices.Backward(p.separators) {
		at := len(digits) - s.position
		if at < 0 {
			// jsonata-js drops the digits before the mirrored position.
			digits = slices.Insert(digits[max(len(digits)+at, 0):], 0, s.sign)
			continue
		}
		digits = slices.Insert(digits, at, s.sign)
	}
	return digits
}

// ordinalSuffix returns what follows the digits of an ordinal.
func ordinalSuffix(digits []rune) string {
	n := len(digits)
	if n > 1 && digits[n-2] == '1' {
		return "th"
	}
	switch digits[n-1] {
	case '1':
		return "st"
	case '2':
		return "nd"
	case '3':
		return "rd"
	}
	return "th"
}

// parseDecimal reads digits with separators.
func (p *integerPicture) parseDecimal(s string) (float64, error) {
	if p.ordinal {
		s = cutSuffix(s)
	}
	separators := p.separators
	if p.interval > 0 {
		separators = []separator{{sign: ','}} // whatever the picture has
	}
	signs := make(map[rune]bool, len(separators)) // a picture may have thousands, and the text millions
	for _, s := range separators {
		signs[s.sign] = true
	}
	digits := make([]rune, 0, len(s))
	for _, r := range s {
		if signs[r] {
			continue
		}
		if r += '0' - p.zero; r < 0 {
			return 0, &Error{Code: "D3131"}
		}
		digits = append(digits, r)
	}
	return parseInt(string(digits)), nil
}

// cutSuffix removes the two characters of "st", "nd", "rd" and "th".
func cutSuffix(s string) string {
	for range 2 {
		_, size := utf8.DecodeLastRuneInString(s)
		s = s[:len(s)-size]
	}
	return s
}

// parseInt reads the integer at the start of s as JavaScript's parseInt does; NaN if
// there is none.
func parseInt(s string) float64 {
	s = strings.TrimLeftFunc(s, isSpace)
	sign := 1.0
	if s != "" && (s[0] == '-' || s[0] == '+') {
		if s[0] == '-' {
			sign = -1
		}
		s = s[1:]
	}
	isDigit, prefix := func(c byte) bool { return '0' <= c && c <= '9' }, ""
	if len(s) > 1 && s[0] == '0' && s[1]|0x20 == 'x' {
		isDigit, prefix, s = func(c byte) bool { _, ok := hexDigit(c); return ok }, "0x", s[2:]
	}
	end := 0
	for end < len(s) && isDigit(s[end]) {
		end++
	}
	if end == 0 {
		return math.NaN()
	}
	exponent := ""
	if prefix != "" {
		exponent = "p0"
	}
	number, _ := strconv.ParseFloat(prefix+s[:end]+exponent, 64) // an infinity if it is too large
	return sign * number
}
