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

// graph is the states of a flow, by their numbers in it, and the transitions from them.
type graph struct {
	flow  *state.Flow
	index map[string]int // the number of each state
	out   [][]state.Transition
}

// graph returns the graph of a flow. All checks share it.
func (p *pass) graph(f *state.Flow) *graph {
	if g, ok := p.graphs[f]; ok {
		return g
	}
	g := &graph{flow: f, index: make(map[string]int, len(f.States)), out: make([][]state.Transition, len(f.States))}
	for i, s := range f.States {
		g.index[s.Name()], g.out[i] = i, p.machine.Transitions(s)
	}
	p.graphs[f] = g
	return g
}

// last returns the states that can be reached, each after all that it leads to, except in
// loops. ways returns the transitions from a state that are followed.
func (g *graph) last(ways func(from int) []state.Transition) []int {
	start, ok := g.index[g.flow.StartAt]
	if !ok {
		return nil
	}
	type visit struct {
		from int
		left []state.Transition
	}
	last := make([]int, 0, len(g.out))
	seen := make([]bool, len(g.out))
	seen[start] = true
	for stack := append(make([]visit, 0, len(g.out)), visit{start, ways(start)}); len(stack) > 0; {
		top := &stack[len(stack)-1]
		if len(top.left) == 0 {
			last = append(last, top.from)
			stack = stack[:len(stack)-1]
			continue
		}
		to, ok := g.index[top.left[0].To]
		top.left = top.left[1:]
		if ok && !seen[to] {
			seen[to] = true
			stack = append(stack, visit{to, ways(to)})
		}
	}
	return last
}

// all returns the transitions from a state.
func (g *graph) all(from int) []state.Transition { return g.out[from] }

// maxPasses bounds the number of passes over the transitions of a flow.
const maxPasses = 50

// settled finds what is known before each state of a flow, whichever way leads to it.
// first is known before the first state. from returns what is known after a transition,
// given what is known before it. both combines the facts of two ways to a state, and
// reports whether the result is less than its first argument. What is known before a
// state that is not reached is the zero T, and so are all if the facts do not settle.
//
// A transition from a state is followed after those to it, except in loops. So the facts
// settle in few passes, whatever the order of the states in the text.
func settled[T any](g *graph, first T, from func(state.Transition, T) T, both func(T, T) (T, bool)) []T {
	before, reached := make([]T, len(g.out)), make([]bool, len(g.out))
	last := g.last(g.all)
	if len(last) == 0 {
		return before
	}
	start := last[len(last)-1]
	before[start], reached[start] = first, true
	for range maxPasses {
		changed := false
		for _, i := range slices.Backward(last) {
			for _, w := range g.out[i] {
				to, ok := g.index[w.To]
				if !ok {
					continue
				}
				known, less := from(w, before[i]), true
				if reached[to] {
					known, less = both(before[to], known)
				}
				if less {
					before[to], reached[to], changed = known, true, true
				}
			}
		}
		if !changed {
			return before
		}
	}
	return make([]T, len(g.out))
}

// assigned returns the names of the variables that are assigned on a transition.
func (p *pass) assigned(w state.Transition) []string {
	n := w.Node // a rule or a catcher
	if w.Kind == state.ByNext || w.Kind == state.ByDefault {
		n = p.node(w.From)
	}
	var names []string
	for v := range n.Get("Assign").All() {
		names = append(names, variableName(v))
	}
	return names
}

// unreachable reports states to which only rules lead that are never chosen.
func unreachable(p *pass) {
	p.flows(func(f *state.Flow, _ state.State) {
		g := p.graph(f)
		reached := make([]bool, len(f.States))
		for _, i := range g.last(func(from int) []state.Transition { return p.alive(f.States[from], g.out[from]) }) {
			reached[i] = true
		}
		for i, s := range f.States {
			if !reached[i] {
				p.report(s, p.node(s).NamePos(), "", "no rule that can be chosen leads to the state "+s.Name())
			}
		}
	})
}

// alive returns the transitions from a state, without those of rules that are never
// chosen.
func (p *pass) alive(s state.State, all []state.Transition) []state.Transition {
	if _, isChoice := s.(*state.Choice); !isChoice {
		return all
	}
	dead := deadRules(p.node(s))
	decided := slices.ContainsFunc(p.node(s).Get("Choices").Children(), alwaysHolds)
	return slices.DeleteFunc(slices.Clone(all), func(w state.Transition) bool {
		return w.Kind == state.ByRule && dead[w.Index] != "" || w.Kind == state.ByDefault && decided
	})
}
