package asltest

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/jsonvalue"
	"github.com/goasl/goasl/state"
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

// Budget sets how long [Explore] may take, on the clock of the operating system; the default
// is 10 seconds. When it is used up, what has not been explored is reported. [Fuzz] gives each
// of its seeds as long.
func Budget(d time.Duration) ExploreOption {
	return func(x *explorer) error {
		if d <= 0 {
			return fmt.Errorf("Budget(%v): want a positive duration", d)
		}
		x.budget = d
		return nil
	}
}

// Inputs gives examples of inputs, as JSON texts. What is tried are these with
// changes in what the definition compares; without examples, inputs are made of
// what the definition reads alone.
func Inputs(examples ...string) ExploreOption {
	return func(x *explorer) error {
		values, err := parseAll("Inputs", examples)
		x.inputs = append(x.inputs, values...)
		return err
	}
}

func parseAll(what string, texts []string) (values []jsonvalue.Value, err error) {
	for _, text := range texts {
		v, err := jsonvalue.ParseString(text)
		if err != nil {
			return nil, fmt.Errorf("%s: %s is not JSON: %w", what, quote(text), err)
		}
		values = append(values, v)
	}
	return values, nil
}

// Answers gives examples of what the task of a state returns, as JSON texts;
// without them results are made of what the definition reads of them.
func Answers(name string, examples ...string) ExploreOption {
	return func(x *explorer) error {
		if _, isTask := x.def.State(name).(*state.Task); !isTask {
			return fmt.Errorf("Answers(%q): the machine has no Task state of that name", name)
		}
		values, err := parseAll(fmt.Sprintf("Answers(%q)", name), examples)
		x.answers[name] = append(x.answers[name], values...)
		return err
	}
}

// CountIn has the executions count in a Coverage of the machine.
func CountIn(c *Coverage) ExploreOption {
	return func(x *explorer) error {
		if c == nil || c.of(x.def) == nil {
			return errors.New("CountIn: the Coverage is not one of the machine")
		}
		x.coverage = c
		return nil
	}
}

// explorer tries a machine. It does not change once it is made.
type explorer struct {
	machine    *asl.Machine
	def        *state.Machine
	flow       *dataflow
	errors     map[state.State][]string // the names of those with which Task states fail
	coverage   *Coverage                // nil if the executions count nowhere
	seed       uint64
	executions int
	budget     time.Duration
	inputs     []jsonvalue.Value
	answers    map[string][]jsonvalue.Value
}

func newExplorer(m *asl.Machine, opts []ExploreOption) (*explorer, error) {
	if m == nil {
		return nil, errors.New("the machine is nil")
	}
	def := m.Definition()
	x := &explorer{
		machine: m, def: def, flow: dataflowOf(def), errors: map[state.State][]string{},
		seed: 1, executions: 1_000, budget: 10 * time.Second, answers: map[string][]jsonvalue.Value{},
	}
	for _, s := range def.All() {
		x.errors[s] = x.flow.expected(s)
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

// sample is the sample of a number, which makes all of it.
func (x *explorer) sample(seed uint64) sample {
	r := rand.New(rand.NewPCG(seed, seed))
	s := sample{seed: r.Uint64()}
	form := x.flow.input()
	if len(x.inputs) == 0 {
		if s.input = form.generate(r); !form.isKnown() {
			s.input = jsonvalue.EmptyObject
		}
		return s
	}
	s.input = x.inputs[r.IntN(len(x.inputs))]
	if r.IntN(4) > 0 {
		s.input = form.vary(s.input, r)
	}
	return s
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
// Members of what is made up are left out, and arrays are shorter than an index that is
// read, only where the definition asks whether these are present. Time is virtual; an
// execution is given up after 2,000 events. An input that is made longer than the machine
// takes is left out.
//
// [Budget] bounds how long that may take. If it is used up before all executions were tried,
// the test's log says so.
func Explore(t testing.TB, m *asl.Machine, opts ...ExploreOption) {
	t.Helper()
	x, err := newExplorer(m, opts)
	if err != nil {
		t.Fatalf("asltest: %v", err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), x.budget)
	defer cancel()
	reached, known := map[string]bool{}, map[string]bool{}
	next := rand.New(rand.NewPCG(x.seed, 0))
	const most = 10 // problems
	tried, refused := 0, 0
	for tried < x.executions && ctx.Err() == nil && len(known) < most {
		s := x.sample(next.Uint64())
		f := x.try(ctx, s)
		if ctx.Err() == nil {
			tried++
			if f.refused {
				refused++
			}
		}
		maps.Copy(reached, f.reached)
		if f.problem != "" && !known[f.key] {
			known[f.key] = true
			t.Errorf("asltest: %s", x.report(ctx, s, f))
		}
	}
	if refused > 0 {
		t.Logf("asltest: %d of %d inputs were made longer than the machine takes, and left out", refused, tried)
	}
	if len(known) < most {
		x.conclude(t, tried, reached)
	}
}

// conclude reports what was not explored.
func (x *explorer) conclude(t testing.TB, tried int, reached map[string]bool) {
	t.Helper()
	cut := ""
	if tried < x.executions {
		cut = fmt.Sprintf(" of %d, for which there was time (asltest.Budget allows %v)", x.executions, x.budget)
	}
	var never []string
	for _, s := range x.def.All() {
		if !reached[s.Name()] {
			never = append(never, s.Name())
		}
	}
	switch {
	case len(never) > 0:
		t.Errorf("asltest: never reached in %d executions%s with the seed %d: %s (asltest.Inputs and asltest.Answers give examples to start from)",
			tried, cut, x.seed, strings.Join(never, ", "))
	case cut != "":
		t.Logf("asltest: explored in %d executions%s", tried, cut)
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
		ctx, cancel := context.WithTimeout(t.Context(), x.budget)
		defer cancel()
		s := x.sample(seed)
		if f := x.try(ctx, s); f.problem != "" {
			t.Errorf("asltest: %s", x.report(ctx, s, f))
		}
	})
}

// report tells of a problem by the smallest input that still has it, as far as there is time
// to find that.
func (x *explorer) report(ctx context.Context, s sample, f finding) string {
	s, f = x.minimise(ctx, s, f)
	var b strings.Builder
	fmt.Fprintf(&b, "%s\ninput:\n    %s\npath:\n    %s\n", f.problem, s.input.Preview(shown), strings.Join(f.path, "\n    "))
	if len(f.given) > 0 {
		fmt.Fprintf(&b, "the tasks answered:\n    %s\n", strings.Join(f.given, "\n    "))
	}
	return strings.TrimSuffix(b.String(), "\n")
}
