package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/goasl/goasl/asltest"
	"github.com/goasl/goasl/diag"
)

// mocks are the test cases of a machine.
type mocks struct {
	file string // a MockConfigFile.json
	text []byte // nil if there is none
}

// of returns the cases of a machine: those under its name, or else all of the file if it
// is about one machine only, unless the name was given for the file.
func (k mocks) of(name string, given bool) ([]*asltest.MockCase, error) {
	all, err := k.all()
	if err != nil {
		return nil, err
	}
	var own []*asltest.MockCase
	var machines []string
	for _, c := range all {
		if strings.EqualFold(c.Machine, name) {
			own = append(own, c)
		}
		if !slices.Contains(machines, c.Machine) {
			machines = append(machines, c.Machine)
		}
	}
	switch {
	case own != nil:
		return own, nil
	case len(machines) > 1 || given && len(machines) == 1:
		return nil, usage("%s has no machine %s", k.file, noneOf(name, machines))
	}
	return all, nil
}

// all returns the cases of all machines.
func (k mocks) all() ([]*asltest.MockCase, error) {
	all, err := asltest.ParseMockCases(k.text)
	if err != nil {
		return nil, usage("%s%s", k.file, strings.TrimPrefix(err.Error(), "asltest: mock file")) // the line follows
	}
	return all, nil
}

// empty says that there are no cases, and where they belong.
func (k mocks) empty() string {
	return k.file + " has no test cases: they are the members of StateMachines.NAME.TestCases"
}

// cases returns the test cases of the machine. What asl.yaml says of them has to be about
// one of them.
func (m *machine) cases() ([]*asltest.MockCase, error) {
	all, err := m.mocks.of(m.name, false)
	if err != nil {
		return nil, err
	}
	for _, name := range slices.Sorted(maps.Keys(m.expected)) {
		if !slices.ContainsFunc(all, func(c *asltest.MockCase) bool { return c.Name == name }) {
			return nil, usage("%s: machine %s: %s has no test case %q", projectFileName, m.name, m.mocks.file, name)
		}
	}
	return all, nil
}

// readMocks reads the file of a flag.
func readMocks(file string) (mocks, error) {
	text, err := readFile(file)
	if err != nil {
		return mocks{}, usage("--mock: %w", err)
	}
	return mocks{file: file, text: text}, nil
}

// mockCase finds the test case FILE#CASE for a machine; FILE#MACHINE#CASE is taken, too.
func mockCase(flag, machine string) (*asltest.MockCase, error) {
	file, name, ok := strings.Cut(flag, "#")
	if !ok || name == "" {
		return nil, usage("--mock %s: want FILE#CASE", flag)
	}
	i := strings.LastIndexByte(name, '#')
	given := i >= 0
	if given {
		machine, name = name[:i], name[i+1:]
	}
	k, err := readMocks(file)
	if err != nil {
		return nil, err
	}
	all, err := k.of(machine, given)
	if err != nil {
		return nil, err
	}
	var names []string
	for _, c := range all {
		if c.Name == name {
			return c, nil
		}
		names = append(names, c.Name)
	}
	if len(names) == 0 {
		return nil, usage("%s", k.empty())
	}
	return nil, usage("%s has no test case %s", file, noneOf(name, names))
}

// noneOf is a name that is not among others, with the one that is meant, or all.
func noneOf(name string, known []string) string {
	if meant := diag.Suggest(name, known); meant != "" {
		return fmt.Sprintf("%q; did you mean %q?", name, meant)
	}
	return fmt.Sprintf("%q, only: %s", name, diag.Printable(strings.Join(known, ", ")))
}
