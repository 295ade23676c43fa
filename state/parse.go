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

// The limits of a definition's text. AWS takes 1 MiB. A machine that only runs in this
// process may be larger, but not without limit.
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
	codeInvalidState  = "INVALID_STATE_NAME"
	// Measured, and not documented: a variable of an outer scope.
	codeDuplicateVariable = "DUPLICATE_VARIABLE_NAME"
	// Measured, and not documented: an expression that does not parse, and
	// one that refers to an input that it does not have.
	codeInvalidQuery     = "INVALID_JSONATA_EXPRESSION"
	codeUnsupportedQuery = "UNSUPPORTED_JSONATA_EXPRESSION"
)

// Parse reads a definition. The list has the problems that were found, in the order of
// the text; the machine is nil if one of them is an error, and the list may hold
// warnings if it is not. Of more than 100 problems, errors first, the last element of
// the list tells the number only. file names the text in the diagnostics and may be empty.
// Expressions are compiled here, not when the machine runs.
func Parse(file string, text []byte) (*Machine, diag.List) { return ParseWith(file, text, Options{}) }

// Options change how a definition is read. The zero value reads it as the service does.
type Options struct {
	Type          Type                    // of the executions; default Standard. What the type cannot run is an error
	Substitutions map[string]string       // values for the placeholders ${name}; placeholders without a value stay
	Filters       jsonpath.FilterCompiler // compiles the filters in paths; see [jsonpath.CompileWith]
	Space         int                     // bytes of memory that all compiled expressions may take, about; 201,326,592 if it is not positive
	Source        *Source                 // the text that the definition was converted from; nil if it was not converted
	Strict        bool                    // refuse also what runs here but not in the service: services without the Parameters that they need
	Calls         CallChecker             // compares what services are called with; nil for no comparison
}

// Source is a text in another format, such as YAML, from which a definition was
// converted. Diagnostics and places refer to it.
type Source struct {
	Text   []byte
	Origin func(offset int) int // the offset in Text for an offset in the definition. It must give the same result for the same offset
}

// ParseWith is [Parse] with options. [Restore] needs a machine that was read with the
// same options as the one that the execution was started with.
func ParseWith(file string, text []byte, opts Options) (*Machine, diag.List) {
	return parse(file, text, opts, (*parser).top)
}

// LoneState is the name of a state that is read by [ParseState]. Step Functions names
// it so, too.
const LoneState = "StateName"

// ParseState reads the definition of one state, without a machine around it. The
// machine that it returns has this state only, named [LoneState], and is for [Inspect]
// and [StartInspection]. The state's Next, Default and catchers may name states that do
// not exist.
func ParseState(file string, text []byte, opts Options) (*Machine, diag.List) {
	return parse(file, text, opts, (*parser).lone)
}

func parse(file string, text []byte, opts Options, read func(*parser, jsontree.Node)) (*Machine, diag.List) {
	if opts.Type == "" {
		opts.Type = Standard
	}
	if opts.Space <= 0 {
		opts.Space = defaultSpace
	}
	p := &parser{
		src:     diag.NewSource(file, clip(opts.written(text))),
		machine: &Machine{Type: opts.Type, states: map[string]State{}, source: opts.Source},
		opts:    opts, express: opts.Type == Express,
		paths: map[string]*jsonpath.Path{}, queries: map[string]*jsonata.Expr{}, space: opts.Space,
	}
	p.machine.src = p.src
	definition := p.src.Text()
	if opts.Source != nil {
		definition = string(clip(text))
	}
	p.notes = &p.machine.notes
	var used map[string]bool
	var fits bool
	switch p.machine.read, used, fits = substitute(definition, opts.Substitutions); {
	case len(text) > maxDefinitionBytes:
		p.report(0, codeInvalidJSON, "", "The definition has %d bytes; at most %d are read", len(text), maxDefinitionBytes)
	case !fits:
		p.report(0, codeInvalidJSON, "", "With the values of its placeholders the definition has more than %d bytes, which are the most that are read", maxDefinitionBytes)
	default:
		p.document(p.machine.read.text, read)
		p.failAtStart()
		p.warnPlaceholders(definition, used)
	}
	if !p.problems.broken() {
		p.checkVariables()
		p.decideBuiltins()
		p.warnUndefined()
	}
	if p.problems.broken() {
		return nil, p.problems.all()
	}
	return p.machine, p.problems.all()
}

// written returns the text that the author wrote.
func (o *Options) written(definition []byte) []byte {
	if o.Source != nil {
		return o.Source.Text
	}
	return definition
}

// clip cuts off what is longer than a definition may be, so that it is not copied.
func clip(text []byte) []byte { return text[:min(len(text), maxDefinitionBytes)] }

// parser is the state of parsing. It goes on after a problem, so that Parse reports all
// problems at once.
type parser struct {
	src          *diag.Source
	problems     problems
	machine      *Machine
	opts         Options
	express      bool            // the present flow runs as EXPRESS
	labels       map[string]bool // of distributed Maps
	depth        int             // of the present flow
	variables    variableDepths
	notes        *notes // on the present state, or on the machine
	unlanguaged  bool   // the language of the machine is a placeholder
	whole        bool   // a machine is read, and not a state alone
	fieldBuffers [][]jsontree.Node
	paths        map[string]*jsonpath.Path
	queries      map[string]*jsonata.Expr
	space        int  // bytes that further compiled expressions may take
	spaceless    bool // it was reported that there is too little
}

// notes are facts about a state, or the machine, that are not in its fields.
type notes struct {
	reads    []string // the variables that it reads, each as often as it is read
	builtins []string // of built-in functions, those that are variables if the machine assigns them
	unfilled string   // a field whose value still is a placeholder, "" for none
}

func (p *parser) document(text string, read func(*parser, jsontree.Node)) {
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

// lone reads a state without a machine around it.
func (p *parser) lone(n jsontree.Node) {
	n.Name = LoneState
	f := &p.machine.Flow
	f.StartAt = LoneState
	if s := p.state(n, "/States/"+LoneState, f, newTransitions(p)); s != nil {
		f.States = []State{s}
	}
}

// notJSON reports a text that is not JSON, in the words of the service's reader if it
// finds a problem.
func (p *parser) notJSON(text string, err error) {
	var syntax *jsonvalue.SyntaxError
	if errors.As(err, &syntax) {
		if message, location, ok := jackson.Explain(text); ok {
			p.report(syntax.Offset, codeInvalidJSON, location, "%s", message)
			if name, ok := Placeholder(text[syntax.Offset:]); ok && strings.HasPrefix(text[syntax.Offset:], "${") {
				p.hint(fmt.Sprintf("the placeholder ${%s} has no value: give it one with WithSubstitutions", name))
			}
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
	p.whole = true
	o := newObject(p, n, "/")
	m := p.machine
	m.Version = o.enum("Version", "1.0")
	m.TimeoutSeconds = o.integer("TimeoutSeconds", 0, maxSeconds, 0)
	m.Language = o.queryLanguage(JSONPath)
	n, _ = o.peek("QueryLanguage")
	p.unlanguaged = p.holdsPlaceholder(n)
	p.flow(o, &m.Flow, "")
	o.end()
}

// flow reads the fields that a machine, a branch and an item processor have in common.
// prefix is the location of the object that has them, "" for the machine.
func (p *parser) flow(o *object, f *Flow, prefix string) {
	p.depth++
	defer func() { p.depth-- }()
	f.Comment = o.comment()
	o.require("States", "StartAt")
	f.StartAt = o.text("StartAt")
	states, ok := o.take("States")
	if !ok || !p.isObject(states, prefix+"/States") {
		return
	}
	t := newTransitions(p)
	t.edges = make([]edge, 0, states.Len()*3/2+1)
	for _, n := range states.All() {
		if s := p.state(n, locate(prefix, "/States/"+n.Name), f, t); s != nil {
			f.States = append(f.States, s)
		}
	}
	if start, ok := o.peek("StartAt"); ok && start.Kind() == jsonvalue.String {
		t.start(start, prefix, "StartAt")
	}
	t.check(states, prefix)
	f.start = p.machine.states[f.StartAt]
	for _, s := range f.States {
		s.base().way.to = p.machine.states[s.base().Next]
	}
}

// state reads a state. It returns nil if it cannot, after a report.
func (p *parser) state(n jsontree.Node, path string, f *Flow, t *transitions) State {
	s := p.readState(n, path, f, t)
	if s == nil {
		t.broken = true
	}
	return s
}

func (p *parser) readState(n jsontree.Node, path string, f *Flow, t *transitions) State {
	if p.holdsPlaceholder(n) {
		return p.unread(n, path, path, f, t)
	}
	if !p.isObject(n, path) {
		return nil
	}
	o := newObject(p, n, path)
	defer o.release()
	if at := o.unreadable(); at != "" {
		return p.unread(n, path, at, f, t)
	}
	o.transitions = t
	kind, ok := o.take("Type")
	if !ok {
		p.report(n.Pos, codeSchema, path, "These fields are required: [Type]")
		return nil
	}
	parse, known := stateTypes[kind.Text()]
	if !known {
		if o.bad(kind, "Type", "The field 'Type' should have one of these values: [%s]", strings.Join(stateTypeNames, ", ")) {
			p.suggest(kind.Text(), stateTypeNames)
		}
		return nil
	}
	base := p.base(n, kind.Text(), path, f)
	outer := p.notes
	p.notes = base.notes
	defer func() { p.notes = outer }()
	base.Comment = o.comment()
	base.lang = o.stateLanguage()
	o.setLanguage(base.lang)
	o.hasResult = base.kind == "Task" || base.kind == "Parallel" || base.kind == "Map"
	p.register(n, path)
	s := parse(o, base)
	p.keep(s)
	s.base().noteShape(s)
	for _, inner := range s.flows() {
		inner.outer = s
	}
	o.end()
	return s
}

// base returns what all types of states have. The state gets the next number: those inside
// it come after it.
func (p *parser) base(n jsontree.Node, kind, path string, f *Flow) stateBase {
	number := int32(len(p.machine.numbered))
	p.machine.numbered = append(p.machine.numbered, nil)
	return stateBase{
		name: n.Name, kind: kind, flow: f, path: path, notes: &notes{}, node: n, machine: p.machine,
		boundary: boundaryTypesOf[kind], number: number, way: way{kind: ByNext},
	}
}

// keep puts a state where it is found by its number and by its name.
func (p *parser) keep(s State) {
	p.machine.numbered[s.base().number] = s
	p.machine.states[s.Name()] = s
}

// register notes a state's name, which must be unique in the machine.
func (p *parser) register(n jsontree.Node, path string) {
	if _, twice := p.machine.states[n.Name]; twice {
		p.report(n.NamePos, codeDuplicateName, path, "Duplicate State name: %s", n.Name)
	}
	p.machine.states[n.Name] = nil
	switch {
	case n.Name == "":
		p.report(n.NamePos, codeInvalidState, path, "Invalid State name: a name has at least one character")
	case utf8.RuneCountInString(n.Name) > maxNameLength:
		p.report(n.NamePos, codeInvalidState, path, "Invalid State name: State '%s' exceeds the %d-character limit allowed by the service", n.Name, maxNameLength)
	}
}

// maxNameLength is AWS's limit for the names of states and variables, in characters.
const maxNameLength = 80

// stateTypes has the function that reads each type of state. The order of
// stateTypeNames is that of AWS's message.
var (
	stateTypeNames = []string{"Task", "Wait", "Pass", "Succeed", "Fail", "Choice", "Parallel", "Map"}
	stateTypes     map[string]func(*object, stateBase) State
)

// init fills in stateTypes, because parseParallel and parseMap lead back to it.
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
	if p.value(n, n.Pos, codeSchema, path, "Expected value of type Object") {
		p.hint("found " + n.Kind().String())
	}
	return false
}
