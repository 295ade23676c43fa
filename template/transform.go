package template

import (
	"slices"
	"strings"
)

// transform does what the macros of a template do, before it is read.
func (s *stack) transform() error {
	language := false
	for _, m := range asList(s.root.get("Transform")) {
		name, ok := m.str()
		if !ok {
			name, _ = m.get("Name").str()
		}
		switch {
		case strings.HasPrefix(name, "AWS::Serverless"):
		case name == "AWS::LanguageExtensions":
			language = true
		case name == "AWS::Include":
			included, err := s.include(m)
			if err != nil {
				return err
			}
			s.root = merge(s.root, included)
		case strings.HasPrefix(name, "AWS::"): // it makes nothing that machines need
		default:
			s.note(m.place, StandIn{Name: "macro:" + name, Why: "it is a program in an account, and is not run here"})
		}
	}
	if language {
		if err := s.expandLoops(); err != nil {
			return err
		}
	}
	resources, err := s.merged(s.root.get("Resources"))
	if err != nil || resources == nil {
		return err
	}
	if resources, err = s.included(resources); err != nil {
		return err
	}
	s.root = s.root.set("Resources", resources)
	return s.serverless()
}

// included returns resources with the files that they, and their Properties, include. What is deeper
// is included when it is needed.
func (s *stack) included(resources *node) (*node, error) {
	if resources.kind != object {
		return resources, nil
	}
	made := newObject(resources.place)
	for _, m := range members(resources) {
		r, err := s.merged(m.node)
		if err != nil {
			return nil, err
		}
		written := r.get("Properties")
		properties, err := s.merged(written)
		if err != nil {
			return nil, err
		}
		if properties != written {
			r = r.set("Properties", properties)
		}
		made.members = append(made.members, member{m.name, m.at, r})
	}
	return made, nil
}

func asList(n *node) []*node {
	switch {
	case n == nil:
		return nil
	case n.kind == list:
		return n.elements
	}
	return []*node{n}
}

// merge adds the members of another object, of which those of the same name count.
func merge(n, other *node) *node {
	return newObject(n.place, overlay(n.members, members(other), func(_, of *node) *node { return of })...)
}

// overlay adds members to others. join makes one of two values of the same name.
func overlay(base, more []member, join func(base, more *node) *node) []member {
	made := slices.Clone(base)
	at := make(map[string]int, len(base))
	for i, m := range base {
		at[m.name] = i
	}
	for _, m := range more {
		if i, known := at[m.name]; known {
			made[i] = member{m.name, m.at, join(made[i].node, m.node)}
			continue
		}
		at[m.name] = len(made)
		made = append(made, m)
	}
	return made
}

// merged puts the content of a file in the place of a member Fn::Transform with AWS::Include, which
// stands beside others.
func (s *stack) merged(n *node) (*node, error) {
	macro := n.get("Fn::Transform")
	if macro == nil || !macro.get("Name").is("AWS::Include") {
		return n, nil
	}
	included, err := s.include(macro)
	if err != nil {
		return nil, err
	}
	if included.kind != object && len(n.members) > 1 {
		return nil, macro.problem("the file that is included has to be an object")
	}
	if len(n.members) == 1 {
		return included, nil
	}
	return merge(n.without("Fn::Transform"), included), nil
}

// expanded returns a value without Fn::Transform, wherever it is in it. seen is what was done: a
// value may be in several places.
func (s *stack) expanded(n *node, seen map[*node]*node, depth int) (*node, error) {
	if made := seen[n]; made != nil {
		return made, nil
	}
	if depth > maxDepth {
		return nil, n.problemOf(CodeTooLarge, "files include one another more than %d times", maxDepth)
	}
	if err := s.spend(n, valueWork); err != nil {
		return nil, err
	}
	made, err := s.merged(n)
	if err != nil {
		return nil, err
	}
	if made != n {
		return s.expanded(made, seen, depth+1)
	}
	copied := *n
	copied.elements, copied.members = nil, nil
	for _, e := range n.elements {
		v, err := s.expanded(e, seen, depth+1)
		if err != nil {
			return nil, err
		}
		copied.elements = append(copied.elements, v)
	}
	for _, m := range n.members {
		v, err := s.expanded(m.node, seen, depth+1)
		if err != nil {
			return nil, err
		}
		copied.members = append(copied.members, member{m.name, m.at, v})
	}
	seen[n] = &copied
	return &copied, nil
}
