package jsonata

import (
	"math"
	"strconv"

	"github.com/goasl/goasl/jsonata/internal/picture"
	"github.com/goasl/goasl/jsonvalue"
)

// exactDigits is the largest number of digits with which every integer is a float64.
const exactDigits = 15

// powers are powers of ten, each of which is a float64.
var powers = [exactDigits + 1]float64{
	1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
}

// parseFloat reads the text of a JSON number. A short one without an exponent is an
// integer divided by a power of ten. Both are exact, so the quotient is correctly
// rounded.
func parseFloat(text string) float64 {
	i, negative := 0, false
	if text[0] == '-' {
		i, negative = 1, true
	}
	if len(text)-i <= exactDigits+1 {
		var mantissa int64
		places, point := 0, false
		for ; i < len(text); i++ {
			c := text[i]
			switch {
			case c >= '0' && c <= '9':
				mantissa = mantissa*10 + int64(c-'0')
				if point {
					places++
				}
			case c == '.':
				point = true
			default:
				return parseSlowly(text)
			}
		}
		if mantissa < 1e15 {
			f := float64(mantissa)
			if places > 0 {
				f /= powers[places]
			}
			if negative {
				f = -f
			}
			return f
		}
	}
	return parseSlowly(text)
}

func parseSlowly(text string) float64 {
	f, _ := strconv.ParseFloat(text, 64) // an infinity if it is out of range
	return f
}

// significant is the number of digits that $string writes of a number.
const significant = 15

// rounded returns f with 15 digits, as JavaScript's toPrecision has it.
func rounded(f float64) float64 {
	r, err := strconv.ParseFloat(strconv.FormatFloat(f, 'e', significant-1, 64), 64)
	if err != nil {
		return f
	}
	return r
}

// isInteger reports whether f is an integer.
func isInteger(f float64) bool { return f == math.Trunc(f) && !math.IsInf(f, 0) }

// appendNumber appends f as $string writes it: an integer with all its digits, a fraction
// with 15 at most.
func appendNumber(dst []byte, f float64) []byte {
	start := len(dst)
	dst = picture.AppendFloat(dst, f)
	if len(dst)-start <= significant || isInteger(f) {
		return dst
	}
	return picture.AppendFloat(dst[:start], rounded(f))
}

// exact returns the text of a number that Step Functions does not make a float64: an integer
// of 64 bits from outside. It returns "" for any other number.
func (ev *evaluation) exact(v value) string {
	j, ok := v.ref.(jsonvalue.Value)
	if !ok || ev.profile != AWS {
		return ""
	}
	i, err := strconv.ParseInt(j.Number(), 10, 64)
	if err != nil {
		return ""
	}
	return strconv.FormatInt(i, 10)
}

// isShortest reports whether the text of a JSON number is sure to be the one that
// JavaScript writes for it. It looks only for the common cases.
func isShortest(text string) bool {
	if len(text) > significant || text[0] == '-' {
		return false
	}
	point := false
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case c == '.':
			point = true
		case c < '0' || c > '9':
			return false
		}
	}
	return !point || text[0] != '0' && text[len(text)-1] != '0'
}
