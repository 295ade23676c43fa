package play

import (
	"time"

	"github.com/goasl/goasl/history"
	"github.com/goasl/goasl/internal/conformance/cases"
	"github.com/goasl/goasl/jsonvalue"
	"github.com/goasl/goasl/state"
	"github.com/goasl/goasl/state/statetest"
)

// Answer is the answer to a call of a task.
type Answer struct {
	After   time.Duration // the call
	Output  jsonvalue.Value
	Failure *state.Failure // nil if it has an Output
}

// Ended is how an execution ended.
type Ended struct {
	Outcome state.Outcome
	Events  []history.Event
	Took    time.Duration
}

// Answered plays a case that was not recorded. answer is called for each call of a task,
// with the state and the input. It returns an error if the definition is not valid.
func Answered(c *cases.Case, answer func(state string, input jsonvalue.Value) Answer) (Ended, error) {
	setup, err := setUp(c, &recorded{})
	if err != nil {
		return Ended{}, err
	}
	e, err := newEngine(c, setup, statetest.Never, func(c *call) error {
		c.reply(answer(c.state, c.input))
		return nil
	})
	if err != nil {
		return Ended{}, err
	}
	if err := e.driver.Run(); err != nil {
		return Ended{}, err
	}
	return Ended{e.Run.Outcome(), e.Events, e.driver.Now.Sub(setup.now)}, nil
}

// reply plans the answer to a call, which has started.
func (c *call) reply(a Answer) {
	c.of.Tell(state.Input{Kind: state.InputStarted, ID: c.id})
	c.of.Plan(a.After, state.Input{Kind: state.InputDone, ID: c.id, Output: a.Output, Failure: a.Failure})
}
