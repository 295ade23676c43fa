package state

import (
	"github.com/goasl/goasl/diag"
	"github.com/goasl/goasl/internal/jsontree"
)

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

	base() *stateBase
	flows() []*Flow
	// enter runs the state from its beginning, or starts it again for a retry.
	// It ends the state, leaves the frame waiting, or returns why it failed.
	enter(r *Run, f *frame) error
	// resume goes on after what the frame waited for has happened.
	resume(r *Run, f *frame) error
	// recovery gives Retry and Catch, nil for types that have neither.
	recovery() *Recovery
}

// stateBase is what all types of states have.
type stateBase struct {
	// What each turn reads comes first. It fits into one line of a processor's cache,
	// as in a long row of states that is what a transition waits for.

	number int32 // in the machine

	// What most states are: no field shapes the input before it is used, or the
	// result before it is the output. Knowing it beforehand saves half of what a
	// Pass state takes.
	inputAsIs, outputAsIs bool
	passAsIs              bool // a Pass state that is both and has no Result
	unfilled              bool // a field's value still is a placeholder: see notes

	Next      string // "" if the state is terminal, or decides otherwise
	successor State  // that Next names; looking it up takes a tenth of a transition

	name     string
	kind     string
	boundary *boundaryTypes
	lang     Language
	Comment  string
	End      bool

	flow                  *Flow
	path                  string // AWS's location of the state: /States/A
	notes                 *notes
	node                  jsontree.Node
	machine               *Machine
	inputPath, outputPath pathField
	exitFields
}

// Name returns the state's name; see [State].
func (b *stateBase) Name() string { return b.name }

// Type returns the value of the field "Type".
func (b *stateBase) Type() string { return b.kind }

// Pos returns where the state begins in the definition.
func (b *stateBase) Pos() diag.Pos { return Node{b.machine, b.node}.Pos() }

// Location returns where AWS's messages say the state is: /States/A.
func (b *stateBase) Location() string { return b.path }

// Language returns what the state's expressions are written in.
func (b *stateBase) Language() Language { return b.lang }

func (b *stateBase) base() *stateBase    { return b }
func (b *stateBase) flows() []*Flow      { return nil }
func (b *stateBase) recovery() *Recovery { return nil }

// resume is for the states that never wait; the step machine does not call it.
func (b *stateBase) resume(*Run, *frame) error { return nil }
