package state

import (
	"sync"

	"github.com/goasl/goasl/jsonvalue"
)

// Processor returns the machine of the executions that a distributed Map starts, nil if
// m has no such state. It has the item processor of the Map as its definition, and a
// Hash of its own: snapshots of the executions are restored with it.
//
// Step Functions: the definition is the ItemProcessor without its ProcessorConfig.
func (m *Machine) Processor(mapState string) *Machine {
	s, ok := m.State(mapState).(*Map)
	if !ok || !s.Distributed {
		return nil
	}
	return s.machineOfItems()
}

// Labelled is Processor for the distributed Map that has a label in the ARNs of the executions
// of a machine with an identity; nil if there is none.
func (m *Machine) Labelled(label string, id Identity) *Machine {
	for _, s := range m.numbered {
		if s, ok := s.(*Map); ok && s.Distributed && s.labelOf(id) == label {
			return s.machineOfItems()
		}
	}
	return nil
}

// labelOf returns the label of the executions that a distributed Map starts.
// Step Functions: a Map without a Label gets a UUID.
func (s *Map) labelOf(id Identity) string {
	if s.Label != "" {
		return s.Label
	}
	id.Label = ""
	return nameUUID(id.MachineARN(), s.name)
}

// itemMachine returns the function that reads an item processor as a machine. It is
// read when it is first needed: most machines are parsed without being run.
func (o *object) itemMachine(child Type) func() *Machine {
	opts := Options{Type: child, Filters: o.p.opts.Filters}
	processor, language := o.n, o.p.machine.Language
	return sync.OnceValue(func() *Machine {
		var members []jsonvalue.Member
		if language != JSONPath {
			members = append(members, member("QueryLanguage", text(language.String())))
		}
		for _, n := range processor.Children() {
			if n.Name != "ProcessorConfig" {
				members = append(members, member(n.Name, n.Value()))
			}
		}
		m, _ := ParseWith("", jsonvalue.OfObject(members).Append(nil), opts) // it was checked as a part of the machine
		return m
	})
}
