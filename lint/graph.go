package lint

import (
	"slices"

	"github.com/goasl/goasl/state"
)

// edge is a way from one state to another, with what is assigned on it.
type edge struct {
	from, to string
	assigns  []string
	dead     bool // by a rule that is never chosen
	failed   bool // by a catcher
}

// flows calls f for each flow of the machine, outer ones first, with the state
// that it is inside of, nil for the machine itself.
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

// edges returns the ways out of a state.
func (p *pass) edges(s state.State) []edge {
	n := p.node(s)
	var all []edge
	if next := n.Get("Next"); next.Exists() {
		all = append(all, edge{to: next.Text(), assigns: assigned(n)})
	}
	if c, ok := s.(*state.Choice); ok {
		dead := deadRules(n)
		for i, rule := range n.Get("Choices").Children() {
			all = append(all, edge{to: rule.Get("Next").Text(), assigns: assigned(rule), dead: dead[i] != ""})
		}
		if c.Default != "" {
			all = append(all, edge{to: c.Default, assigns: assigned(n), dead: slices.ContainsFunc(n.Get("Choices").Children(), alwaysHolds)})
		}
	}
	for _, catcher := range n.Get("Catch").Children() {
		all = append(all, edge{to: catcher.Get("Next").Text(), assigns: assigned(catcher), failed: true})
	}
	for i := range all {
		all[i].from = s.Name()
	}
	return all
}

// edgesOf returns the ways of a flow that can be come to, the one into it first.
// Those out of a state come after all into it, but for loops: what is known along
// the ways then settles in few passes over them, in whatever order the states
// stand in the text.
func (p *pass) edgesOf(f *state.Flow) []edge {
	out := map[string][]edge{"": {{to: f.StartAt}}}
	for _, s := range f.States {
		out[s.Name()] = p.edges(s)
	}
	var last []string // the states, each after all that it leads to
	seen := map[string]bool{}
	var visit func(name string)
	visit = func(name string) {
		if seen[name] {
			return
		}
		seen[name] = true
		for _, e := range out[name] {
			visit(e.to)
		}
		last = append(last, name)
	}
	visit("")
	var all []edge
	for _, name := range slices.Backward(last) {
		all = append(all, out[name]...)
	}
	return all
}

// maxPasses bounds how often the ways of a flow are gone over.
const maxPasses = 50

// settled returns what is known before each state of a flow, once that is the
// same on all ways: first before the flow, and along each of its ways what from
// makes of what is known before that. both is what two have in common; it reports
// whether that is less than the first one. Of what does not settle nothing is
// returned.
func settled[T any](edges []edge, first T, from func(edge, T) T, both func(T, T) (T, bool)) map[string]T {
	before := map[string]T{"": first}
	for range maxPasses {
		changed := false
		for _, e := range edges {
			known, reached := before[e.from]
			if !reached {
				continue
			}
			known = from(e, known)
			if old, seen := before[e.to]; seen {
				less := false
				if known, less = both(old, known); !less {
					continue
				}
			}
			before[e.to], changed = known, true
		}
		if !changed {
			delete(before, "")
			return before
		}
	}
	return nil
}

// assigned returns the names of the variables that an object assigns.
func assigned(n state.Node) []string {
	var names []string
	for _, v := range n.Get("Assign").Children() {
		names = append(names, variableName(v))
	}
	return names
}

// unreachable reports states that only rules lead to that are never chosen.
func unreachable(p *pass) {
	p.flows(func(f *state.Flow, _ state.State) {
		next := map[string][]string{}
		for _, e := range p.edgesOf(f) {
			if !e.dead {
				next[e.from] = append(next[e.from], e.to)
			}
		}
		reached := map[string]bool{"": true}
		for queue := []string{""}; len(queue) > 0; queue = queue[1:] {
			for _, to := range next[queue[0]] {
				if !reached[to] {
					reached[to] = true
					queue = append(queue, to)
				}
			}
		}
		for _, s := range f.States {
			if !reached[s.Name()] {
				p.report(p.node(s).NamePos(), s.Location(), "no rule that can be chosen leads to the state "+s.Name())
			}
		}
	})
}
