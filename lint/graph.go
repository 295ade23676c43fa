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

// edgesOf returns the ways of a flow, the one into it first.
func (p *pass) edgesOf(f *state.Flow) []edge {
	all := []edge{{to: f.StartAt}}
	for _, s := range f.States {
		all = append(all, p.edges(s)...)
	}
	return all
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
