package lint

import (
	"slices"
	"strconv"
	"strings"

	"github.com/goasl/goasl/jsonvalue"
	"github.com/goasl/goasl/state"
)

// choices reports rules that are never chosen.
func choices(p *pass) {
	of(p, func(s *state.Choice) {
		rules := p.node(s).Get("Choices").Children()
		for i, why := range deadRules(p.node(s)) {
			if why != "" {
				p.report(s, rules[i].Pos(), below("Choices", i), why)
			}
		}
	})
}

// deadRules returns for each rule of a Choice why it is never chosen, "" if it may be.
func deadRules(choice state.Node) []string {
	rules := choice.Get("Choices").Children()
	dead := make([]string, len(rules))
	tests := map[string]int{}
	decided := -1
	for i, rule := range rules {
		test := tested(rule)
		earlier, twice := tests[test]
		switch {
		case decided >= 0:
			dead[i] = "the rule " + strconv.Itoa(decided) + " always holds"
		case neverHolds(rule):
			dead[i] = "the condition never holds"
		case twice:
			dead[i] = "the rule " + strconv.Itoa(earlier) + " tests the same"
		case alwaysHolds(rule):
			decided = i
		}
		if !twice {
			tests[test] = i
		}
	}
	return dead
}

// consequences are the fields of a rule that are not part of its test.
var consequences = []string{"Next", "Assign", "Output", "Comment"}

// tested returns the test of a rule as text.
func tested(rule state.Node) string {
	var members []jsonvalue.Member
	for n := range rule.All() {
		if !slices.Contains(consequences, n.Name()) {
			members = append(members, jsonvalue.Member{Name: n.Name(), Value: n.Value()})
		}
	}
	slices.SortStableFunc(members, func(a, b jsonvalue.Member) int { return strings.Compare(a.Name, b.Name) })
	return jsonvalue.OfObject(members).String()
}

func alwaysHolds(rule state.Node) bool { return condition(rule) == "true" }
func neverHolds(rule state.Node) bool  { return condition(rule) == "false" }

// condition returns the field Condition without the delimiters.
func condition(rule state.Node) string {
	c := rule.Get("Condition")
	if c.Kind() == jsonvalue.Bool {
		return c.Value().String()
	}
	text, _ := expression(c.Text())
	return text
}
