// Package asl runs Amazon States Language definitions, the language of AWS Step
// Functions, inside a Go program.
//
//	machine := asl.MustParse(definition)
//	var mux asl.Mux
//	mux.Lambda("orders", asl.Func(placeOrder))
//	machine, err := machine.With(asl.WithResolver(&mux))
//	...
//	result, err := machine.Execute(ctx, []byte(`{"customer": "c-1"}`))
//
// [Parse] reads a definition and reports every problem with its place. A
// [Machine] is immutable; [Machine.Execute] runs it. A [TaskResolver], such as
// [Mux], maps the resources of Task states to Go functions. An execution has the
// history that Step Functions would give it, event for event.
//
// What a state does is decided in package state, a machine without side effects;
// this package drives it: it runs tasks, keeps time, and records.
//
// Package asltest tests machines, and [TestState] single states. [Validate] answers
// as the service does, package lint gives advice, and package yaml, a module of its
// own, reads definitions in YAML.
package asl

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"

	"github.com/goasl/goasl/diag"
	"github.com/goasl/goasl/jsonpath"
	"github.com/goasl/goasl/state"
)

// Machine is a state machine that can be run. It comes from [Parse]; the zero
// Machine has no states and is not to be used. It is immutable and safe for
// concurrent use: any number of executions may run at a time.
type Machine struct {
	def      *state.Machine
	warnings diag.List
	file     string
	cfg      config
}

// A ParseOption says how a definition is read.
type ParseOption func(*parsing)

type parsing struct {
	file string
	opts state.Options
}

// WithFile names the text in diagnostics.
func WithFile(name string) ParseOption { return func(p *parsing) { p.file = name } }

// WithType sets the type of the machine's executions; the default is [Standard].
// Step Functions: an [Express] machine has no activities, no .sync and no
// .waitForTaskToken.
func WithType(t Type) ParseOption { return func(p *parsing) { p.opts.Type = t } }

// WithSubstitutions puts values in the place of the placeholders ${name} that
// CloudFormation, SAM or Terraform would fill in. Inside a string the value is
// escaped; elsewhere it becomes part of the JSON, as a number may. A placeholder
// that has no value stays; a state with one where a number, a path or the like
// is needed fails when it is entered. The map is not to be changed during Parse.
func WithSubstitutions(values map[string]string) ParseOption {
	return func(p *parsing) { p.opts.Substitutions = values }
}

// WithSource shows problems in the text that the definition was made from, such
// as one in YAML. origin returns the place in it of a place in the definition,
// both in bytes, and must always return the same.
func WithSource(text []byte, origin func(offset int) int) ParseOption {
	return func(p *parsing) { p.opts.Source = &state.Source{Text: text, Origin: origin} }
}

// WithFilters sets the language of the filters in JSONPath, [?(…)], such as that
// of package jsonpath/gval. Step Functions has no other than the default one: it
// refuses such a definition or reads it in another way. A definition has to be
// resumed with the filters that it was started with.
func WithFilters(filters jsonpath.FilterCompiler) ParseOption {
	return func(p *parsing) { p.opts.Filters = filters }
}

// Parse reads a definition in JSON. The error is a [diag.List] with every
// problem, in source order. All expressions are compiled here.
func Parse(definition []byte, opts ...ParseOption) (*Machine, error) {
	p, err := newParsing(opts)
	if err != nil {
		return nil, err
	}
	def, list := state.ParseWith(p.file, definition, p.opts)
	if err := list.Err(); err != nil {
		return nil, err
	}
	return &Machine{def: def, warnings: list.Warnings(), file: p.file, cfg: config{clock: SystemClock, site: defaultSite, typ: p.opts.Type}}, nil
}

func newParsing(opts []ParseOption) (parsing, error) {
	p := parsing{opts: state.Options{Type: Standard}}
	for _, o := range opts {
		if o == nil {
			return p, errors.New("asl: a ParseOption is nil")
		}
		o(&p)
	}
	if t := p.opts.Type; t != Standard && t != Express {
		return p, fmt.Errorf("asl: WithType(%q): want Standard or Express", t)
	}
	return p, nil
}

// ParseFile is [Parse] of a file, whose name the diagnostics have.
func ParseFile(name string, opts ...ParseOption) (*Machine, error) {
	text, err := os.ReadFile(name)
	if err != nil {
		return nil, fmt.Errorf("asl: %w", err)
	}
	return Parse(text, append([]ParseOption{WithFile(name)}, opts...)...)
}

// MustParse is [Parse] for definitions that are part of the program. It panics
// if there is a problem.
func MustParse(definition string) *Machine {
	m, err := Parse([]byte(definition))
	if err != nil {
		panic("asl: MustParse: " + err.Error())
	}
	return m
}

// With returns a machine that has options added; m stays as it is. The error
// says which options are wrong.
func (m *Machine) With(opts ...Option) (*Machine, error) {
	cfg, err := m.configure(opts)
	if err != nil {
		return nil, err
	}
	with := *m
	with.cfg = *cfg
	return &with, nil
}

// configure returns m's config with options added. It is m's own one if there are
// none, and not to be modified.
func (m *Machine) configure(opts []Option) (*config, error) {
	if len(opts) == 0 {
		return &m.cfg, nil
	}
	cfg := m.cfg
	if err := cfg.apply(opts); err != nil {
		return nil, err
	}
	for name := range cfg.tasks {
		if _, isTask := m.def.State(name).(*state.Task); !isTask {
			return nil, fmt.Errorf("asl: WithTask(%q): the machine has no Task state of that name", name)
		}
	}
	return &cfg, nil
}

// Warnings returns what [Parse] found that is no error.
func (m *Machine) Warnings() diag.List { return slices.Clone(m.warnings) }

// Source returns the text that the machine was parsed from, with the values of
// [WithSubstitutions] in it, and the name that [WithFile] or [ParseFile] gave it,
// "" if none did.
func (m *Machine) Source() (text, file string) { return m.def.Text(), m.file }

// VariableReferences returns, for each state that reads variables, their names,
// sorted, as DescribeStateMachine tells them.
func (m *Machine) VariableReferences() map[string][]string { return m.def.VariableReferences() }

// Definition returns the parsed definition.
func (m *Machine) Definition() *state.Machine { return m.def }

// Check reports the Task states whose resource has no task, with their place in
// the definition. Such a state would fail with States.Runtime. Resources that
// only an execution knows, such as a FunctionName given by a path, are not
// checked.
func (m *Machine) Check(opts ...Option) diag.List {
	cfg, err := m.configure(opts)
	if err != nil {
		return diag.List{{Severity: diag.Error, Message: err.Error()}}
	}
	var list diag.List
	for _, s := range m.def.All() {
		t, isTask := s.(*state.Task)
		if !isTask {
			continue
		}
		if err := cfg.check(t); err != nil {
			list = append(list, m.def.Diagnose(t.ResourcePos(), diag.Diagnostic{
				Severity: diag.Error, Code: "INVALID_RESOURCE", Message: err.Error(), Location: t.Location() + "/Resource",
			}))
		}
	}
	return list
}

// Execute runs the machine to its end and returns what came out. The input is
// copied. err is nil only if the execution succeeded. If it failed, timed out or was
// aborted, an [*Error] in its chain tells the error's name and cause. r is nil only
// if nothing ran: the input is not JSON, an option is wrong, the name is taken
// ([WithExecutions]), or ctx has ended before; or if ctx ended while another
// execution ran in its place.
//
// When ctx ends, the execution stops where it is: its history has no end, the
// status stays RUNNING, and err wraps ctx.Err(). See [WithGrace].
func (m *Machine) Execute(ctx context.Context, input []byte, opts ...Option) (r *Result, err error) {
	d, other, err := m.prepare(ctx, input, opts)
	switch {
	case err != nil:
		return nil, err
	case other != nil:
		return other.Wait(ctx)
	}
	x := d.execute()
	return &x.result, x.err
}

// Start begins an execution and returns at once; ctx governs the whole of it.
// The error is that of an execution that cannot start; see [Machine.Execute].
func (m *Machine) Start(ctx context.Context, input []byte, opts ...Option) (*Execution, error) {
	d, other, err := m.prepare(ctx, input, opts)
	if err != nil || other != nil {
		return other, err
	}
	return d.start(), nil
}

// Drive drives a Run of the machine's definition, such as one from [state.Start] or
// [state.Restore], to its end, and returns at once; ctx governs the whole of it. The
// Run needs a Log in its Config, and is the execution's alone until that is done; ctx
// takes the place of its Interrupt. What the Run is (name, identity, limits, seed) is
// not changed by options.
//
// Tasks that are outstanding are called again, with the same [TaskInfo.Key], and
// their times count anew; the history does not show it. One whose token is to be
// answered is only waited for if it was submitted. One for .sync is called again even
// then, as only its function knows how far the work is; and the executions that tasks
// have started are started again.
//
// The error says that ctx has ended, that the Run is of another machine or has no
// Log, or that its name is taken ([WithExecutions]); while an execution of that name
// runs with the same input, that is returned.
func (m *Machine) Drive(ctx context.Context, run *state.Run, opts ...Option) (*Execution, error) {
	cfg, err := m.configure(opts)
	if err != nil {
		return nil, err
	}
	switch {
	case ctx.Err() != nil:
		return nil, fmt.Errorf("asl: %w", ctx.Err())
	case run.Machine() != m.def:
		return nil, errors.New("asl: Drive: the Run is one of another machine")
	case run.Log() == nil:
		return nil, errors.New("asl: Drive: the Run has no Log in its Config")
	}
	d := newDriver(m, cfg)
	run.Flush(new(state.Batch)) // what it would ask for is outstanding
	run.SetInterrupt(nil)       // that of a context of before
	d.x.events.Log = run.Log()
	d.drives(ctx, run)
	d.expect(run.Outstanding())
	if other, err := d.register(true); err != nil || other != nil {
		return other, err
	}
	return d.start(), nil
}

// prepare returns what drives a new execution, or the execution that runs in its
// place.
func (m *Machine) prepare(ctx context.Context, input []byte, opts []Option) (d *driver, other *Execution, err error) {
	cfg, err := m.configure(opts)
	if err != nil {
		return nil, nil, err
	}
	if err := ctx.Err(); err != nil {
		return nil, nil, fmt.Errorf("asl: %w", err)
	}
	if d, err = m.begin(ctx, input, cfg); err != nil {
		return nil, nil, err
	}
	other, err = d.register(cfg.name != "")
	return d, other, err
}

// begin returns what drives a new execution.
func (m *Machine) begin(ctx context.Context, input []byte, cfg *config) (*driver, error) {
	d := newDriver(m, cfg)
	settings := cfg.start()
	settings.Log = d.x.events.Log
	run, err := state.Start(m.def, input, settings)
	if err != nil {
		return nil, fmt.Errorf("asl: %w", err)
	}
	d.drives(ctx, run)
	return d, nil
}

// register puts the execution into the Executions that its machine was given.
func (d *driver) register(named bool) (other *Execution, err error) {
	if d.family == nil {
		return nil, nil
	}
	return d.family.add(d, named, false)
}

// Call runs a machine with Go values: it encodes in as the input and decodes the
// output into Out, both with encoding/json.
func Call[Out any](ctx context.Context, m *Machine, in any, opts ...Option) (Out, error) {
	var out Out
	input, err := marshal(in)
	if err != nil {
		return out, fmt.Errorf("asl: Call: the input cannot be encoded: %w", err)
	}
	r, err := m.Execute(ctx, input, opts...)
	if err != nil {
		return out, err
	}
	err = r.Decode(&out)
	return out, err
}
