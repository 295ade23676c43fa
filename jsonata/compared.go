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

// operand collects the references of a node. If the node is just a reference to a
// variable, it notes what the reference is compared with, or that it is tested.
func (r *referrer) operand(n node, with jsonvalue.Value, tested bool) {
	before := len(r.found.Variables)
	r.node(n)
	if isReference(n) && len(r.found.Variables) == before+1 {
		ref := &r.found.Variables[before]
		ref.Compared, ref.Tested = with, tested
	}
}

func (r *referrer) binary(n *binaryNode) {
	tested := slices.Contains(conjunctions, n.symbol)
	r.operand(n.left, literal(n, n.right), tested)
	r.operand(n.right, literal(n, n.left), tested)
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
	r.operand(n.condition, jsonvalue.Value{}, true)
	eachOf(r.node, n.then, n.otherwise)
}

func (r *referrer) call(n *callNode) {
	f, ok := n.callee.(*variableNode)
	tested := ok && !r.isBound(f.name) && slices.Contains(tests, f.name)
	r.node(n.callee)
	for _, arg := range n.args {
		r.operand(arg, jsonvalue.Value{}, tested)
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
