package lint

import (
	"maps"
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

// unassignedVariables reports reads of variables that have no value on some way to the
// state.
func unassignedVariables(p *pass) {
	reads := p.machine.VariableReferences()
	numbers := map[string]int{} // of the variables, by name
	for _, s := range p.machine.All() {
		for _, n := range assignments(p.node(s)) {
			if name := variableName(n); numbers[name] == 0 {
				numbers[name] = len(numbers) + 1
			}
		}
	}
	known := map[string]*big.Int{} // the variables that are assigned whenever a state is entered
	p.flows(func(f *state.Flow, outer state.State) {
		before := new(big.Int)
		if m, isMap := outer.(*state.Map); outer != nil && !(isMap && m.Distributed) && known[outer.Name()] != nil {
			before = known[outer.Name()]
		}
		maps.Copy(known, p.assignedBefore(p.ways(f), before, numbers))
		for _, s := range f.States {
			for _, name := range reads[s.Name()] {
				if variables := known[s.Name()]; variables != nil && variables.Bit(numbers[name]) == 0 {
					p.report(p.node(s).NamePos(), s.Location(), "the variable "+name+" may have no value here")
				}
			}
		}
	})
}

// assignedBefore returns, for each state, the variables that are assigned on every way
// to it. A set of variables is a big number with a bit for each: both states and
// variables may be many. before is the set at the start of the flow.
func (p *pass) assignedBefore(ways []state.Transition, before *big.Int, numbers map[string]int) map[string]*big.Int {
	from := func(w state.Transition, known *big.Int) *big.Int {
		on := new(big.Int).Set(known)
		for _, name := range p.assigned(w) {
			on.SetBit(on, numbers[name], 1)
		}
		return on
	}
	return settled(ways, before, from, func(old, on *big.Int) (*big.Int, bool) {
		on.And(old, on)
		return on, on.Cmp(old) != 0
	})
}
