package graph

import (
	"github.com/goasl/goasl/history"
	"github.com/goasl/goasl/state"
)

type executed struct {
	timeline  *history.Timeline
	decisions []state.Decision
}

func (e *executed) of(m *state.Machine) *marked { return &marked{} }
