package sfnapi

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/jsonvalue"
)

// TestStateInput is the request of TestState. Fields that hold JSON hold it as text.
type TestStateInput struct {
	// Definition is that of a state, or of a machine that has the state StateName.
	Definition string `json:"definition" model:"Definition,required"`
	StateName  string `json:"stateName,omitempty" model:"TestStateStateName"`

	Input     string `json:"input,omitempty" model:"SensitiveData"`     // of the state; {} if empty
	Variables string `json:"variables,omitempty" model:"SensitiveData"` // an object with a member for each variable that has a value
	RoleARN   string `json:"roleArn,omitempty" model:"Arn"`             // is in the context object; a Task without a mock needs one
	Context   string `json:"context,omitempty" model:"SensitiveData"`   // replaces the context object, which may lack any member; needs a mock

	Mock               *MockInput              `json:"mock,omitempty" model:"MockInput"`
	StateConfiguration *TestStateConfiguration `json:"stateConfiguration,omitempty" model:"TestStateConfiguration"`

	InspectionLevel InspectionLevel `json:"inspectionLevel,omitempty" model:"InspectionLevel"` // InspectionLevelInfo if empty

	// RevealSecrets changes nothing, as nothing is hidden. It is refused beside a mock.
	RevealSecrets bool `json:"revealSecrets,omitempty" model:"RevealSecrets"`

	// MockChecker compares a mocked result with what the service answers. If it is nil,
	// no result is compared. It is not part of the JSON.
	MockChecker MockChecker `json:"-"`

	// CallChecker compares what services are called with; nil for no comparison. Package
	// awsshapes has one. It is not part of the JSON.
	CallChecker asl.CallChecker `json:"-"`

	// Lenient takes all definitions that asl.Parse takes, and not only those of asl.Strict.
	// It is not part of the JSON.
	Lenient bool `json:"-"`
}

// InspectionLevel says how much of the data the response has.
type InspectionLevel string

// The inspection levels.
const (
	InspectionLevelInfo  InspectionLevel = "INFO"  // the output
	InspectionLevelDebug InspectionLevel = "DEBUG" // the data at each stage, too
	InspectionLevelTrace InspectionLevel = "TRACE" // the request and the response of an HTTP task, too
)

// TestStateConfiguration says what has happened in the execution before the test. Each
// of its fields needs a mock.
type TestStateConfiguration struct {
	// RetrierRetryCount is the number of retries so far by the retrier that lists the
	// mocked error.
	RetrierRetryCount *int `json:"retrierRetryCount,omitempty" model:"RetrierRetryCount"`
	// ErrorCausedByState is the name of the state inside a Parallel or Map state that
	// the mocked error comes from.
	ErrorCausedByState string `json:"errorCausedByState,omitempty" model:"TestStateStateName"`
	// MapIterationFailureCount is the number of iterations of the Map that have failed; at
	// most all of them. With an ItemBatcher each batch is an iteration.
	MapIterationFailureCount *int `json:"mapIterationFailureCount,omitempty" model:"MapIterationFailureCount"`
	// MapItemReaderData is the text that the ItemReader of the Map reads, which must be
	// there if the Map has one. JSON, JSON Lines and CSV are read.
	MapItemReaderData string `json:"mapItemReaderData,omitempty" model:"SensitiveData"`
}

// UnmarshalJSON reads a request of Step Functions; the checkers and Lenient stay as they
// are. For an empty text or a negative number, which AWS's clients refuse to send, the error is an
// [*Exception] with the code ParamValidationError.
func (in *TestStateInput) UnmarshalJSON(text []byte) error {
	type plain TestStateInput // without this method
	request := plain{MockChecker: in.MockChecker, CallChecker: in.CallChecker, Lenient: in.Lenient}
	if err := json.Unmarshal(text, &request); err != nil {
		return fmt.Errorf("sfnapi: TestState request: %w", err)
	}
	v, err := jsonvalue.Parse(text)
	if err != nil {
		return fmt.Errorf("sfnapi: TestState request: %w", err)
	}
	if problems := unsendable(v); len(problems) > 0 {
		return &Exception{
			Code: "ParamValidationError", Message: "Parameter validation failed:\n" + strings.Join(problems, "\n"),
		}
	}
	*in = TestStateInput(request)
	return nil
}

// unsendable returns what AWS's clients find wrong with a request before they send it.
func unsendable(request jsonvalue.Value) (problems []string) {
	if !request.Get("definition").Exists() {
		problems = append(problems, `Missing required parameter in input: "definition"`)
	}
	for _, path := range []string{"definition", "roleArn", "stateName", "stateConfiguration.errorCausedByState"} {
		if v := member(request, path); v.Kind() == jsonvalue.String && v.Text() == "" {
			problems = append(problems, "Invalid length for parameter "+path+", value: 0, valid min length: 1")
		}
	}
	for _, path := range []string{"stateConfiguration.retrierRetryCount", "stateConfiguration.mapIterationFailureCount"} {
		if n, ok := member(request, path).Int64(); ok && n < 0 {
			problems = append(problems, fmt.Sprintf("Invalid value for parameter %s, value: %d, valid min value: 0", path, n))
		}
	}
	return problems
}

// member returns the member at a path of names that are separated by dots.
func member(v jsonvalue.Value, path string) jsonvalue.Value {
	for name := range strings.SplitSeq(path, ".") {
		v = v.Get(name)
	}
	return v
}
