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
// [Parse] reads a definition, and reports every problem with its place. The result is an
// immutable [Machine], which [Machine.Execute] runs. A [TaskResolver], such as [Mux], finds
// the Go functions for the resources of Task states. An execution has the history that Step
// Functions would give it, event for event.
//
// Begin with [Machine.Execute], or with [Call] for Go values; [Machine.Start] returns while
// the execution runs. [Func] and [Lambda] make tasks of Go functions, and [TaskInfoFrom] tells
// a task about its call. An [Executions] finds what runs, by ARN or by task token, and drains
// it before the process exits; an [Activities] has tasks for workers. [Result.History], an
// [Observer] and [Execution.Events] tell what happened. A [VirtualClock] makes waits take no
// time. [WithObjects] gives distributed Maps a store for their items and results.
// [Machine.Drive] goes on with an execution from a snapshot.
//
// Package state decides what a state does; it has no side effects. This package drives it:
// it runs tasks, keeps time, and records events. Package state has a rule of compatibility
// of its own, which its documentation gives. The aliases here, such as [Identity], are as
// stable as this package.
//
// Package asltest tests machines. Package sfnapi has calls of the service's API, such
// as TestState, which tests single states. Package lint gives advice, and package yaml,
// a module of its own, reads definitions in YAML.
package asl

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"slices"

	"github.com/goasl/goasl/diag"
	"github.com/goasl/goasl/jsonpath"
	"github.com/goasl/goasl/state"
)

// Machine is a state machine that can be executed. It comes from [Parse] or [NewMachine];
// the zero Machine must not be used. It is immutable and safe for concurrent use: any number
// of its executions may run at once.
type Machine struct {
	def      *state.Machine
	warnings diag.List
	parsed   state.Options // with which def was parsed; only its Type is known if package state did it
	cfg      config
}

// A ParseOption says how a definition is parsed.
type ParseOption func(*parsing)

// parsing has what the options set.
type parsing struct {
	file string
	opts state.Options
}

// WithFile sets the name of the definition's file, for diagnostics, and as the name of the
// machine; see [Identity].
func WithFile(name string) ParseOption { return func(p *parsing) { p.file = name } }

// WithType sets the type of the machine's executions; the default is [Standard].
// Step Functions: an [Express] machine has no activities, no .sync and no
// .waitForTaskToken.
func WithType(t Type) ParseOption { return func(p *parsing) { p.opts.Type = t } }

// Strict refuses also what runs here and that Step Functions refuses when it creates a
// state machine: a Resource that is no ARN, a service that is called without Parameters or
// Arguments, or without those of their members that it needs, a Label of more than 40
// characters, an ItemsPath that is no Reference Path, and placeholders where no text may be.
// Package sfnapi is always strict.
func Strict() ParseOption { return func(p *parsing) { p.opts.Strict = true } }

// CallChecker is that of package state: it knows what AWS services are called with.
type CallChecker = state.CallChecker

// WithCallChecker refuses resources that AWS services do not have, and Parameters and
// Arguments that they do not take, as far as the definition shows them. The checker of
// package awsshapes has the public service models of AWS.
func WithCallChecker(checker CallChecker) ParseOption {
	return func(p *parsing) { p.opts.Calls = checker }
}

// WithSubstitutions replaces the placeholders ${name} that CloudFormation, SAM or Terraform
// would replace. The keys of values are the names; they may have any signs, as in
// "jsonencode(local.x)". Inside a string of the definition the value is escaped; elsewhere it
// becomes part of the JSON, such as a number. With the values the definition may have 16 MiB,
// as without.
//
// A placeholder without a value stays. If it stands for a number, a path, the type of a state
// or the like, its state fails when it is entered. If there are values, [Machine.Warnings]
// names those that no placeholder has used, and placeholders that have none. The map must
// not be changed while [Parse] runs.
func WithSubstitutions(values map[string]string) ParseOption {
	return func(p *parsing) { p.opts.Substitutions = values }
}

// WithSource is for package yaml, and for other packages that make the definition from a
// text in another format: problems are shown in that text. origin returns the place in the
// text that a place in the definition comes from, both in bytes from the start. It must be
// safe for concurrent use, and always return the same place for the same place.
func WithSource(text []byte, origin func(offset int) int) ParseOption {
	return func(p *parsing) { p.opts.Source = &state.Source{Text: text, Origin: origin} }
}

// WithFilters sets the language of the filters in JSONPath, [?(…)]; package jsonpath/gval
// has one. Step Functions has only the default language: it refuses definitions in others,
// or reads them differently. An execution must be resumed with the filters that it was
// started with.
func WithFilters(filters jsonpath.FilterCompiler) ParseOption {
	return func(p *parsing) { p.opts.Filters = filters }
}

// WithSpace sets how many bytes of memory the compiled expressions of the definition may
// take together, about; the default is 201,326,592 (192 MiB). A definition that needs more
// is refused. One of 1 MiB, the most that Step Functions takes, needs less than a third,
// unless it has regular expressions with huge repetitions. A number that is not positive
// stands for the default.
func WithSpace(bytes int) ParseOption { return func(p *parsing) { p.opts.Space = bytes } }

// Parse parses a definition in JSON and compiles its expressions. The error is a
// [diag.List] with the problems, in the order of the text, unless an option is wrong. Of more
// than 100 problems the last element of the list only tells the number (Others). A byte
// order mark at the start is left out, and places count from behind it. Step Functions
// refuses it, and so does [Strict].
func Parse(definition []byte, opts ...ParseOption) (*Machine, error) {
	p, err := newParsing(opts)
	if err != nil {
		return nil, err
	}
	if !p.opts.Strict {
		definition = bytes.TrimPrefix(definition, []byte(byteOrderMark))
	}
	def, list := state.ParseWith(p.file, definition, p.opts)
	if list.Err() != nil {
		return nil, p.withHint(list, string(definition))
	}
	m := newMachine(def)
	m.warnings, m.parsed = list.Warnings(), p.opts
	return m, nil
}

func newParsing(opts []ParseOption) (parsing, error) {
	p := parsing{opts: state.Options{Type: Standard}}
	for _, o := range opts {
		if o == nil {
			return p, errors.New("asl: a ParseOption is nil")
		}
		o(&p)
	}
	if t := p.opts.Type; !isType(t) {
		return p, fmt.Errorf("asl: WithType(%q): want Standard or Express", t)
	}
	return p, nil
}

func isType(t Type) bool { return t == Standard || t == Express }

// ParseFile is [Parse] of a file. The diagnostics have its name. The error wraps that of
// [os.ReadFile] if the file cannot be read.
func ParseFile(name string, opts ...ParseOption) (*Machine, error) {
	text, err := os.ReadFile(name)
	if err != nil {
		return nil, fmt.Errorf("asl: %w", err)
	}
	return Parse(text, append([]ParseOption{WithFile(name)}, opts...)...)
}

// MustParse is [Parse] for definitions that are part of the program. It panics
// if there is a problem.
func MustParse(definition string, opts ...ParseOption) *Machine {
	m, err := Parse([]byte(definition), opts...)
	if err != nil {
		panic("asl: MustParse: " + err.Error())
	}
	return m
}

// NewMachine returns a machine with a definition that package state has parsed. It is
// for programs that need what [Parse] does not offer, such as [state.ParseState]. The
// error says that def is nil, that its type is neither [Standard] nor [Express], or
// which options are wrong. The machine has no warnings.
func NewMachine(def *state.Machine, opts ...Option) (*Machine, error) {
	switch {
	case def == nil:
		return nil, errors.New("asl: NewMachine: the definition is nil")
	case !isType(def.Type):
		return nil, fmt.Errorf("asl: NewMachine: the definition has the type %q, want Standard or Express", def.Type)
	}
	return newMachine(def).With(opts...)
}

func newMachine(def *state.Machine) *Machine {
	name := machineName(def.File())
	return &Machine{def: def, parsed: state.Options{Type: def.Type}, cfg: config{clock: SystemClock(), defaultName: name, identity: newIdentity(Identity{}, name)}}
}

// With returns a machine with more options; m stays as it is. The error says which options
// are wrong.
func (m *Machine) With(opts ...Option) (*Machine, error) {
	cfg, err := m.configure(opts)
	if err != nil {
		return nil, err
	}
	with := *m
	with.cfg = *cfg
	return &with, nil
}

// configure returns the config of m with more options. It must not be modified: without
// options it is that of m.
func (m *Machine) configure(opts []Option) (*config, error) {
	if len(opts) == 0 {
		return &m.cfg, nil
	}
	cfg := m.cfg
	if err := cfg.apply(opts); err != nil {
		return nil, err
	}
	if err := cfg.checkStates(m.def); err != nil {
		return nil, err
	}
	return &cfg, nil
}

// Warnings returns the warnings of [Parse], in the order of the text.
func (m *Machine) Warnings() diag.List { return slices.Clone(m.warnings) }

// Text returns the definition in JSON: as it was parsed, or as package yaml made it, with
// the values of [WithSubstitutions] in it.
func (m *Machine) Text() string { return m.def.Text() }

// File returns the name that [WithFile] or [ParseFile] gave to the definition, "" if none
// did.
func (m *Machine) File() string { return m.def.File() }

// VariableReferences returns, by the name of the state, the names of the variables that
// each state reads, sorted. States that read none are left out.
// Step Functions: the variableReferences of DescribeStateMachine.
func (m *Machine) VariableReferences() map[string][]string { return m.def.VariableReferences() }

// Definition returns the parsed definition, which must not be modified.
func (m *Machine) Definition() *state.Machine { return m.def }

// Execute runs an execution to its end and returns its result. The input is JSON, and is
// copied. err is nil if, and only if, the execution has succeeded. If it has failed, timed out or
// been aborted, err has an [*Error] with the name and the cause in its chain. r is nil only
// if nothing was run: the input is not JSON, an option is wrong, the name belongs to another
// execution ([WithExecutions]), ctx had ended before, or the clock or the logger panicked
// before the first event; or if ctx ended while another execution ran in its place.
//
// When ctx ends, the execution stops where it is: it gets no further events, its status
// stays RUNNING, and err wraps that of ctx. See [WithGrace].
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

// Start begins an execution and returns at once. When ctx ends the execution stops, as in
// [Machine.Execute]. The error says why nothing was run.
func (m *Machine) Start(ctx context.Context, input []byte, opts ...Option) (*Execution, error) {
	d, other, err := m.prepare(ctx, input, opts)
	if err != nil || other != nil {
		return other, err
	}
	return d.start(), nil
}

// Config returns what a new Run of the machine starts with: the time, name, ARN, identity
// and limits of the options, a seed, a secret for task tokens, and a new Log. It is for
// [state.Start]; [Machine.Drive] then drives the Run. Each Run needs a Config of its own.
// Fields may be set before the start, but Drive may replace Journal, Trace, Interrupt and
// Ending. The error says which options are wrong.
func (m *Machine) Config(opts ...Option) (c state.Config, err error) {
	defer caught(&err)
	cfg, err := m.configure(opts)
	if err != nil {
		return state.Config{}, err
	}
	c = cfg.runConfig(m.def.Type)
	c.Log = new(state.Log)
	return c, nil
}

// prepare returns the driver of a new execution, or the running execution that has its
// name and its input.
func (m *Machine) prepare(ctx context.Context, input []byte, opts []Option) (d *driver, other *Execution, err error) {
	defer caught(&err)
	cfg, err := m.configure(opts)
	if err != nil {
		return nil, nil, err
	}
	if err := ctx.Err(); err != nil {
		return nil, nil, fmt.Errorf("asl: %w", err)
	}
	start := func(c state.Config) (*state.Run, error) { return state.Start(m.def, input, c) }
	if d, err = m.begin(ctx, cfg, start); err != nil {
		return nil, nil, err
	}
	other, err = d.register(cfg.name != "")
	return d, other, err
}

// begin returns the driver of a new execution, whose Run start makes.
func (m *Machine) begin(ctx context.Context, cfg *config, start func(state.Config) (*state.Run, error)) (*driver, error) {
	d := newDriver(m, cfg)
	d.keepCheckpoints()
	settings := cfg.runConfig(m.def.Type)
	settings.Log = d.x.events.Log
	run, err := start(settings)
	if err != nil {
		return nil, fmt.Errorf("asl: %w", err)
	}
	d.setRun(ctx, run)
	return d, nil
}

// register registers the execution in the Executions of its machine, if it has one; see
// [Executions.add].
func (d *driver) register(named bool) (other *Execution, err error) {
	if d.registry == nil {
		return nil, nil
	}
	return d.registry.add(d, named, false)
}

// Call executes a machine with Go values: it encodes in as the input, without HTML escaping,
// and decodes the output into Out, both with encoding/json. The error is that of
// [Machine.Execute], or says that a value cannot be encoded or decoded.
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
