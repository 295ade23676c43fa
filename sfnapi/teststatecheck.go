package sfnapi

import (
	"slices"
	"strings"

	"github.com/goasl/goasl/jsonvalue"
	"github.com/goasl/goasl/state"
)

// checkRequest checks what does not depend on the definition.
func (t *stateTest) checkRequest() error {
	if err := t.checkWords(); err != nil {
		return err
	}
	if t.RoleARN != "" && !strings.HasPrefix(t.RoleARN, "arn:") {
		return &Exception{Code: "InvalidArn", Message: "Invalid Role Arn: '" + t.RoleARN + "'"}
	}
	needs := t.needsMock()
	switch m := t.Mock; {
	case m == nil && needs != "":
		return invalid("TestState does not support " + needs + " when a mock is not specified.")
	case m == nil:
		return nil
	case m.Result != "" && m.ErrorOutput != nil:
		return invalid("A test mock should have only one of the following fields: [result, errorOutput].")
	case m.Result == "" && m.ErrorOutput == nil:
		return invalid("A test mock should have one of the following fields: [result, errorOutput].")
	case t.RevealSecrets:
		return invalid("TestState does not support RevealSecrets when a mock is specified.")
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

// checkWords checks the fields that take one of a few words.
func (t *stateTest) checkWords() error {
	if err := checkWord("inspectionLevel", string(t.InspectionLevel), "INFO", "DEBUG", "TRACE"); err != nil {
		return err
	}
	if t.Mock == nil {
		return nil
	}
	return checkWord("mock.fieldValidationMode", string(t.Mock.FieldValidationMode), "STRICT", "PRESENT", "NONE")
}

// parse parses the definition and finds the state.
func (t *stateTest) parse() (*state.Machine, error) {
	read, name := state.ParseState, state.LoneState
	if t.StateName != "" {
		read, name = state.ParseWith, t.StateName
	}
	m, problems := read("", []byte(t.Definition), state.Options{})
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
func (t *stateTest) checkState(m *state.Machine) error {
	if err := t.checkMockable(); err != nil {
		return err
	}
	for _, read := range []func() error{t.readData, t.readContext, t.readConfiguration, t.readMock} {
		if err := read(); err != nil {
			return err
		}
	}
	if c := t.StateConfiguration; c != nil && c.ErrorCausedByState != "" && m.State(c.ErrorCausedByState) == nil {
		return noState()
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
			return &Exception{
				Code: "InvalidExecutionInput", Message: "Invalid State Machine Execution Input: '" + err.Error() + "'",
			}
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

// contextFields are the fields that a context object may have, by the object that they
// are in; "" is the context object itself.
var contextFields = map[string][]string{
	"":             {"Execution", "State", "StateMachine", "Task", "Map"},
	"Execution":    {"Id", "Input", "Name", "RoleArn", "StartTime", "RedriveCount", "RedriveTime"},
	"State":        {"EnteredTime", "Name", "RetryCount"},
	"StateMachine": {"Id", "Name"},
	"Task":         {"Token"},
	"Map":          {"Item"},
}

// readContext reads the context object. Its fields must be ones that executions have.
func (t *stateTest) readContext() error {
	if t.Context == "" {
		return nil
	}
	const problem = "Invalid Context object provided: "
	v, err := jsonvalue.ParseString(t.Context)
	if err != nil || v.Kind() != jsonvalue.Object {
		return invalid(problem + "it must be a valid JSON object")
	}
	for name, inner := range v.Members() {
		if !slices.Contains(contextFields[""], name) {
			return invalid(problem + "Field '" + name + "' is not allowed")
		}
		if inner.Kind() != jsonvalue.Object {
			return invalid(problem + "Field '" + name + "' must be an object")
		}
		for field := range inner.Members() {
			if !slices.Contains(contextFields[name], field) {
				return invalid(problem + "Field '" + field + "' is not allowed")
			}
		}
	}
	t.inspection.Context = v
	return nil
}

// readConfiguration reads what has happened before the test.
func (t *stateTest) readConfiguration() error {
	c := t.StateConfiguration
	if c == nil {
		return nil
	}
	if c.RetrierRetryCount != nil {
		t.inspection.Retries = *c.RetrierRetryCount
	}
	if c.MapIterationFailureCount != nil {
		t.inspection.FailedIterations = *c.MapIterationFailureCount
	}
	if t.inspection.Retries < 0 || t.inspection.FailedIterations < 0 {
		return invalid("The counts of a state's configuration must not be negative")
	}
	if c.MapItemReaderData == "" {
		return nil
	}
	if s, isMap := t.state.(*state.Map); !isMap || s.Reader == nil {
		return invalid("MapItemReaderData is only supported for a Map state with an ItemReader")
	}
	items, err := itemsOf(t.state.(*state.Map).Reader, c.MapItemReaderData)
	if err != nil {
		return invalid("MapItemReaderData cannot be read: " + err.Error())
	}
	t.inspection.Items = items
	return nil
}

// itemsOf parses the data that an ItemReader reads. It returns no value if the data is in
// another format than JSON: then the response does not show the items.
func itemsOf(r *state.ItemReader, data string) (jsonvalue.Value, error) {
	switch r.InputType {
	case "JSON":
		return jsonvalue.ParseString(data)
	case "JSONL":
		var items []jsonvalue.Value
		for line := range strings.Lines(data) {
			if strings.TrimSpace(line) == "" {
				continue
			}
			v, err := jsonvalue.ParseString(line)
			if err != nil {
				return v, err
			}
			items = append(items, v)
		}
		return jsonvalue.OfArray(items), nil
	}
	return jsonvalue.Value{}, nil
}
