package jsonata

// Walk calls f with n and all nodes below it, each before those inside it, in
// source order. What is inside a node is left out if f returns false.
func Walk(n Node, f func(Node) bool) {
	if n == nil || !f(n) {
		return
	}
	switch n := n.(type) {
	case *Path:
		walkAll(n.Steps, f)
	case *Sort:
		for _, t := range n.Terms {
			Walk(t.Expr, f)
		}
	case *Binary:
		Walk(n.Left, f)
		Walk(n.Right, f)
	case *Default:
		Walk(n.Left, f)
		Walk(n.Right, f)
	case *Negation:
		Walk(n.Operand, f)
	case *Array:
		walkAll(n.Items, f)
	case *Object:
		walkPairs(n.Pairs, f)
	case *Block:
		walkAll(n.Expressions, f)
	case *Condition:
		Walk(n.If, f)
		Walk(n.Then, f)
		Walk(n.Else, f)
	case *Bind:
		Walk(n.Value, f)
	case *Call:
		Walk(n.Func, f)
		walkAll(n.Args, f)
	case *Partial:
		Walk(n.Func, f)
		walkAll(n.Args, f)
	case *Lambda:
		Walk(n.Body, f)
	case *Apply:
		Walk(n.Left, f)
		Walk(n.Right, f)
	case *Transform:
		Walk(n.Pattern, f)
		Walk(n.Update, f)
		Walk(n.Delete, f)
	}
	walkModifiers(n.Modifiers(), f)
}

func walkModifiers(m *Modifiers, f func(Node) bool) {
	if m == nil {
		return
	}
	for _, s := range m.Predicates {
		Walk(s.Filter, f)
	}
	for _, s := range m.Stages {
		Walk(s.Filter, f)
	}
	if m.Group != nil {
		walkPairs(m.Group.Pairs, f)
	}
}

func walkAll(nodes []Node, f func(Node) bool) {
	for _, n := range nodes {
		Walk(n, f)
	}
}

func walkPairs(pairs []Pair, f func(Node) bool) {
	for _, p := range pairs {
		Walk(p.Key, f)
		Walk(p.Value, f)
	}
}
