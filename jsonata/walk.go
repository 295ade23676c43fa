package jsonata

// walk calls f with n and all nodes below it, in source order and each node before its
// children. It skips the children of a node for which f returns false.
func walk(n node, f func(node) bool) {
	if !f(n) {
		return
	}
	inside := func(n node) { walk(n, f) }
	eachPart(n, inside)
	if m := n.head().mods; m != nil {
		eachModifier(m, inside)
	}
}

// eachPart calls f with the children of a node, except those in its modifiers.
func eachPart(n node, f func(node)) {
	switch n := n.(type) {
	case *pathNode:
		eachOf(f, n.steps...)
	case *sortNode:
		for _, t := range n.terms {
			f(t.expr)
		}
	case *binaryNode:
		eachOf(f, n.left, n.right)
	case *defaultNode:
		eachOf(f, n.left, n.right)
	case *negationNode:
		f(n.operand)
	case *arrayNode:
		eachOf(f, n.items...)
	case *objectNode:
		eachOfPairs(f, n.pairs)
	case *blockNode:
		eachOf(f, n.expressions...)
	case *conditionNode:
		eachOf(f, n.condition, n.then, n.otherwise)
	case *bindNode:
		f(n.value)
	case *callNode:
		f(n.callee)
		eachOf(f, n.args...)
	case *partialNode:
		f(n.callee)
		eachOf(f, n.args...)
	case *lambdaNode:
		f(n.body)
	case *applyNode:
		eachOf(f, n.left, n.right)
	case *transformNode:
		eachOf(f, n.pattern, n.update, n.delete)
	}
}

// eachModifier calls f with the nodes in modifiers.
func eachModifier(m *modifiers, f func(node)) {
	for _, stages := range [][]*stage{m.predicates, m.stages} {
		for _, s := range stages {
			eachOf(f, s.filter)
		}
	}
	if m.group != nil {
		eachOfPairs(f, m.group.pairs)
	}
}

// eachOf calls f with those nodes that are not nil.
func eachOf(f func(node), nodes ...node) {
	for _, n := range nodes {
		if n != nil {
			f(n)
		}
	}
}

func eachOfPairs(f func(node), pairs []pair) {
	for _, p := range pairs {
		eachOf(f, p.key, p.value)
	}
}
