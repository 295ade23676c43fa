package asltest

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strconv"
	"strings"

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
// file, or that there is no such test case. [MockCases] reads all test cases.
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
	file, err := readMockFile(text)
	if err != nil {
		return nil, err
	}
	machine, name, err := file.find(selector)
	if err != nil {
		return nil, err
	}
	c, err := file.testCase(machine, name)
	if err != nil {
		return nil, err
	}
	return c.Option(), nil
}

func readMockFile(text []byte) (*mockFile, error) {
	var file mockFile
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	if err := d.Decode(&file); err != nil {
		return nil, err
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("there is text after the configuration")
	}
	return &file, nil
}

// find returns the names of the machine and of the test case that a selector names.
func (f *mockFile) find(selector string) (machine, name string, err error) {
	i := strings.LastIndexByte(selector, '#')
	if i < 0 {
		return "", "", fmt.Errorf("the selector %q has no test case: write machine#case", selector)
	}
	machine, name = selector[:i], selector[i+1:]
	machine = machine[strings.LastIndexByte(machine, ':')+1:]
	m, ok := f.StateMachines[machine]
	if !ok {
		return "", "", fmt.Errorf("there is no state machine %q%s", machine, among(machine, f.StateMachines))
	}
	if _, ok := m.TestCases[name]; !ok {
		return "", "", fmt.Errorf("state machine %s has no test case %q%s", machine, name, among(name, m.TestCases))
	}
	return machine, name, nil
}

// testCase reads the responses of a test case that is in the file.
func (f *mockFile) testCase(machine, name string) (*MockCase, error) {
	c := &MockCase{Machine: machine, Name: name}
	states := f.StateMachines[machine].TestCases[name]
	for _, state := range slices.Sorted(maps.Keys(states)) {
		answers, err := f.answers(states[state])
		if err != nil {
			return nil, fmt.Errorf("state %s: %w", state, err)
		}
		c.states = append(c.states, &mockedState{
			state: state, answers: answers, used: make([]bool, len(answers)), counts: map[*asl.Execution]int{},
		})
	}
	return c, nil
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
