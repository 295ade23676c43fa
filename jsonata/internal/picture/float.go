package picture

import (
	"bytes"
	"math"
	"strconv"
)

// maxExact is the number up to which every integer is a float64 of its own.
const maxExact = 1 << 53

// FormatFloat returns f as JavaScript writes a number: the shortest digits that
// read back as f, with an exponent below 1e-6 and from 1e21 on.
func FormatFloat(f float64) string {
	var buf [32]byte
	return string(AppendFloat(buf[:0], f))
}

// AppendFloat appends to dst what FormatFloat returns.
func AppendFloat(dst []byte, f float64) []byte {
	if abs := math.Abs(f); abs < maxExact && f == math.Trunc(f) {
		return strconv.AppendInt(dst, int64(f), 10)
	}
	if name := nameOfNonFinite(f); name != "" {
		return append(dst, name...)
	}
	var buf [32]byte
	text := strconv.AppendFloat(buf[:0], f, 'e', -1, 64)
	if exponent := exponentOf(text); exponent < -6 || exponent >= 21 {
		return appendExponential(dst, text, exponent)
	}
	return appendDecimal(dst, text)
}

// FormatPrecision returns f with the given number of significant digits, from 1 to
// 100, as JavaScript's toPrecision writes it.
func FormatPrecision(f float64, digits int) string {
	if name := nameOfNonFinite(f); name != "" {
		return name
	}
	digits = min(max(digits, 1), 100)
	var buf, dst [128]byte
	text := appendRounded(buf[:0], math.Abs(f), 'e', digits-1)
	sign := dst[:0]
	if f < 0 {
		sign = append(sign, '-')
	}
	if exponent := exponentOf(text); exponent >= digits || exponent < -6 {
		return string(appendExponential(sign, text, exponent))
	}
	return string(appendDecimal(sign, text))
}

// appendRounded appends f, which is not negative, with that many decimal places in
// one of the formats 'e' and 'f' of strconv. If two numbers are equally near, strconv
// takes the even of them, and JavaScript the larger.
func appendRounded(dst []byte, f float64, format byte, places int) []byte {
	dst = strconv.AppendFloat(dst, f, format, places, 64)
	digits := mantissa(dst)
	var buf [32]byte
	rest, isPrefix := bytes.CutPrefix(mantissa(strconv.AppendFloat(buf[:0], f, format, places+1, 64)), digits)
	if !isPrefix || rest[len(rest)-1] != '5' {
		return dst
	}
	// These digits are rounded too; no float64 has more than 1100.
	exact := bytes.TrimRight(mantissa(strconv.AppendFloat(nil, f, format, 1100, 64)), "0")
	if len(exact) == len(digits)+len(rest) {
		digits[len(digits)-1]++ // an even digit, hence no 9
	}
	return dst
}

// nameOfNonFinite returns what stands for an infinity or NaN, "" for other numbers.
func nameOfNonFinite(f float64) string {
	switch {
	case f != f:
		return "NaN"
	case f > math.MaxFloat64:
		return "Infinity"
	case f < -math.MaxFloat64:
		return "-Infinity"
	}
	return ""
}

// exponentOf returns the exponent of a text such as "1.5e-07".
func exponentOf(text []byte) int {
	at := len(text) - 1
	for text[at] != 'e' {
		at--
	}
	exponent, factor := 0, 1
	for i := len(text) - 1; i > at+1; i-- {
		exponent += int(text[i]-'0') * factor
		factor *= 10
	}
	if text[at+1] == '-' {
		return -exponent
	}
	return exponent
}

// appendDecimal appends the number that text, such as "-1.5e-07", stands for,
// without an exponent.
func appendDecimal(dst, text []byte) []byte {
	exponent := exponentOf(text)
	if text[0] == '-' {
		dst, text = append(dst, '-'), text[1:]
	}
	digits := mantissa(text)
	first, rest := digits[0], fraction(digits)
	if exponent < 0 {
		dst = append(dst, '0', '.')
		for range -exponent - 1 {
			dst = append(dst, '0')
		}
		return append(append(dst, first), rest...)
	}
	dst = append(dst, first)
	for range exponent {
		if len(rest) == 0 {
			dst = append(dst, '0')
			continue
		}
		dst, rest = append(dst, rest[0]), rest[1:]
	}
	if len(rest) > 0 {
		dst = append(append(dst, '.'), rest...)
	}
	return dst
}

// appendExponential appends the number with its exponent, as in "1.5e-7".
func appendExponential(dst, text []byte, exponent int) []byte {
	dst = append(append(dst, mantissa(text)...), 'e')
	if exponent >= 0 {
		dst = append(dst, '+')
	}
	return strconv.AppendInt(dst, int64(exponent), 10)
}

// mantissa returns what is before the exponent of a text such as "1.5e-07".
func mantissa(text []byte) []byte {
	for i, c := range text {
		if c == 'e' {
			return text[:i]
		}
	}
	return text
}

// fraction returns the digits behind the point of a mantissa such as "1.5".
func fraction(digits []byte) []byte {
	if len(digits) < 2 {
		return nil
	}
	return digits[2:]
}
