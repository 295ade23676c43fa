package asl

import "github.com/goasl/goasl/state"

// WithDefinition returns a machine with another definition, such as an older one that
// executions still have, and with the options of m: those of its executions, and of the
// options of [Parse] its type, its [WithFilters] and its [WithSpace]. definition is a
// [Machine.Text]: placeholders in it stay. The error is that of Parse. The machine has no
// warnings.
func (m *Machine) WithDefinition(definition []byte) (*Machine, error) {
	opts := state.Options{Type: m.parsed.Type, Filters: m.parsed.Filters, Space: m.parsed.Space}
	def, list := state.ParseWith(m.File(), definition, opts)
	if err := list.Err(); err != nil {
		return nil, err
	}
	other := *m
	other.def, other.warnings, other.parsed = def, nil, opts
	return &other, nil
}
