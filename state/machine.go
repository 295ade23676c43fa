package state

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"

	"github.com/goasl/goasl/diag"
	"github.com/goasl/goasl/internal/jsontree"
)

// Machine is a parsed definition. It is immutable and safe for concurrent use.
type Machine struct {
	Flow
	Version        string
	Language       Language // of the states that name none
	Type           Type     // of the executions, as [Options] have it
	TimeoutSeconds int64    // 0 if the definition sets none

	src      *diag.Source
	source   *Source
	read     substitution
	root     jsontree.Node    // the whole of what was read
	hash     func() string    // made when it is asked for
	states   map[string]State // of all flows; names are unique over the machine
	numbered []State          // the same, in the order in which they begin
}

// Flow is a set of states with a start: that of a whole machine, of a branch of
// a Parallel state, or of the item processor of a Map state.
type Flow struct {
	Comment string
	StartAt string
	States  []State // in the order of the definition

	start State // that StartAt names
	outer State // around it; nil for the machine's own
}

// Hash identifies the definition: the SHA-256 of its canonical JSON, in hex. A
// snapshot carries it, and is only restored under an equal definition.
func (m *Machine) Hash() string { return m.hash() }

// Definition returns m. With it a function such as lint.Run takes a machine of this
// package and one of package asl alike.
func (m *Machine) Definition() *Machine { return m }

// Text returns the definition as it was read: with values in the place of
// placeholders.
func (m *Machine) Text() string { return m.read.text }

// File returns the name of the text that the definition was read from, "" if it
// has none.
func (m *Machine) File() string { return m.src.File() }

// State returns the state with that name, wherever in the machine it is nested,
// or nil.
func (m *Machine) State(name string) State { return m.states[name] }

// All returns every state of the machine, an outer one before those nested in
// it, otherwise in the order of the definition.
func (m *Machine) All() []State { return slices.Clone(m.numbered) }

// Outer returns the Map or Parallel state around a state of the machine, nil if
// there is none.
func (m *Machine) Outer(s State) State { return s.base().flow.outer }

// VariableReferences returns, for each state that reads variables, their names,
// sorted, as DescribeStateMachine tells them. A variable that is only assigned
// is not read.
func (m *Machine) VariableReferences() map[string][]string {
	read := map[string][]string{}
	for _, s := range m.All() {
		if names := s.base().notes.reads; len(names) > 0 {
			read[s.Name()] = slices.Compact(slices.Sorted(slices.Values(names)))
		}
	}
	return read
}

// origin returns the place in the text that was written of a place in the one
// that was read.
func (m *Machine) origin(offset int) int {
	offset = m.read.origin(offset)
	if m.source != nil {
		offset = m.source.Origin(offset)
	}
	return offset
}

// Diagnose returns d with file and line of a place in the definition's text.
func (m *Machine) Diagnose(pos diag.Pos, d diag.Diagnostic) diag.Diagnostic {
	return m.src.At(pos.Offset, d)
}

func hashOf(canonical string) string {
	sum := sha256.Sum256([]byte(canonical))
	return hex.EncodeToString(sum[:])
}
