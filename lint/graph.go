package lint

import (
	"slices"

	"github.com/goasl/goasl/state"
)

// flows calls f for each flow of the machine, outer ones first, with the state around
// it, nil for the machine's own flow.
func (p *pass) flows(f func(flow *state.Flow, outer state.State)) {
	f(&p.machine.Flow, nil)
	for _, s := range p.machine.All() {
		switch s := s.(type) {
		case *state.Parallel:
			for _, branch := range s.Branches {
				f(branch, s)
			}
		case *state.Map:
			f(s.Processor, s)
		}
	}
}

// ways returns the transitions of a flow that can be taken, first that to its first
// state. A transition from a state comes after those to it, except in loops. So facts
// that are passed along the transitions settle in few passes, whatever the order of the
// states in the text.
func (p *pass) ways(f *state.Flow) []state.Transition {
	var all []state.Transition
	last, out := reached(f, p.machine.Transitions)
	for _, name := range slices.Backward(last) {
		all = append(all, out[name]...)
	}
	return all
}

// reached returns the ways out of the states of a flow, by name, and the states
// that can be come to, each after all that it leads to. "" stands for the beginning.
func reached(f *state.Flow, ways func(state.State) []state.Transition) (last []string, out map[string][]state.Transition) {
	out = map[string][]state.Transition{"": {{To: f.StartAt}}}
	for _, s := range f.States {
		out[s.Name()] = ways(s)
	}
	seen := map[string]bool{}
	var visit func(name string)
	visit = func(name string) {
		if seen[name] {
			return
		}
		seen[name] = true
		for _, w := range out[name] {
			visit(w.To)
		}
		last = append(last, name)
	}
	visit("")
	return last, out
}

// origin returns the name of the state that a transition leads from, "" for the
// transition to the first state.
func origin(w state.Transition) string {
	if w.From == nil {
		return ""
	}
	return w.From.Name()
}

// maxPasses bounds the number of passes over the transitions of a flow.
const maxPasses = 50

// settled finds what is known before each state of a flow, whichever way leads to it.
// first is known before the first state. from returns what is known after a transition,
// given what is known before it. both combines the facts of two ways to a state, and
// reports whether the result is less than its first argument. If the facts do not
// settle, settled returns nil.
func settled[T any](ways []state.Transition, first T, from func(state.Transition, T) T, both func(T, T) (T, bool)) map[string]T {
	before := map[string]T{"": first}
	for range maxPasses {
		changed := false
		for _, w := range ways {
			known, reached := before[origin(w)]
			if !reached {
				continue
			}
			known = from(w, known)
			if old, seen := before[w.To]; seen {
				less := false
				if known, less = both(old, known); !less {
					continue
				}
			}
			before[w.To], changed = known, true
		}
		if !changed {
			delete(before, "")
			return before
		}
	}
	return nil
}

// assigned returns the names of the variables that are assigned on a transition.
func (p *pass) assigned(w state.Transition) []string {
	n := w.Node // a rule or a catcher
	if w.Kind == state.ByNext || w.Kind == state.ByDefault {
		n = p.node(w.From)
	}
	var names []string
	for _, v := range n.Get("Assign").Children() {
		names = append(names, variableName(v))
	}
	return names
}

// unreachable reports states to which only rules lead that are never chosen.
func unreachable(p *pass) {
	p.flows(func(f *state.Flow, _ state.State) {
		names, _ := reached(f, p.alive)
		slices.Sort(names)
		for _, s := range f.States {
			if _, found := slices.BinarySearch(names, s.Name()); !found {
				p.report(p.node(s).NamePos(), s.Location(), "no rule that can be chosen leads to the state "+s.Name())
			}
		}
	})
}

// alive returns the transitions from a state, without those of rules that are never
// chosen.
func (p *pass) alive(s state.State) []state.Transition {
	dead := deadRules(p.node(s))
	decided := slices.ContainsFunc(p.node(s).Get("Choices").Children(), alwaysHolds)
	return slices.DeleteFunc(p.machine.Transitions(s), func(w state.Transition) bool {
		return w.Kind == state.ByRule && dead[w.Index] != "" || w.Kind == state.ByDefault && decided
	})
}
