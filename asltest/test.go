// Package asltest tests state machines: with mocks in the place of tasks, on
// virtual time, and with assertions about the way that an execution took.
//
//	asltest.New(t, machine).
//		Mock("Charge", asltest.Fail("Bank.Busy", ""), asltest.Return(`{"receipt": "r-1"}`)).
//		Mock("Ship", asltest.Return(`{}`).After(3*24*time.Hour)).
//		Run(`{"order": 7}`).
//		Path("Charge", "Ship").
//		Calls("Charge", 2).
//		Output(`{"order": 7, "receipt": "r-1"}`)
//
// [New] and its Run are one test; [Coverage] tells what a whole suite of them
// has not exercised, [Explore] and [Fuzz] try inputs and outcomes of tasks that
// nobody thought of. [Replay] compares a machine with the recorded history of an
// execution. [MockFile] runs a test case of a MockConfigFile.json of
// AWS Step Functions Local, [MockCases] reads all of them, and [TestResolver] is a
// test for implementers of [asl.TaskResolver].
package asltest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"runtime/debug"
	"slices"
	"testing"
	"time"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/history"
	"github.com/goasl/goasl/state"
)

// Start is the time at which executions of tests begin.
var Start = time.Date(2026, time.January, 1, 0, 0, 0, 0, time.UTC)

// Test is a machine with mocks. It is used by the goroutine of its test alone;
// tests of one machine may run in parallel.
type Test struct {
	t       testing.TB
	machine *asl.Machine
	opts    []asl.Option
	def     *state.Machine
	mocks   map[string]*mock
	order   []*mock
	cases   []*MockCase       // of mock files
	objects map[string]string // by bucket and key; nil without a store
	ran     bool
}

// New returns a test of the machine. Its executions run on a virtual clock of
// their own that begins at [Start], under the name "test" and with a fixed seed,
// unless options say otherwise. Tasks that have no mock run as the options or
// the machine say; one that nobody knows fails the test.
//
// Misuse fails the test at once. Mocks and responses that no run has used fail
// it when it ends, unless it has failed before.
func New(t testing.TB, m *asl.Machine, opts ...asl.Option) *Test {
	t.Helper()
	if m == nil {
		t.Fatalf("asltest: New: the machine is nil")
	}
	x := &Test{t: t, machine: m, opts: opts, def: m.Definition(), mocks: map[string]*mock{}}
	t.Cleanup(x.end)
	return x
}

// Mock sets what the calls of a Task state are answered, in order; the last
// response repeats. Retries are calls like any others. Each iteration of a Map
// state gets the responses from the first one on.
//
// A Map or Parallel state can be mocked as a whole: nothing inside it runs. A response is
// then what its iterations or branches return together, an array; or, of a Map that writes
// its results, the object that says where. It is a [Return], a [Fail] or a [Do], which gets
// an array of the inputs of the iterations, or the input of all branches, and a context
// without an [asl.TaskInfo].
func (x *Test) Mock(state string, responses ...Response) *Test {
	x.t.Helper()
	if problem := x.misuse(state, responses); problem != "" {
		x.t.Fatalf("asltest: Mock(%q): %s", state, problem)
	}
	m := &mock{state: state, responses: responses, used: make([]bool, len(responses))}
	x.order = slices.DeleteFunc(x.order, func(m *mock) bool { return m.state == state }) // which was recorded
	x.order = append(x.order, m)
	x.mocks[state] = m
	return x
}

// misuse says why a state cannot be mocked in this way, "" if it can.
func (x *Test) misuse(name string, responses []Response) string {
	s := x.def.State(name)
	switch {
	case s == nil:
		return "the machine has no such state" + meant(name, x.def, "Task")
	case s.Type() != "Task" && !isWhole(s):
		return fmt.Sprintf("it is a %s state, and only Task, Map and Parallel states do something that can be mocked", s.Type())
	case x.mocks[name] != nil && !x.mocks[name].recorded:
		return "it has a mock already: give all responses to one Mock"
	case len(responses) == 0:
		return "there is no response: write for instance asltest.Return(`{}`)"
	}
	for i, r := range responses {
		switch {
		case r.problem != "":
			return r.problem
		case !r.valid:
			return fmt.Sprintf("response %d is the zero Response", i+1)
		case isWhole(s) && !r.atOnce():
			return fmt.Sprintf("response %d: a %s state is answered at once: write Return, Fail or Do, without After and Submit", i+1, s.Type())
		}
	}
	return ""
}

// Run executes the machine with an input, which is JSON text, and waits for the
// end. The mocks begin with their first responses in each run.
func (x *Test) Run(input string) *Run {
	x.t.Helper()
	x.ran = true
	s := newSession()
	trail, store := newTrail(), x.store()
	opts := slices.Clip(x.opts)
	if store != nil {
		opts = append(opts, asl.WithObjects(store))
	}
	opts = append(opts, asl.WithMiddleware(s.watch, tellPanics(x.t)), asl.WithObserver(func(of *asl.Execution, e history.Event) {
		trail.observe(of, e)
	}))
	for _, m := range x.order {
		opts = append(opts, s.option(m, x.def.State(m.state)))
	}
	result, err := execute(x.t.Context(), x.machine, []byte(input), opts...)
	if result == nil {
		x.t.Fatalf("asltest: the execution did not start: %v", err)
	}
	tokens, problems := s.notes()
	r := &Run{
		t: x.t, result: result, err: err, events: trail.main(), def: x.def, timeline: trail.timeline(), tokens: tokens,
		items: trail.items(), store: store, buckets: x.buckets(),
	}
	for _, problem := range problems {
		x.t.Errorf("asltest: %s", problem)
	}
	switch {
	case len(problems) > 0:
		x.t.FailNow()
	case r.wrongAnswer() != nil:
		x.t.Fatalf("asltest: %v%s", r.wrongAnswer(), r.trace(r.timeline.End))
	case errors.Is(err, asl.ErrNoTask):
		x.t.Fatalf("asltest: %s", r.unmocked(r.timeline.End))
	case unmockedItem(r.items) != nil:
		x.t.Fatalf("asltest: %s", r.unmocked(endOf(r.timeline, unmockedItem(r.items))))
	case result.ObserverError() != nil && result.Status != asl.Running:
		x.t.Fatalf("asltest: observers did not get all events: %v", result.ObserverError())
	case err != nil && result.Error == nil:
		x.t.Fatalf("asltest: the execution did not end: %v%s", err, r.trace(r.timeline.End))
	}
	return r
}

// execute runs a machine under the conditions of a test, which options may change: on
// a virtual clock of its own, with a fixed name and seed.
func execute(ctx context.Context, m *asl.Machine, input []byte, opts ...asl.Option) (*asl.Result, error) {
	defaults := []asl.Option{asl.WithClock(asl.NewVirtualClock(Start)), asl.WithName("test"), asl.WithSeed(1)}
	return m.Execute(ctx, input, append(defaults, opts...)...)
}

// tellPanics logs to the test what a task panics with, and where. The execution
// says no more than that it did.
func tellPanics(t testing.TB) asl.Middleware {
	return func(next asl.TaskFunc) asl.TaskFunc {
		return func(ctx context.Context, in json.RawMessage) (json.RawMessage, error) {
			defer func() {
				problem := recover()
				if problem == nil {
					return
				}
				if ctx.Err() == nil { // or nobody waits for the task any more: the test may be over
					t.Logf("asltest: the task of the state %q panicked: %v\n%s", asl.TaskInfoFrom(ctx).State, problem, debug.Stack())
				}
				panic(problem)
			}()
			return next(ctx, in)
		}
	}
}

// end fails a test that has not used what it set up.
func (x *Test) end() {
	x.t.Helper()
	if x.t.Failed() || x.t.Skipped() {
		return
	}
	if !x.ran {
		x.t.Errorf("asltest: the test runs nothing: write .Run(`{…}`)")
		return
	}
	for _, m := range x.order {
		if problem := m.unused(); problem != "" {
			x.t.Errorf("asltest: %s", problem)
		}
	}
	for _, c := range x.cases {
		for _, problem := range c.Unused() {
			x.t.Errorf("asltest: %s: test case %s: %s", c.file, c, problem)
		}
	}
}
