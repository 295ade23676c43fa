package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/asltest"
)

// suite is the test cases of a project.
type suite struct {
	*testFlags
	project  *project
	machines map[string]*asl.Machine
	tasks    *tasks
	input    []byte
	coverage *asltest.Coverage
}

// caseResult is how a test case ended.
type caseResult struct {
	Case    string          `json:"case"`
	Passed  bool            `json:"passed"`
	Seconds float64         `json:"seconds"`
	Status  asl.Status      `json:"status,omitempty"`
	Output  json.RawMessage `json:"output,omitempty"`
	Problem string          `json:"problem,omitempty"`
	Unused  []string        `json:"unused,omitempty"`
}

// run runs all cases and writes what came of them.
func (x *suite) run(ctx context.Context, s streams) error {
	x.coverage = asltest.NewCoverage(x.tested()...)
	x.tellCalls(newScreen(s.err))
	all, err := x.chosen()
	if err != nil {
		return err
	}
	results := make([]caseResult, len(all))
	for i, c := range all {
		results[i] = x.runCase(ctx, c.machine, c.MockCase)
	}
	if err := x.write(s, results); err != nil {
		return &exit{code: exitUsage, err: err}
	}
	if slices.ContainsFunc(results, func(r caseResult) bool { return !r.Passed }) {
		return &exit{code: exitFailed}
	}
	return nil
}

// machineCase is a test case of a machine.
type machineCase struct {
	*asltest.MockCase
	machine *machine
}

// chosen returns the test cases that are to run. The error says that there are none, or not one that
// is named.
func (x *suite) chosen() (all []machineCase, err error) {
	var names []string
	for i := range x.project.machines {
		m := &x.project.machines[i]
		if m.mocks.text == nil {
			continue
		}
		cases, err := m.cases()
		if err != nil {
			return nil, err
		}
		for _, c := range cases {
			names = append(names, c.Name)
			if len(x.cases) == 0 || slices.Contains(x.cases, c.Name) {
				all = append(all, machineCase{c, m})
			}
		}
	}
	if len(names) == 0 {
		return nil, usage("%s", x.nothing())
	}
	for _, name := range x.cases {
		if !slices.Contains(names, name) {
			return nil, usage("there is no test case %s", noneOf(name, names))
		}
	}
	return all, nil
}

// tellCalls says which states call services of AWS in cases that have no response for them.
func (x *suite) tellCalls(s screen) {
	for _, m := range x.tested() {
		for _, c := range x.tasks.calls(m) {
			s.line("▸ ", callText(c), ", unless a case has a response for it")
		}
	}
}

// tested are the machines with test cases, or all if none has any.
func (x *suite) tested() (all []*asl.Machine) {
	for _, m := range x.project.machines {
		if m.mocks.text != nil {
			all = append(all, x.machines[m.name])
		}
	}
	if all == nil {
		all = append(all, x.machines[x.project.machines[0].name])
	}
	return all
}

// nothing says why there are no test cases.
func (x *suite) nothing() string {
	for _, m := range x.project.machines {
		if m.mocks.text != nil {
			return m.mocks.empty()
		}
	}
	return "there are no test cases: name a MockConfigFile.json with --mock, or in " + projectFileName
}

// runCase runs a test case and compares its end with what is expected.
func (x *suite) runCase(ctx context.Context, m *machine, c *asltest.MockCase) caseResult {
	ctx, cancel := limited(ctx, x.timeout)
	defer cancel()
	want := m.expected[c.Name]
	began := time.Now()
	result, err := c.Run(ctx, x.machines[m.name], firstInput(want.Input, x.input, m.input),
		append(x.tasks.options(), asl.WithIdentity(asl.Identity{Machine: m.name}), x.coverage.Option(), asl.WithHistory(asl.DropHistory()))...)
	r := caseResult{Case: c.String(), Seconds: time.Since(began).Seconds(), Unused: c.Unused()}
	if result != nil {
		r.Status, r.Output = result.Status, result.Output
	}
	if ctx.Err() != nil && err != nil {
		err = context.Cause(ctx)
	}
	r.Problem = want.problem(result, err)
	r.Passed = r.Problem == "" && !(x.strict && len(r.Unused) > 0)
	return r
}

// write writes the results, and the coverage.
func (x *suite) write(s streams, results []caseResult) error {
	if err := x.print(s, results); err != nil || x.cover == "" {
		return err
	}
	var text bytes.Buffer
	if err := x.coverage.WriteLCOV(&text); err != nil {
		return err
	}
	return writeFile("cover", x.cover, text.Bytes())
}

func (x *suite) print(s streams, results []caseResult) error {
	if x.json {
		return writeRows(s.out, results)
	}
	printResults(newScreen(s.out), results)
	fmt.Fprintln(s.out)
	return x.coverage.Print(s.out)
}
