package jsonata

import (
	"slices"

	"github.com/goasl/goasl/jsonvalue"
)

// place returns the origin of a node's value if the node does no more than choose a part of
// a value. What it reads besides, such as in predicates, is noted.
func (r *reader) place(n node, focus origin) (o origin, isPlace bool) {
	switch n := n.(type) {
	case *variableNode:
		o = r.variable(n.name, focus)
	case *nameNode:
		o = focus.member(n.name)
	case *pathNode:
		o = r.path(n, focus)
	case *blockNode:
		if len(n.expressions) != 1 {
			return o, false
		}
		if o, isPlace = r.place(n.expressions[0], focus); !isPlace {
			return o, false
		}
	case *bindNode:
		if o, isPlace = r.place(n.value, focus); !isPlace {
			r.read(n.value, focus, sink{})
		}
		r.bind(n.name, o)
		return o, true
	case *callNode, *applyNode:
		if o, isPlace = r.handedOn(n, focus); !isPlace {
			return o, false
		}
	default:
		return o, false
	}
	return r.choose(o, n.head().mods), true
}

// path follows the steps of a path. Each is evaluated for what the steps before it lead to.
func (r *reader) path(n *pathNode, focus origin) (o origin) {
	outer := r.bound
	defer func() { r.bound = outer }()
	o = focus
	for i, step := range n.steps {
		next, isPlace := r.place(step, o)
		if !isPlace {
			if i > 0 {
				r.note(o, sink{})
			}
			next = r.read(step, o, sink{})
		}
		o = next
	}
	return o
}

// choose follows predicates. One that is a number chooses an element; others read each of
// them.
func (r *reader) choose(o origin, m *modifiers) origin {
	if m == nil {
		return o
	}
	for _, s := range slices.Concat(m.predicates, m.stages) {
		if s.filter == nil {
			continue
		}
		if i, isIndex := indexOf(s.filter); isIndex {
			o = o.element(i)
		} else {
			r.read(s.filter, o, sink{})
		}
	}
	if m.focus != "" {
		r.bind(m.focus, o)
	}
	if m.index != "" {
		r.bind(m.index, origin{})
	}
	if m.group != nil {
		eachOfPairs(func(part node) { r.read(part, o, sink{}) }, m.group.pairs)
		return origin{}
	}
	return o
}

// indexOf returns the number that a predicate is.
func indexOf(n node) (i int, ok bool) {
	if negative, isNegation := n.(*negationNode); isNegation {
		i, ok = indexOf(negative.operand)
		return -i, ok
	}
	v, ok := literalOf(n)
	if !ok {
		return 0, false
	}
	whole, ok := v.Int64()
	return int(whole), ok
}

// invocation is a call of a built-in function.
type invocation struct {
	name string
	args []node
	use  Use // of the first argument
}

// invoked returns the call of a built-in function that a node is: f(a, b), or a ~> f(b).
func (r *reader) invoked(n node) (c invocation, ok bool) {
	var callee node
	switch n := n.(type) {
	case *callNode:
		callee, c.args = n.callee, n.args
	case *applyNode:
		c.args = []node{n.left}
		if call, isCall := n.right.(*callNode); isCall && call.mods == nil {
			callee, c.args = call.callee, append(c.args, call.args...)
		} else {
			callee = n.right
		}
	}
	f, ok := callee.(*variableNode)
	if !ok || !f.builtin.exists() || f.mods != nil || len(c.args) == 0 {
		return c, false
	}
	c.name = f.name
	c.use = Use{Operation: f.name, Literals: literalsOf(c.args...)}
	return c, r.variable(f.name, origin{}).variable == f.name
}

// handedOn returns the origin of what a function returns if that is what it was given.
func (r *reader) handedOn(n node, focus origin) (o origin, isPlace bool) {
	c, ok := r.invoked(n)
	if !ok {
		return o, false
	}
	key := c.use.Literals[len(c.args)-1]
	switch c.name {
	case "filter", "sort", "reverse", "distinct", "shuffle", "parse":
	case "lookup":
		if key.Kind() != jsonvalue.String {
			return o, false
		}
	default:
		return o, false
	}
	if o, isPlace = r.place(c.args[0], focus); !isPlace {
		return o, false
	}
	r.note(o, sink{use: c.use})
	r.rest(c.args, o, focus)
	switch c.name {
	case "parse":
		o = o.to(ReadStep{Parsed: true})
	case "lookup":
		o = o.member(key.Text())
	}
	return o, true
}

// rest reads the arguments after the first one. A function among them gets the elements of
// what comes from o.
func (r *reader) rest(args []node, o, focus origin) {
	for _, arg := range args[1:] {
		if f, isLambda := arg.(*lambdaNode); isLambda {
			r.lambda(f, o.each(), sink{})
		} else {
			r.read(arg, focus, sink{})
		}
	}
}

// each is the origin of the elements, whatever their number.
func (o origin) each() origin {
	if o.variable == "" {
		return o
	}
	return o.to(ReadStep{Each: true})
}

// call reads a call whose result is a new value.
func (r *reader) call(n node, focus origin, to sink) {
	c, ok := r.invoked(n)
	switch {
	case !ok:
		eachPart(n, func(part node) { r.read(part, focus, sink{}) })
		return
	case c.name == "merge":
		r.merge(c, focus, to)
		return
	case c.name == "append":
		for _, arg := range c.args {
			r.read(arg, focus, to)
		}
		return
	}
	tested := slices.Contains(tests, c.name)
	var first origin
	for i, arg := range c.args {
		if f, isLambda := arg.(*lambdaNode); isLambda {
			into := sink{}
			if c.name == "map" {
				into = to.inside(jsonvalue.Step{IsIndex: true})
			}
			r.lambda(f, first.each(), into)
			continue
		}
		c.use.Operand = i
		o := r.read(arg, focus, sink{use: c.use, tested: tested})
		if i == 0 {
			first = o
		}
	}
}

// merge reads the objects that $merge puts together.
func (r *reader) merge(c invocation, focus origin, to sink) {
	to.use = c.use
	if array, ok := c.args[0].(*arrayNode); ok && array.mods == nil {
		to.use.Element = true
		for _, item := range array.items {
			r.read(item, focus, to)
		}
		return
	}
	r.read(c.args[0], focus, sink{use: to.use})
}
