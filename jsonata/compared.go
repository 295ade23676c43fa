package jsonata

import (
	"slices"

	"github.com/goasl/goasl/jsonvalue"
)

var (
	comparisons  = []string{"=", "!=", "<", "<=", ">", ">="}
	conjunctions = []string{"and", "or"}
	tests        = []string{"exists", "boolean", "not", "count"} // functions that take an undefined argument
)

// operand collects the references of a node, and returns what it proves. If the node is
// just a reference to a variable, it notes what the reference is compared with, or that
// it is tested.
func (r *referrer) operand(n node, with jsonvalue.Value, tested bool) proof {
	before := len(r.found.Variables)
	p := r.test(n)
	if isReference(n) && len(r.found.Variables) == before+1 {
		ref := &r.found.Variables[before]
		ref.Compared, ref.Tested = with, tested
	}
	return p
}

func (r *referrer) binary(n *binaryNode) (p proof) {
	tested := slices.Contains(conjunctions, n.symbol)
	left := r.operand(n.left, literal(n, n.right), tested)
	var right proof
	known := map[string][]Reference{"and": left.ifTrue, "or": left.ifFalse}[n.symbol]
	r.knowing(known, func() { right = r.operand(n.right, literal(n, n.left), tested) })
	switch {
	case n.symbol == "and":
		p.ifTrue = joined(left.ifTrue, right.ifTrue)
	case n.symbol == "or":
		p.ifFalse = joined(left.ifFalse, right.ifFalse)
	case slices.Contains(comparisons, n.symbol): // with an undefined operand they do not hold
		if isReference(n.left) {
			p.ifTrue = left.ifTrue
		}
		if isReference(n.right) {
			p.ifTrue = joined(p.ifTrue, right.ifTrue)
		}
	}
	return p
}

// literal returns the other operand of a comparison if it is a literal.
func literal(n *binaryNode, other node) jsonvalue.Value {
	l, ok := other.(*literalNode)
	if !ok || !slices.Contains(comparisons, n.symbol) {
		return jsonvalue.Value{}
	}
	v, _ := l.value.json()
	return v
}

func (r *referrer) condition(n *conditionNode) {
	p := r.operand(n.condition, jsonvalue.Value{}, true)
	r.knowing(p.ifTrue, func() { r.node(n.then) })
	r.knowing(p.ifFalse, func() { eachOf(r.node, n.otherwise) })
}

func (r *referrer) call(n *callNode) proof {
	f, ok := n.callee.(*variableNode)
	tested := ok && !r.isBound(f.name) && slices.Contains(tests, f.name)
	r.callee(n.callee)
	var of proof // the first argument
	for i, arg := range n.args {
		if p := r.operand(arg, jsonvalue.Value{}, tested); i == 0 {
			of = p
		}
	}
	if !tested || len(n.args) != 1 {
		return proof{}
	}
	switch f.name {
	case "boolean":
		return of
	case "not":
		return proof{ifTrue: of.ifFalse, ifFalse: of.ifTrue}
	case "exists":
		if isReference(n.args[0]) {
			return of
		}
	}
	return proof{}
}

// callee collects the references of a node that stands where a function does.
func (r *referrer) callee(n node) {
	before := len(r.found.Variables)
	r.node(n)
	if _, plain := n.(*variableNode); plain && len(r.found.Variables) > before {
		r.found.Variables[before].Called = true
	}
}

// isReference reports whether a node is a variable, with or without names of fields
// after it.
func isReference(n node) bool {
	if path, ok := n.(*pathNode); ok && path.plain {
		n = path.steps[0]
	}
	v, ok := n.(*variableNode)
	return ok && v.name != "" && v.name != "$" && v.mods == nil
}
