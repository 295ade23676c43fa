package jsonpath

import (
	"math"
	"regexp"

	"github.com/goasl/goasl/jsonvalue"
)

// filter is a compiled [?(…)]. It accepts an item that satisfies all criteria of one of its
// groups. Groups and criteria are in the order in which Jayway evaluates them, from right
// to left: it matters if one of them is an error.
type filter struct {
	groups     [][]criterion
	expression FilterFunc // instead of groups, if a FilterCompiler made the filter
	cost       int        // values that one item may make it visit
}

// criterion is one test of a filter.
type criterion struct {
	op          operator
	left, right operand // right is unused by exists and absent
}

// operator is the kind of a criterion.
type operator uint8

const (
	exists operator = iota
	absent
	equal
	notEqual
	less
	atMost
	greater
	atLeast
	matching
)

// operand is one side of a criterion: a path, a pattern or a literal.
type operand struct {
	path    []step // if it is a path
	isPath  bool
	rooted  bool           // the path starts at $, not at @
	pattern *regexp.Regexp // if it is a pattern; it has to match the whole text
	size    int            // of the pattern's program
	literal jsonvalue.Value
}

// accepts reports whether item satisfies the filter.
func (f *filter) accepts(e *evaluation, item jsonvalue.Value) (bool, error) {
	if err := e.spend(f.cost); err != nil {
		return false, err
	}
	if f.expression != nil {
		return f.expression.accepts(e, item)
	}
	for _, group := range f.groups {
		ok, err := satisfies(e, group, item)
		if err != nil || ok {
			return ok, err
		}
	}
	return false, nil
}

func satisfies(e *evaluation, group []criterion, item jsonvalue.Value) (bool, error) {
	for i := range group {
		ok, err := group[i].holds(e, item)
		if err != nil || !ok {
			return false, err
		}
	}
	return true, nil
}

// holds reports whether the criterion holds for item. It does not if a path finds nothing
// or if the values cannot be compared.
func (c *criterion) holds(e *evaluation, item jsonvalue.Value) (bool, error) {
	left, found, err := c.left.value(e, item)
	if err != nil {
		return false, err
	}
	if c.op == exists || c.op == absent {
		there := found && left.Kind() != jsonvalue.Null && c.left.hasAll(left)
		return there == (c.op == exists), nil
	}
	if !found {
		return false, nil
	}
	right, found, err := c.right.value(e, item)
	if err != nil || !found {
		return false, err
	}
	if c.op == matching {
		return c.matches(e, left, right)
	}
	if err := e.spend(scalarCost(left) + scalarCost(right)); err != nil {
		return false, err
	}
	return c.op.compare(e, left, right)
}

// value returns the operand's value for an item. It is none for a pattern.
func (o *operand) value(e *evaluation, item jsonvalue.Value) (v jsonvalue.Value, found bool, err error) {
	if !o.isPath {
		return o.literal, true, nil
	}
	if o.rooted {
		item = e.root
	}
	v, n := walk(o.path, item)
	if n == len(o.path) {
		return v, true, nil
	}
	if _, f := o.path[n].child(v, n == len(o.path)-1); !f.invalid() {
		return jsonvalue.Value{}, false, nil
	}
	again := evaluation{path: e.path, steps: o.path, root: e.root, budget: e.budget}
	return jsonvalue.Value{}, false, again.run(0, item)
}

// cost is the number of values that the operand makes an item visit.
func (o *operand) cost() int {
	cost := len(o.path)
	for i := range o.path {
		cost += len(o.path[i].names)
	}
	return cost
}

// hasAll reports whether an operand that asks for several members got them all.
func (o *operand) hasAll(v jsonvalue.Value) bool {
	if len(o.path) == 0 {
		return true
	}
	for _, name := range o.path[len(o.path)-1].names {
		if !v.Get(name).Exists() {
			return false
		}
	}
	return true
}

// scalarCost is what it costs to compare a long string or number.
func scalarCost(v jsonvalue.Value) int {
	if v.Kind() == jsonvalue.String || v.Kind() == jsonvalue.Number {
		return v.Size() / bytesPerNode
	}
	return 0
}

// matches reports whether the pattern on either side matches the other side.
func (c *criterion) matches(e *evaluation, left, right jsonvalue.Value) (bool, error) {
	pattern, subject := &c.right, left
	if c.left.pattern != nil {
		pattern, subject = &c.left, right
	}
	switch {
	case pattern.pattern == nil && !(isJSONNull(left) && isJSONNull(right)):
		return false, e.invalid([]byte("=~ needs a regular expression between slashes"))
	case isJSONNull(subject):
		return false, nil
	}
	// In 64 bits, as the product may overflow an int of 32 bits.
	cost := int64(pattern.size) * int64(subject.Size()+1) / instructionsPerNode
	if err := e.spend(int(min(cost, math.MaxInt32))); err != nil {
		return false, err
	}
	if subject.Kind() == jsonvalue.String {
		return pattern.pattern.MatchString(subject.Text()), nil
	}
	return pattern.pattern.Match(appendJava(nil, subject, subject.Size()*2)), nil
}

// Work that takes about as much time as visiting a value.
const (
	bytesPerNode        = 32 // of a text to compare
	instructionsPerNode = 16 // of a regular expression's program to run
)
