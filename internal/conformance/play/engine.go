package play

import (
	"fmt"
	"strings"
	"time"

	"github.com/goasl/goasl/history"
	"github.com/goasl/goasl/internal/conformance/cases"
	"github.com/goasl/goasl/internal/conformance/compare"
	"github.com/goasl/goasl/jsonvalue"
	"github.com/goasl/goasl/state"
)

// engine is the step machine under test; nothing else in this package knows its
// API. Its time stands still but for advance.
type engine struct {
	machine *state.Machine
	run     *state.Run
	now     time.Time
	restore bool // rebuild the run after each step
	steps   int
	events  []history.Event
}

// maxSteps is far beyond what any recording takes.
const maxSteps = 100_000

// call is a request for the work of a Task state.
type call struct {
	id      int64
	state   string
	attempt int
	items   []cases.Iteration
	input   jsonvalue.Value
	next    action
	outcome *outcome

	activity string          // ARN of the activity whose task it is, "" for none
	function string          // ARN or name of the Lambda function that it calls, "" for none
	payload  jsonvalue.Value // what the function gets
	invoke   bool            // by the Invoke API
}

func newEngine(c *cases.Case, setup setup, restore bool) (*engine, error) {
	definition := []byte(c.Definition)
	if c.DefinitionText != nil {
		definition = []byte(*c.DefinitionText)
	}
	m, problems := state.ParseWith("", definition, state.Options{Type: state.Type(c.Type)})
	if err := problems.Err(); err != nil {
		return nil, fmt.Errorf("definition: %w", err)
	}
	run, err := state.Start(m, []byte(Sent(setup.input)), state.Config{
		Now:      setup.now,
		Type:     state.Type(c.Type),
		Name:     c.Context.ExecutionName,
		ARN:      executionARN(c.Context),
		Identity: identity(c.Context, setup.role),
		// An execution that waits for nothing is stuck, and is not to end after a year.
		Limits: state.Limits{Duration: -1},
	})
	if err != nil {
		return nil, err
	}
	return &engine{machine: m, run: run, now: setup.now, restore: restore}, nil
}

// settle goes on until nothing is left to do without an answer or a timer, and
// returns what is asked for.
func (e *engine) settle() ([]*call, error) {
	var calls []*call
	for more := true; more; {
		if e.steps++; e.steps > maxSteps {
			return nil, fmt.Errorf("no end after %d steps", maxSteps)
		}
		var b state.Batch
		var err error
		if more, err = e.run.Step(&b, 1); err != nil {
			return nil, err
		}
		e.events = append(e.events, b.Events...)
		for _, effect := range b.Effects {
			c, err := callOf(effect)
			if err != nil {
				return nil, err
			}
			if c != nil {
				calls = append(calls, c)
			}
		}
		if err := e.rebuild(); err != nil {
			return nil, err
		}
	}
	return calls, nil
}

// rebuild replaces the run by one made of its snapshot.
func (e *engine) rebuild() error {
	if !e.restore {
		return nil
	}
	snapshot, err := e.run.Snapshot()
	if err != nil {
		return err
	}
	e.run, err = state.Restore(e.machine, snapshot, state.Config{})
	return err
}

// callOf returns the call that an effect asks for, nil if it asks for none.
func callOf(effect state.Effect) (*call, error) {
	var task *state.RunTask
	switch effect := effect.(type) {
	case *state.RunTask:
		task = effect
	case *state.StartChild:
		task = &effect.RunTask
	case *state.Cancel:
		return nil, nil
	default:
		return nil, fmt.Errorf("%T is not played yet", effect)
	}
	c := &call{id: task.ID, state: task.State, attempt: task.Attempt, input: task.Input}
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
	return c, nil
}

func (e *engine) scheduled(c *call) { e.run.Scheduled(e.now, c.id) }

func (e *engine) missing(c *call) { e.run.Missing(e.now, c.id) }

func (e *engine) started(c *call, worker string) { e.run.Started(e.now, c.id, worker) }

func (e *engine) submitted(c *call, out jsonvalue.Value) { e.run.Submitted(e.now, c.id, out) }

func (e *engine) succeeded(c *call, out jsonvalue.Value) { e.run.Done(e.now, c.id, out, nil) }

func (e *engine) failed(c *call, name, cause *string) {
	e.run.Done(e.now, c.id, jsonvalue.Value{}, &state.Failure{Error: name, Cause: cause})
}

func (e *engine) abort(name, cause *string) {
	e.run.Abort(e.now, state.Failure{Error: name, Cause: cause})
}

// advance lets time pass until the next timer. It reports false if there is none.
func (e *engine) advance() bool {
	at, ok := e.run.Deadline()
	if ok {
		e.now = at
		e.run.Advance(at)
	}
	return ok
}

func (e *engine) ended() bool { return e.run.Outcome().Status != state.Running }

// actual returns how the execution went so far, and what is told of it; log is the
// configuration of its log, nil if none is known.
func (e *engine) actual(log *cases.LogLevel) (compare.Actual, error) {
	o := e.run.Outcome()
	a := compare.Actual{Status: string(o.Status), Output: o.Output}
	if o.Failure != nil {
		a.Error, a.Cause = o.Failure.Error, o.Failure.Cause
	}
	for _, event := range e.events {
		v, err := jsonvalue.Parse(event.AppendJSON(nil))
		if err != nil {
			return a, fmt.Errorf("event %d: %w", event.ID, err)
		}
		a.Events = append(a.Events, v)
	}
	var err error
	a.Records, err = e.records(log)
	return a, err
}
