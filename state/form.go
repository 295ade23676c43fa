package state

import "github.com/goasl/goasl/history"

// form says what an entry of a Log is: which state's event, and which of those that
// such a state has. Less than 0 it is a rarity of the Log, counted from -1 down.
type form int32

// part is one of the events that a state has whenever nothing goes wrong.
type part uint8

const (
	entered part = iota
	exited
	scheduled // this and the next two are of a task
	started
	succeeded
	iterationStarted // this and the next one are of a Map
	iterationSucceeded
	parts
)

// form is the form of one of the state's events.
func (c *common) form(p part) form { return form(c.number)*form(parts) + form(p) }

func (f form) state(m *Machine) State { return m.numbered[f/form(parts)] }

func (f form) part() part { return part(f % form(parts)) }

// passage holds the types of the events by which a type of state is entered and
// left.
type passage struct{ entered, exited history.Type }

var passages = map[string]*passage{
	"Task":     {history.TypeTaskStateEntered, history.TypeTaskStateExited},
	"Wait":     {history.TypeWaitStateEntered, history.TypeWaitStateExited},
	"Pass":     {history.TypePassStateEntered, history.TypePassStateExited},
	"Succeed":  {history.TypeSucceedStateEntered, history.TypeSucceedStateExited},
	"Fail":     {entered: history.TypeFailStateEntered},
	"Choice":   {history.TypeChoiceStateEntered, history.TypeChoiceStateExited},
	"Parallel": {history.TypeParallelStateEntered, history.TypeParallelStateExited},
	"Map":      {history.TypeMapStateEntered, history.TypeMapStateExited},
}
