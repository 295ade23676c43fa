package asltest

import (
	"encoding/json"
	"fmt"
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
	src       *diag.Source
	machines  map[string]map[string][]mockedName // by the names of machines and test cases
	responses map[string][]mockedResponse        // by name
}

// mockedName is a state of a test case, with the name of its response.
type mockedName struct {
	state, response string
	line            int
}

// mockedResponse is the response to some attempts.
type mockedResponse struct {
	line   int
	answer answer
}

// MockFile reads a MockConfigFile.json, as AWS Step Functions Local has it, and
// returns the option that runs one of its test cases. The selector is what that
// program is given in place of the machine's ARN: the ARN, or the machine's name
// alone, followed by "#" and the name of the test case.
//
// The mocks answer what the service would: where a state's Resource is the ARN
// of a Lambda function, the Payload of its answer is the result. The attempts
// "0", "1-2" of a response are the calls of the state in one execution, counted
// from 0; a call that has none fails the execution. States that the test
// case does not name call what they would otherwise. Members of the file that
// are none of a MockConfigFile.json do not count.
//
// The option is safe for concurrent use. The error says what is wrong with the
// file, and in which line, or that there is no such test case. [Test.MockFile] also reports
// responses that are never given; [MockCases] reads all test cases.
func MockFile(name, selector string) (asl.Option, error) {
	c, err := mockCaseOf(name, selector)
	if err != nil {
		return nil, fmt.Errorf("asltest: %w", err)
	}
	return c.Option(), nil
}

// ParseMockFile is [MockFile] for the text of a file.
func ParseMockFile(text []byte, selector string) (asl.Option, error) {
	c, err := parseMockFile("mock file", text, selector)
	if err != nil {
		return nil, fmt.Errorf("asltest: %w", err)
	}
	return c.Option(), nil
}

// MockFile takes the responses of a test case of a MockConfigFile.json, as the function
// [MockFile] reads it. A state that the machine does not have fails the test at once, and a
// response that no run was given when the test ends.
func (x *Test) MockFile(name, selector string) *Test {
	x.t.Helper()
	c, err := mockCaseOf(name, selector)
	if err == nil {
		err = c.check(x.def)
	}
	if err != nil {
		x.t.Fatalf("asltest: MockFile: %v", err)
	}
	x.opts = append(slices.Clip(x.opts), c.Option())
	x.cases = append(x.cases, c)
	return x
}

func mockCaseOf(name, selector string) (*MockCase, error) {
	text, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	return parseMockFile(name, text, selector)
}

// parseMockFile reads a test case. The error begins with the name of the file.
func parseMockFile(name string, text []byte, selector string) (*MockCase, error) {
	file, err := readMockFile(name, text)
	if err != nil {
		return nil, err
	}
	machine, test, err := file.find(selector)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	c, err := file.testCase(machine, test)
	if err == nil {
		err = c.missing()
	}
	return c, err
}

// find returns the names of the machine and of the test case that a selector names.
func (f *mockFile) find(selector string) (machine, name string, err error) {
	i := strings.LastIndexByte(selector, '#')
	if i < 0 {
		return "", "", fmt.Errorf("the selector %q has no test case: write machine#case", selector)
	}
	machine, name = selector[:i], selector[i+1:]
	machine = machine[strings.LastIndexByte(machine, ':')+1:]
	cases, ok := f.machines[machine]
	if !ok {
		return "", "", fmt.Errorf("there is no state machine %q%s", machine, among(machine, f.machines))
	}
	if _, ok := cases[name]; !ok {
		return "", "", fmt.Errorf("state machine %s has no test case %q%s", machine, name, among(name, cases))
	}
	return machine, name, nil
}

// testCase reads the responses of a test case that is in the file.
func (f *mockFile) testCase(machine, name string) (*MockCase, error) {
	c := &MockCase{Machine: machine, Name: name, file: f.src.File()}
	for _, m := range f.machines[machine][name] {
		s := &mockedState{state: m.state, line: m.line, counts: map[*asl.Execution]int{}}
		if _, ok := f.responses[m.response]; !ok {
			s.missing = fmt.Sprintf(": there is no mocked response %q%s", m.response, among(m.response, f.responses))
		}
		var err error
		if s.answers, err = f.answers(m.response); err != nil {
			return nil, err
		}
		s.used = make([]bool, len(s.answers))
		c.states = append(c.states, s)
	}
	slices.SortFunc(c.states, func(a, b *mockedState) int { return strings.Compare(a.state, b.state) })
	return c, nil
}

// among is [didYouMean] for the keys of a map.
func among[V any](name string, known map[string]V) string {
	return didYouMean(name, slices.Sorted(maps.Keys(known)))
}

// answer is the response to some attempts.
type answer struct {
	first, last int
	response    Response
	payload     json.RawMessage // what a Lambda function's ARN answers with, nil if that is the response
}

// answers are the answers of a response, by attempts in their order. There may be none, and not for
// each attempt: Step Functions Local looks for an answer when a state needs it.
func (f *mockFile) answers(name string) ([]answer, error) {
	responses := slices.Clone(f.responses[name])
	slices.SortStableFunc(responses, func(a, b mockedResponse) int { return a.answer.first - b.answer.first })
	next := 0
	var all []answer
	for _, r := range responses {
		if r.answer.first < next {
			return nil, f.problem(r.line, "mocked response %s: attempt %d is given twice", name, r.answer.first)
		}
		next = r.answer.last + 1
		all = append(all, r.answer)
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
