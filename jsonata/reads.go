package jsonata

import (
	"slices"

	"github.com/goasl/goasl/jsonvalue"
)

// Read is a place in a variable that an expression reads, for tools that build values in
// which the expression finds something.
type Read struct {
	// Variable is the name of the variable, without the $.
	Variable string

	// Place is where in its value the expression reads. After a name that leads to an
	// array, as JSONata has it, the next name is one of the elements.
	Place []ReadStep

	// Returned reports whether what is read is a part of the result, as it is. Result is
	// where: [n] for $states.input.count in {"n": $states.input.count}.
	Returned bool
	Result   []jsonvalue.Step

	// Use is what takes the value as an operand.
	Use Use

	// Tested reports whether the value may be undefined where it is read; see
	// [Reference].
	Tested bool
}

// ReadStep is a step to a member or an element; if Each is set, to all elements, however
// many there are; if Parsed is set, to the value that a text holds as JSON, as $parse reads
// it.
type ReadStep struct {
	jsonvalue.Step
	Each, Parsed bool
}

// Use is an operation on a value: a built-in function, or an operator.
type Use struct {
	Operation string            // its name without the $, or its sign; "" for none
	Operand   int               // which of its operands the value is, from 0
	Element   bool              // the value is an element of that operand, or several of them
	Literals  []jsonvalue.Value // its operands; none in the place of what is no literal
}

// Reads returns what the expression reads of variables that it does not bind itself. It
// follows values through the variables, parameters and functions of the expression, as far
// as these hand on what they were given. It looks at the source only and evaluates nothing.
// The caller owns the result.
func (x *Expr) Reads() []Read {
	r := &reader{}
	r.read(x.root, origin{}, sink{returned: true})
	return r.found
}

// origin is where a value comes from: a place in a variable. Without a variable that is not
// known.
type origin struct {
	variable string
	place    []ReadStep
}

// maxPlace bounds a place: what is deeper is not known.
const maxPlace = 200

func (o origin) to(s ReadStep) origin {
	if len(o.place) == maxPlace {
		return origin{}
	}
	return origin{o.variable, append(slices.Clip(o.place), s)}
}

func (o origin) member(name string) origin { return o.to(ReadStep{Step: jsonvalue.Step{Name: name}}) }
func (o origin) element(i int) origin {
	return o.to(ReadStep{Step: jsonvalue.Step{Index: i, IsIndex: true}})
}

// sink is where a value goes: a place in the result, or an operation.
type sink struct {
	returned bool
	result   []jsonvalue.Step
	use      Use
	tested   bool
}

// inside is where a part of the value goes that goes to s.
func (s sink) inside(step jsonvalue.Step) (part sink) {
	if s.returned {
		part.returned, part.result = true, append(slices.Clip(s.result), step)
	}
	if step.IsIndex && s.use.Operation != "" && !s.use.Element {
		part.use = s.use
		part.use.Element = true
	}
	return part
}

// reader collects what is read.
type reader struct {
	found []Read
	bound *alias // the innermost one
}

// alias is a variable that the expression has bound to a value from an origin.
type alias struct {
	outer  *alias
	before int // how many are around it
	name   string
	of     origin
}

// maxBound bounds how many variables are followed. Further ones count as read from outside.
const maxBound = 1_000

func (r *reader) bind(name string, of origin) {
	n := 0
	if r.bound != nil {
		n = r.bound.before + 1
	}
	if n < maxBound {
		r.bound = &alias{r.bound, n, name, of}
	}
}

// scoped calls look, and forgets what it has bound.
func (r *reader) scoped(look func()) {
	outer := r.bound
	look()
	r.bound = outer
}

// variable is the origin of a variable's value; focus is that of the value of $.
func (r *reader) variable(name string, focus origin) origin {
	switch name {
	case "":
		return focus
	case "$":
		return origin{}
	}
	for b := r.bound; b != nil; b = b.outer {
		if b.name == name {
			return b.of
		}
	}
	return origin{variable: name}
}

// read notes what a node reads whose value goes to a sink. It returns the value's origin.
func (r *reader) read(n node, focus origin, to sink) origin {
	if n == nil {
		return origin{}
	}
	if o, isPlace := r.place(n, focus); isPlace {
		r.note(o, to)
		return o
	}
	if m := n.head().mods; m != nil {
		to = sink{}
		eachModifier(m, func(part node) { r.read(part, origin{}, sink{}) })
	}
	r.parts(n, focus, to)
	return origin{}
}

// parts notes what the parts of a node read that makes a new value.
func (r *reader) parts(n node, focus origin, to sink) {
	switch n := n.(type) {
	case *objectNode:
		r.object(n, focus, to)
	case *arrayNode:
		for i, item := range n.items {
			r.read(item, focus, to.inside(jsonvalue.Step{Index: i, IsIndex: true}))
		}
	case *blockNode:
		r.scoped(func() { r.block(n, focus, to) })
	case *conditionNode:
		r.read(n.condition, focus, sink{use: Use{Operation: "?"}, tested: true})
		r.read(n.then, focus, to)
		r.read(n.otherwise, focus, to)
	case *defaultNode:
		left := to
		left.tested = true
		r.read(n.left, focus, left)
		r.read(n.right, focus, to)
	case *binaryNode:
		r.binary(n, focus)
	case *callNode, *applyNode:
		r.call(n, focus, to)
	case *lambdaNode:
		r.lambda(n, origin{}, sink{})
	default:
		eachPart(n, func(part node) { r.read(part, focus, sink{}) })
	}
}

func (r *reader) note(o origin, to sink) {
	if o.variable != "" {
		r.found = append(r.found, Read{
			Variable: o.variable, Place: o.place, Returned: to.returned, Result: to.result, Use: to.use, Tested: to.tested,
		})
	}
}

func (r *reader) object(n *objectNode, focus origin, to sink) {
	for _, p := range n.pairs {
		r.read(p.key, focus, sink{})
		in := sink{}
		if key, ok := literalOf(p.key); ok && key.Kind() == jsonvalue.String {
			in = to.inside(jsonvalue.Step{Name: key.Text()})
		}
		r.read(p.value, focus, in)
	}
}

// block reads the expressions of a parenthesis. The last one is its value.
func (r *reader) block(n *blockNode, focus origin, to sink) {
	for i, part := range n.expressions {
		if i < len(n.expressions)-1 {
			r.read(part, focus, sink{})
		} else {
			r.read(part, focus, to)
		}
	}
}

func (r *reader) binary(n *binaryNode, focus origin) {
	tested := slices.Contains(conjunctions, n.symbol)
	use := Use{Operation: n.symbol, Literals: literalsOf(n.left, n.right)}
	for i, operand := range []node{n.left, n.right} {
		use.Operand = i
		r.read(operand, focus, sink{use: use, tested: tested})
	}
}

// literalsOf are the values of literals, none in the place of other nodes.
func literalsOf(nodes ...node) []jsonvalue.Value {
	values := make([]jsonvalue.Value, len(nodes))
	for i, n := range nodes {
		values[i], _ = literalOf(n)
	}
	return values
}

// literalOf returns the value of a literal, also in parentheses, or of an array of them.
func literalOf(n node) (v jsonvalue.Value, ok bool) {
	if n == nil || n.head().mods != nil {
		return v, false
	}
	switch n := n.(type) {
	case *literalNode:
		v, _ = n.value.json()
	case *blockNode:
		if len(n.expressions) == 1 {
			return literalOf(n.expressions[0])
		}
	case *arrayNode:
		items := make([]jsonvalue.Value, len(n.items))
		for i, item := range n.items {
			if items[i], ok = literalOf(item); !ok {
				return v, false
			}
		}
		v = jsonvalue.OfArray(items)
	}
	return v, v.Exists()
}

// lambda reads the body of a function whose first parameter comes from an origin.
func (r *reader) lambda(n *lambdaNode, first origin, to sink) {
	r.scoped(func() {
		for i, p := range n.params {
			if i > 0 {
				first = origin{}
			}
			r.bind(p.name, first)
		}
		r.read(n.body, origin{}, to)
	})
}
