package state

// Choice goes on with the first of its rules that holds, or with Default.
type Choice struct {
	stateBase
	Choices []*Rule
	Default string // "" if absent

	texts *textSwitch // for the first rules of Choices; nil if they are of other forms
}

// Rule is one element of Choices.
type Rule struct {
	Next string
	exitFields
	condition condition
	index     int // in Choices
}

func parseChoice(o *object, base stateBase) State {
	s := &Choice{stateBase: base}
	o.transitions.begin()
	o.dataFields(&s.stateBase)
	o.require("Choices")
	o.objects("Choices", func(o *object) {
		if rule := o.rule(len(s.Choices)); !o.p.problems.full() { // else there will be no machine that needs it
			s.Choices = append(s.Choices, rule)
		}
	})
	o.notEmpty("Choices")
	s.texts = newTextSwitch(s.Choices)
	s.Default = o.next("Default")
	return s
}

func (o *object) rule(index int) *Rule {
	o.require("Next")
	return &Rule{Next: o.next("Next"), exitFields: o.exitFields(), condition: o.condition(), index: index}
}

func (s *Choice) enter(r *Run, f *frame) error {
	scope := r.scope(f, f.input)
	in, err := scope.selectInput(&s.stateBase)
	if err != nil {
		return err
	}
	rule, err := s.choose(scope)
	if err != nil {
		return err
	}
	if rule != nil {
		return r.passThrough(scope, in, &rule.exitFields, r.way(ByRule, rule.index, rule.Next))
	}
	if s.Default == "" {
		// Step Functions: States.Runtime as measured, not the States.NoChoiceMatched of the specification.
		return f.runtimeFault("Failed to transition out of the state. The state does not point to a next state.")
	}
	return r.passThrough(scope, in, &s.exitFields, r.way(ByDefault, 0, s.Default))
}

// choose returns the first rule that holds, nil if none does.
func (s *Choice) choose(scope *scope) (*Rule, error) {
	rules := s.Choices
	if s.texts != nil {
		rule, err := s.texts.find(scope)
		if rule != nil || err != nil {
			return rule, err
		}
		rules = rules[s.texts.n:]
	}
	for _, rule := range rules {
		holds, err := rule.condition.holds(scope)
		if err != nil {
			return nil, err
		}
		if holds {
			return rule, nil
		}
	}
	return nil, nil
}
