package state

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/goasl/goasl/diag"
	"github.com/goasl/goasl/internal/jackson"
	"github.com/goasl/goasl/internal/jsontree"
	"github.com/goasl/goasl/jsonata"
	"github.com/goasl/goasl/jsonpath"
	"github.com/goasl/goasl/jsonvalue"
)

// The bounds on a definition's text. AWS takes 1 MiB; more is allowed here, for
// machines that are only run in-process, yet not without end.
const (
	maxDefinitionBytes = 16 << 20
	maxDefinitionDepth = 1_000
)

// The codes of diagnostics, as ValidateStateMachineDefinition gives them.
const (
	codeInvalidJSON   = "INVALID_JSON_DESCRIPTION"
	codeSchema        = "SCHEMA_VALIDATION_FAILED"
	codeMissingTarget = "MISSING_TRANSITION_TARGET"
	codeMissingEnd    = "MISSING_END_STATE"
	codeDuplicateName = "DUPLICATE_STATE_NAME"
	// Measured, and on no list of AWS's: a variable of a scope around.
	codeDuplicateVariable = "DUPLICATE_VARIABLE_NAME"
	// Measured, and on no list of AWS's: an expression that does not parse, and
	// one that refers to an input that it does not have.
	codeInvalidQuery     = "INVALID_JSONATA_EXPRESSION"
	codeUnsupportedQuery = "UNSUPPORTED_JSONATA_EXPRESSION"
)

// Parse reads a definition. The list holds every problem found, in source
// order; the machine is nil if one of them is an error. file names the text in
// the diagnostics and may be empty. All expressions are compiled here, none
// when the machine runs.
func Parse(file string, text []byte) (*Machine, diag.List) { return ParseWith(file, text, Options{}) }

// Options change how a definition is read. The zero value is the service's way.
type Options struct {
	Type          Type                    // of the executions, STANDARD by default; what only the other one can do is refused
	Substitutions map[string]string       // values for the placeholders ${name}; one without a value stays as it is
	Filters       jsonpath.FilterCompiler // reads the filters of all paths; see jsonpath.CompileWith
	Source        *Source                 // what the definition was made from; nil if it was written as it is
}

// Source is a text in another format, such as YAML, that a definition was made
// from. Problems are shown there.
type Source struct {
	Text   []byte
	Origin func(offset int) int // the place in Text that a place in the definition comes from; it must be pure
}

// ParseWith is [Parse] with options. A [Run] has to be restored with a machine
// that was read with the same ones.
func ParseWith(file string, text []byte, opts Options) (*Machine, diag.List) {
	return parse(file, text, opts, (*parser).top)
}

// LoneState is the name of a state that is read by itself, as Step Functions
// calls it.
const LoneState = "StateName"

// ParseState reads the definition of one state instead of a machine's. The
// machine has just that state, named [LoneState]; where it leads to need not
// exist. It can be used with [Inspect] only.
func ParseState(file string, text []byte, opts Options) (*Machine, diag.List) {
	return parse(file, text, opts, (*parser).lone)
}

func parse(file string, text []byte, opts Options, read func(*parser, jsontree.Node)) (*Machine, diag.List) {
	if opts.Type == "" {
		opts.Type = Standard
	}
	p := &parser{
		src:     diag.NewSource(file, clip(opts.written(text))),
		machine: &Machine{Type: opts.Type, states: map[string]State{}, source: opts.Source},
		opts:    opts, express: opts.Type == Express,
		paths: map[string]*jsonpath.Path{}, queries: map[string]*jsonata.Expr{},
	}
	p.machine.src = p.src
	definition := p.src.Text()
	if opts.Source != nil {
		definition = string(clip(text))
	}
	p.machine.read = substitute(definition, opts.Substitutions)
	p.document(p.machine.read.text, max(len(text), len(p.machine.read.text)), read)
	if p.list.Err() == nil {
		p.checkVariables()
	}
	p.list.Sort()
	if p.list.Err() != nil {
		return nil, p.list
	}
	return p.machine, p.list
}

// written returns the text that somebody wrote.
func (o *Options) written(definition []byte) []byte {
	if o.Source != nil {
		return o.Source.Text
	}
	return definition
}

// clip keeps a text that is refused for its length from being copied.
func clip(text []byte) []byte { return text[:min(len(text), maxDefinitionBytes)] }

// parser holds what is known while a definition is read. It goes on after a
// problem, so that all of them are reported at once.
type parser struct {
	src          *diag.Source
	list         diag.List
	machine      *Machine
	opts         Options
	express      bool            // what is read runs as EXPRESS
	labels       map[string]bool // of distributed Maps
	notes        *notes          // on the state that is being read
	fieldBuffers [][]jsontree.Node
	paths        map[string]*jsonpath.Path
	queries      map[string]*jsonata.Expr
}

// notes are what is found out about a state beside its fields.
type notes struct {
	reads    []string // the variables that it reads, as often as it does
	unfilled string   // a field whose value still is a placeholder, "" if there is none
}

// compilePath compiles a path, or returns the one of the same text, and notes the
// variable that it reads.
func (p *parser) compilePath(text string) (path *jsonpath.Path, err error) {
	path, ok := p.paths[text]
	if !ok {
		if path, err = jsonpath.CompileWith(text, p.opts.Filters); err != nil {
			return nil, err
		}
		p.paths[text] = path
	}
	if path.Root() == jsonpath.Variable {
		p.reads(path.Variable())
	}
	return path, nil
}

// reads notes that the state reads a variable.
func (p *parser) reads(variable string) {
	if p.notes != nil {
		p.notes.reads = append(p.notes.reads, variable)
	}
}

func (p *parser) document(text string, length int, read func(*parser, jsontree.Node)) {
	if length > maxDefinitionBytes {
		p.report(0, codeInvalidJSON, "", "The definition has %d bytes; at most %d are read", length, maxDefinitionBytes)
		return
	}
	if strings.TrimSpace(text) == "" {
		p.report(0, codeSchema, "", "Definition must be a valid JSON object")
		return
	}
	n, err := jsontree.Parse(text, jsonvalue.Limits{Depth: maxDefinitionDepth})
	if err != nil {
		p.notJSON(text, err)
		return
	}
	p.machine.root = n
	if n.Kind() != jsonvalue.Object {
		p.report(n.Pos, codeSchema, "", "Definition must be a valid JSON object")
		return
	}
	p.machine.hash = sync.OnceValue(func() string { return hashOf(n.Value().String()) })
	read(p, n)
}

// lone reads a state that stands by itself.
func (p *parser) lone(n jsontree.Node) {
	n.Name = LoneState
	f := &p.machine.Flow
	f.StartAt = LoneState
	if s := p.state(n, "/States/"+LoneState, f, newTransitions(p)); s != nil {
		f.States = []State{s}
	}
}

// notJSON reports a text that is no JSON in the service's words, if it has any.
func (p *parser) notJSON(text string, err error) {
	var syntax *jsonvalue.SyntaxError
	if errors.As(err, &syntax) {
		if message, location, ok := jackson.Explain(text); ok {
			p.report(syntax.Offset, codeInvalidJSON, location, "%s", message)
			return
		}
	}
	p.report(offsetOf(err), codeInvalidJSON, "", "%s", err)
}

func offsetOf(err error) int {
	var syntax *jsonvalue.SyntaxError
	var limit *jsonvalue.LimitError
	switch {
	case errors.As(err, &syntax):
		return syntax.Offset
	case errors.As(err, &limit):
		return limit.Offset
	}
	return 0
}

func (p *parser) top(n jsontree.Node) {
	o := newObject(p, n, "/")
	m := p.machine
	m.Version = o.text("Version")
	m.TimeoutSeconds = o.integer("TimeoutSeconds", 1, maxSeconds, 0)
	m.Language = o.queryLanguage(JSONPath)
	p.flow(o, &m.Flow, "")
	o.end()
}

// flow reads the fields that a machine, a branch and an item processor share.
// prefix is the location of the object that has them, "" for the machine.
func (p *parser) flow(o *object, f *Flow, prefix string) {
	f.Comment = o.text("Comment")
	o.require("States", "StartAt")
	f.StartAt = o.text("StartAt")
	states, ok := o.take("States")
	if !ok || !p.isObject(states, prefix+"/States") {
		return
	}
	t := newTransitions(p)
	t.edges = make([]edge, 0, states.Len()*3/2+1)
	for _, n := range states.Children() {
		if s := p.state(n, prefix+"/States/"+n.Name, f, t); s != nil {
			f.States = append(f.States, s)
		}
	}
	if start, ok := o.peek("StartAt"); ok && start.Kind() == jsonvalue.String {
		t.start(start, prefix, "StartAt")
	}
	t.check(states, prefix)
	f.start = p.machine.states[f.StartAt]
	for _, s := range f.States {
		s.base().successor = p.machine.states[s.base().Next]
	}
}

// state reads one state, or reports why it cannot and returns nil.
func (p *parser) state(n jsontree.Node, path string, f *Flow, t *transitions) State {
	s := p.readState(n, path, f, t)
	if s == nil {
		t.broken = true
	}
	return s
}

func (p *parser) readState(n jsontree.Node, path string, f *Flow, t *transitions) State {
	if !p.isObject(n, path) {
		return nil
	}
	o := newObject(p, n, path)
	o.transitions = t
	kind, ok := o.take("Type")
	if !ok {
		p.report(n.Pos, codeSchema, path, "These fields are required: [Type]")
		return nil
	}
	parse, known := stateTypes[kind.Text()]
	if !known {
		o.notOneOf(kind, "Type", stateTypeNames...)
		return nil
	}
	base := stateBase{
		name: n.Name, kind: kind.Text(), flow: f, path: path, notes: &notes{}, node: n, machine: p.machine,
		boundary: boundaryTypesOf[kind.Text()], number: int32(len(p.machine.numbered)),
	}
	outer := p.notes
	p.notes = base.notes
	defer func() { p.notes = outer }()
	base.Comment = o.text("Comment")
	base.lang = o.stateLanguage()
	o.setLanguage(base.lang)
	o.hasResult = base.kind == "Task" || base.kind == "Parallel" || base.kind == "Map"
	p.register(n, path)
	p.machine.numbered = append(p.machine.numbered, nil) // those inside it come after it
	s := parse(o, base)
	p.machine.numbered[base.number] = s
	s.base().noteShape(s)
	for _, inner := range s.flows() {
		inner.outer = s
	}
	p.machine.states[n.Name] = s
	o.end()
	return s
}

// register notes the state's name, which may occur once in the whole machine.
func (p *parser) register(n jsontree.Node, path string) {
	if _, twice := p.machine.states[n.Name]; twice {
		p.report(n.NamePos, codeDuplicateName, path, "State name '%s' is used more than once", n.Name)
	}
	p.machine.states[n.Name] = nil
	if n.Name == "" || utf8.RuneCountInString(n.Name) > maxNameLength {
		p.report(n.NamePos, "INVALID_STATE_NAME", path, "A state's name must have 1 to %d characters", maxNameLength)
	}
}

// maxNameLength is AWS's bound on the names of states and variables.
const maxNameLength = 80

// stateTypes says how each type of state is read; the order of the names is
// that of AWS's message.
var (
	stateTypeNames = []string{"Task", "Wait", "Pass", "Succeed", "Fail", "Choice", "Parallel", "Map"}
	stateTypes     map[string]func(*object, stateBase) State
)

// The table is filled in here, because Parallel and Map lead back to it.
func init() {
	stateTypes = map[string]func(*object, stateBase) State{
		"Task":     parseTask,
		"Wait":     parseWait,
		"Pass":     parsePass,
		"Succeed":  parseSucceed,
		"Fail":     parseFail,
		"Choice":   parseChoice,
		"Parallel": parseParallel,
		"Map":      parseMap,
	}
}

func (p *parser) isObject(n jsontree.Node, path string) bool {
	if n.Kind() == jsonvalue.Object {
		return true
	}
	p.report(n.Pos, codeSchema, path, "Expected an object but found a value of type %s", n.Kind())
	return false
}

// report adds an error at an offset of the text.
func (p *parser) report(offset int, code, location, format string, args ...any) {
	p.add(diag.Error, offset, code, location, fmt.Sprintf(format, args...))
}

// value reports an error in a value, unless that holds a placeholder: then the
// value is not known yet, and a state that needs it cannot run.
func (p *parser) value(n jsontree.Node, offset int, code, location, format string, args ...any) (reported bool) {
	if holdsPlaceholder(n) {
		if p.notes != nil {
			p.notes.unfilled = location
		}
		return false
	}
	p.report(offset, code, location, format, args...)
	return true
}

func (p *parser) add(severity diag.Severity, offset int, code, location, message string) {
	p.list = append(p.list, p.src.At(p.machine.origin(offset), diag.Diagnostic{
		Severity: severity,
		Code:     code,
		Message:  message,
		Location: location,
	}))
}

// hint adds what may help to the problem reported last.
func (p *parser) hint(text string) { p.list[len(p.list)-1].Hint = text }

// maxHints is the number of problems up to which the costly part of a report is
// made: finding the word that was meant, or the place inside a template. Nobody
// reads more, and a hostile definition must not take more than linear time.
const maxHints = 100

// suggest adds the word that was probably meant to the problem reported last.
func (p *parser) suggest(word string, candidates []string) {
	if len(p.list) > maxHints {
		return
	}
	if meant := diag.Suggest(word, candidates); meant != "" {
		p.hint(fmt.Sprintf("did you mean %q?", meant))
	}
}

// inside returns the node in a template that a pointer leads to.
func (p *parser) inside(template jsontree.Node, pointer string) jsontree.Node {
	if len(p.list) > maxHints {
		return template
	}
	return template.Find(pointer)
}
