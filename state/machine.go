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
	Language       Language // of the states without a QueryLanguage of their own
	Type           Type     // of the executions, as [Options] have it
	TimeoutSeconds int64    // 0 if absent

	src      *diag.Source
	source   *Source
	read     substitution
	root     jsontree.Node
	hash     func() string    // computed by the first call
	states   map[string]State // of all flows
	numbered []State          // the same, in the order of the definition
	notes    notes            // on the fields of the machine itself
}

// Flow is a set of states with a start: the states of a whole machine, of a branch of a
// Parallel state, or of the item processor of a Map state.
type Flow struct {
	Comment string
	StartAt string
	States  []State // in the order of the definition

	start State // named by StartAt
	outer State // the Parallel or Map state around the flow; nil for the machine's own
}

// Hash returns the SHA-256 of the definition's canonical JSON, in hex. A snapshot
// carries it, and [Restore] takes a snapshot only with a Machine that has the same
// hash.
func (m *Machine) Hash() string { return m.hash() }

// Definition returns m. With it, a function such as lint.Run takes machines of this
// package and of package asl.
func (m *Machine) Definition() *Machine { return m }

// Text returns the JSON text that was read, with values in place of placeholders.
func (m *Machine) Text() string { return m.read.text }

// File returns the name of the file in diagnostics, "" if it has none.
func (m *Machine) File() string { return m.src.File() }

// State returns the state with that name, in whichever flow it is, or nil.
func (m *Machine) State(name string) State { return m.states[name] }

// All returns the states of all flows in the order of the definition. A Parallel or Map
// state comes before the states in it.
func (m *Machine) All() []State { return slices.Clone(m.numbered) }

// Outer returns the Parallel or Map state around a state of the machine, nil if there
// is none.
func (m *Machine) Outer(s State) State { return s.base().flow.outer }

// origin returns where the byte at an offset of the text that was read is in the text
// that was written.
func (m *Machine) origin(offset int) int {
	offset = m.read.origin(offset)
	if m.source != nil {
		offset = m.source.Origin(offset)
	}
	return offset
}

// Diagnose returns d with the file, the line and the column of pos, a place in the
// definition.
func (m *Machine) Diagnose(pos diag.Pos, d diag.Diagnostic) diag.Diagnostic {
	return m.src.At(pos.Offset, d)
}

func hashOf(canonical string) string {
	sum := sha256.Sum256([]byte(canonical))
	return hex.EncodeToString(sum[:])
}
