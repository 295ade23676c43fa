package play

import (
	"fmt"
	"strings"

	"github.com/goasl/goasl/internal/conformance/cases"
	"github.com/goasl/goasl/internal/conformance/compare"
	"github.com/goasl/goasl/jsonvalue"
	"github.com/goasl/goasl/state"
	"github.com/goasl/goasl/state/statetest"
)

// engine is the step machine under test. Nothing else in this package uses its API.
type engine struct {
	driver statetest.Driver
	*statetest.Execution
	maps    *distributed
	calls   []*call           // that are not answered, in the order in which they were made
	started state.Description // what there was to say of the execution when it had started
}

// call is a request for the work of a Task state.
type call struct {
	of      *statetest.Execution
	id      int64
	state   string
	attempt int
	items   []cases.Iteration
	input   jsonvalue.Value
	next    action
	outcome *outcome

	activity string          // ARN of the activity, "" for none
	function string          // ARN or name of the Lambda function, "" for none
	payload  jsonvalue.Value // the input of the function
	invoke   bool            // by the Invoke API
}

// newEngine starts the execution of a case. find finds the outcome of a call.
func newEngine(c *cases.Case, setup setup, rebuild statetest.Rebuild, find func(*call) error) (*engine, error) {
	m, problems := state.ParseWith("", []byte(c.SentDefinition()), state.Options{Type: state.Type(c.Type)})
	if err := problems.Err(); err != nil {
		return nil, fmt.Errorf("definition: %w", err)
	}
	e := &engine{maps: newDistributed(c)}
	e.driver = statetest.Driver{Now: setup.now, Rebuild: rebuild, Perform: func(x *statetest.Execution, effect state.Effect) error {
		if done, err := e.maps.perform(x, effect); done {
			return err
		}
		task := statetest.TaskOf(effect)
		if task == nil {
			return nil
		}
		c := callOf(x, task)
		e.calls = append(e.calls, c)
		return find(c)
	}}
	var err error
	e.Execution, err = e.driver.Start(m, []byte(setup.sent), state.Config{
		Type:     state.Type(c.Type),
		Name:     c.Context.ExecutionName,
		ARN:      executionARN(c.Context),
		Identity: identity(c.Context, setup.role), TraceHeader: c.TraceHeader,
		// An execution that waits for nothing is stuck. It must not end after a year.
		Limits: state.Limits{Duration: -1},
	})
	if err == nil {
		e.started = e.Run.Describe()
	}
	return e, err
}

func callOf(x *statetest.Execution, task *state.RunTask) *call {
	c := &call{of: x, id: task.ID, state: task.State, attempt: task.Attempt, input: task.Input}
	switch {
	case task.Kind == state.Activity:
		c.activity = task.Resource
	case task.Function != "":
		c.function, c.payload, c.invoke = task.Function, task.FunctionInput(), true
	case strings.Contains(task.Resource, ":function:"):
		c.function, c.payload = task.Resource, task.Input
	}
	for _, item := range task.Items {
		c.items = append(c.items, cases.Iteration{Map: item.State, Index: item.Index})
	}
	return c
}

// inputs has the kind of input for each action.
var inputs = map[action]state.InputKind{
	schedule: state.InputScheduled,
	missing:  state.InputMissing,
	start:    state.InputStarted,
	submit:   state.InputSubmitted,
	succeed:  state.InputDone,
	fail:     state.InputDone,
}

// nextInput returns the next answer to a call.
func (c *call) nextInput(s *script) state.Input {
	in := state.Input{Kind: inputs[c.next], ID: c.id}
	switch c.next {
	case start:
		in.Worker = c.outcome.worker
	case submit:
		in.Output = s.expand(c.outcome.submitted)
	case succeed:
		in.Output = s.expand(c.outcome.output)
	case fail:
		in.Failure = &state.Failure{Error: c.outcome.error, Cause: s.expandText(c.outcome.cause)}
	}
	return in
}

func (e *engine) abort(name, cause *string) {
	e.Tell(state.Input{Kind: state.InputAbort, Failure: &state.Failure{Error: name, Cause: cause}})
}

// actual returns the execution so far and its records. log is the configuration of its
// log, nil if it is not known.
func (e *engine) actual(log *cases.LogLevel) (compare.Actual, error) {
	o := e.Run.Outcome()
	a := compare.Actual{Status: string(o.Status), Output: o.Output}
	if o.Failure != nil {
		a.Error, a.Cause = o.Failure.Error, o.Failure.Cause
	}
	var err error
	if a.Events, err = eventsOf(e.Execution); err != nil {
		return a, err
	}
	a.Records, err = e.records(log)
	return a, err
}

// eventsOf returns the history of an execution.
func eventsOf(x *statetest.Execution) (events []jsonvalue.Value, err error) {
	for _, event := range x.Events {
		v, err := jsonvalue.Parse(event.AppendJSON(nil))
		if err != nil {
			return nil, fmt.Errorf("event %d: %w", event.ID, err)
		}
		events = append(events, v)
	}
	return events, nil
}
