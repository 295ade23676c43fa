package template

import (
	"strings"
)

// expandLoops expands Fn::ForEach of AWS::LanguageExtensions.
func (s *stack) expandLoops() error {
	for _, section := range []string{"Conditions", "Resources", "Outputs"} {
		n := s.root.get(section)
		if n == nil {
			continue
		}
		made, err := s.loops(n, nil, 0)
		if err != nil {
			return err
		}
		s.root = s.root.set(section, made)
	}
	for _, m := range members(s.root.get("Conditions")) {
		s.conditions[m.name] = &condition{node: m.node}
	}
	return nil
}

// loops returns a value in which loops are done, and their variables have values.
func (s *stack) loops(n *node, variables map[string]string, depth int) (*node, error) {
	if depth > maxDepth {
		return nil, n.problemOf(CodeTooLarge, "loops are in one another more than %d times", maxDepth)
	}
	if err := s.spend(n, valueWork+len(n.text)); err != nil {
		return nil, err
	}
	if name, ok := n.get("Ref").str(); ok && len(n.members) == 1 {
		if v, known := variables[name]; known {
			return newText(n.place, v), nil
		}
	}
	made := *n
	made.elements, made.members = nil, nil
	if n.kind == text {
		made.text = replaceVariables(n.text, variables)
	}
	for _, e := range n.elements {
		v, err := s.loops(e, variables, depth+1)
		if err != nil {
			return nil, err
		}
		made.elements = append(made.elements, v)
	}
	for _, m := range n.members {
		all, err := s.loopsOf(m, variables, depth)
		if err != nil {
			return nil, err
		}
		made.members = append(made.members, all...)
	}
	return &made, nil
}

// loopsOf returns a member, or those that a loop makes in its place.
func (s *stack) loopsOf(m member, variables map[string]string, depth int) ([]member, error) {
	if strings.HasPrefix(m.name, "Fn::ForEach::") {
		return s.loop(m, variables, depth)
	}
	v, err := s.loops(m.node, variables, depth+1)
	if err != nil {
		return nil, err
	}
	return []member{{replaceVariables(m.name, variables), m.at, v}}, nil
}

// loop returns what a Fn::ForEach makes.
func (s *stack) loop(m member, outer map[string]string, depth int) (all []member, err error) {
	if m.kind != list || len(m.elements) != 3 {
		return nil, m.problem("%s takes a list of a name, the values and what is repeated", m.name)
	}
	name, _ := m.elements[0].str()
	if name == "" {
		return nil, m.problem("%s has no name for its variable", m.name)
	}
	collection, err := s.loops(m.elements[1], outer, depth+1)
	if err != nil {
		return nil, err
	}
	values, err := s.evalElements(collection, "what "+m.name+" goes through")
	if err != nil {
		return nil, err
	}
	for _, v := range values {
		text, ok := v.str()
		if !ok {
			return nil, v.written.problem("%s goes through texts, and this is %s", m.name, v.describe())
		}
		variables := map[string]string{name: text}
		for known, value := range outer {
			variables[known] = value
		}
		made, err := s.loops(m.elements[2], variables, depth+1)
		if err != nil {
			return nil, err
		}
		all = append(all, made.members...)
	}
	return all, nil
}

// replaceVariables puts values in the place of ${name}, and of &{name} without what is no letter or
// digit.
func replaceVariables(text string, variables map[string]string) string {
	if !strings.Contains(text, "{") {
		return text
	}
	for name, value := range variables {
		text = strings.ReplaceAll(text, "${"+name+"}", value)
		plain := strings.Map(func(r rune) rune {
			if 'a' <= r|0x20 && r|0x20 <= 'z' || '0' <= r && r <= '9' {
				return r
			}
			return -1
		}, value)
		text = strings.ReplaceAll(text, "&{"+name+"}", plain)
	}
	return text
}
