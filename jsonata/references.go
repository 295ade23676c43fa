package jsonata

import "slices"

// Reference is a place where an expression refers to something from outside.
type Reference struct {
	Name string   // of the variable without the $; of the field; "*", "**", "$" or "$$" for the input itself
	Path []string // the names of the fields that follow, as far as they are plain
	Pos  int      // where it begins, in bytes

	// Builtin says that the language has a function of that name, which is meant
	// unless a variable hides it.
	Builtin bool
}

// References are the references of an expression to what it does not bind itself,
// in source order.
type References struct {
	Variables []Reference // $name
	Input     []Reference // bare names, wildcards, $ and $$: what stands for the input, outside of any context that the expression sets
}

// References returns the references to variables and to the input.
func (x *Expr) References() References {
	w := referenceWalk{}
	w.inScope(func() { w.node(x.root, true) })
	return w.found
}

// referenceWalk goes over a tree. What it passes down is whether the context is
// still the input, which is no more so inside a step, a predicate or a grouping.
type referenceWalk struct {
	found References
	bound []string // the variables that the expression binds, innermost last
}

// inScope ends the bindings that are made in f with f.
func (w *referenceWalk) inScope(f func()) {
	outer := len(w.bound)
	f()
	w.bound = w.bound[:outer]
}

func (w *referenceWalk) node(n Node, top bool) {
	switch n := n.(type) {
	case nil:
		return
	case *Path:
		w.path(n, top)
	case *Variable:
		w.variable(n, top, nil)
	case *Name:
		w.input(top, n.Name, n.pos, nil)
	case *Wildcard:
		w.input(top, "*", n.pos, nil)
	case *Descendant:
		w.input(top, "**", n.pos, nil)
	case *Sort:
		for _, t := range n.Terms {
			w.node(t.Expr, false)
		}
	case *Binary:
		w.nodes(top, n.Left, n.Right)
	case *Default:
		w.nodes(top, n.Left, n.Right)
	case *Negation:
		w.node(n.Operand, top)
	case *Array:
		w.nodes(top, n.Items...)
	case *Object:
		w.pairs(n.Pairs, top)
	case *Block:
		w.inScope(func() { w.nodes(top, n.Expressions...) })
	case *Condition:
		w.nodes(top, n.If, n.Then, n.Else)
	case *Bind:
		w.bind(n, top)
	case *Call:
		w.node(n.Func, top)
		w.nodes(top, n.Args...)
	case *Partial:
		w.node(n.Func, top)
		w.nodes(top, n.Args...)
	case *Lambda:
		w.lambda(n, top)
	case *Apply:
		w.nodes(top, n.Left, n.Right)
	case *Transform:
		w.nodes(false, n.Pattern, n.Update, n.Delete)
	}
	w.modifiers(n.Modifiers())
}

func (w *referenceWalk) nodes(top bool, nodes ...Node) {
	for _, n := range nodes {
		w.node(n, top)
	}
}

func (w *referenceWalk) pairs(pairs []Pair, top bool) {
	for _, p := range pairs {
		w.nodes(top, p.Key, p.Value)
	}
}

// path notes what the path begins with together with the names that follow.
// Variables that its steps bind are seen by the steps after them.
func (w *referenceWalk) path(n *Path, top bool) {
	w.inScope(func() {
		switch first := n.Steps[0].(type) {
		case *Variable:
			w.variable(first, top, plainNames(n.Steps))
			w.modifiers(first.mods)
		case *Name:
			w.input(top, first.Name, first.pos, plainNames(n.Steps))
			w.modifiers(first.mods)
		default:
			w.node(first, top)
		}
		w.nodes(false, n.Steps[1:]...)
	})
}

// plainNames returns the names that follow the first step, up to the first step
// that is more than a name.
func plainNames(steps []Node) []string {
	var names []string
	for i := 1; i < len(steps) && steps[i-1].Modifiers() == nil; i++ {
		name, ok := steps[i].(*Name)
		if !ok {
			break
		}
		names = append(names, name.Name)
	}
	return names
}

func (w *referenceWalk) modifiers(m *Modifiers) {
	if m == nil {
		return
	}
	for _, name := range []string{m.Focus, m.Index} {
		if name != "" {
			w.bound = append(w.bound, name)
		}
	}
	for _, stages := range [][]*Stage{m.Predicates, m.Stages} {
		for _, s := range stages {
			if s.Filter != nil {
				w.node(s.Filter, false)
			} else {
				w.bound = append(w.bound, s.Index)
			}
		}
	}
	if m.Group != nil {
		w.pairs(m.Group.Pairs, false)
	}
}

// bind sees a lambda's own name inside the lambda, and only there.
func (w *referenceWalk) bind(n *Bind, top bool) {
	if _, recursive := n.Value.(*Lambda); recursive {
		w.bound = append(w.bound, n.Name)
		w.node(n.Value, top)
		return
	}
	w.node(n.Value, top)
	w.bound = append(w.bound, n.Name)
}

func (w *referenceWalk) lambda(n *Lambda, top bool) {
	w.inScope(func() {
		for _, p := range n.Params {
			w.bound = append(w.bound, p.Name)
		}
		w.node(n.Body, top)
	})
}

func (w *referenceWalk) variable(n *Variable, top bool, path []string) {
	switch {
	case n.Name == "":
		w.input(top, "$", n.pos, path)
	case n.Name == "$":
		w.input(true, "$$", n.pos, path)
	case !slices.Contains(w.bound, n.Name):
		w.found.Variables = append(w.found.Variables, Reference{Name: n.Name, Path: path, Pos: n.pos, Builtin: n.builtin.exists()})
	}
}

func (w *referenceWalk) input(top bool, name string, pos int, path []string) {
	if top {
		w.found.Input = append(w.found.Input, Reference{Name: name, Path: path, Pos: pos})
	}
}
