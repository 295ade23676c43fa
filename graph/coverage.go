package graph

import (
	"io"

	"github.com/goasl/goasl/state"
)

// Coverage says how often tests exercised the states and transitions of a machine.
type Coverage struct {
	States      map[string]int // how often a state was entered, by its name
	Transitions map[string]int // how often a transition was taken, by its [TransitionID]
}

// ReadLCOV reads the coverage of a machine from a file that asltest wrote.
func ReadLCOV(m Machine, r io.Reader) (*Coverage, error) { return nil, nil }

func (c *Coverage) of(m *state.Machine) *marked { return &marked{} }
