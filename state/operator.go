package state

import (
	"cmp"
	"strings"
	"unicode/utf8"

	"github.com/goasl/goasl/jsonvalue"
)

// operator is a comparison operator of a choice rule.
type operator struct {
	operand    jsonvalue.Kind // of the fixed value
	test       func(v, want jsonvalue.Value) bool
	present    bool // the operator is IsPresent, which takes a path that leads nowhere
	timestamps bool
}

// operatorOf returns the operator that a field of a rule names, in its Path form, too.
func operatorOf(field string) (operator, bool) {
	op, ok := operators[field]
	if !ok {
		if base, isPath := strings.CutSuffix(field, "Path"); isPath && comparesWithPath(base) {
			op, ok = operators[base]
		}
	}
	return op, ok
}

// operatorNames are the names of all operators and of their Path forms, in the order of
// the developer guide.
var operatorNames = func() []string {
	var names []string
	add := func(kind string, operators string) {
		for _, operator := range strings.Fields(operators) {
			names = append(names, kind+operator)
			if comparesWithPath(kind + operator) {
				names = append(names, kind+operator+"Path")
			}
		}
	}
	const order = "Equals LessThan GreaterThan LessThanEquals GreaterThanEquals"
	add("String", order+" Matches")
	add("Numeric", order)
	add("Boolean", "Equals")
	add("Timestamp", order)
	add("Is", "Null Present Numeric String Boolean Timestamp")
	return names
}()

// comparesWithPath reports whether an operator has a Path form.
func comparesWithPath(name string) bool {
	return !strings.HasPrefix(name, "Is") && name != "StringMatches"
}

// operators are the operators with a fixed value. A comparison is false if the value is
// of another type than the operator's; it is never an error.
var operators = func() map[string]operator {
	ops := map[string]operator{
		"IsPresent":     {operand: jsonvalue.Bool, present: true},
		"StringMatches": {operand: jsonvalue.String, test: matchStrings},
		"BooleanEquals": {operand: jsonvalue.Bool, test: func(v, want jsonvalue.Value) bool {
			return v.Kind() == jsonvalue.Bool && want.Kind() == jsonvalue.Bool && v.IsTrue() == want.IsTrue()
		}},
	}
	for name, is := range map[string]func(v jsonvalue.Value) bool{
		"IsNull":      func(v jsonvalue.Value) bool { return v.Kind() == jsonvalue.Null },
		"IsString":    func(v jsonvalue.Value) bool { return v.Kind() == jsonvalue.String },
		"IsNumeric":   func(v jsonvalue.Value) bool { return v.Kind() == jsonvalue.Number },
		"IsBoolean":   func(v jsonvalue.Value) bool { return v.Kind() == jsonvalue.Bool },
		"IsTimestamp": isTimestamp,
	} {
		ops[name] = operator{operand: jsonvalue.Bool, test: func(v, want jsonvalue.Value) bool {
			return is(v) == want.IsTrue()
		}}
	}
	for suffix, holds := range map[string]func(order int) bool{
		"Equals":            func(order int) bool { return order == 0 },
		"LessThan":          func(order int) bool { return order < 0 },
		"LessThanEquals":    func(order int) bool { return order <= 0 },
		"GreaterThan":       func(order int) bool { return order > 0 },
		"GreaterThanEquals": func(order int) bool { return order >= 0 },
	} {
		compared := func(compare func(a, b jsonvalue.Value) (int, bool)) func(a, b jsonvalue.Value) bool {
			return func(v, want jsonvalue.Value) bool {
				order, ok := compare(v, want)
				return ok && holds(order)
			}
		}
		ops["String"+suffix] = operator{operand: jsonvalue.String, test: compared(compareStrings)}
		ops["Numeric"+suffix] = operator{operand: jsonvalue.Number, test: compared(compareNumbers)}
		ops["Timestamp"+suffix] = operator{operand: jsonvalue.String, test: compared(compareTimestamps), timestamps: true}
	}
	return ops
}()

func isTimestamp(v jsonvalue.Value) bool {
	_, ok := parseTimestamp(v.Text())
	return ok
}

func compareNumbers(a, b jsonvalue.Value) (int, bool) {
	if a.Kind() != jsonvalue.Number || b.Kind() != jsonvalue.Number {
		return 0, false
	}
	return jsonvalue.CompareNumbers(a.Number(), b.Number()), true
}

func compareTimestamps(a, b jsonvalue.Value) (int, bool) {
	x, okX := parseTimestamp(a.Text())
	y, okY := parseTimestamp(b.Text())
	return x.Compare(y), okX && okY
}

// compareStrings orders strings by their UTF-16 units, as Java does for the service:
// characters beyond the basic plane come before U+E000.
func compareStrings(a, b jsonvalue.Value) (int, bool) {
	if a.Kind() != jsonvalue.String || b.Kind() != jsonvalue.String {
		return 0, false
	}
	x, y := a.Text(), b.Text()
	for x != "" && y != "" {
		r, n := utf8.DecodeRuneInString(x)
		q, m := utf8.DecodeRuneInString(y)
		if r != q {
			return cmp.Compare(unitRank(r), unitRank(q)), true
		}
		x, y = x[n:], y[m:]
	}
	return cmp.Compare(len(x), len(y)), true
}

func unitRank(r rune) rune {
	switch {
	case r > 0xFFFF:
		return r - 0x10000 + 0xD800
	case r >= 0xE000:
		return r + 0x110000
	}
	return r
}

// matchStrings tests a string against a pattern, in which "*" stands for any characters
// and a backslash escapes the character after it. Each text between two stars is searched
// for once, behind the one before it. So the time is in proportion to both lengths.
func matchStrings(v, want jsonvalue.Value) bool {
	if v.Kind() != jsonvalue.String {
		return false
	}
	text := v.Text()
	part, rest, more := cutStar(want.Text())
	if !more {
		return text == part
	}
	text, found := strings.CutPrefix(text, part)
	for found {
		if part, rest, more = cutStar(rest); !more {
			return strings.HasSuffix(text, part)
		}
		_, text, found = strings.Cut(text, part)
	}
	return false
}

// cutStar returns the text before the first star of a pattern, without escapes, and the
// pattern after it. more is false if there is no star.
func cutStar(pattern string) (text, rest string, more bool) {
	i := strings.IndexAny(pattern, `*\`)
	if i < 0 {
		return pattern, "", false
	}
	if pattern[i] == '*' {
		return pattern[:i], pattern[i+1:], true
	}
	var b strings.Builder
	for i := 0; i < len(pattern); i++ {
		switch {
		case pattern[i] == '*':
			return b.String(), pattern[i+1:], true
		case pattern[i] == '\\' && i+1 < len(pattern):
			i++
		}
		b.WriteByte(pattern[i])
	}
	return b.String(), "", false
}
