// Package graph draws machines: as SVG, laid out as the console of Step Functions lays
// them out, and as Mermaid for documents that render it. It is a module of its own, so
// that programs without pictures need no layout library.
//
// [New] lays a machine out, which takes milliseconds, and a [Graph] draws it as often as
// is needed: as it is, with what an execution did ([WithExecution]), or with what tests
// exercised ([WithCoverage]).
//
// A picture depends on nothing but the definition and the options: it is the same, byte
// for byte, whenever it is drawn. Text of the definition is escaped, and never reaches
// the layout library.
//
// # For pages
//
// The root element has the class asl-graph, each state the class state, its type and,
// with an execution, its status, and each way between states the class transition:
//
//	<g id="state-Pay" class="state task succeeded" data-state="Pay">…</g>
//	<g id="transition-Catch-0-Pay" class="transition catch taken"
//	   data-from="Pay" data-to="Refund" data-kind="Catch" data-index="0">…</g>
//
// [StateID] and [TransitionID] give the ids. Colours are custom properties of the root
// element, such as --asl-card, with values for light and for dark; a page may set them.
package graph

import (
	"errors"
	"fmt"

	"github.com/goasl/goasl/state"
)

// Machine has a definition, as *asl.Machine and [*state.Machine] do.
type Machine interface {
	Definition() *state.Machine
}

// Graph is a machine that is laid out. It is immutable and safe for concurrent use.
type Graph struct {
	machine *state.Machine
	main    *flow
}

// ErrTooLarge is the error for a machine with a flow that is too large to be laid out.
// [WriteMermaid] has no limit.
var ErrTooLarge = errors.New("too large to be laid out")

// maxStates is how many states a machine may have. Each flow has limits of its own.
const maxStates = 5000

// New lays a machine out. The error wraps [ErrTooLarge] if a machine has more than 5,000
// states, or if a flow in it has several hundred with many ways that lead far: that
// would take longer than some seconds. Layouts are made one at a time: the library below is not
// safe for concurrent use, and New waits for its turn. That library keeps some memory,
// about 2 KB for each state, until the process ends: a program that draws a machine
// often makes its Graph once.
func New(m Machine) (*Graph, error) {
	def := m.Definition()
	if n := len(def.All()); n > maxStates {
		return nil, fmt.Errorf("graph: a machine with %d states, of which at most %d are drawn: %w", n, maxStates, ErrTooLarge)
	}
	p := planner{machine: def}
	main, err := p.flow(&def.Flow, nil)
	if err != nil {
		return nil, fmt.Errorf("graph: %w", err)
	}
	main.move(margin, margin)
	return &Graph{machine: def, main: main}, nil
}
