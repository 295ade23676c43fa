package picture

import (
	"math"
	"strconv"
	"strings"
)

// Round rounds f half to even at the given number of decimal places, which may be
// negative, as $round does. It rounds the decimal digits that JavaScript shows: 4.515
// at 2 places is 4.52, although the float64 is a little less than that. The result is
// NaN if precision is no integer or the digits cannot be moved so far.
func Round(f, precision float64) float64 {
	if precision == 0 || precision != precision {
		return math.RoundToEven(f) + 0 // the sum is never the negative zero
	}
	return shift(math.RoundToEven(shift(f, precision)), -precision) + 0
}

// shift moves the decimal point of the digits of f.
func shift(f, places float64) float64 {
	digits, exponent, _ := strings.Cut(FormatFloat(f), "e")
	if exponent != "" {
		e, err := strconv.Atoi(exponent)
		if err != nil {
			return math.NaN()
		}
		places += float64(e)
	}
	if places != math.Trunc(places) || math.Abs(places) >= maxExact || nameOfNonFinite(f) != "" {
		return math.NaN()
	}
	// ParseFloat returns the infinity that JavaScript has if the number is too large.
	shifted, _ := strconv.ParseFloat(digits+"e"+strconv.FormatFloat(places, 'f', -1, 64), 64)
	return shifted
}

// FormatBase writes f, rounded to an integer, in a base from 2 to 36, as $formatBase
// does. The error is D3100 for another base.
func FormatBase(f, radix float64) (string, error) {
	f, radix = Round(f, 0), Round(radix, 0)
	switch {
	case radix < 2 || radix > 36:
		return "", &Error{Code: "D3100", Value: radix}
	case radix == 10 || nameOfNonFinite(f) != "" || radix != radix:
		return FormatFloat(f), nil
	case math.Abs(f) <= maxExact:
		return strconv.FormatInt(int64(f), int(radix)), nil
	}
	return formatLarge(f, radix), nil
}

// formatLarge writes an integer with more digits than a float64 holds: JavaScript
// has a zero for each digit that is not known.
func formatLarge(f, radix float64) string {
	var reversed []byte
	rest := math.Abs(f)
	for rest/radix >= maxExact {
		rest /= radix
		reversed = append(reversed, '0')
	}
	for ok := true; ok; ok = rest > 0 {
		digit := math.Mod(rest, radix)
		reversed = append(reversed, strconv.FormatInt(int64(digit), 36)[0])
		rest = (rest - digit) / radix
	}
	if f < 0 {
		reversed = append(reversed, '-')
	}
	text := make([]byte, 0, len(reversed))
	for i := len(reversed) - 1; i >= 0; i-- {
		text = append(text, reversed[i])
	}
	return string(text)
}
