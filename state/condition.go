package state

import (
	"cmp"
	"slices"
	"strings"

	"github.com/goasl/goasl/internal/jsontree"
	"github.com/goasl/goasl/jsonpath"
	"github.com/goasl/goasl/jsonvalue"
)

// condition is the test of a choice rule.
type condition interface {
	holds(s *scope) (bool, error)
}

type (
	and []condition
	or  []condition
	not struct{ condition }
)

func (c and) holds(s *scope) (bool, error) {
	for _, part := range c {
		if holds, err := part.holds(s); !holds || err != nil {
			return false, err
		}
	}
	return true, nil
}

func (c or) holds(s *scope) (bool, error) {
	for _, part := range c {
		if holds, err := part.holds(s); holds || err != nil {
			return holds, err
		}
	}
	return false, nil
}

func (c not) holds(s *scope) (bool, error) {
	holds, err := c.condition.holds(s)
	return !holds && err == nil, err
}

// condition reads the test of a rule: And, Or, Not or a comparison, and Condition in
// JSONata.
func (o *object) condition() condition {
	found := o.tests()
	if len(found) != 1 {
		if o.p.report(o.n.Pos, codeSchema, o.path, "The object must have only one of the following fields, [%s]", strings.Join(tests, ", ")) {
			o.p.hint("found " + cmp.Or(strings.Join(found, ", "), "none"))
		}
		for _, name := range append(found, operatorNames...) {
			o.take(name)
		}
		return or(nil)
	}
	switch name := found[0]; {
	case !o.has(name): // it is of the other language, which was reported
		return or(nil)
	case name == "And":
		return and(o.conditions(name))
	case name == "Or":
		return or(o.conditions(name))
	case name == "Not":
		return o.negation()
	case name == "Condition":
		return o.computedCondition()
	}
	return o.comparison()
}

// tests are the fields of a rule that say what kind of test it has, in the order of the
// service's message.
var tests = []string{"And", "Or", "Not", "Variable", "Condition"}

// tests returns which of them the rule has, those of the other language among them.
func (o *object) tests() []string {
	var found []string
	for _, name := range tests {
		if slices.ContainsFunc(o.fields, func(f jsontree.Node) bool { return f.Name == name }) {
			found = append(found, name)
		}
	}
	return found
}

func (o *object) conditions(name string) []condition {
	var parts []condition
	o.objects(name, func(o *object) { parts = append(parts, o.condition()) })
	o.notEmpty(name)
	return parts
}

func (o *object) negation() condition {
	part := condition(or(nil))
	o.inner("Not", func(o *object) { part = o.condition() })
	return not{part}
}

// comparison compares the value at a path with a fixed value, or with the value at
// another path.
type comparison struct {
	variable pathField
	op       operator
	value    jsonvalue.Value
	path     pathField // instead of value

	equalsText bool // StringEquals with a fixed value
}

// comparison reads Variable and the operator beside it.
func (o *object) comparison() condition {
	c := &comparison{}
	c.variable = o.rulePath("Variable")
	name, ok := o.operator()
	if !ok {
		return or(nil)
	}
	c.op, _ = operatorOf(name)
	if strings.HasSuffix(name, "Path") {
		c.path = o.rulePath(name)
		return c
	}
	n, _ := o.take(name)
	c.value = n.Value()
	c.equalsText = name == "StringEquals"
	if want := c.op.operand; c.value.Kind() != want {
		o.wrongType(n, name, strings.ToUpper(want.String()[:1])+want.String()[1:])
	} else if o.warnPath(name); c.op.timestamps {
		if _, ok := parseTimestamp(c.value.Text()); !ok {
			o.bad(n, name, "String does not match RFC3339 timestamp")
		}
	}
	return c
}

// operator returns the operator of a rule with a Variable. ok is false, after a report, if
// it has none or several.
func (o *object) operator() (name string, ok bool) {
	var found []string
	for _, f := range o.fields {
		if _, isOperator := operatorOf(f.Name); isOperator {
			found = append(found, f.Name)
		}
	}
	if len(found) == 1 {
		return found[0], true
	}
	if o.p.report(o.n.Pos, codeSchema, o.path, "There should only be one of the following fields: [%s]", strings.Join(operatorNames, ", ")) {
		o.p.hint("found " + cmp.Or(strings.Join(found, ", "), "none"))
	}
	for _, name := range found {
		o.take(name)
	}
	return "", false
}

// rulePath reads a path in a rule. Step Functions: it counts as a Reference Path, although
// it may lead to several places.
func (o *object) rulePath(name string) pathField {
	return o.anyPath(name, func(n jsontree.Node, err error) {
		why := ""
		if !strings.HasPrefix(n.Text(), "$") {
			why = ": Reference path didn't start with '$'"
		}
		if o.p.value(n, placeOf(n, err), codeSchema, o.at(name), "Value is not a Reference Path%s", why) {
			o.p.hint(err.Error())
		}
	})
}

func (c *comparison) holds(s *scope) (bool, error) {
	v, err := s.read(c.variable.path)
	if c.op.present && !isCut(err) {
		return (err == nil) == c.value.IsTrue(), nil
	}
	if err != nil {
		return false, s.operandError(c.variable.path, err)
	}
	want := c.value
	if c.path.isSet() {
		if want, err = s.operand(c.path.path); err != nil {
			return false, err
		}
	}
	if err := s.spendOn(v.Size() + want.Size()); err != nil {
		return false, err
	}
	return c.op.test(v, want), nil
}

// operand returns the value that a path of a comparison leads to.
func (s *scope) operand(p *jsonpath.Path) (jsonvalue.Value, error) {
	v, err := s.read(p)
	if err != nil {
		err = s.operandError(p, err)
	}
	return v, err
}

func (s *scope) operandError(p *jsonpath.Path, err error) error {
	if isCut(err) {
		return s.pathError(p, err)
	}
	return s.f.runtimeFault("Invalid path '" + p.String() + "': The choice state's condition path references an invalid value.")
}

// isCut reports whether a path was not evaluated to its end.
func isCut(err error) bool { return err == errSteps || err == jsonpath.ErrInterrupted }

// computed is a Condition: true, false, or an expression.
type computed struct {
	fixed bool
	query *query
}

func (o *object) computedCondition() condition {
	n, _ := o.take("Condition")
	if q, ok := o.query(n, "Condition"); ok {
		return &computed{query: q}
	}
	if n.Kind() != jsonvalue.Bool {
		o.wrongType(n, "Condition", "Boolean")
	}
	return &computed{fixed: n.IsTrue()}
}

func (c *computed) holds(s *scope) (bool, error) {
	if c.query == nil {
		return c.fixed, nil
	}
	v, err := s.evalTo(c.query, jsonvalue.Bool)
	return v.IsTrue(), err
}
