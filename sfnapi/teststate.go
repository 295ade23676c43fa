package sfnapi

import (
	"context"
	"time"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/state"
)

// TestState runs one state by itself, as the TestState operation of Step Functions does,
// with the code that runs it in an execution. The options are those of a machine: a Task
// state without a mock is run by the resolver. The clock is an [asl.VirtualClock] unless
// [asl.WithClock] sets another one: a Wait state ends at once, but a state that takes
// more than five minutes fails with States.Timeout.
//
// A definition of a single state has no name for it; the state is called StateName then.
//
// If the state fails, that is the Status of the output, and no error. The error is an
// [*Exception] if Step Functions refuses the request; else an option is wrong, or ctx has
// ended.
//
//	out, err := sfnapi.TestState(ctx, sfnapi.TestStateInput{
//		Definition: definition,
//		StateName:  "Charge",
//		Input:      `{"amount": 12}`,
//		Mock:       &sfnapi.MockInput{ErrorOutput: &sfnapi.MockErrorOutput{Error: "CardDeclined"}},
//	})
func TestState(ctx context.Context, in TestStateInput, opts ...asl.Option) (*TestStateOutput, error) {
	t := &stateTest{TestStateInput: in}
	if err := t.checkRequest(); err != nil {
		return nil, err
	}
	def, err := t.parse()
	if err != nil {
		return nil, err
	}
	clock := asl.WithClock(asl.NewVirtualClock(time.Now()))
	m, err := asl.NewMachine(def, append([]asl.Option{clock}, opts...)...)
	if err != nil {
		return nil, err
	}
	if err := t.checkState(ctx, def); err != nil {
		return nil, err
	}
	if t.inspection.Config, err = m.Config(); err != nil {
		return nil, err
	}
	t.inspection.Identity.Role = in.RoleARN
	return t.run(ctx, m)
}

// testState runs a state with the checkers of the Service, and the options of its machines.
func (s *Service) testState(c *call, in *TestStateInput) (*TestStateOutput, error) {
	test := *in
	test.CallChecker, test.MockChecker = s.calls, s.mocks
	return TestState(c, test, append([]asl.Option{asl.WithIdentity(c.identity)}, s.machine...)...)
}

// stateTest is a request, and what was read from it.
type stateTest struct {
	TestStateInput
	state      state.State
	inspection state.InspectionInput
}

// run runs the state as an execution of its own.
func (t *stateTest) run(ctx context.Context, m *asl.Machine) (*TestStateOutput, error) {
	run, err := state.StartInspection(m.Definition(), t.state.Name(), t.inspection)
	if err != nil { // everything else was checked: the input is too long
		return nil, invalid("1 validation error detected: Value at 'input' failed to satisfy constraint: " + err.Error())
	}
	x, err := m.Drive(ctx, run)
	if err != nil {
		return nil, err
	}
	<-x.Done()
	if r, err := x.Wait(ctx); r.Status == asl.Running { // it was stopped
		return nil, err
	}
	in := run.Inspection()
	if err := t.checkIterations(in); err != nil {
		return nil, err
	}
	return t.output(in), nil
}
