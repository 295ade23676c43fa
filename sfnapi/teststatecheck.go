package sfnapi

import (
	"context"
	"strings"

	"github.com/goasl/goasl/jsonvalue"
	"github.com/goasl/goasl/state"
)

// checkRequest checks what does not depend on the definition.
func (t *stateTest) checkRequest() error {
	if err := check(t.TestStateInput); err != nil {
		return err
	}
	if t.RoleARN != "" && !strings.HasPrefix(t.RoleARN, "arn:") {
		return invalidRole(t.RoleARN)
	}
	if t.Mock != nil {
		return t.checkMock()
	}
	if needs := t.needsMock(); needs != "" {
		return invalid("TestState does not support " + needs + " when a mock is not specified.")
	}
	return nil
}

// needsMock returns the first field of the request that needs a mock, "" if none does.
func (t *stateTest) needsMock() string {
	c := t.StateConfiguration
	if c == nil {
		c = &TestStateConfiguration{}
	}
	switch {
	case t.Context != "":
		return "Context"
	case c.RetrierRetryCount != nil:
		return "RetrierRetryCount"
	case c.ErrorCausedByState != "":
		return "ErrorCausedByState"
	case c.MapIterationFailureCount != nil:
		return "MapIterationFailureCount"
	case c.MapItemReaderData != "":
		return "MapItemReaderData"
	}
	return ""
}

// parse parses the definition and finds the state.
func (t *stateTest) parse() (*state.Machine, error) {
	read, name := state.ParseState, state.LoneState
	if t.StateName != "" {
		read, name = state.ParseWith, t.StateName
	}
	m, problems := read("", []byte(t.Definition), state.Options{Strict: !t.Lenient, Calls: t.CallChecker})
	if problems.Err() != nil {
		return nil, invalidDefinition(problems)
	}
	if t.state = m.State(name); t.state == nil {
		return nil, noState()
	}
	return m, nil
}

func noState() error { return invalid("State not found in definition") }

// checkState checks what depends on the state, and reads the rest of the request.
func (t *stateTest) checkState(ctx context.Context, m *state.Machine) error {
	for _, check := range []func() error{t.checkMockable, t.checkRole, t.readData, t.readContext, t.readMock} {
		if err := check(); err != nil {
			return err
		}
	}
	return t.readConfiguration(ctx, m)
}

// checkRole checks that a task that is run has a role.
func (t *stateTest) checkRole() error {
	if _, isTask := t.state.(*state.Task); isTask && t.Mock == nil && t.RoleARN == "" {
		return invalid("RoleArn must be specified when testing a Task state and a mock is not specified.")
	}
	return nil
}

// checkMockable checks whether the state may, or must, have a mock.
func (t *stateTest) checkMockable() error {
	unsupported := func(what string) error {
		return &Exception{
			Code: "InvalidDefinition",
			Message: "TestState API does not support " + what +
				". Supported state types include: [Task, Wait, Pass, Succeed, Fail, Choice]",
		}
	}
	switch s := t.state.(type) {
	case *state.Parallel, *state.Map:
		if t.Mock == nil {
			return unsupported("Map or Parallel states")
		}
	case *state.Task:
		kind, pattern := s.Integration()
		switch {
		case t.Mock != nil:
		case kind == state.Activity:
			return unsupported("Activity tasks when a mock is not specified")
		case pattern != state.RequestResponse:
			return unsupported("the .sync and .waitForTaskToken patterns when a mock is not specified")
		}
	default:
		if t.Mock != nil {
			return invalid("State type '" + s.Type() + "' is not supported when a mock is specified")
		}
	}
	return nil
}

// readData reads the input and the variables.
func (t *stateTest) readData() (err error) {
	if t.Input != "" {
		if t.inspection.Input, err = jsonvalue.ParseString(t.Input); err != nil {
			return invalidInput(t.Input, err)
		}
	}
	if t.Variables == "" {
		return nil
	}
	v, err := jsonvalue.ParseString(t.Variables)
	if err != nil || v.Kind() != jsonvalue.Object {
		return invalid("Variables must be a valid JSON object")
	}
	for name, value := range v.Members() {
		t.inspection.Variables = append(t.inspection.Variables, jsonvalue.Member{Name: name, Value: value})
	}
	return nil
}
