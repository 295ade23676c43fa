package state

import (
	"fmt"
	"math"
	"slices"
	"time"

	"github.com/goasl/goasl/jsonvalue"
)

// Stage is a stage of a state's data flow, after which an [Inspection] has the data.
type Stage uint8

// The stages, in the order of the data flow. The data of Result is the result of the
// state's work; that of the others is what the field in the name has made.
const (
	AfterInputPath Stage = iota
	AfterParameters
	AfterArguments
	AfterItemsPointer
	AfterItemsPath
	AfterItemSelector
	AfterItemBatcher
	Result
	AfterResultSelector
	AfterResultPath
	stages
)

// InspectionStatus says how a state that was run by itself has ended.
type InspectionStatus string

// The statuses of states that are run by themselves.
const (
	InspectionSucceeded InspectionStatus = "SUCCEEDED"
	InspectionFailed    InspectionStatus = "FAILED"
	InspectionRetriable InspectionStatus = "RETRIABLE"    // it failed, and a retrier would retry it
	InspectionCaught    InspectionStatus = "CAUGHT_ERROR" // it failed, and a catcher took the error
)

// Inspection is the result of a state that was run by itself.
type Inspection struct {
	Status    InspectionStatus
	Output    jsonvalue.Value    // none if the state failed
	Failure   *Failure           // nil if the state did not fail; also set if it was caught
	Next      string             // the name of the next state, "" for none
	Variables []jsonvalue.Member // the values after the state

	// Of a Map state: nil if it does not set them, or if it failed before.
	MaxConcurrency             *int64
	ToleratedFailureCount      *int64
	ToleratedFailurePercentage *float64
	Iterations                 *int // of items, or of batches; also nil if the items are not known

	CatchIndex *int           // of the catcher that took the failure, from 0; nil for none
	RetryIndex *int           // of the retrier that lists the failure, also if its attempts are used up; nil for none
	Backoff    *time.Duration // the time before the retry; nil for none

	data [stages]jsonvalue.Value
}

// At returns the data after a stage, none if the state did not reach the stage or does
// not show it, or if it is that of AfterItemSelector or AfterItemBatcher and has more than
// 256 KiB.
//
// Step Functions: some types of states do not show all stages.
func (in *Inspection) At(s Stage) jsonvalue.Value {
	if s >= stages {
		return jsonvalue.Value{}
	}
	return in.data[s]
}

// InspectionInput says in which circumstances [Inspect] runs a state.
type InspectionInput struct {
	// Config is that of the execution around the state. As in TestState, Type is always
	// Express, ARN is made from Identity and Name, and without a Role that of the context
	// object is null.
	Config
	Input     jsonvalue.Value    // of the state; {} if there is none
	Variables []jsonvalue.Member // the values before the state
	Context   jsonvalue.Value    // the context object; none for one that is made from Config

	// Mock is the outcome of a Task, or of the branches or iterations of a Parallel or
	// Map state, which do not run then. A Task without a mock asks for its work.
	Mock *InspectionMock

	Retries          int             // the number of retries before, for each retrier
	FailedIterations int             // the number of failed iterations of a mocked Map
	Items            jsonvalue.Value // what the ItemReader of a Map reads; none if that is not known
}

// InspectionMock is the outcome of a state's work: a Failure, or, if that is nil, a
// Result.
type InspectionMock struct {
	Result  jsonvalue.Value // null if there is none
	Failure *Failure
}

// maxInspected is the time after which Step Functions ends a test.
const maxInspected = 5 * time.Minute

// Inspect runs one state of a machine by itself, with the code that runs it in an
// execution, and returns its data at each stage. No time passes: a Wait state is over
// at once, unless it takes longer than five minutes, after which Step Functions ends a
// test. The errors are those of [StartInspection]; it is also an error if a Task has no
// mock.
func Inspect(m *Machine, name string, in InspectionInput) (*Inspection, error) {
	r, err := StartInspection(m, name, in)
	if err != nil {
		return nil, err
	}
	for !r.ended() {
		var b Batch
		if _, err := r.Step(&b, 0); err != nil {
			return nil, err
		}
		if at, timed := r.Deadline(); timed && len(b.Effects) == 0 {
			r.Advance(at)
		} else if !r.ended() {
			return nil, needsMock(m.State(name))
		}
	}
	return r.Inspection(), nil
}

// StartInspection is [Inspect] for drivers. The Run is driven as an execution is, and
// asks for the work of a Task without a mock. It has no events and no snapshot, and
// ends with the state, or where a retry would begin; [Run.Inspection] then returns the
// result. It is an error if m is nil, if there is no such state, if a Parallel or Map
// state has no mock, or if the input is too long.
func StartInspection(m *Machine, name string, in InspectionInput) (*Run, error) {
	if m == nil {
		return nil, fmt.Errorf("state: %w", errNoMachine)
	}
	s := m.State(name)
	if s == nil {
		return nil, fmt.Errorf("state: the machine has no state %q", name)
	}
	if len(s.flows()) > 0 && in.Mock == nil {
		return nil, needsMock(s)
	}
	if !in.Input.Exists() {
		in.Input = jsonvalue.EmptyObject
	}
	if in.Mock != nil && !in.Mock.Result.Exists() {
		in.Mock = &InspectionMock{Result: jsonvalue.NullValue, Failure: in.Mock.Failure}
	}
	r := newInspected(m, &in)
	if r.cfg.Limits.exceeded(in.Input) {
		return nil, fmt.Errorf("state: the input has %d bytes; at most %d are allowed", in.Input.Size(), r.cfg.Limits.Payload)
	}
	r.lastFrame = 1
	f := &frame{id: r.lastFrame, state: s, input: in.Input, variables: slices.Clone(in.Variables), attempt: int32(min(in.Retries, math.MaxInt32))}
	if rec := s.recovery(); rec != nil {
		f.retried = make([]int64, len(rec.Retry))
		for i := range f.retried {
			f.retried[i] = int64(in.Retries)
		}
	}
	r.root, r.variableBytes = f, sizeOf(f.variables)
	r.enqueue(f)
	r.setTimer(f, r.now.Add(maxInspected), expiry)
	return r, nil
}

func needsMock(s State) error {
	return fmt.Errorf("state: %q is a %s state, which needs a mock to be run by itself", s.Name(), s.Type())
}

// newInspected returns a Run without a history.
func newInspected(m *Machine, in *InspectionInput) *Run {
	in.Type = Express
	role := in.Identity.Role
	in.Config = in.Config.orDefault()
	in.ARN = in.Identity.states("express:" + in.Identity.Machine + ":" + in.Name)
	r := newRun(m, &in.Config)
	r.cfg.Identity.Role, r.input = role, in.Input
	r.inspection, r.maxEvents = &inspection{given: in}, 0
	return r
}

// Inspection returns the result of a Run that [StartInspection] has begun. Before the
// Run has ended, it has the stages so far. It is nil for an execution.
func (r *Run) Inspection() *Inspection {
	if r.inspection == nil {
		return nil
	}
	in := r.inspection.Inspection
	in.Variables = slices.Clone(r.root.variables)
	if in.Status == "" && r.ended() {
		in.Status, in.Failure = InspectionFailed, r.outcome.Failure
	}
	if r.outcome.Status == TimedOut {
		name := errTimeout
		in.Failure = &Failure{Error: &name}
	}
	return &in
}
