package jsonata

// Walk calls f with n and all nodes below it, each before those inside it, in
// source order. What is inside a node is left out if f returns false.
func Walk(n Node, f func(Node) bool) {
	if !f(n) {
		return
	}
	inside := func(n Node) { Walk(n, f) }
	eachPart(n, inside)
	if m := n.Modifiers(); m != nil {
		eachModifier(m, inside)
	}
}

// eachPart calls f with the nodes that a node consists of, its modifiers aside.
func eachPart(n Node, f func(Node)) {
	switch n := n.(type) {
	case *Path:
		eachOf(f, n.Steps...)
	case *Sort:
		for _, t := range n.Terms {
			f(t.Expr)
		}
	case *Binary:
		eachOf(f, n.Left, n.Right)
	case *Default:
		eachOf(f, n.Left, n.Right)
	case *Negation:
		f(n.Operand)
	case *Array:
		eachOf(f, n.Items...)
	case *Object:
		eachOfPairs(f, n.Pairs)
	case *Block:
		eachOf(f, n.Expressions...)
	case *Condition:
		eachOf(f, n.If, n.Then, n.Else)
	case *Bind:
		f(n.Value)
	case *Call:
		f(n.Func)
		eachOf(f, n.Args...)
	case *Partial:
		f(n.Func)
		eachOf(f, n.Args...)
	case *Lambda:
		f(n.Body)
	case *Apply:
		eachOf(f, n.Left, n.Right)
	case *Transform:
		eachOf(f, n.Pattern, n.Update, n.Delete)
	}
}

// eachModifier calls f with the nodes that modify one.
func eachModifier(m *Modifiers, f func(Node)) {
	for _, stages := range [][]*Stage{m.Predicates, m.Stages} {
		for _, s := range stages {
			eachOf(f, s.Filter)
		}
	}
	if m.Group != nil {
		eachOfPairs(f, m.Group.Pairs)
	}
}

// eachOf calls f with the nodes that are there.
func eachOf(f func(Node), nodes ...Node) {
	for _, n := range nodes {
		if n != nil {
			f(n)
		}
	}
}

func eachOfPairs(f func(Node), pairs []Pair) {
	for _, p := range pairs {
		eachOf(f, p.Key, p.Value)
	}
}
