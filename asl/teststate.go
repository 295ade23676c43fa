package asl

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"github.com/goasl/goasl/jsonvalue"
	"github.com/goasl/goasl/state"
)

// TestStateRequest asks for one state to be run by itself. Its JSON is that of
// the request of Step Functions' TestState. Fields that hold JSON hold it as text.
type TestStateRequest struct {
	Definition    string              `json:"definition"`                // of the state, or of a machine if StateName says which of its states
	RoleARN       string              `json:"roleArn,omitempty"`         // shows in the context object
	Input         string              `json:"input,omitempty"`           // of the state; {} if empty
	Inspection    InspectionLevel     `json:"inspectionLevel,omitempty"` // InspectInfo if empty
	RevealSecrets bool                `json:"revealSecrets,omitempty"`   // nothing is hidden either way; not with a mock
	Variables     string              `json:"variables,omitempty"`       // an object with the variables that have a value
	StateName     string              `json:"stateName,omitempty"`
	Mock          *StateMock          `json:"mock,omitempty"`
	Context       string              `json:"context,omitempty"` // the context object, instead of the one of an execution; only with a mock
	Configuration *StateConfiguration `json:"stateConfiguration,omitempty"`
}

// InspectionLevel says how much a test tells of the data on their way.
type InspectionLevel string

// The inspection levels.
const (
	InspectInfo  InspectionLevel = "INFO"  // the output alone
	InspectDebug InspectionLevel = "DEBUG" // the data at each stage
	InspectTrace InspectionLevel = "TRACE" // the request and the response of an HTTP task, too
)

// StateMock is what comes of the work of a Task, Parallel or Map state in a test:
// exactly one of a result and an error.
type StateMock struct {
	Result     string         `json:"result,omitempty"` // JSON text
	Error      *MockError     `json:"errorOutput,omitempty"`
	Validation MockValidation `json:"fieldValidationMode,omitempty"` // ValidateStrict if empty
}

// MockError is an error that a mock gives; what is empty is absent.
type MockError struct {
	Name  string `json:"error,omitempty"`
	Cause string `json:"cause,omitempty"`
}

// MockValidation says how a mocked result is compared with what the service would
// answer. Without [WithMockChecker] nothing is compared.
type MockValidation string

// The ways to compare a mocked result.
const (
	ValidateStrict  MockValidation = "STRICT"  // what the service always answers is there, and what is there is as the service has it
	ValidatePresent MockValidation = "PRESENT" // what is there is as the service has it
	ValidateNone    MockValidation = "NONE"
)

// StateConfiguration says what has happened to the state before; all of it needs
// a mock.
type StateConfiguration struct {
	RetrierRetryCount        *int   `json:"retrierRetryCount,omitempty"`        // retries so far of the retrier that lists the mocked error
	ErrorCausedByState       string `json:"errorCausedByState,omitempty"`       // the state inside a Parallel or Map that the mocked error comes from
	MapIterationFailureCount *int   `json:"mapIterationFailureCount,omitempty"` // iterations of a Map that have failed
	MapItemReaderData        string `json:"mapItemReaderData,omitempty"`        // what the ItemReader of a Map reads
}

// A MockChecker knows what the services answer that Task states call, such as
// package awsshapes. It must be safe for concurrent use.
type MockChecker interface {
	// CheckMock compares a mocked result with the answer of a service integration,
	// given by the state's Resource. strict asks for what is always there, too. The
	// error says what is wrong; it is nil for a service that the checker does not
	// know.
	CheckMock(resource string, result json.RawMessage, strict bool) error
}

// WithMockChecker sets what compares the mocked results of [TestState] with the
// answers of services.
func WithMockChecker(c MockChecker) Option {
	return func(cfg *config) error {
		if c == nil {
			return errors.New("asl: WithMockChecker: the checker is nil")
		}
		cfg.mocks = c
		return nil
	}
}

// TestState runs one state by itself, as the TestState API of Step Functions
// does, with the code that runs it in an execution. The options are those of a
// machine: a Task state that is not mocked is run by the resolver. Time is that of
// a [VirtualClock] unless [WithClock] sets another: a Wait is over at once, but a
// state that takes more than five minutes fails with States.Timeout.
//
// A state that is defined by itself is called StateName.
//
// A state that fails is no error of TestState, its status says so. The error is an
// [*Exception] for a request that Step Functions refuses; else it says that an
// option is wrong, or that ctx has ended.
//
//	r, err := asl.TestState(ctx, asl.TestStateRequest{
//		Definition: definition,
//		StateName:  "Charge",
//		Input:      `{"amount": 12}`,
//		Mock:       &asl.StateMock{Error: &asl.MockError{Name: "CardDeclined"}},
//	})
func TestState(ctx context.Context, req TestStateRequest, opts ...Option) (*TestStateResponse, error) {
	base := Machine{cfg: config{clock: NewVirtualClock(time.Now()), site: defaultSite, typ: Express}}
	tested := &stateTest{TestStateRequest: req}
	if err := tested.checkRequest(); err != nil {
		return nil, err
	}
	var err error
	if base.def, err = tested.parse(); err != nil {
		return nil, err
	}
	configured, err := base.configure(opts)
	if err != nil {
		return nil, err
	}
	cfg := *configured
	if err := tested.checkState(base.def, cfg.mocks); err != nil {
		return nil, err
	}
	if req.RoleARN != "" {
		id := cfg.site.given
		id.Role = req.RoleARN
		cfg.site = newSite(id)
	}
	base.cfg = cfg
	tested.test.Config = cfg.start()
	return tested.run(ctx, &base)
}

// stateTest is a request as it is understood.
type stateTest struct {
	TestStateRequest
	state state.State
	test  state.Test
	given []spelling
}

// spelling is a value of the request with the text that it was given as.
type spelling struct {
	value jsonvalue.Value
	text  string
}

// run runs the state as an execution of its own.
func (t *stateTest) run(ctx context.Context, m *Machine) (*TestStateResponse, error) {
	t.test.Log = new(state.Log)
	run, err := state.StartInspection(m.def, t.state.Name(), t.test)
	if err != nil { // the rest was checked: the input is too long
		return nil, invalid("1 validation error detected: Value at 'input' failed to satisfy constraint: " + err.Error())
	}
	x, err := m.Drive(ctx, run)
	if err != nil {
		return nil, err
	}
	<-x.Done()
	if x.result.Status == Running {
		return nil, x.err
	}
	return t.respond(run.Inspection()), nil
}

// value reads a JSON text of the request and remembers its spelling.
func (t *stateTest) value(text string) (jsonvalue.Value, error) {
	v, err := jsonvalue.ParseString(text)
	if err == nil {
		t.given = append(t.given, spelling{v, text})
	}
	return v, err
}
