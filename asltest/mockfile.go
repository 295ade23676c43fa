package asltest

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/diag"
)

// mockFile is a MockConfigFile.json of AWS Step Functions Local.
type mockFile struct {
	StateMachines map[string]struct {
		TestCases map[string]map[string]string // the name of a response, by test case and state
	}
	MockedResponses map[string]map[string]mockedResponse // by name and attempts: "0", "1-2"
}

type mockedResponse struct {
	Return json.RawMessage
	Throw  *struct{ Error, Cause string }
}

// MockFile reads a MockConfigFile.json, as AWS Step Functions Local has it, and
// returns the option that runs one of its test cases. The selector is what that
// program is given in place of the machine's ARN: the ARN, or the machine's name
// alone, followed by "#" and the name of the test case.
//
// The mocks answer what the service would: where a state's Resource is the ARN
// of a Lambda function, the Payload of its answer is the result. The attempts
// "0", "1-2" of a response are the calls of the state in one execution, counted
// from 0; a call beyond the last one fails the execution. States that the test
// case does not name call what they would otherwise.
//
// The option is safe for concurrent use. The error says what is wrong with the
// file, or that there is no such test case.
func MockFile(name, selector string) (asl.Option, error) {
	text, err := os.ReadFile(name)
	if err != nil {
		return nil, fmt.Errorf("asltest: %w", err)
	}
	opt, err := parseMockFile(text, selector)
	if err != nil {
		return nil, fmt.Errorf("asltest: %s: %w", name, err)
	}
	return opt, nil
}

// ParseMockFile is [MockFile] for the text of a file.
func ParseMockFile(text []byte, selector string) (asl.Option, error) {
	opt, err := parseMockFile(text, selector)
	if err != nil {
		return nil, fmt.Errorf("asltest: mock file: %w", err)
	}
	return opt, nil
}

func parseMockFile(text []byte, selector string) (asl.Option, error) {
	var file mockFile
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	if err := d.Decode(&file); err != nil {
		return nil, err
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("there is text after the configuration")
	}
	states, err := file.testCase(selector)
	if err != nil {
		return nil, err
	}
	var opts []asl.Option
	for _, state := range slices.Sorted(maps.Keys(states)) {
		s := &mockedState{state: state, counts: map[*asl.Execution]int{}}
		if s.answers, err = file.answers(states[state]); err != nil {
			return nil, fmt.Errorf("state %s: %w", state, err)
		}
		opts = append(opts, asl.WithTask(state, s.call))
	}
	return asl.WithOptions(opts...), nil
}

// testCase finds the test case that a selector names.
func (f *mockFile) testCase(selector string) (map[string]string, error) {
	i := strings.LastIndexByte(selector, '#')
	if i < 0 {
		return nil, fmt.Errorf("the selector %q has no test case: write machine#case", selector)
	}
	machine, name := selector[:i], selector[i+1:]
	machine = machine[strings.LastIndexByte(machine, ':')+1:]
	m, ok := f.StateMachines[machine]
	if !ok {
		return nil, fmt.Errorf("there is no state machine %q%s", machine, among(machine, f.StateMachines))
	}
	states, ok := m.TestCases[name]
	if !ok {
		return nil, fmt.Errorf("state machine %s has no test case %q%s", machine, name, among(name, m.TestCases))
	}
	return states, nil
}

// among tells the name that was probably meant.
func among[V any](name string, known map[string]V) string {
	if meant := diag.Suggest(name, slices.Sorted(maps.Keys(known))); meant != "" {
		return fmt.Sprintf("; did you mean %q?", meant)
	}
	return ""
}

// answer is the response to some attempts.
type answer struct {
	first, last int
	response    Response
	payload     json.RawMessage // what a Lambda function's ARN answers with, nil if that is the response
}

// answers reads a response, by attempts in their order.
func (f *mockFile) answers(name string) ([]answer, error) {
	mocked, ok := f.MockedResponses[name]
	if !ok {
		return nil, fmt.Errorf("there is no mocked response %q%s", name, among(name, f.MockedResponses))
	}
	var all []answer
	for attempts, m := range mocked {
		a, err := m.answer()
		if err == nil {
			a.first, a.last, err = attemptRange(attempts)
		}
		if err != nil {
			return nil, fmt.Errorf("mocked response %s, attempt %q: %w", name, attempts, err)
		}
		all = append(all, a)
	}
	slices.SortFunc(all, func(a, b answer) int { return a.first - b.first })
	next := 0
	for _, a := range all {
		switch {
		case a.first < next:
			return nil, fmt.Errorf("mocked response %s: attempt %d is given twice", name, a.first)
		case a.first > next:
			return nil, fmt.Errorf("mocked response %s: there is no attempt %d before %d", name, next, a.first)
		}
		next = a.last + 1
	}
	if next == 0 {
		return nil, fmt.Errorf("mocked response %s has no attempt", name)
	}
	return all, nil
}

// attemptRange reads "0" or "1-2".
func attemptRange(text string) (first, last int, err error) {
	from, to, isRange := strings.Cut(text, "-")
	if !isRange {
		to = from
	}
	const most = 1_000_000
	first, err = strconv.Atoi(from)
	if err == nil {
		last, err = strconv.Atoi(to)
	}
	if err != nil || first < 0 || last < first || last > most {
		return 0, 0, fmt.Errorf("want a number such as \"0\" or a range such as \"1-2\", up to %d", most)
	}
	return first, last, nil
}

func (m mockedResponse) answer() (answer, error) {
	switch {
	case (m.Return == nil) == (m.Throw == nil):
		return answer{}, errors.New("want one of Return and Throw")
	case m.Throw != nil:
		return answer{response: Fail(m.Throw.Error, m.Throw.Cause)}, nil
	}
	a := answer{response: Return(string(m.Return))}
	var lambda struct{ Payload json.RawMessage }
	if json.Unmarshal(m.Return, &lambda) == nil {
		a.payload = lambda.Payload
	}
	return a, nil
}

// mockedState is a state of a test case. It counts the calls of each execution.
type mockedState struct {
	state   string
	answers []answer

	mu     sync.Mutex
	counts map[*asl.Execution]int
}

func (s *mockedState) call(ctx context.Context, in json.RawMessage) (json.RawMessage, error) {
	info := asl.TaskInfoFrom(ctx)
	n := s.count(info.Execution)
	i := slices.IndexFunc(s.answers, func(a answer) bool { return a.first <= n && n <= a.last })
	if i < 0 {
		return nil, asl.Errorf(asl.ErrRuntime.Name, "The mock file has no response for attempt %d of the state '%s'.", n, s.state)
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

// count returns the number of calls before this one, and forgets executions that
// have ended.
func (s *mockedState) count(x *asl.Execution) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	n, known := s.counts[x]
	if !known {
		maps.DeleteFunc(s.counts, func(other *asl.Execution, _ int) bool {
			select {
			case <-other.Done():
				return true
			default:
				return false
			}
		})
	}
	s.counts[x] = n + 1
	return n
}
