package asl

import (
	"encoding/json"
	"fmt"
	"maps"

	"github.com/goasl/goasl/state"
)

// A MockFunc stands for the branches of a Parallel state, or for the iterations of a Map state,
// in a test. It returns what these return together, as JSON text: an array with an element for
// each, or, of a Map whose ResultWriter writes the results, an object. An error fails the
// state as that of a [TaskFunc] does.
//
// It is called while the execution takes a step, which waits for it, and must not call methods
// of the Execution. Executions that run at once call it at once.
type MockFunc func(Mocked) (json.RawMessage, error)

// Mocked is what a [MockFunc] stands for.
type Mocked struct {
	State   string
	Attempt int             // 0 for the first one, else the number of the retry
	Items   []MapIndex      // the iterations of Map states that the state is in, outermost first
	Input   json.RawMessage // of all branches, or an array of those of the iterations; nil if an ItemReader reads the items
}

// WithMock has a function stand for all that is inside a Parallel or Map state, distributed
// or not. The stages of the state's data flow, its retriers and its catchers are as ever.
func WithMock(stateName string, f MockFunc) Option {
	return func(c *config) error {
		if f == nil {
			return fmt.Errorf("asl: WithMock(%q): the MockFunc is nil", stateName)
		}
		mocks := make(map[string]MockFunc, len(c.mocks)+1)
		maps.Copy(mocks, c.mocks)
		mocks[stateName] = f
		c.mocks = mocks
		return nil
	}
}

// checkStates says which state the machine does not have of those that options name.
func (c *config) checkStates(def *state.Machine) error {
	for name := range c.tasks {
		if _, isTask := def.State(name).(*state.Task); !isTask {
			err := fmt.Errorf("asl: WithTask(%q): the machine has no Task state of that name", name)
			if origin := c.origins[name]; origin != "" {
				err = fmt.Errorf("%s: %w", origin, err)
			}
			return err
		}
	}
	for name := range c.mocks {
		if s := def.State(name); s == nil || s.Type() != "Map" && s.Type() != "Parallel" {
			return fmt.Errorf("asl: WithMock(%q): the machine has no Map or Parallel state of that name", name)
		}
	}
	return nil
}

// stateMocks returns what a Run calls that is inside the iterations outer.
func (c *config) stateMocks(outer []MapIndex) map[string]state.Mock {
	all := make(map[string]state.Mock, len(c.mocks))
	for name, f := range c.mocks {
		all[name] = func(of state.MockedWork) state.InspectionMock {
			items := append(outer[:len(outer):len(outer)], of.Items...)
			out, err := f(Mocked{State: of.State, Attempt: of.Attempt, Items: items, Input: of.Input.JSON()})
			if err != nil {
				return state.InspectionMock{Failure: failureOf(err)}
			}
			v, err := state.ParsePayload(out)
			if err != nil {
				return state.InspectionMock{Failure: failureOf(Errorf(ErrInvalidOutput.Name, "The output of the mock is not JSON: %w", err))}
			}
			return state.InspectionMock{Result: v}
		}
	}
	return all
}
