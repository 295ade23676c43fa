package asltest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"sync"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/state"
)

// MockCase is a test case of a MockConfigFile.json. It runs without a [testing.TB],
// so that programs can use it, too. It is safe for concurrent use; its fields must
// not be changed.
type MockCase struct {
	Machine string // the name of its state machine in the file
	Name    string

	file   string         // or what stands for it
	states []*mockedState // sorted by name
}

// MockCases reads the test cases of a MockConfigFile.json, sorted by the names of
// their machines and then by their own. The error says what is wrong with the file.
func MockCases(name string) ([]*MockCase, error) {
	text, err := os.ReadFile(name)
	if err != nil {
		return nil, fmt.Errorf("asltest: %w", err)
	}
	return parseMockCases(name, text)
}

// ParseMockCases is [MockCases] for the text of a file.
func ParseMockCases(text []byte) ([]*MockCase, error) { return parseMockCases("mock file", text) }

func parseMockCases(name string, text []byte) (all []*MockCase, err error) {
	file, err := readMockFile(name, text)
	if err != nil {
		return nil, fmt.Errorf("asltest: %w", err)
	}
	for _, machine := range slices.Sorted(maps.Keys(file.machines)) {
		for _, test := range slices.Sorted(maps.Keys(file.machines[machine])) {
			c, err := file.testCase(machine, test)
			if err != nil {
				return nil, fmt.Errorf("asltest: %w", err)
			}
			all = append(all, c)
		}
	}
	return all, nil
}

// String returns the selector of the case, such as "Orders#HappyPath".
func (c *MockCase) String() string { return c.Machine + "#" + c.Name }

// Option makes executions get the responses of the case; see [MockFile].
func (c *MockCase) Option() asl.Option {
	return c.option(func(*mockedState) bool { return true })
}

// OptionFor is [MockCase.Option] without the states that a machine does not have, as Step
// Functions Local does it.
func (c *MockCase) OptionFor(m *asl.Machine) asl.Option {
	def := m.Definition()
	return c.option(func(s *mockedState) bool { return s.isIn(def) })
}

func (c *MockCase) option(has func(*mockedState) bool) asl.Option {
	var opts []asl.Option
	for _, s := range c.states {
		if has(s) {
			opts = append(opts, asl.WithTask(s.state, s.call))
		}
	}
	return asl.WithOrigin(c.file, opts...)
}

// missing says which of the responses the file does not have.
func (c *MockCase) missing() error {
	for _, s := range c.states {
		if s.missing != "" {
			return fmt.Errorf("%s:%d: test case %s: state %s%s", c.file, s.line, c, s.state, s.missing)
		}
	}
	return nil
}

// check says which of the states a machine does not have, or which of the responses the file.
func (c *MockCase) check(def *state.Machine) error {
	for _, s := range c.states {
		if !s.isIn(def) {
			return fmt.Errorf("%s:%d: test case %s: the machine has no Task state %q%s", c.file, s.line, c, s.state, meant(s.state, def, "Task"))
		}
	}
	return c.missing()
}

// Run executes a machine with the responses of the case, under the same conditions
// as a [Test] does: on virtual time, with a fixed seed. It returns what
// [asl.Machine.Execute] returns.
func (c *MockCase) Run(ctx context.Context, m *asl.Machine, input []byte, opts ...asl.Option) (*asl.Result, error) {
	if err := c.check(m.Definition()); err != nil {
		return nil, fmt.Errorf("asltest: %w", err)
	}
	return execute(ctx, m, input, append(slices.Clip(opts), c.Option())...)
}

// Unused says which responses no execution has been given so far, a text each.
func (c *MockCase) Unused() (texts []string) {
	for _, s := range c.states {
		texts = append(texts, s.unused()...)
	}
	return texts
}

// mockedState is a state of a test case. It counts the calls of each execution.
type mockedState struct {
	state   string
	line    int    // of the file
	missing string // says that the file does not have the response, "" if it does
	answers []answer

	mu     sync.Mutex
	used   []bool // by answer, in any execution
	counts map[*asl.Execution]int
}

// isIn reports whether a machine has the state, as one with a task.
func (s *mockedState) isIn(def *state.Machine) bool {
	_, isTask := def.State(s.state).(*state.Task)
	return isTask
}

func (s *mockedState) call(ctx context.Context, in json.RawMessage) (json.RawMessage, error) {
	info := asl.TaskInfoFrom(ctx)
	n, i := s.next(info.Execution)
	if i < 0 {
		return nil, asl.Errorf(asl.ErrRuntime.Name, "The mock file has no response for attempt %d of the state '%s'%s.", n, s.state, s.missing)
	}
	a := s.answers[i]
	if a.payload != nil && isLambda(info.Resource) {
		return Return(string(a.payload)).give(ctx, in, func(string) {})
	}
	return a.response.give(ctx, in, func(string) {})
}

// isLambda reports whether a resource is the ARN of a Lambda function.
func isLambda(resource string) bool {
	parts := strings.SplitN(resource, ":", 4)
	return len(parts) == 4 && parts[0] == "arn" && parts[2] == "lambda"
}

// next counts a call. It returns the number of calls before this one and the
// number of the answer, which is -1 if there is none.
func (s *mockedState) next(x *asl.Execution) (n, number int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	n, known := s.counts[x]
	if !known {
		n = s.before(x)
	}
	s.counts[x] = n + 1
	number = slices.IndexFunc(s.answers, func(a answer) bool { return a.first <= n && n <= a.last })
	if number >= 0 {
		s.used[number] = true
	}
	return n, number
}

// before returns the calls of an execution that has left memory, as one of package durable does
// that waits, and now is back as x. It forgets executions that have ended.
func (s *mockedState) before(x *asl.Execution) (n int) {
	for other, calls := range s.counts {
		select {
		case <-other.Done():
		default:
			continue
		}
		_, err := other.Wait(context.Background())
		switch suspended := errors.Is(err, asl.ErrSuspended); {
		case suspended && other.ARN() == x.ARN():
			n = calls
			delete(s.counts, other)
		case !suspended:
			delete(s.counts, other)
		}
	}
	return n
}

// unused says which answers no execution was given.
func (s *mockedState) unused() (texts []string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.answers) > 0 && !slices.Contains(s.used, true) {
		return []string{fmt.Sprintf("state %s was never called", s.state)}
	}
	for i, a := range s.answers {
		if !s.used[i] {
			texts = append(texts, fmt.Sprintf("state %s: the response to %s was never given", s.state, a.attempts()))
		}
	}
	return texts
}

// attempts names the attempts that an answer is for.
func (a answer) attempts() string {
	if a.first == a.last {
		return fmt.Sprintf("attempt %d", a.first)
	}
	return fmt.Sprintf("attempts %d-%d", a.first, a.last)
}
