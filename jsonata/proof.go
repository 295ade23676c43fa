package jsonata

import "slices"

var (
	comparisons  = []string{"=", "!=", "<", "<=", ">", ">="}
	conjunctions = []string{"and", "or"}
	tests        = []string{"exists", "boolean", "not", "count"} // functions that take an undefined argument
)

// proof has the uses of variables that lead to a value whenever a test comes out true, or
// false.
type proof struct{ ifTrue, ifFalse []Reference }

// maxProof bounds what a test is known to prove, and how many tests around a reference
// are looked at: an expression may have very many.
const maxProof = 100

// joined returns both lists, as far as there is room.
func joined(a, b []Reference) []Reference {
	if len(a)+len(b) > maxProof {
		return a
	}
	return append(a, b...)
}

// test collects the references of a node, and returns what its outcome proves.
func (r *referrer) test(n node) (p proof) {
	if n.head().mods == nil {
		switch n := n.(type) {
		case *binaryNode:
			return r.binary(n)
		case *callNode:
			return r.call(n)
		case *blockNode:
			if len(n.expressions) == 1 {
				r.scoped(false, func() { p = r.test(n.expressions[0]) }, n.expressions...)
				return p
			}
		}
	}
	before := len(r.found.Variables)
	r.node(n)
	if isReference(n) && len(r.found.Variables) == before+1 {
		p.ifTrue = []Reference{r.found.Variables[before]}
	}
	return p
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

// operand collects the references of a node, and returns what it proves. If the node is
// just a reference to a variable, it notes whether the reference is tested.
func (r *referrer) operand(n node, tested bool) proof {
	before := len(r.found.Variables)
	p := r.test(n)
	if isReference(n) && len(r.found.Variables) == before+1 {
		r.found.Variables[before].Tested = tested
	}
	return p
}

func (r *referrer) binary(n *binaryNode) (p proof) {
	tested := slices.Contains(conjunctions, n.symbol)
	left := r.operand(n.left, tested)
	var right proof
	known := map[string][]Reference{"and": left.ifTrue, "or": left.ifFalse}[n.symbol]
	r.knowing(known, func() { right = r.operand(n.right, tested) })
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

func (r *referrer) condition(n *conditionNode) {
	p := r.operand(n.condition, true)
	r.knowing(p.ifTrue, func() { r.node(n.then) })
	r.knowing(p.ifFalse, func() { eachOf(r.node, n.otherwise) })
}

func (r *referrer) call(n *callNode) proof {
	f, ok := n.callee.(*variableNode)
	tested := ok && !r.isBound(f.name) && slices.Contains(tests, f.name)
	r.callee(n.callee)
	var of proof // the first argument
	for i, arg := range n.args {
		if p := r.operand(arg, tested); i == 0 {
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

// knowing calls look while references are known to lead to a value.
func (r *referrer) knowing(refs []Reference, look func()) {
	for _, ref := range refs {
		r.known[ref.Name] = append(r.known[ref.Name], ref.Path)
	}
	look()
	for _, ref := range refs {
		paths := r.known[ref.Name]
		r.known[ref.Name] = paths[:len(paths)-1]
	}
}

// knownOf returns [Reference.Known] of a variable with a path.
func (r *referrer) knownOf(name string, path []string) int {
	known := 0
	all := r.known[name]
	for _, proven := range all[max(0, len(all)-maxProof):] {
		n := 0
		for n < min(len(path), len(proven)) && path[n] == proven[n] {
			n++
		}
		known = max(known, n+1)
	}
	return known
}
