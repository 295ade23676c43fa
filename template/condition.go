package template

// holds reports whether a condition of the template holds.
func (s *stack) holds(at *node, name string) (bool, error) {
	c := s.conditions[name]
	switch {
	case c == nil:
		return false, at.problem("the template has no condition %s", name)
	case c.known:
		return c.is, nil
	case c.busy:
		return false, c.problem("the condition %s depends on itself", name)
	}
	c.busy = true
	defer func() { c.busy = false }()
	is, err := s.truth(c.node)
	if err == nil {
		c.is, c.known = is, true
	}
	return is, err
}

// truth evaluates a condition.
func (s *stack) truth(n *node) (bool, error) {
	if s.depth++; s.depth > maxDepth {
		return false, n.problemOf(CodeTooLarge, "conditions are in one another more than %d times", maxDepth)
	}
	defer func() { s.depth-- }()
	if err := s.spend(n, valueWork); err != nil {
		return false, err
	}
	if name := n.get("Condition"); name != nil && len(n.members) == 1 {
		t, _ := name.str()
		return s.holds(name, t)
	}
	name, argument := n.function()
	switch name {
	case "Fn::Equals":
		return s.equals(n, argument)
	case "Fn::Not":
		return s.not(n, argument)
	case "Fn::And", "Fn::Or":
		return s.allOf(n, argument, name == "Fn::And")
	}
	v, err := s.eval(n)
	switch {
	case err != nil:
		return false, err
	case v.is("true") || v.is("false"):
		return v.is("true"), nil
	}
	return false, n.problem("a condition is true or false, not %s", v.describe())
}

// not is Fn::Not.
func (s *stack) not(n, argument *node) (bool, error) {
	all, err := arguments(n, argument, 1, 1)
	if err != nil {
		return false, err
	}
	is, err := s.truth(all[0])
	return !is, err
}

// allOf is Fn::And, or with false Fn::Or.
func (s *stack) allOf(n, argument *node, and bool) (bool, error) {
	all, err := arguments(n, argument, 1, 10) // CloudFormation: 2 to 10
	if err != nil {
		return false, err
	}
	for _, c := range all {
		is, err := s.truth(c)
		if err != nil || is != and {
			return is, err
		}
	}
	return and, nil
}

// equals is Fn::Equals.
func (s *stack) equals(n, argument *node) (bool, error) {
	all, err := arguments(n, argument, 2, 2)
	if err != nil {
		return false, err
	}
	var texts [2]string
	for i, a := range all {
		v, err := s.eval(a)
		if err != nil {
			return false, err
		}
		w := writer{stack: s}
		if t, ok := v.str(); ok { // CloudFormation: 1 equals "1"
			texts[i] = "=" + t
		} else if err := w.value(v, 0); err != nil {
			return false, err
		} else {
			texts[i] = w.b.String()
		}
	}
	return texts[0] == texts[1], nil
}

// asCondition is a condition as a value.
func (s *stack) asCondition(n, _ *node) (*node, error) {
	is, err := s.truth(n)
	if err != nil {
		return nil, err
	}
	made := &node{place: n.place, kind: boolean, text: "false"}
	if is {
		made.text = "true"
	}
	return made, nil
}

// chooseIf is Fn::If. The other value is not evaluated.
func (s *stack) chooseIf(n, argument *node) (*node, error) {
	all, err := arguments(n, argument, 3, 3)
	if err != nil {
		return nil, err
	}
	is, err := s.isChosen(all[0])
	switch {
	case err != nil:
		return nil, err
	case is:
		return s.eval(all[1])
	}
	return s.eval(all[2])
}

// isChosen reports whether the condition of Fn::If holds, which is a name.
func (s *stack) isChosen(n *node) (bool, error) {
	if name, ok := n.str(); ok {
		return s.holds(n, name)
	}
	return s.truth(n)
}
