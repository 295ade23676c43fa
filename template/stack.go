package template

import (
	"slices"
	"strings"

	"github.com/goasl/goasl/diag"
)

// stack is a template with its parameters. Nested stacks are stacks, too.
type stack struct {
	*app
	id       string // what names of a nested stack begin with: "Child/"
	name     string // AWS::StackName, "" if it is not known
	template string // its file in the project
	parent   *stack
	root     *node

	parameters map[string]*node
	passed     map[string]*node // values of parameters, from the stack around it
	values     map[string]*node // of the parameters that were needed
	conditions map[string]*condition
	resources  map[string]*resource
	order      []*resource
	kinds      map[string][]*resource // by type, in the same order
	aliases    map[string]string      // resources that SAM makes: by "Function.Alias"
	children   map[string]*stack

	evaluating map[*node]bool  // functions and stacks
	including  map[string]bool // files
}

// resource is a resource of a stack.
type resource struct {
	*node
	stack  *stack
	id     string
	kind   string // its type
	named  *node  // its name, if it is known
	naming bool
}

// condition is a condition, and what it is.
type condition struct {
	*node
	known, is, busy bool
}

// origin says where a stack comes from; see stack.
type origin struct {
	id, name, template string
	parent             *stack
}

// newStack reads the sections of a template.
func (a *app) newStack(place origin, root *node, passed map[string]*node) (*stack, error) {
	s := &stack{
		app: a, id: place.id, name: place.name, template: place.template, parent: place.parent, root: root, passed: passed,
		parameters: map[string]*node{}, values: map[string]*node{}, conditions: map[string]*condition{}, resources: map[string]*resource{}, kinds: map[string][]*resource{},
		aliases: map[string]string{}, children: map[string]*stack{}, evaluating: map[*node]bool{}, including: map[string]bool{},
	}
	if root.kind != object {
		return nil, root.problem("a template is an object with Resources, not %s", root.describe())
	}
	if len(a.stacks) == maxStacks {
		return nil, root.problemOf(CodeTooLarge, "there are more than %d stacks", maxStacks)
	}
	a.stacks = append(a.stacks, s)
	for _, m := range members(root.get("Parameters")) {
		s.parameters[m.name] = m.node
	}
	for _, m := range members(root.get("Conditions")) {
		s.conditions[m.name] = &condition{node: m.node}
	}
	if err := s.transform(); err != nil {
		return nil, err
	}
	return s, s.readResources()
}

// maxStacks is how many stacks a project may have.
const maxStacks = 200

func members(n *node) []member {
	if n == nil {
		return nil
	}
	return n.members
}

// readResources finds the resources. Those whose condition is false are not there.
func (s *stack) readResources() error {
	all := s.root.get("Resources")
	if all == nil || all.kind != object {
		return s.root.problem("the template has no Resources")
	}
	for _, m := range all.members {
		kind, ok := m.get("Type").str()
		if !ok {
			s.refused(m.place, m.name, "", "the resource has no Type")
			continue
		}
		if s.resources[m.name] == nil {
			r := &resource{node: m.node, stack: s, id: m.name, kind: kind}
			s.resources[m.name] = r
			s.order, s.kinds[kind] = append(s.order, r), append(s.kinds[kind], r)
		}
	}
	return nil
}

// exists reports whether the condition of a resource holds.
func (r *resource) exists() (bool, error) {
	c := r.get("Condition")
	if c == nil {
		return true, nil
	}
	name, ok := c.str()
	if !ok {
		return false, c.problem("the Condition of %s has to be the name of one", r.id)
	}
	return r.stack.holds(c, name)
}

// property returns a property as it is written, nil if there is none.
func (r *resource) property(name string) *node { return r.find("Properties", name) }

// value returns the value of a property, nil if there is none.
func (r *resource) value(name string) (*node, error) {
	n := r.property(name)
	if n == nil {
		return nil, nil
	}
	v, err := r.stack.eval(n)
	if err != nil || v.kind == nothing || v.kind == null {
		return nil, err
	}
	return v, nil
}

// textOf returns the text of a property, "" if there is none.
func (r *resource) textOf(name string) (string, error) {
	v, err := r.value(name)
	if v == nil || err != nil {
		return "", err
	}
	t, ok := v.str()
	if !ok {
		return "", v.problem("%s of %s has to be a text, not %s", name, r.id, v.describe())
	}
	return t, nil
}

// requiredText is textOf a property that must be there.
func (r *resource) requiredText(name string) (string, error) {
	t, err := r.textOf(name)
	if err == nil && t == "" {
		err = r.problem("%s has no %s", r.id, name)
	}
	return t, err
}

// maxSuggestions is how often something is suggested, as all names are looked through for it.
const maxSuggestions = 20

// suggest names what may be meant.
func (s *stack) suggest(name string) string {
	if s.suggested++; s.suggested > maxSuggestions {
		return ""
	}
	var known []string
	for id := range s.resources {
		known = append(known, id)
	}
	for id := range s.parameters {
		known = append(known, id)
	}
	slices.Sort(known)
	if meant := diag.Suggest(name, known); meant != "" && !strings.Contains(name, "::") {
		return "; did you mean " + meant + "?"
	}
	return ""
}
