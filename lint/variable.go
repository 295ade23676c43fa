package lint

import (
	"slices"
	"strings"

	"github.com/goasl/goasl/state"
)

// variableName is the name of the variable that a member of Assign is for.
func variableName(n state.Node) string { return strings.TrimSuffix(n.Name(), ".$") }

// unreadVariables reports variables that are assigned and nowhere read.
func unreadVariables(p *pass) {
	var read []string
	for _, names := range p.machine.VariableReferences() {
		read = append(read, names...)
	}
	for _, s := range p.machine.All() {
		for _, n := range assignments(p.node(s)) {
			if name := variableName(n); !slices.Contains(read, name) {
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

// unassignedVariables reports reads of variables that have no value on some way.
func unassignedVariables(p *pass) {
	reads := p.machine.VariableReferences()
	known := map[string]map[string]bool{} // the variables that are assigned whenever a state is entered
	p.flows(func(f *state.Flow, outer state.State) {
		var before map[string]bool
		if m, isMap := outer.(*state.Map); outer != nil && !(isMap && m.Distributed) {
			before = known[outer.Name()]
		}
		for name, variables := range assignedBefore(p.edgesOf(f), before) {
			known[name] = variables
		}
		for _, s := range f.States {
			for _, name := range reads[s.Name()] {
				if variables, reached := known[s.Name()]; reached && !variables[name] {
					p.report(p.node(s).NamePos(), s.Location(), "the variable "+name+" may have no value here")
				}
			}
		}
	})
}

// assignedBefore returns, for each state, the variables that are assigned on
// all ways to it. before are those that the flow begins with. Each pass over the
// edges can only take variables away, so that it ends.
func assignedBefore(edges []edge, before map[string]bool) map[string]map[string]bool {
	known := map[string]map[string]bool{"": before}
	for changed := true; changed; {
		changed = false
		for _, e := range edges {
			from, reached := known[e.from]
			if !reached {
				continue
			}
			on := map[string]bool{}
			for name := range from {
				on[name] = true
			}
			for _, name := range e.assigns {
				on[name] = true
			}
			to, seen := known[e.to]
			if !seen {
				known[e.to] = on
				changed = true
				continue
			}
			for name := range to {
				if !on[name] {
					delete(to, name)
					changed = true
				}
			}
		}
	}
	delete(known, "")
	return known
}
