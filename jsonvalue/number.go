package jsonvalue

import (
	"cmp"

	"strconv"
	"strings"
)

// Number returns the text of a number as it was given, without spaces around it. It returns
// "" for a value of another kind.
func (v Value) Number() string {
	if v.Kind() != Number {
		return ""
	}
	return v.n.compact().text
}

// Float64 returns a number as the nearest float64. ok is false if the number is beyond the
// range of float64 or if v is not a number.
func (v Value) Float64() (f float64, ok bool) {
	if v.Kind() != Number {
		return 0, false
	}
	f, err := strconv.ParseFloat(v.Number(), 64)
	if err != nil {
		return 0, false
	}
	return f, true
}

// Int64 returns a number as an int64, however it is written: 100, 100.0 and 1e2 are the
// same. ok is false if the number is not an integer of 64 bits or if v is not a number.
func (v Value) Int64() (i int64, ok bool) {
	if v.Kind() != Number {
		return 0, false
	}
	if i, err := strconv.ParseInt(v.Number(), 10, 64); err == nil {
		return i, true
	}
	d := parseDecimal(v.Number())
	if d.sign == 0 {
		return 0, true
	}
	point := int64(d.point) + exponentDifference(d.exponent, "0")
	if point < int64(len(d.digits)) || point > 19 {
		return 0, false
	}
	text := d.digits + strings.Repeat("0", int(point)-len(d.digits))
	if d.sign < 0 {
		text = "-" + text
	}
	i, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return 0, false
	}
	return i, true
}

// CompareNumbers compares the exact values of two numbers, which are given as JSON texts of
// any length: -1 if a < b, 0 if they are equal, +1 if a > b. The texts must be JSON numbers,
// as [Value.Number] returns them.
func CompareNumbers(a, b string) int {
	if a == b {
		return 0
	}
	x, y := parseDecimal(a), parseDecimal(b)
	if x.sign != y.sign || x.sign == 0 {
		return cmp.Compare(x.sign, y.sign)
	}
	c := cmp.Compare(exponentDifference(x.exponent, y.exponent), int64(y.point-x.point))
	if c == 0 {
		c = strings.Compare(x.digits, y.digits)
	}
	return c * x.sign
}

// decimal is the number sign × 0.DIGITS × 10^(point + exponent). The digits neither begin
// nor end with a zero; zero has no digits.
type decimal struct {
	sign     int // -1, 0, 1
	digits   string
	point    int
	exponent string // as written: it can have more digits than an int
}

func parseDecimal(text string) decimal {
	d := decimal{sign: 1, exponent: "0"}
	if strings.HasPrefix(text, "-") {
		d.sign, text = -1, text[1:]
	}
	if i := strings.IndexAny(text, "eE"); i >= 0 {
		text, d.exponent = text[:i], text[i+1:]
	}
	whole, fraction, _ := strings.Cut(text, ".")
	digits := strings.TrimLeft(whole+fraction, "0")
	d.point = len(digits) - len(fraction)
	d.digits = strings.TrimRight(digits, "0")
	if d.digits == "" {
		return decimal{}
	}
	return d
}

// exponentDifference returns a − b, which are the texts after the "e" of two numbers. The
// result is exact within ±2^52. Beyond that only its sign matters, because no text is long
// enough to make up for it with digits.
func exponentDifference(a, b string) int64 {
	signA, a := cutSign(a)
	signB, b := cutSign(b)
	var diff int64
	for left := max(len(a), len(b)); left > 0; left-- {
		diff = 10*diff + signA*digitAt(a, left) - signB*digitAt(b, left)
		// The digits that are left change it by less than two units.
		if diff > 1<<52 || diff < -1<<52 {
			break
		}
	}
	return diff
}

func cutSign(text string) (sign int64, digits string) {
	if digits, negative := strings.CutPrefix(text, "-"); negative {
		return -1, digits
	}
	return 1, strings.TrimPrefix(text, "+")
}

// digitAt returns the digit of text with left-1 digits to its right, 0 if text is shorter.
func digitAt(text string, left int) int64 {
	if left > len(text) {
		return 0
	}
	return int64(text[len(text)-left] - '0')
}

// scanNumber returns the end of the JSON number that starts at i, or -1.
func scanNumber(text string, i int) int {
	if i < len(text) && text[i] == '-' {
		i++
	}
	start := i
	i = skipDigits(text, i)
	if i == start || text[start] == '0' && i > start+1 {
		return -1
	}
	if i < len(text) && text[i] == '.' {
		start = i + 1
		if i = skipDigits(text, start); i == start {
			return -1
		}
	}
	if i < len(text) && (text[i] == 'e' || text[i] == 'E') {
		if i++; i < len(text) && (text[i] == '+' || text[i] == '-') {
			i++
		}
		start = i
		if i = skipDigits(text, start); i == start {
			return -1
		}
	}
	return i
}

func skipDigits(text string, i int) int {
	for i < len(text) && isDigit(text[i]) {
		i++
	}
	return i
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }
