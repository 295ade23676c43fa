// Package yamlnumber writes the numbers of YAML as JSON.
package yamlnumber

import (
	"math"
	"math/big"
	"strconv"
	"strings"

	"github.com/goasl/goasl/jsonvalue"
)

// maxLength is how long an integer may be that JSON would write otherwise: the largest float has
// 309 digits, and to read digits takes time by their square.
const maxLength = 400

// JSON returns a number as JSON, with its text unchanged if possible, and reports whether JSON has
// such a number.
func JSON(text string) (number string, ok bool) {
	if v, err := jsonvalue.ParseString(text); err == nil && v.Kind() == jsonvalue.Number {
		return text, true
	}
	text = strings.ReplaceAll(text, "_", "")
	if len(text) < maxLength {
		if i, ok := new(big.Int).SetString(strings.TrimPrefix(text, "+"), 0); ok {
			return i.String(), true
		}
	}
	f, err := strconv.ParseFloat(text, 64)
	if err != nil || math.IsInf(f, 0) || math.IsNaN(f) {
		return "", false
	}
	return strconv.FormatFloat(f, 'g', -1, 64), true
}
