package jsonpath

import (
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/goasl/goasl/jsonvalue"
)

// compare applies a comparison. The right side is the expected value: only it
// is converted to the kind of the other.
func (op operator) compare(e *evaluation, left, right jsonvalue.Value) (bool, error) {
	if op != equal && op != notEqual && isJSONNull(left) != isJSONNull(right) {
		return false, nil
	}
	order, ok, err := e.order(left, right)
	if err != nil || !ok {
		return false, err
	}
	switch op {
	case equal:
		return order == 0, nil
	case notEqual:
		return order != 0, nil
	case less:
		return order < 0, nil
	case atMost:
		return order <= 0, nil
	case greater:
		return order > 0, nil
	}
	return order >= 0, nil
}

// order compares a value with an expected one: negative if it is the smaller.
// ok is false if the two cannot be compared.
func (e *evaluation) order(actual, expected jsonvalue.Value) (order int, ok bool, err error) {
	if actual == expected && actual.Exists() {
		return 0, true, nil // one and the same value, of any kind
	}
	switch actualNull, expectedNull := isNullish(actual), isNullish(expected); {
	case actualNull && expectedNull:
		return 0, true, nil
	case actualNull:
		return -1, true, nil
	case expectedNull:
		return 1, true, nil
	}
	kinds := [2]jsonvalue.Kind{actual.Kind(), expected.Kind()}
	switch kinds {
	case [2]jsonvalue.Kind{jsonvalue.String, jsonvalue.String}:
		return compareText(actual.Text(), strings.ReplaceAll(expected.Text(), `\'`, `'`)), true, nil
	case [2]jsonvalue.Kind{jsonvalue.Number, jsonvalue.Number}:
		return jsonvalue.CompareNumbers(actual.Number(), expected.Number()), true, nil
	case [2]jsonvalue.Kind{jsonvalue.Number, jsonvalue.String}:
		number, err := decimalText(expected.Text())
		if err != nil {
			return 0, false, e.invalid([]byte(err.Error()))
		}
		return jsonvalue.CompareNumbers(actual.Number(), number), true, nil
	case [2]jsonvalue.Kind{jsonvalue.Bool, jsonvalue.Bool}:
		return compareBools(actual.IsTrue(), expected.IsTrue()), true, nil
	case [2]jsonvalue.Kind{jsonvalue.Bool, jsonvalue.String}:
		return compareBools(actual.IsTrue(), strings.EqualFold(expected.Text(), "true")), true, nil
	}
	return 0, false, nil
}

func isJSONNull(v jsonvalue.Value) bool { return v.Kind() == jsonvalue.Null }

// isNullish reports what Jayway takes for null: the string "null" too, since
// literals are strings.
func isNullish(v jsonvalue.Value) bool {
	return isJSONNull(v) || v.Kind() == jsonvalue.String && v.Text() == "null"
}

func compareBools(a, b bool) int {
	switch {
	case a == b:
		return 0
	case b:
		return -1
	}
	return 1
}

// compareText compares by UTF-16 units, as Java does: characters beyond U+FFFF
// come before U+E000.
func compareText(a, b string) int {
	if a == b {
		return 0
	}
	for a != "" && b != "" {
		x, n := utf8.DecodeRuneInString(a)
		y, m := utf8.DecodeRuneInString(b)
		if x != y {
			if d := firstUnit(x) - firstUnit(y); d != 0 {
				return int(d)
			}
			return int(x - y)
		}
		a, b = a[n:], b[m:]
	}
	return len(a) - len(b)
}

// firstUnit is the first UTF-16 unit of r.
func firstUnit(r rune) rune {
	if r > 0xFFFF {
		r, _ = utf16.EncodeRune(r)
	}
	return r
}
