package lint

import (
	"math/big"
	"strings"

	"github.com/goasl/goasl/state"
)

// variableName returns the name of the variable that a member of Assign assigns.
func variableName(n state.Node) string { return strings.TrimSuffix(n.Name(), ".$") }

// unreadVariables reports variables that are assigned and never read.
func unreadVariables(p *pass) {
	read := map[string]bool{}
	for _, names := range p.machine.VariableReferences() {
		for _, name := range names {
			read[name] = true
		}
	}
	for _, s := range p.machine.All() {
		for _, n := range assignments(p.node(s)) {
			if name := variableName(n); !read[name] {
				p.report(n.NamePos(), s.Location(), "the variable "+name+" is never read")
			}
		}
	}
}

// assignments returns the members of all Assign fields of a state.
func assignments(n state.Node) []state.Node {
	all := n.Get("Assign").Children()
	for _, field := range []string{"Choices", "Catch"} {
		for _, inner := range n.Get(field).Children() {
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
	reads := p.machine.VariableReferences()
	if len(reads) == 0 {
		return
	}
	numbers := map[string]int{} // of the variables, by name
	for _, s := range p.machine.All() {
		for _, n := range assignments(p.node(s)) {
			if name := variableName(n); numbers[name] == 0 {
				numbers[name] = len(numbers) + 1
			}
		}
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
			for _, name := range reads[s.Name()] {
				if known[i] != nil && known[i].Bit(numbers[name]) == 0 {
					p.report(p.node(s).NamePos(), s.Location(), "the variable "+name+" may have no value here")
				}
			}
		}
	})
}

// assignedBefore returns, for each state, the variables that are assigned on every way
// to it, nil for a state that is not reached. A set of variables is a big number with a
// bit for each: both states and variables may be many. before is the set at the start of
// the flow.
func (p *pass) assignedBefore(g *graph, before *big.Int, numbers map[string]int) []*big.Int {
	from := func(w state.Transition, known *big.Int) *big.Int {
		names := p.assigned(w)
		if len(names) == 0 {
			return known
		}
		on := new(big.Int).Set(known)
		for _, name := range names {
			on.SetBit(on, numbers[name], 1)
		}
		return on
	}
	return settled(g, before, from, func(old, on *big.Int) (*big.Int, bool) {
		both := new(big.Int).And(old, on)
		return both, both.Cmp(old) != 0
	})
}
