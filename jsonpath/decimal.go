package jsonpath

import (
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"
)

// decimalText returns a number that java.math.BigDecimal reads (+1, .5, 5.,
// 007) as the text of a JSON number, without copying where it is one already.
func decimalText(s string) (string, error) {
	unsigned := strings.TrimPrefix(s, "-")
	if len(unsigned) == len(s) {
		unsigned = strings.TrimPrefix(s, "+")
	}
	whole := leadingDigits(unsigned)
	rest := unsigned[len(whole):]
	point, fraction := strings.HasPrefix(rest, "."), ""
	if point {
		fraction = leadingDigits(rest[1:])
		rest = rest[1+len(fraction):]
	}
	exponent := leadingExponent(rest)
	if len(exponent) < len(rest) || whole+fraction == "" {
		return "", notDecimal(rest[len(exponent):])
	}
	if s[0] != '+' && whole != "" && (whole == "0" || whole[0] != '0') && point == (fraction != "") {
		return s, nil
	}
	whole = strings.TrimLeft(whole, "0")
	if whole == "" {
		whole = "0"
	}
	sign := ""
	if s[0] == '-' {
		sign = "-"
	}
	return sign + whole + "." + fraction + "0" + exponent, nil
}

func leadingDigits(s string) string {
	i := 0
	for i < len(s) && isDigit(s[i]) {
		i++
	}
	return s[:i]
}

// leadingExponent returns the exponent that s begins with, "" if there is none.
func leadingExponent(s string) string {
	if s == "" || s[0] != 'e' && s[0] != 'E' {
		return ""
	}
	sign := 1
	if len(s) > 1 && (s[1] == '+' || s[1] == '-') {
		sign = 2
	}
	digits := leadingDigits(s[sign:])
	if digits == "" {
		return ""
	}
	return s[:sign+len(digits)]
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

// notDecimal has the text of Java's NumberFormatException where that names the
// character.
func notDecimal(rest string) error {
	if rest == "" {
		return errors.New("A number needs a digit.")
	}
	r, _ := utf8.DecodeRuneInString(rest)
	return fmt.Errorf("Character %c is neither a decimal digit number, decimal point, nor \"e\" notation exponential mark.", r)
}
