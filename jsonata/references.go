package jsonata

// Reference is a place where an expression reads a variable, or its input.
type Reference struct {
	// Name is what is read: the name of a variable without the $, or the name of a field
	// of the input. In [References.Input] it may also be "*", "**", "%", "$" or "$$".
	Name string

	// Path is the names of the fields that follow, up to the first step that is not just
	// a name: [input items] for $states.input.items[0].id.
	Path []string

	// Pos is where the reference begins, in bytes from the start of the source.
	Pos int

	// Builtin reports whether a built-in function has the name of the variable, as sum in
	// $sum(prices) has.
	Builtin bool

	// Called reports whether the variable stands where a function does: $f(1), $f(?) or
	// 1 ~> $f.
	Called bool

	// Tested reports whether a variable, with the fields of Path, may be undefined where
	// it stands: as a condition, as an operand of and or or, or as the argument of
	// $exists, $boolean, $not or $count.
	Tested bool

	// Known says how much of a variable a test around it has found to have a value: 0 is
	// nothing, 1 is the variable, 2 its field Path[0], and so on. It is 2 for the second
	// $v.a in $exists($v.a) ? $v.a.b : 0.
	Known int
}

// References are what an expression reads from outside. Both lists are in the order of
// evaluation, with an entry for each occurrence.
type References struct {
	// Variables are the uses of variables that the expression has not bound at that place
	// by an assignment, a parameter, @ or #. The names of built-in functions are among
	// them. In the body of a lambda, a variable that is assigned after the lambda counts
	// as bound: the lambda may be called later.
	Variables []Reference

	// Input are the uses of the input: of $$ anywhere, and of fields, *, **, % and $
	// where they refer to the input of the whole expression. They do not in a later step
	// of a path, a predicate, a sort, a grouping or a transformation. In the body of a
	// lambda they refer to what they refer to where the lambda is written.
	Input []Reference

	// IfTrue and IfFalse are uses of variables that lead to a value whenever the result
	// counts as true, or as false: $v for $exists($v), and for $not($exists($v)). There
	// may be others.
	IfTrue, IfFalse []Reference
}

// References returns the variables and the parts of the input that the expression
// reads. It looks at the source only and evaluates nothing. The caller owns the result.
func (x *Expr) References() References {
	r := &referrer{top: true, known: map[string][][]string{}}
	var p proof
	r.scoped(false, func() { p = r.test(x.root) }, x.root)
	r.found.IfTrue, r.found.IfFalse = p.ifTrue, p.ifFalse
	return r.found
}

// referrer collects references.
type referrer struct {
	found    References
	scope    *scope
	top      bool                  // the input is that of the expression
	inLambda bool                  // variables that are bound later in a scope count as bound
	known    map[string][][]string // the paths that lead to a value here, by variable
}

// scope is where variables are bound.
type scope struct {
	parent *scope
	ofPath bool            // it ends with a path; assignments go into the scope around it
	bound  map[string]bool // the variables that are bound so far
	all    map[string]bool // the variables that are bound at its end
}

// scoped calls look with a new scope, in which nodes make their assignments.
func (r *referrer) scoped(ofPath bool, look func(), nodes ...node) {
	s := &scope{parent: r.scope, ofPath: ofPath, bound: map[string]bool{}, all: map[string]bool{}}
	for _, n := range nodes {
		walk(n, func(n node) bool {
			switch n := n.(type) {
			case *bindNode:
				s.all[n.name] = true
			case *blockNode, *lambdaNode:
				return false
			}
			return true
		})
	}
	r.scope = s
	look()
	r.scope = s.parent
}

func (r *referrer) isBound(name string) bool {
	for s := r.scope; s != nil; s = s.parent {
		if s.bound[name] || r.inLambda && s.all[name] {
			return true
		}
	}
	return false
}

// assign binds a variable in the innermost scope that is not a path's.
func (r *referrer) assign(name string) {
	s := r.scope
	for s.ofPath {
		s = s.parent
	}
	s.bound[name] = true
}

// inside calls look for nodes whose input is not that of the expression.
func (r *referrer) inside(look func()) {
	top := r.top
	r.top = false
	look()
	r.top = top
}

// node collects the references of a node and of its modifiers.
func (r *referrer) node(n node) {
	r.core(n, nil)
	r.modifiers(n.head().mods)
}

// core collects the references of a node without its modifiers. path is the names of
// the fields that follow the node.
func (r *referrer) core(n node, path []string) {
	switch n := n.(type) {
	case *variableNode:
		r.variable(n, path)
	case *nameNode:
		r.input(n.name, path, n)
	case *wildcardNode:
		r.input("*", path, n)
	case *descendantNode:
		r.input("**", path, n)
	case *parentNode:
		r.input("%", path, n)
	case *pathNode:
		r.scoped(true, func() { r.path(n) })
	case *blockNode:
		r.scoped(false, func() { eachPart(n, r.node) }, n.expressions...)
	case *lambdaNode:
		r.scoped(false, func() { r.lambda(n) }, n.body)
	case *bindNode:
		r.node(n.value)
		r.assign(n.name)
	case *binaryNode:
		r.binary(n)
	case *conditionNode:
		r.condition(n)
	case *callNode:
		r.call(n)
	case *partialNode:
		r.callee(n.callee)
		eachOf(r.node, n.args...)
	case *applyNode:
		r.node(n.left)
		r.callee(n.right)
	case *transformNode, *sortNode:
		r.inside(func() { eachPart(n, r.node) })
	default:
		eachPart(n, r.node)
	}
}

func (r *referrer) variable(v *variableNode, path []string) {
	ref := Reference{Name: v.name, Path: path, Pos: v.pos, Builtin: v.builtin.exists()}
	switch {
	case v.name == "$":
		ref.Name = "$$"
		r.found.Input = append(r.found.Input, ref)
	case v.name == "":
		r.input("$", path, v)
	case !r.isBound(v.name):
		ref.Known = r.knownOf(v.name, path)
		r.found.Variables = append(r.found.Variables, ref)
	}
}

func (r *referrer) input(name string, path []string, n node) {
	if r.top {
		r.found.Input = append(r.found.Input, Reference{Name: name, Path: path, Pos: n.head().pos})
	}
}

func (r *referrer) lambda(n *lambdaNode) {
	for _, p := range n.params {
		r.scope.bound[p.name] = true
	}
	inLambda := r.inLambda
	r.inLambda = true
	r.node(n.body)
	r.inLambda = inLambda
}

// callee collects the references of a node that stands where a function does.
func (r *referrer) callee(n node) {
	before := len(r.found.Variables)
	r.node(n)
	if _, plain := n.(*variableNode); plain && len(r.found.Variables) > before {
		r.found.Variables[before].Called = true
	}
}

// path collects the references of a path. Each step but the first one has an input of
// its own; what the steps before it have bound is visible to it.
func (r *referrer) path(n *pathNode) {
	for i, step := range n.steps {
		if i == 0 {
			r.core(step, n.fields())
		} else {
			r.inside(func() { r.core(step, nil) })
		}
		m := step.head().mods
		if m == nil {
			continue
		}
		r.scope.bound[m.focus] = true
		r.scope.bound[m.index] = true
		for _, s := range m.stages {
			r.scope.bound[s.index] = true
		}
		r.modifiers(m)
	}
}

// fields returns the plain names that follow the first step.
func (n *pathNode) fields() []string {
	var names []string
	if n.steps[0].head().mods != nil {
		return nil
	}
	for _, step := range n.steps[1:] {
		name, ok := step.(*nameNode)
		if !ok {
			break
		}
		names = append(names, name.name)
		if name.mods != nil {
			break
		}
	}
	return names
}

func (r *referrer) modifiers(m *modifiers) {
	if m != nil {
		r.inside(func() { eachModifier(m, r.node) })
	}
}
