package template

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/diag"
)

// A Project is what a template, or the templates of a project, have of state machines. It is plain
// data: the methods only read it.
type Project struct {
	Machines  []*Machine
	Functions []*Function
	Rules     []*Rule
	Endpoints []*Endpoint

	// StandIns are those that the machines, rules and endpoints need, in the order in which they
	// were needed. Those of a function are its own.
	StandIns []StandIn

	// Files are all files that were read, and that may be different the next time.
	Files []string

	byARN map[string]*Machine
}

// An Option sets something of [Load] and [Read].
type Option func(*settings) error

// settings are what options set.
type settings struct {
	identity asl.Identity
	given    map[string]string
	parsing  []asl.ParseOption
}

// WithParameters gives values to parameters of the template, and to stand-ins by their names; see
// [StandIn]. A list has commas between its elements.
func WithParameters(values map[string]string) Option {
	return func(s *settings) error {
		for name, value := range values {
			if name == "" {
				return errors.New("template: WithParameters: a name is empty")
			}
			s.given[name] = value
		}
		return nil
	}
}

// WithIdentity sets the region and the account that a stack is deployed in; the default is that of
// [asl.Identity].
func WithIdentity(id asl.Identity) Option {
	return func(s *settings) error {
		s.identity = id.OrDefault()
		return nil
	}
}

// WithParseOptions sets how [Load] parses the definitions, beside what the template says.
func WithParseOptions(opts ...asl.ParseOption) Option {
	return func(s *settings) error {
		s.parsing = append(s.parsing, opts...)
		return nil
	}
}

// Load reads a template, the folder "cdk.out" of an app, or the folder of a project, and parses the
// definitions. Executions have the name, the role, the account and the region that the stack has.
// The error is a [diag.List] with the problems and their places, unless a file cannot be read or an
// option is wrong.
func Load(path string, opts ...Option) (*Project, error) {
	s, err := newSettings(opts)
	if err != nil {
		return nil, err
	}
	p, err := read(path, s)
	if err != nil {
		return nil, err
	}
	var wrong problems
	for _, m := range p.Machines {
		parsed, err := m.Parse(s.parsing...)
		if err == nil {
			parsed, err = parsed.With(asl.WithIdentity(m.identity))
		}
		if !wrong.add(err) {
			m.Machine = parsed
		}
	}
	if err := wrong.err(); err != nil {
		return nil, err
	}
	return p, nil
}

// Read is [Load] that does not parse the definitions: [Machine.Parse] does.
func Read(path string, opts ...Option) (*Project, error) {
	s, err := newSettings(opts)
	if err != nil {
		return nil, err
	}
	return read(path, s)
}

func newSettings(opts []Option) (settings, error) {
	s := settings{identity: asl.Identity{}.OrDefault(), given: map[string]string{}}
	for _, o := range opts {
		if err := o(&s); err != nil {
			return s, err
		}
	}
	return s, nil
}

func read(path string, s settings) (*Project, error) {
	a := &app{settings: s, assets: map[string]string{}, standIns: standIns{told: map[string]bool{}, used: map[string]bool{}}}
	for _, name := range []struct {
		name string
		of   *string
	}{{"AWS::Region", &a.identity.Region}, {"AWS::AccountId", &a.identity.Account}} {
		*name.of = cmp.Or(s.given[name.name], *name.of)
	}
	if err := a.open(path); err != nil {
		return nil, err
	}
	defer a.folder.close()
	p, err := a.project()
	if err != nil {
		return nil, err
	}
	return p, a.checkGiven()
}

// project collects what the stacks have.
func (a *app) project() (*Project, error) {
	p := &Project{}
	var wrong problems
	for _, s := range a.stacks {
		wrong.add(s.readMachines(p))
	}
	for _, s := range a.stacks {
		wrong.add(s.readRules(p))
		wrong.add(s.readEndpoints(p))
	}
	p.StandIns = slices.Clone(a.all)
	for _, s := range a.stacks {
		wrong.add(s.readFunctions(p))
	}
	for _, f := range a.folder.files {
		p.Files = append(p.Files, f.File())
	}
	slices.Sort(p.Files)
	return p, wrong.err()
}

// checkGiven refuses a value that nothing has asked for, as its name is most likely wrong.
func (a *app) checkGiven() error {
	var names []string
	for name := range a.given {
		if !a.used[name] && !a.isParameter(name) {
			names = append(names, name)
		}
	}
	if len(names) == 0 {
		return nil
	}
	slices.Sort(names)
	var known []string
	for _, s := range a.all {
		known = append(known, s.Name)
	}
	for _, s := range a.stacks {
		for name := range s.parameters {
			known = append(known, s.id+name)
		}
	}
	if meant := diag.Suggest(names[0], known); meant != "" {
		return fmt.Errorf("template: there is no parameter or stand-in %q; did you mean %q?", names[0], meant)
	}
	return fmt.Errorf("template: there is no parameter or stand-in %q", strings.Join(names, ", "))
}

func (a *app) isParameter(name string) bool {
	return slices.ContainsFunc(a.stacks, func(s *stack) bool {
		short, ok := strings.CutPrefix(name, s.id)
		return ok && s.parameters[short] != nil
	}) || strings.HasPrefix(name, "AWS::")
}

// Machine returns the machine with that name or id; "" is the only one. The error names those that
// there are.
func (p *Project) Machine(name string) (*Machine, error) {
	var names []string
	for _, m := range p.Machines {
		if m.ID == name || m.Name == name || name == "" && len(p.Machines) == 1 {
			return m, nil
		}
		names = append(names, m.ID)
	}
	switch {
	case name == "" && len(names) > 0:
		return nil, fmt.Errorf("template: there are several machines: %s", diag.Printable(strings.Join(names, ", ")))
	case len(names) == 0:
		return nil, errors.New("template: there is no machine")
	}
	return nil, fmt.Errorf("template: there is no machine %q, only: %s", name, diag.Printable(strings.Join(names, ", ")))
}
