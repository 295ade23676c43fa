package sfnapi

import (
	"encoding/json"

	"github.com/goasl/goasl/jsonvalue"
	"github.com/goasl/goasl/state"
)

// MockInput replaces the work of a Task, Parallel or Map state by a result or an error;
// exactly one of them must be set.
type MockInput struct {
	Result      string           `json:"result,omitempty"` // JSON text
	ErrorOutput *MockErrorOutput `json:"errorOutput,omitempty"`

	// FieldValidationMode is MockResponseValidationModeStrict if it is empty.
	FieldValidationMode MockResponseValidationMode `json:"fieldValidationMode,omitempty"`
}

// MockErrorOutput is the error of a mock. An empty field counts as absent.
type MockErrorOutput struct {
	Error string `json:"error,omitempty"` // the name of the error
	Cause string `json:"cause,omitempty"`
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

// readMock reads the mock, and checks that its result is one that the state can have.
func (t *stateTest) readMock() error {
	m := t.Mock
	if m == nil {
		return nil
	}
	t.inspection.Mock = &state.InspectionMock{}
	if e := m.ErrorOutput; e != nil {
		t.inspection.Mock.Failure = &state.Failure{Error: present(e.Error), Cause: present(e.Cause)}
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
		return checkKind(v, jsonvalue.Array)
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
