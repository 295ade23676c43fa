package asl

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/goasl/goasl/jsonvalue"
	"github.com/goasl/goasl/state"
)

// UnmarshalJSON reads a request as it is sent to Step Functions. What a client
// does not even send, a text or a number that is too small, is an [*Exception]
// with the Code ParamValidationError.
func (r *TestStateRequest) UnmarshalJSON(text []byte) error {
	type plain TestStateRequest // without this method
	var request plain
	if err := json.Unmarshal(text, &request); err != nil {
		return fmt.Errorf("asl: TestState request: %w", err)
	}
	v, err := jsonvalue.Parse(text)
	if err != nil {
		return fmt.Errorf("asl: TestState request: %w", err)
	}
	var problems []string
	if !v.Get("definition").Exists() {
		problems = append(problems, `Missing required parameter in input: "definition"`)
	}
	for _, path := range []string{"definition", "roleArn", "stateName", "stateConfiguration.errorCausedByState"} {
		if given := member(v, path); given.Kind() == jsonvalue.String && given.Text() == "" {
			problems = append(problems, "Invalid length for parameter "+path+", value: 0, valid min length: 1")
		}
	}
	for _, path := range []string{"stateConfiguration.retrierRetryCount", "stateConfiguration.mapIterationFailureCount"} {
		if n, ok := member(v, path).Int64(); ok && n < 0 {
			problems = append(problems, fmt.Sprintf("Invalid value for parameter %s, value: %d, valid min value: 0", path, n))
		}
	}
	if len(problems) > 0 {
		return &Exception{Code: "ParamValidationError", Message: "Parameter validation failed:\n" + strings.Join(problems, "\n")}
	}
	*r = TestStateRequest(request)
	return nil
}

// member finds a member by names with dots between them.
func member(v jsonvalue.Value, path string) jsonvalue.Value {
	for name := range strings.SplitSeq(path, ".") {
		v = v.Get(name)
	}
	return v
}

// checkRequest checks what is wrong whatever the definition says.
func (t *stateTest) checkRequest() error {
	if e := t.checkWords(); e != nil {
		return e
	}
	if t.RoleARN != "" && !strings.HasPrefix(t.RoleARN, "arn:") {
		return &Exception{Code: "InvalidArn", Message: "Invalid Role Arn: '" + t.RoleARN + "'"}
	}
	var needs []string
	if t.Context != "" {
		needs = append(needs, "Context")
	}
	if c := t.Configuration; c != nil {
		for _, field := range []struct {
			name string
			set  bool
		}{
			{"RetrierRetryCount", c.RetrierRetryCount != nil}, {"ErrorCausedByState", c.ErrorCausedByState != ""},
			{"MapIterationFailureCount", c.MapIterationFailureCount != nil}, {"MapItemReaderData", c.MapItemReaderData != ""},
		} {
			if field.set {
				needs = append(needs, field.name)
			}
		}
	}
	switch m := t.Mock; {
	case m == nil && len(needs) > 0:
		return invalid("TestState does not support " + needs[0] + " when a mock is not specified.")
	case m == nil:
		return nil
	case m.Result != "" && m.Error != nil:
		return invalid("A test mock should have only one of the following fields: [result, errorOutput].")
	case m.Result == "" && m.Error == nil:
		return invalid("A test mock should have one of the following fields: [result, errorOutput].")
	case t.RevealSecrets:
		return invalid("TestState does not support RevealSecrets when a mock is specified.")
	}
	return nil
}

// checkWords checks the fields that hold one of a few words.
func (t *stateTest) checkWords() error {
	words := func(field, value string, allowed ...string) error {
		if value == "" || slices.Contains(allowed, value) {
			return nil
		}
		return invalid(fmt.Sprintf("1 validation error detected: Value '%s' at '%s' failed to satisfy constraint: Member must satisfy enum value set: [%s]",
			value, field, strings.Join(allowed, ", ")))
	}
	if err := words("inspectionLevel", string(t.Inspection), "INFO", "DEBUG", "TRACE"); err != nil {
		return err
	}
	if t.Mock == nil {
		return nil
	}
	return words("mock.fieldValidationMode", string(t.Mock.Validation), "STRICT", "PRESENT", "NONE")
}

// parse reads the definition and finds the state.
func (t *stateTest) parse() (*state.Machine, error) {
	parse, name := state.ParseState, state.LoneState
	if t.StateName != "" {
		parse, name = state.ParseWith, t.StateName
	}
	m, problems := parse("", []byte(t.Definition), state.Options{})
	if problems.Err() != nil {
		return nil, invalidDefinition(problems)
	}
	if t.state = m.State(name); t.state == nil {
		return nil, errNoState
	}
	return m, nil
}

var errNoState = invalid("State not found in definition")

// checkState checks what depends on the state, and makes the test of the request.
func (t *stateTest) checkState(m *state.Machine, mocks MockChecker) error {
	if err := t.checkMockable(); err != nil {
		return err
	}
	for _, read := range []func() error{t.readData, t.readContext, t.readConfiguration, func() error { return t.readMock(mocks) }} {
		if err := read(); err != nil {
			return err
		}
	}
	if c := t.Configuration; c != nil && c.ErrorCausedByState != "" && m.State(c.ErrorCausedByState) == nil {
		return errNoState
	}
	return nil
}

// checkMockable checks whether the state may, or must, have a mock.
func (t *stateTest) checkMockable() error {
	unsupported := func(what string) error {
		return &Exception{
			Code:    "InvalidDefinition",
			Message: "TestState API does not support " + what + ". Supported state types include: [Task, Wait, Pass, Succeed, Fail, Choice]",
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
		if t.test.Input, err = t.value(t.Input); err != nil {
			return &Exception{Code: "InvalidExecutionInput", Message: "Invalid State Machine Execution Input: '" + err.Error() + "'"}
		}
	}
	if t.Variables == "" {
		return nil
	}
	v, err := t.value(t.Variables)
	if err != nil || v.Kind() != jsonvalue.Object {
		return invalid("Variables must be a valid JSON object")
	}
	for name, value := range v.Members() {
		t.test.Variables = append(t.test.Variables, jsonvalue.Member{Name: name, Value: value})
	}
	return nil
}

// contextFields are the fields of the context object, by the object that they are
// in.
var contextFields = map[string][]string{
	"":             {"Execution", "State", "StateMachine", "Task", "Map"},
	"Execution":    {"Id", "Input", "Name", "RoleArn", "StartTime", "RedriveCount", "RedriveTime"},
	"State":        {"EnteredTime", "Name", "RetryCount"},
	"StateMachine": {"Id", "Name"},
	"Task":         {"Token"},
	"Map":          {"Item"},
}

// readContext reads the context object, which has no fields but those that
// executions have.
func (t *stateTest) readContext() error {
	if t.Context == "" {
		return nil
	}
	const problem = "Invalid Context object provided: "
	v, err := t.value(t.Context)
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
	t.test.Context = v
	return nil
}

// readConfiguration reads what has happened before.
func (t *stateTest) readConfiguration() error {
	c := t.Configuration
	if c == nil {
		return nil
	}
	if c.RetrierRetryCount != nil {
		t.test.Retries = *c.RetrierRetryCount
	}
	if c.MapIterationFailureCount != nil {
		t.test.FailedIterations = *c.MapIterationFailureCount
	}
	if t.test.Retries < 0 || t.test.FailedIterations < 0 {
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
	t.test.Items = items
	return nil
}

// itemsOf reads the data of an ItemReader. Of a type that is not JSON nothing is
// known, and the Map's items show nowhere.
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

// readMock reads the mock and compares it with what the state's work gives.
func (t *stateTest) readMock(mocks MockChecker) error {
	m := t.Mock
	if m == nil {
		return nil
	}
	t.test.Mock = &state.Mock{}
	if e := m.Error; e != nil {
		t.test.Mock.Failure = failure(e.Name, e.Cause)
		return nil
	}
	v, err := t.value(m.Result)
	if err != nil {
		return invalid("Mocked result must be valid JSON")
	}
	t.test.Mock.Result = v
	switch s := t.state.(type) {
	case *state.Map:
		return checkKind(v, s.ResultKind())
	case *state.Parallel:
		return checkKind(v, jsonvalue.Array)
	case *state.Task:
		return t.checkAnswer(s, v, mocks)
	}
	return nil
}

func checkKind(v jsonvalue.Value, want jsonvalue.Kind) error {
	switch {
	case v.Kind() == want:
		return nil
	case want == jsonvalue.Array:
		return invalid("Mocked result must be an array.")
	}
	return invalid("Mocked result must be an object.")
}

// checkAnswer compares a mocked result with the answer of the service. A task
// that waits for its token gets what somebody sends with it.
func (t *stateTest) checkAnswer(s *state.Task, v jsonvalue.Value, mocks MockChecker) error {
	kind, pattern := s.Integration()
	if mocks == nil || kind != state.Service || pattern == state.WaitForTaskToken || t.Mock.Validation == ValidateNone {
		return nil
	}
	if err := mocks.CheckMock(s.Resource, v.JSON(), t.Mock.Validation != ValidatePresent); err != nil {
		return invalid("Mock result schema validation error: " + err.Error())
	}
	return nil
}
