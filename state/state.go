package state

import (
	"github.com/goasl/goasl/diag"
	"github.com/goasl/goasl/internal/jsontree"
)

// State is a state of a machine: one of [*Task], [*Pass], [*Choice], [*Wait],
// [*Succeed], [*Fail], [*Parallel] and [*Map]. All of these also have the fields
// Comment string, Next string ("" without the field Next) and End bool. They are
// immutable and safe for concurrent use.
type State interface {
	// Name returns the state's name, which is unique in the machine.
	Name() string
	// Type returns the value of the field Type, "Task" for instance.
	Type() string
	// Pos returns where the state's object begins in the definition.
	Pos() diag.Pos
	// Location returns how AWS's messages name the state's place: /States/A.
	Location() string
	// Language returns the query language of the state's expressions.
	Language() Language

	base() *stateBase
	flows() []*Flow
	// enter runs the state from its beginning, also again for a retry. It ends the
	// state, leaves the frame waiting, or returns the failure.
	enter(r *Run, f *frame) error
	// resume goes on when what the frame waited for has happened.
	resume(r *Run, f *frame) error
	// recovery returns Retry and Catch, nil for types of states that have neither.
	recovery() *Recovery
}

// stateBase is what all types of states have.
type stateBase struct {
	name    string
	kind    string // the value of Type
	Comment string
	Next    string // "" if the state is terminal, or decides otherwise
	End     bool

	lang                  Language
	inputPath, outputPath pathField
	exitFields

	machine  *Machine
	flow     *Flow
	way      way           // by Next or End
	number   int32         // in the machine, in the order of the definition
	path     string        // AWS's location: /States/A
	node     jsontree.Node // the state's object
	notes    *notes
	boundary *boundaryTypes

	// Whether the input is the effective input as it is, because no field shapes it, the
	// result the output, and, of a Pass state without Result, both.
	//
	// Measured: without these, a Pass state takes half as long again.
	inputAsIs, outputAsIs, passAsIs bool
}

// Name returns the state's name, which is unique in the machine.
func (b *stateBase) Name() string { return b.name }

// Type returns the value of the field Type.
func (b *stateBase) Type() string { return b.kind }

// Pos returns where the state's object begins in the definition.
func (b *stateBase) Pos() diag.Pos { return Node{b.machine, b.node}.Pos() }

// Location returns how AWS's messages name the state's place: /States/A.
func (b *stateBase) Location() string { return b.path }

// Language returns the query language of the state's expressions.
func (b *stateBase) Language() Language { return b.lang }

func (b *stateBase) base() *stateBase    { return b }
func (b *stateBase) flows() []*Flow      { return nil }
func (b *stateBase) recovery() *Recovery { return nil }

// resume is never called for the types of states that do not override it: they never
// wait.
func (b *stateBase) resume(*Run, *frame) error { return nil }
