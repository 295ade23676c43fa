package jsonvalue

import (
	"math"
	"strconv"
	"strings"
)

// NormalNumbers returns the same value with its compact text, in which each number is
// normal: written as by a program in Java that has read it as a long if it is an integer of
// 64 bits, and otherwise as a double. 1.0 and 1e2 are 1 and 100, and 2^63 is
// 9.223372036854776E18. ok is false if a number is too large for a double; such a number is
// left as it is.
//
// Numbers are checked when a text is read. If all of them are seen to be normal then, this
// is a look-up; and what it returns is never gone through again.
func (v Value) NormalNumbers() (normal Value, ok bool) {
	if v.n == nil || !v.n.odd {
		return v.Compact(), true
	}
	v = v.Compact()
	text, ok := normalText(v.String())
	return Value{newNode(text, int(v.n.depth))}, ok
}

// normalText returns a compact text with normal numbers.
func normalText(text string) (normal string, ok bool) {
	var out []byte
	ok = true
	copied := 0
	for i := 0; i < len(text); {
		c := text[i]
		switch {
		case c == '"':
			i = stringEnd(text, i)
			continue
		case c != '-' && !isDigit(c):
			i++
			continue
		}
		end := scanNumber(text, i)
		if number := text[i:end]; !isNormal(number) {
			other, fits := normalNumber(number)
			ok = ok && fits
			if other != number {
				out = append(append(out, text[copied:i]...), other...)
				copied = end
			}
		}
		i = end
	}
	if copied == 0 {
		return text, ok
	}
	return string(append(out, text[copied:]...)), ok
}

// normalNumber returns a number as NormalNumbers writes it.
func normalNumber(text string) (normal string, ok bool) {
	if i, err := strconv.ParseInt(text, 10, 64); err == nil {
		return strconv.FormatInt(i, 10), true
	}
	f, err := strconv.ParseFloat(text, 64)
	if err != nil {
		return text, false
	}
	return string(appendNormal(nil, f)), true
}

// appendNormal appends a double, without a fraction if it is an integer of 64 bits.
func appendNormal(dst []byte, f float64) []byte {
	if isLong(f) {
		return strconv.AppendInt(dst, int64(f), 10)
	}
	return AppendDouble(dst, f)
}

// isLong reports whether f is an integer of 64 bits.
func isLong(f float64) bool { return f == math.Trunc(f) && math.Abs(f) < 1<<63 }

// AppendDouble appends f as Java writes a double: 1.0, and 1.0E-4 or 1.0E7 below 0.001 and
// from ten million on. NaN and the infinities are NaN, +Inf and -Inf, as Go has them.
func AppendDouble(dst []byte, f float64) []byte {
	if math.IsNaN(f) || math.IsInf(f, 0) {
		return strconv.AppendFloat(dst, f, 'f', -1, 64)
	}
	if abs := math.Abs(f); abs == 0 || abs >= 1e-3 && abs < 1e7 {
		return appendFraction(dst, strconv.FormatFloat(f, 'f', -1, 64))
	}
	mantissa, exponent, _ := strings.Cut(strconv.FormatFloat(f, 'e', -1, 64), "e")
	n, _ := strconv.Atoi(exponent)
	return strconv.AppendInt(append(appendFraction(dst, mantissa), 'E'), int64(n), 10)
}

func appendFraction(dst []byte, digits string) []byte {
	dst = append(dst, digits...)
	if strings.IndexByte(digits, '.') < 0 {
		dst = append(dst, ".0"...)
	}
	return dst
}

// OfDouble returns the number f with the text that [Value.NormalNumbers] gives it. It returns
// none for NaN and the infinities.
func OfDouble(f float64) Value {
	if math.IsNaN(f) || math.IsInf(f, 0) {
		return Value{}
	}
	if isLong(f) {
		return OfInt(int64(f))
	}
	return Value{newNode(string(AppendDouble(nil, f)), 0)}
}

// isOdd reports whether a node of a text with odd numbers may have some itself.
func isOdd(n *node) bool {
	return n.kind >= Array && len(n.text) > len("[]") || n.kind == Number && !isNormal(n.text)
}

// isNormal reports whether a number is sure to be normal. It looks only for integers of up
// to 18 digits, and for fractions of up to 15 that Java writes without an exponent: a double
// gives so many digits back.
func isNormal(text string) bool {
	digits := text
	if text[0] == '-' {
		digits = text[1:]
	}
	point := -1
	for i := range len(digits) {
		if c := digits[i]; c == '.' {
			point = i
		} else if c > '9' { // an exponent
			return false
		}
	}
	if point < 0 {
		return len(digits) <= 18 && text != "-0"
	}
	return point <= 7 && len(digits) <= 16 && digits[len(digits)-1] != '0' && !strings.HasPrefix(digits, "0.000")
}
