package state

// Choice goes on with the first of its rules that holds.
type Choice struct {
	common
	Choices []*Rule
	Default string // "" if absent
}

// Rule is one element of Choices.
type Rule struct {
	Next string
	ending
	condition condition
}

func parseChoice(o *object, c common) State {
	s := &Choice{common: c}
	o.transitions.from(c.name)
	o.dataFields(&s.common)
	o.require("Choices")
	o.objects("Choices", func(o *object) { s.Choices = append(s.Choices, o.rule()) })
	if n, ok := o.peek("Choices"); ok && n.isEmptyArray() {
		o.p.report(n.pos, codeSchema, o.at("Choices"), "Value cannot be empty")
	}
	s.Default = o.next("Default")
	return s
}

func (o *object) rule() *Rule {
	o.require("Next")
	return &Rule{Next: o.next("Next"), ending: o.ending(), condition: o.condition()}
}

func (s *Choice) enter(r *Run, f *frame) error {
	scope := r.scope(f, f.input)
	in, err := s.inputPath.filter(scope, f.input)
	if err != nil {
		return err
	}
	scope.input = in
	for _, rule := range s.Choices {
		holds, err := rule.condition.holds(scope)
		if err != nil {
			return err
		}
		if holds {
			return r.leave(f, scope, in, &rule.ending, rule.Next)
		}
	}
	if s.Default == "" {
		// Step Functions: States.Runtime as measured, not the States.NoChoiceMatched of the specification.
		return f.runtimeFault("Failed to transition out of the state. The state does not point to a next state.")
	}
	return r.leave(f, scope, in, &s.ending, s.Default)
}
