package lint

import (
	"maps"
	"math/big"
	"slices"
	"strings"

	"github.com/goasl/goasl/state"
)

// variableName returns the name of the variable that a member of Assign assigns.
func variableName(n state.Node) string { return strings.TrimSuffix(n.Name(), ".$") }

// unreadVariables reports variables that are assigned and never read.
func unreadVariables(p *pass) {
	read := map[string]bool{}
	for _, s := range p.machine.All() {
		for _, r := range p.readings(s).reads {
			read[r.name] = read[r.name] || r.variable
		}
	}
	for _, s := range p.machine.All() {
		for _, n := range assignments(p.node(s)) {
			if name := variableName(n); !read[name] {
				p.report(s, n.NamePos(), "", "the variable "+name+" is never read")
			}
		}
	}
}

// assignments returns the members of all Assign fields of a state.
func assignments(n state.Node) []state.Node {
	all := n.Get("Assign").Children()
	for _, field := range []string{"Choices", "Catch"} {
		for inner := range n.Get(field).All() {
			all = append(all, inner.Get("Assign").Children()...)
		}
	}
	return all
}

// maxKnown bounds the memory for what is assigned before each state, in bits: the number of
// states times that of variables. The check finds nothing in a larger flow.
const maxKnown = 1 << 28

// unassignedVariables reports reads of variables that have no value on some way to the
// state.
func unassignedVariables(p *pass) {
	numbers := p.numbered()
	if len(numbers) == 0 {
		return
	}
	around := map[state.State]*big.Int{} // the variables that are assigned whenever a Map or Parallel state is entered
	p.flows(func(f *state.Flow, outer state.State) {
		if len(f.States)*len(numbers) > maxKnown {
			return
		}
		before := new(big.Int)
		if m, isMap := outer.(*state.Map); outer != nil && !(isMap && m.Distributed) && around[outer] != nil {
			before = around[outer]
		}
		known := p.assignedBefore(p.graph(f), before, numbers)
		for i, s := range f.States {
			switch s.(type) {
			case *state.Parallel, *state.Map:
				around[s] = known[i]
			}
			if known[i] != nil {
				p.unassigned(s, known[i], numbers)
			}
		}
	})
}

// numbered returns a number for each variable that a state reads, from 0.
func (p *pass) numbered() map[string]int {
	numbers := map[string]int{}
	for _, s := range p.machine.All() {
		for _, r := range p.readings(s).reads {
			if _, ok := numbers[r.name]; r.variable && !ok {
				numbers[r.name] = len(numbers)
			}
		}
	}
	return numbers
}

// unassigned reports the variables that a state reads and that are not among those known.
func (p *pass) unassigned(s state.State, known *big.Int, numbers map[string]int) {
	missing := map[string]bool{}
	for _, r := range p.readings(s).reads {
		if r.variable && !r.safe && known.Bit(numbers[r.name]) == 0 {
			missing[r.name] = true
		}
	}
	for _, name := range slices.Sorted(maps.Keys(missing)) {
		p.report(s, p.node(s).NamePos(), "", "the variable "+name+" may have no value here")
	}
}

// assignedBefore returns, for each state, the variables that are assigned on every way
// to it, nil for a state that is not reached. A set of variables is a big number with a
// bit for each: both states and variables may be many. before is the set at the start of
// the flow.
func (p *pass) assignedBefore(g *graph, before *big.Int, numbers map[string]int) []*big.Int {
	from := func(w state.Transition, known *big.Int) *big.Int {
		on := known
		set := func(name string) {
			i, isRead := numbers[name]
			if !isRead || on.Bit(i) == 1 {
				return
			}
			if on == known {
				on = new(big.Int).Set(known)
			}
			on.SetBit(on, i, 1)
		}
		for _, name := range p.assigned(w) {
			set(name)
		}
		p.proven(w).each(func(s source) {
			if s.variable {
				set(s.name)
			}
		})
		return on
	}
	return settled(g, before, from, func(old, on *big.Int) (*big.Int, bool) {
		both := new(big.Int).And(old, on)
		return both, both.Cmp(old) != 0
	})
}

// proven returns what leads to a value if a transition is taken.
func (p *pass) proven(w state.Transition) proof {
	r := p.readings(w.From)
	switch {
	case w.Kind == state.ByDefault:
		return proof{own: r.none}
	case w.Kind == state.ByRule && len(r.rules) > 0:
		return r.rules[w.Index]
	}
	return proof{}
}
