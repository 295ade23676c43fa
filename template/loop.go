package template

import (
	"maps"
	"slices"
	"strings"
)

// expandLoops expands Fn::ForEach of AWS::LanguageExtensions.
func (s *stack) expandLoops() error {
	for _, section := range []string{"Conditions", "Resources", "Outputs"} {
		n := s.root.get(section)
		if n == nil {
			continue
		}
		made, err := s.loops(n, newVariables(nil), 0)
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
func (s *stack) loops(n *node, variables *variables, depth int) (*node, error) {
	if depth > maxDepth {
		return nil, n.problemOf(CodeTooLarge, "loops are in one another more than %d times", maxDepth)
	}
	if err := s.spend(n, valueWork+len(n.text)); err != nil {
		return nil, err
	}
	if name, ok := n.get("Ref").str(); ok && len(n.members) == 1 {
		if v, known := variables.values[name]; known {
			return newText(n.place, v), nil
		}
	}
	made := *n
	made.elements, made.members = nil, nil
	if n.kind == text {
		var err error
		if made.text, err = s.fillVariables(n, n.text, variables); err != nil {
			return nil, err
		}
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
func (s *stack) loopsOf(m member, variables *variables, depth int) ([]member, error) {
	if strings.HasPrefix(m.name, "Fn::ForEach::") {
		return s.loop(m, variables, depth)
	}
	v, err := s.loops(m.node, variables, depth+1)
	if err != nil {
		return nil, err
	}
	name, err := s.fillVariables(m.node, m.name, variables)
	return []member{{name, m.at, v}}, err
}

// loop returns what a Fn::ForEach makes.
func (s *stack) loop(m member, outer *variables, depth int) (all []member, err error) {
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
		variables, err := s.withVariable(v.node, outer, name, text)
		if err != nil {
			return nil, err
		}
		made, err := s.loops(m.elements[2], variables, depth+1)
		if err != nil {
			return nil, err
		}
		all = append(all, made.members...)
	}
	return all, nil
}

// variables are those of the loops around a value.
type variables struct {
	values map[string]string
	filler *strings.Replacer
}

func newVariables(values map[string]string) *variables {
	var pairs []string
	for _, name := range slices.Sorted(maps.Keys(values)) {
		pairs = append(pairs, "${"+name+"}", values[name], "&{"+name+"}", alphanumeric(values[name]))
	}
	return &variables{values, strings.NewReplacer(pairs...)}
}

// withVariable adds a variable to those of the outer loops.
func (s *stack) withVariable(at *node, outer *variables, name, value string) (*variables, error) {
	values := map[string]string{name: value}
	maps.Copy(values, outer.values)
	work := 0
	for name, value := range values {
		work += len(name) + len(value)
	}
	return newVariables(values), s.spend(at, work)
}

// fillVariables puts values in the place of ${name}, and of &{name} without what is no letter or
// digit.
func (s *stack) fillVariables(at *node, text string, variables *variables) (string, error) {
	if len(variables.values) == 0 || !strings.Contains(text, "{") {
		return text, nil
	}
	filled := filledText{stack: s, at: at}
	_, err := variables.filler.WriteString(&filled, text)
	return filled.b.String(), err
}

// filledText is a text that grows as far as the work for the template may.
type filledText struct {
	*stack
	at *node
	b  strings.Builder
}

// Write implements [io.Writer].
func (t *filledText) Write(p []byte) (int, error) { return t.WriteString(string(p)) }

// WriteString implements [io.StringWriter].
func (t *filledText) WriteString(s string) (int, error) {
	if err := t.spend(t.at, len(s)); err != nil {
		return 0, err
	}
	return t.b.WriteString(s)
}
