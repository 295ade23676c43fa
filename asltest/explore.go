package asltest

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/jsonvalue"
)

// ExploreOption says how [Explore] and [Fuzz] try a machine.
type ExploreOption func(*explorer) error

// Seed makes the exploration another one; the default is 1. The same seed and
// machine always give the same executions.
func Seed(seed uint64) ExploreOption {
	return func(x *explorer) error {
		x.seed = seed
		return nil
	}
}

// Executions sets the number of executions that are tried; the default is 1,000.
func Executions(n int) ExploreOption {
	return func(x *explorer) error {
		if n < 1 {
			return fmt.Errorf("Executions(%d): want at least 1", n)
		}
		x.executions = n
		return nil
	}
}

// Inputs gives examples of inputs, as JSON texts. What is tried are these with
// changes in what the definition compares; without examples, inputs are made of
// the paths in the definition alone.
func Inputs(examples ...string) ExploreOption {
	return func(x *explorer) error {
		for _, text := range examples {
			v, err := jsonvalue.ParseString(text)
			if err != nil {
				return fmt.Errorf("Inputs: %s is not JSON: %w", quote(text), err)
			}
			x.inputs = append(x.inputs, v)
		}
		return nil
	}
}

// Answers gives examples of what the task of a state returns, as JSON texts;
// without them results are made of the paths in the definition.
func Answers(state string, examples ...string) ExploreOption {
	return func(x *explorer) error {
		if p := x.outline.byName[state]; p == nil || p.kind != "Task" {
			return fmt.Errorf("Answers(%q): the machine has no Task state of that name", state)
		}
		for _, text := range examples {
			v, err := jsonvalue.ParseString(text)
			if err != nil {
				return fmt.Errorf("Answers(%q): %s is not JSON: %w", state, quote(text), err)
			}
			x.answers[state] = append(x.answers[state], v)
		}
		return nil
	}
}

// explorer tries a machine. It does not change once it is made.
type explorer struct {
	machine    *asl.Machine
	outline    *outline
	shapes     *shapes
	errors     map[*place][]reaction // by Task state
	seed       uint64
	executions int
	inputs     []jsonvalue.Value
	answers    map[string][]jsonvalue.Value
}

func newExplorer(m *asl.Machine, opts []ExploreOption) (*explorer, error) {
	if m == nil {
		return nil, errors.New("the machine is nil")
	}
	o := outlineOf(m)
	x := &explorer{
		machine: m, outline: o, shapes: shapesOf(o), errors: map[*place][]reaction{},
		seed: 1, executions: 1_000, answers: map[string][]jsonvalue.Value{},
	}
	for _, p := range o.states {
		x.errors[p] = errorsOf(p)
	}
	for _, opt := range opts {
		if opt == nil {
			return nil, errors.New("an ExploreOption is nil")
		}
		if err := opt(x); err != nil {
			return nil, err
		}
	}
	return x, nil
}

// trial is the trial of a number, which makes all of it.
func (x *explorer) trial(seed uint64) trial {
	r := rand.New(rand.NewPCG(seed, seed))
	tr := trial{seed: r.Uint64()}
	s := x.shapes.flows[nil]
	if len(x.inputs) == 0 {
		if tr.input = s.generate(r); !s.isKnown() {
			tr.input = jsonvalue.EmptyObject
		}
		return tr
	}
	tr.input = x.inputs[r.IntN(len(x.inputs))]
	if r.IntN(4) > 0 {
		tr.input = s.vary(tr.input, r)
	}
	return tr
}

// Explore executes a machine many times, with inputs and outcomes of tasks that
// it makes up, and fails the test if
//
//   - an execution fails with States.Runtime, or another error that the engine
//     raises for a mistake in the definition or its input, such as
//     States.QueryEvaluationError,
//   - the engine itself fails, or
//   - a state was never reached.
//
// Tasks succeed, fail with each error that a retrier or catcher around them
// names, or time out, if those name that. Each problem is reported once, with an
// input from which nothing can be left out, and with what the tasks answered.
// Members of an input are left out only where the definition asks whether they
// are present. Time is virtual; an execution is given up after 2,000 events.
func Explore(t testing.TB, m *asl.Machine, opts ...ExploreOption) {
	t.Helper()
	x, err := newExplorer(m, opts)
	if err != nil {
		t.Fatalf("asltest: %v", err)
	}
	reached, known := map[string]bool{}, map[string]bool{}
	next := rand.New(rand.NewPCG(x.seed, 0))
	const most = 10 // problems
	for range x.executions {
		tr := x.trial(next.Uint64())
		v := x.try(tr)
		for state := range v.reached {
			reached[state] = true
		}
		if v.problem != "" && !known[v.key] {
			known[v.key] = true
			t.Errorf("asltest: %s", x.report(tr, v))
		}
		if len(known) == most {
			return
		}
	}
	var never []string
	for _, p := range x.outline.states {
		if !reached[p.name] {
			never = append(never, p.name)
		}
	}
	if len(never) > 0 {
		t.Errorf("asltest: never reached in %d executions with the seed %d: %s (asltest.Inputs and asltest.Answers give examples to start from)",
			x.executions, x.seed, strings.Join(never, ", "))
	}
}

// Fuzz is [Explore], after which go test -fuzz goes on with seeds of its own. One
// that finds a problem is kept in testdata/fuzz and tried by each go test.
func Fuzz(f *testing.F, m *asl.Machine, opts ...ExploreOption) {
	f.Helper()
	Explore(f, m, opts...)
	if f.Failed() {
		return
	}
	x, err := newExplorer(m, opts)
	if err != nil {
		f.Fatalf("asltest: %v", err)
	}
	f.Add(x.seed)
	f.Fuzz(func(t *testing.T, seed uint64) {
		tr := x.trial(seed)
		if v := x.try(tr); v.problem != "" {
			t.Errorf("asltest: %s", x.report(tr, v))
		}
	})
}

// report tells of a problem by the smallest input that still has it.
func (x *explorer) report(tr trial, v verdict) string {
	tr, v = x.minimise(tr, v)
	var b strings.Builder
	fmt.Fprintf(&b, "%s\ninput:\n    %s\npath:\n    %s\n", v.problem, tr.input.Preview(shown), strings.Join(v.path, "\n    "))
	if len(v.given) > 0 {
		fmt.Fprintf(&b, "the tasks answered:\n    %s\n", strings.Join(v.given, "\n    "))
	}
	return strings.TrimSuffix(b.String(), "\n")
}
