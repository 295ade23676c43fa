package state

import (
	"strings"

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
	if o.language == JSONata {
		return o.computedCondition()
	}
	found := o.tests()
	if len(found) != 1 {
		o.p.report(o.n.Pos, codeSchema, o.path, "A choice rule needs exactly one comparison, or one of And, Or, Not; found %d", len(found))
		for _, name := range append(found, "Variable") {
			o.take(name)
		}
		return or(nil)
	}
	switch name := found[0]; name {
	case "And":
		return and(o.conditions(name))
	case "Or":
		return or(o.conditions(name))
	case "Not":
		return o.negation()
	default:
		return o.comparison(name)
	}
}

// tests returns the names of the object's fields that are tests.
func (o *object) tests() []string {
	var found []string
	for _, f := range o.fields {
		switch _, isOperator := operatorOf(f.Name); {
		case isOperator, f.Name == "And", f.Name == "Or", f.Name == "Not":
			found = append(found, f.Name)
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
	n, _ := o.take("Not")
	if !o.p.isObject(n, o.at("Not")) {
		return or(nil)
	}
	inner := newObject(o.p, n, o.at("Not"))
	part := inner.condition()
	inner.end()
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

func (o *object) comparison(name string) condition {
	c := &comparison{}
	c.op, _ = operatorOf(name)
	o.require("Variable")
	c.variable = o.jsonPath("Variable")
	if strings.HasSuffix(name, "Path") {
		c.path = o.jsonPath(name)
		return c
	}
	n, _ := o.take(name)
	c.value = n.Value()
	c.equalsText = name == "StringEquals"
	if want := c.op.operand; c.value.Kind() != want {
		o.wrongType(n, name, want.String())
	} else if o.warnPath(name); c.op.timestamps {
		if _, ok := parseTimestamp(c.value.Text()); !ok {
			o.bad(n, name, "String does not match RFC3339 timestamp")
		}
	}
	return c
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
	o.require("Condition")
	n, ok := o.take("Condition")
	if !ok {
		return or(nil)
	}
	if q, ok := o.query(n, "Condition"); ok {
		return &computed{query: q}
	}
	if n.Kind() != jsonvalue.Bool {
		o.wrongType(n, "Condition", "boolean")
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
