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

// Text returns the definition as it was read: with values in the place of
// placeholders.
func (m *Machine) Text() string { return m.read.text }

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

// State is a state of a machine: one of [*Task], [*Pass], [*Choice], [*Wait],
// [*Succeed], [*Fail], [*Parallel] and [*Map].
type State interface {
	// Name is the state's name, unique over the whole machine.
	Name() string
	// Type is the value of the field "Type".
	Type() string
	// Pos is where the state begins in the definition.
	Pos() diag.Pos
	// Location is where AWS's messages say the state is: /States/A.
	Location() string
	// Language is what the state's expressions are written in.
	Language() Language

	base() *common
	flows() []*Flow
	// enter runs the state from its beginning, or starts it again for a retry.
	// It ends the state, leaves the frame waiting, or returns why it failed.
	enter(r *Run, f *frame) error
	// resume goes on after what the frame waited for has happened.
	resume(r *Run, f *frame) error
	// recovery gives Retry and Catch, nil for types that have neither.
	recovery() *Recovery
}

// common is what all types of states have.
type common struct {
	// What each turn reads comes first. It fits into one line of a processor's cache,
	// as in a long row of states that is what a transition waits for.

	number int32 // in the machine

	// What most states are: no field shapes the input before it is used, or the
	// result before it is the output. Knowing it beforehand saves half of what a
	// Pass state takes.
	takesAll, givesAll bool
	handsOn            bool // a Pass state that is both and has no Result
	unfilled           bool // a field's value still is a placeholder: see notes

	Next      string // "" if the state is terminal, or decides otherwise
	successor State  // that Next names; looking it up takes a tenth of a transition

	name    string
	kind    string
	passage *passage
	lang    Language
	Comment string
	End     bool

	flow                  *Flow
	path                  string // AWS's location of the state: /States/A
	notes                 *notes
	node                  jsontree.Node
	machine               *Machine
	inputPath, outputPath pathField
	ending
}

func (c *common) Name() string  { return c.name }
func (c *common) Type() string  { return c.kind }
func (c *common) Pos() diag.Pos { return Node{c.machine, c.node}.Pos() }

func (c *common) Location() string { return c.path }

func (c *common) Language() Language { return c.lang }

func (c *common) base() *common       { return c }
func (c *common) flows() []*Flow      { return nil }
func (c *common) recovery() *Recovery { return nil }

// resume is for the states that never wait; the step machine does not call it.
func (c *common) resume(*Run, *frame) error { return nil }
