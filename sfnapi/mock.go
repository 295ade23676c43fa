package sfnapi

import (
	"encoding/json"

	"github.com/goasl/goasl/jsonvalue"
	"github.com/goasl/goasl/state"
)

// MockInput replaces the work of a Task, Parallel or Map state by a result or an error;
// exactly one of them must be set.
type MockInput struct {
	// Result is JSON: of a Parallel an array with an item for each branch, of a Map one with
	// an item for each iteration, or, with a ResultWriter, an object.
	Result      string           `json:"result,omitempty" model:"SensitiveData"`
	ErrorOutput *MockErrorOutput `json:"errorOutput,omitempty" model:"MockErrorOutput"`

	// FieldValidationMode is MockResponseValidationModeStrict if it is empty.
	FieldValidationMode MockResponseValidationMode `json:"fieldValidationMode,omitempty" model:"MockResponseValidationMode"`
}

// MockErrorOutput is the error of a mock. An empty field counts as absent.
type MockErrorOutput struct {
	Error string `json:"error,omitempty" model:"SensitiveError"` // the name of the error, which must be there
	Cause string `json:"cause,omitempty" model:"SensitiveCause"`
}

// MockResponseValidationMode says how a mocked result is compared with what the service
// answers; see [MockChecker].
type MockResponseValidationMode string

// The modes of comparing a mocked result.
const (
	// MockResponseValidationModeStrict wants the fields that the service always sends,
	// and the service's type for each field.
	MockResponseValidationModeStrict MockResponseValidationMode = "STRICT"
	// MockResponseValidationModePresent wants the service's type for each field.
	MockResponseValidationModePresent MockResponseValidationMode = "PRESENT"
	// MockResponseValidationModeNone compares nothing.
	MockResponseValidationModeNone MockResponseValidationMode = "NONE"
)

// A MockChecker knows what AWS services answer. Package awsshapes has one. It must be
// safe for concurrent use.
type MockChecker interface {
	// CheckMock compares a mocked result with the answer of the service that a Task's
	// Resource names. strict asks for fields that the service always sends. The error
	// says how the result differs; it is nil if the checker does not know the service.
	CheckMock(resource string, result json.RawMessage, strict bool) error
}

// checkMock checks which members the mock has.
func (t *stateTest) checkMock() error {
	const both = "[result, errorOutput]."
	switch m := t.Mock; {
	case m.Result != "" && m.ErrorOutput != nil:
		return invalid("A test mock should have only one of the following fields: " + both)
	case m.Result == "" && m.ErrorOutput == nil:
		return invalid("One of the following fields is required for a test mock: " + both)
	case m.ErrorOutput != nil && m.ErrorOutput.Error == "":
		return invalid("An error was not specified in the mocked error output.")
	case t.RevealSecrets:
		return invalid("TestState does not support RevealSecrets when a mock is specified.")
	}
	return nil
}

// readMock reads the mock, and checks that its result is one that the state can have.
func (t *stateTest) readMock() error {
	m := t.Mock
	if m == nil {
		return nil
	}
	t.inspection.Mock = &state.InspectionMock{}
	if e := m.ErrorOutput; e != nil {
		t.inspection.Mock.Failure = &state.Failure{Error: &e.Error, Cause: present(e.Cause)}
		return nil
	}
	v, err := jsonvalue.ParseString(m.Result)
	if err != nil {
		return invalid("Mocked result must be valid JSON")
	}
	t.inspection.Mock.Result = v
	switch s := t.state.(type) {
	case *state.Map:
		return checkKind(v, s.ResultKind())
	case *state.Parallel:
		return checkBranches(v, len(s.Branches))
	case *state.Task:
		return t.checkAnswer(s, v)
	}
	return nil
}

// present returns nil for an empty text, which counts as absent.
func present(text string) *string {
	if text == "" {
		return nil
	}
	return &text
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

// checkBranches checks the mocked result of a Parallel state.
func checkBranches(v jsonvalue.Value, branches int) error {
	if err := checkKind(v, jsonvalue.Array); err != nil {
		return err
	}
	if v.Len() != branches {
		return invalid("Mocked result must contain the same number of items as number of Parallel branches.")
	}
	return nil
}

// checkIterations compares the mock of a Map with the number of its iterations, which is
// known when the state has run.
// Step Functions: a threshold that is exceeded comes before a result of another size.
func (t *stateTest) checkIterations(in *state.Inspection) error {
	switch {
	case in.Iterations == nil:
		return nil
	case t.inspection.FailedIterations > *in.Iterations:
		return invalid("Map iteration failure count must be less than or equal to the number of Map iterations")
	case in.Failure != nil && in.Failure.Name() == "States.ExceedToleratedFailureThreshold":
		return nil
	}
	if v := t.inspection.Mock.Result; v.Kind() == jsonvalue.Array && v.Len() != *in.Iterations {
		return invalid("Input array does not equal the mocked result array's size")
	}
	return nil
}

// checkAnswer compares the mocked result of a task with the answer of its service. The
// result of a task that waits for its token does not come from the service.
func (t *stateTest) checkAnswer(s *state.Task, v jsonvalue.Value) error {
	kind, pattern := s.Integration()
	mode := t.Mock.FieldValidationMode
	fromService := kind == state.Service && pattern != state.WaitForTaskToken
	if t.MockChecker == nil || !fromService || mode == MockResponseValidationModeNone {
		return nil
	}
	strict := mode != MockResponseValidationModePresent
	if err := t.MockChecker.CheckMock(s.Resource, v.JSON(), strict); err != nil {
		return invalid("Mock result schema validation error: " + err.Error())
	}
	return nil
}
