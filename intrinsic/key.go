package intrinsic

import (
	"slices"
	"strconv"
	"strings"

	"github.com/goasl/goasl/jsonvalue"
)

// maxDepth bounds the recursion over values. JSON texts are read up to this depth; only
// values built by a program can be deeper.
const maxDepth = 10_000

func (f *frame) tooDeep() error {
	return f.invalid("the value has more than %d levels of nesting", maxDepth)
}

// appendKey appends a text that is the same for two values if and only if they are equal
// for jsonvalue.Equal: the JSON text with sorted members and with numbers in one form. It
// returns false if v is nested too deeply.
func appendKey(dst []byte, v jsonvalue.Value, depth int) (key []byte, ok bool) {
	if depth == maxDepth {
		return dst, false
	}
	switch v.Kind() {
	case jsonvalue.Number:
		return appendNumberKey(dst, v.Number()), true
	case jsonvalue.Array:
		dst = append(dst, '[')
		for _, e := range v.Elements() {
			if dst, ok = appendKey(dst, e, depth+1); !ok {
				return dst, false
			}
			dst = append(dst, ',')
		}
		return append(dst, ']'), true
	case jsonvalue.Object:
		return appendObjectKey(dst, v, depth)
	}
	return v.Append(dst), true
}

func appendObjectKey(dst []byte, v jsonvalue.Value, depth int) (key []byte, ok bool) {
	members := make([]jsonvalue.Member, 0, v.Len())
	for name, value := range v.Members() {
		members = append(members, jsonvalue.Member{Name: name, Value: value})
	}
	slices.SortFunc(members, func(a, b jsonvalue.Member) int { return strings.Compare(a.Name, b.Name) })
	dst = append(dst, '{')
	for _, m := range members {
		dst = append(jsonvalue.AppendString(dst, m.Name), ':')
		if dst, ok = appendKey(dst, m.Value, depth+1); !ok {
			return dst, false
		}
		dst = append(dst, ',')
	}
	return append(dst, '}'), true
}

// appendNumberKey appends sign, digits and exponent of a JSON number, for which the number
// is 0.DIGITS × 10^exponent, and the digits have no zeros at either end.
func appendNumberKey(dst []byte, number string) []byte {
	sign := ""
	if number[0] == '-' {
		sign, number = "-", number[1:]
	}
	mantissa, exponent := number, 0
	if i := strings.IndexAny(number, "eE"); i >= 0 {
		// An exponent of more than 32 bits becomes the nearest one of 32 bits: numbers as
		// large or small as that may count as equal.
		mantissa = number[:i]
		n, _ := strconv.ParseInt(number[i+1:], 10, 32)
		exponent = int(n)
	}
	whole, fraction, _ := strings.Cut(mantissa, ".")
	digits := strings.TrimLeft(whole+fraction, "0")
	exponent += len(digits) - len(fraction)
	if digits = strings.TrimRight(digits, "0"); digits == "" {
		return append(dst, '0')
	}
	dst = append(append(dst, sign...), digits...)
	return strconv.AppendInt(append(dst, 'e'), int64(exponent), 10)
}
