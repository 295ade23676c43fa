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

// Answered plays an execution that was not recorded, from a start time on. answer is called
// for each call of a task. It returns an error if the definition is not valid.
func Answered(definition, input string, t state.Type, start time.Time, answer func(*state.RunTask) Answer) (Ended, error) {
	m, problems := state.ParseWith("", []byte(definition), state.Options{Type: t})
	if err := problems.Err(); err != nil {
		return Ended{}, err
	}
	maps := newDistributed(new(cases.Case))
	driver := &statetest.Driver{Now: start}
	driver.Perform = func(x *statetest.Execution, effect state.Effect) error {
		if done, err := maps.perform(x, effect); done {
			return err
		}
		if task := statetest.TaskOf(effect); task != nil {
			a := answer(task)
			x.Tell(state.Input{Kind: state.InputStarted, ID: task.ID})
			x.Plan(a.After, state.Input{Kind: state.InputDone, ID: task.ID, Output: a.Output, Failure: a.Failure})
		}
		return nil
	}
	x, err := driver.Start(m, []byte(input), state.Config{Type: t})
	if err != nil {
		return Ended{}, err
	}
	if err := driver.Run(); err != nil {
		return Ended{}, err
	}
	return Ended{x.Run.Outcome(), x.Events, driver.Now.Sub(start)}, nil
}
