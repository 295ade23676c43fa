package state

import (
	"slices"

	"github.com/goasl/goasl/jsonata"
)

// VariableReferences returns the names of the variables that each state reads, sorted,
// as DescribeStateMachine shows them. States that read none are left out; to assign a
// variable is not to read it. A name that JSONata has a function for, as in $count, is
// that of a variable if the machine assigns it, except where it is called.
func (m *Machine) VariableReferences() map[string][]string {
	read := map[string][]string{}
	for _, s := range m.All() {
		if names := s.base().notes.reads; len(names) > 0 {
			read[s.Name()] = slices.Compact(slices.Sorted(slices.Values(names)))
		}
	}
	return read
}

// reads notes that the state reads a variable.
func (p *parser) reads(variable string) {
	p.notes.reads = append(p.notes.reads, variable)
}

// readsReference notes that an expression of the state reads a variable.
func (p *parser) readsReference(ref jsonata.Reference) {
	switch {
	case !ref.Builtin:
		p.reads(ref.Name)
	case !ref.Called:
		p.notes.builtins = append(p.notes.builtins, ref.Name)
	}
}

// decideBuiltins takes names of built-in functions for those of variables if the machine
// assigns them.
func (p *parser) decideBuiltins() {
	for _, s := range p.machine.numbered {
		n := s.base().notes
		for _, name := range n.builtins {
			if _, assigned := p.variables.first[name]; assigned {
				n.reads = append(n.reads, name)
			}
		}
		n.builtins = nil
	}
}
