package events

import (
	"slices"

	"github.com/goasl/goasl/internal/jsontree"
	"github.com/goasl/goasl/jsonvalue"
)

// parseAnythingBut reads what a value must not be: a string, a number, a list of either, or an
// operator with a string or a list of strings. The value has to exist, and may be null.
func parseAnythingBut(m jsontree.Node) (test, error) {
	switch m.Kind() {
	case jsonvalue.Object:
		return parseBut(m)
	case jsonvalue.String, jsonvalue.Number, jsonvalue.Array:
	default:
		return nil, wrongAt(m, "Value of anything-but must be an array or single string/number value.")
	}
	not := &leaf{texts: map[string]bool{}, literals: map[string]bool{}, numbers: map[float64]bool{}}
	values := oneOrMore(m)
	for _, v := range values {
		switch v.Kind() {
		case jsonvalue.String:
			not.texts[v.Text()] = true
		case jsonvalue.Number:
			not.addLiteral(scalar{jsonvalue.Number, v.Raw()})
		default:
			return nil, wrongAt(v, "Inside anything but list, start|null|boolean is not supported.")
		}
	}
	if len(values) == 0 || len(not.texts) > 0 && len(not.literals) > 0 {
		return nil, wrongAfter(m, "Inside anything but list, either all values are number or string, mixed type is not supported")
	}
	return func(s scalar) bool { return !not.matchesScalar(s) }, nil
}

// parseBut reads an operator inside of anything-but.
func parseBut(m jsontree.Node) (test, error) {
	operator, err := only(m, "Anything-But expression name not found")
	if err != nil {
		return nil, err
	}
	name := operator.Name
	if !slices.Contains([]string{"equals-ignore-case", "prefix", "suffix", "wildcard"}, name) {
		return nil, wrongAt(operator, "Unsupported anything-but pattern: %s", name)
	}
	switch operator.Kind() {
	case jsonvalue.String, jsonvalue.Number, jsonvalue.Array:
	default:
		return nil, wrongAt(operator, "Value of anything-but must be an array or single string/number value.")
	}
	var tests []test
	for _, v := range oneOrMore(operator) {
		t, err := parseButText(name, v)
		if err != nil {
			return nil, err
		}
		tests = append(tests, t)
	}
	return func(s scalar) bool { return !slices.ContainsFunc(tests, func(t test) bool { return t(s) }) }, nil
}

func parseButText(operator string, v jsontree.Node) (test, error) {
	ends := operator == "prefix" || operator == "suffix"
	switch {
	case v.Kind() == jsonvalue.String && ends && v.Text() == "":
		return nil, wrongAfter(v, "Null prefix/suffix not allowed")
	case v.Kind() == jsonvalue.String:
		return parseTextTest(operator, v)
	case ends:
		return nil, wrongAt(v, "prefix/suffix match pattern must be a string")
	case operator == "wildcard":
		return nil, wrongAt(v, "wildcard match pattern must be a string")
	}
	return nil, wrongAt(v, "Inside anything-but/equals-ignore-case list, number|start|null|boolean is not supported.")
}

// oneOrMore returns the elements of an array, or a value that is none.
func oneOrMore(n jsontree.Node) []jsontree.Node {
	if n.Kind() == jsonvalue.Array {
		return n.Children()
	}
	return []jsontree.Node{n}
}
