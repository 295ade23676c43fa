package jsonata

// Reference is a place where an expression refers to something from outside.
type Reference struct {
	Name    string   // of a variable, without the $; of a field; "*", "**" or "%"; "$" or "$$" for the input as a whole
	Path    []string // the fields that follow, up to the first step that is more than a name
	Pos     int      // where it begins, in bytes
	Builtin bool     // there is a built-in function with the variable's name
}

// References are the references of an expression to what it does not bind itself.
type References struct {
	// Variables are those that no assignment, parameter, @ or # of the expression has
	// bound there. Inside a lambda, assignments that follow it count too.
	Variables []Reference

	// Input are fields of the input, and the input itself, where they stand at the top
	// level: outside of later steps of a path, predicates, sorting, grouping,
	// transformations and lambdas. $$ is the input of the expression everywhere.
	Input []Reference
}

// References returns the references to variables and to the input, in the order in
// which they are evaluated.
func (x *Expr) References() References {
	r := &referrer{top: true}
	r.scoped(false, func() { r.node(x.root) }, x.root)
	return r.found
}

// referrer looks for references.
type referrer struct {
	found    References
	scope    *scope
	top      bool // the input is that of the expression
	inLambda bool // what is bound later in a scope is bound by the time of a call
}

// scope is where variables are bound.
type scope struct {
	parent *scope
	ofPath bool            // it ends with a path; assignments are made around it
	bound  map[string]bool // so far
	all    map[string]bool // at the end
}

// scoped looks into nodes that have a scope of their own.
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

// assign binds a variable around paths.
func (r *referrer) assign(name string) {
	s := r.scope
	for s.ofPath {
		s = s.parent
	}
	s.bound[name] = true
}

// inside looks into nodes that have an input of their own.
func (r *referrer) inside(look func()) {
	top := r.top
	r.top = false
	look()
	r.top = top
}

func (r *referrer) node(n node) {
	r.core(n, nil)
	r.modifiers(n.head().mods)
}

// core looks into a node without its modifiers. path are the fields that follow it.
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
	r.inside(func() { r.node(n.body) })
	r.inLambda = inLambda
}

// path looks into a path: each step but the first one has an input of its own, and
// sees what the steps before have bound.
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
