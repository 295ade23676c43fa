package graph

import (
	"strings"

	"github.com/goasl/goasl/jsonvalue"
	"github.com/goasl/goasl/state"
)

// label returns the text at a transition: what a rule of a Choice tests, which errors a
// catcher takes. The transition of the field Next has none.
func label(t state.Transition) string {
	switch t.Kind {
	case state.ByRule:
		return condition(t.Node)
	case state.ByDefault:
		return "Default"
	case state.ByCatcher:
		return "Catch " + strings.Join(errorNames(t.Node), ", ")
	}
	return ""
}

// shortLabel is [label] for the picture: the comment of a rule, if it has one, and the
// first of many errors.
func shortLabel(t state.Transition) string {
	switch t.Kind {
	case state.ByRule:
		if comment := visible(t.Node.Get("Comment").Text()); comment != "" {
			return comment
		}
	case state.ByCatcher:
		if names := errorNames(t.Node); len(names) > 2 {
			return "Catch " + names[0] + " and " + plural(len(names)-1, "other", "others")
		}
	}
	return label(t)
}

// errorNames are those of ErrorEquals.
func errorNames(n state.Node) []string {
	var names []string
	for _, name := range n.Get("ErrorEquals").Children() {
		names = append(names, name.Text())
	}
	return names
}

// condition returns the test of a rule, or of a part of it.
func condition(n state.Node) string {
	if c := n.Get("Condition"); c.Exists() {
		if c.Kind() != jsonvalue.String {
			return c.Value().String()
		}
		return expression(c.Text())
	}
	for _, member := range n.Children() {
		switch member.Name() {
		case "And":
			return joined(member, " and ")
		case "Or":
			return joined(member, " or ")
		case "Not":
			return "not " + nested(member)
		case "Variable", "Next", "Comment", "Assign", "Output":
		default:
			return comparison(n.Get("Variable").Text(), member)
		}
	}
	return ""
}

func joined(n state.Node, word string) string {
	var parts []string
	for _, part := range n.Children() {
		parts = append(parts, nested(part))
	}
	return strings.Join(parts, word)
}

// nested is a condition in another one.
func nested(n state.Node) string {
	if n.Get("And").Exists() || n.Get("Or").Exists() {
		return "(" + condition(n) + ")"
	}
	return condition(n)
}

// signs are the operators of comparisons, by the ends of their names; longer ends first.
var signs = []struct{ name, sign string }{
	{"LessThanEquals", "≤"}, {"GreaterThanEquals", "≥"}, {"LessThan", "<"}, {"GreaterThan", ">"}, {"Equals", "="}, {"Matches", "matches"},
}

// comparison returns the test of a variable with the operator that a field names.
func comparison(variable string, field state.Node) string {
	value := field.Value().String()
	operator, isPath := strings.CutSuffix(field.Name(), "Path")
	if isPath {
		value = field.Text()
	}
	if what, ok := strings.CutPrefix(operator, "Is"); ok {
		if field.Kind() == jsonvalue.Bool && !field.Value().IsTrue() {
			return variable + " is not " + strings.ToLower(what)
		}
		return variable + " is " + strings.ToLower(what)
	}
	for _, s := range signs {
		if strings.HasSuffix(operator, s.name) {
			return variable + " " + s.sign + " " + value
		}
	}
	return variable + " " + operator + " " + value
}

// expression returns a JSONata expression without its braces, another text as it is.
func expression(text string) string {
	inner := strings.TrimSuffix(strings.TrimPrefix(strings.TrimSpace(text), "{%"), "%}")
	return strings.TrimSpace(inner)
}
