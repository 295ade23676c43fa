package state

import "github.com/goasl/goasl/history"

// eventCode says which event an entry of a [Log] is: the state that it belongs to, and
// the kind. Below 0 it says that the event is kept in detail: -1 is the first of those,
// -2 the second.
type eventCode int32

// eventKind is a kind of event that a state has if nothing goes wrong.
type eventKind uint8

const (
	entered eventKind = iota
	exited
	scheduled // of a Task, as the next two
	started
	succeeded
	iterationStarted // of a Map, as the next one
	iterationSucceeded
	eventKinds
)

// eventCode returns the code of one of the state's events.
func (b *stateBase) eventCode(kind eventKind) eventCode {
	return eventCode(b.number)*eventCode(eventKinds) + eventCode(kind)
}

func (c eventCode) state(m *Machine) State { return m.numbered[c/eventCode(eventKinds)] }

func (c eventCode) kind() eventKind { return eventKind(c % eventCode(eventKinds)) }

// boundaryTypes are the types of the events that enter and leave a state.
type boundaryTypes struct{ entered, exited history.Type }

// boundaryTypesOf has the boundary types of each type of state.
var boundaryTypesOf = map[string]*boundaryTypes{
	"Task":     {history.TypeTaskStateEntered, history.TypeTaskStateExited},
	"Wait":     {history.TypeWaitStateEntered, history.TypeWaitStateExited},
	"Pass":     {history.TypePassStateEntered, history.TypePassStateExited},
	"Succeed":  {history.TypeSucceedStateEntered, history.TypeSucceedStateExited},
	"Fail":     {entered: history.TypeFailStateEntered},
	"Choice":   {history.TypeChoiceStateEntered, history.TypeChoiceStateExited},
	"Parallel": {history.TypeParallelStateEntered, history.TypeParallelStateExited},
	"Map":      {history.TypeMapStateEntered, history.TypeMapStateExited},
}
