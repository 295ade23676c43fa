package lint

import (
	"regexp"
	"strings"

	"github.com/goasl/goasl/intrinsic"
	"github.com/goasl/goasl/jsonata"
	"github.com/goasl/goasl/jsonpath"
	"github.com/goasl/goasl/jsonvalue"
	"github.com/goasl/goasl/state"
)

// source is where a value is read from: a variable, or a member of the state's input.
type source struct {
	variable bool
	name     string
}

// read is an expression that reads a source.
type read struct {
	source
	text string // as it is written: $.name
	safe bool   // there need not be a value, since the expression or one before it tests that
}

// readings are what a state reads, and what is known to have a value after its choice
// rules.
type readings struct {
	reads []read
	rules []proof  // for each rule, if it is chosen
	none  []source // what leads to a value if no rule is chosen
}

// proof are sources that lead to a value. The proofs of a state's rules share their first
// part.
type proof struct{ shared, own []source }

func (f proof) each(call func(source)) {
	for _, s := range f.shared {
		call(s)
	}
	for _, s := range f.own {
		call(s)
	}
}

// maxProof bounds the sources in each part of a proof.
const maxProof = 50

func joined(a, b []source) []source {
	if len(a)+len(b) > maxProof {
		return a
	}
	return append(a, b...)
}

// readings returns what a state reads. All checks share it.
func (p *pass) readings(s state.State) readings {
	if p.read == nil {
		p.readAll()
	}
	return p.read[s]
}

// readAll finds what the states read. Most states read nothing.
func (p *pass) readAll() {
	p.read = map[state.State]readings{}
	variables := map[string]bool{}
	for _, s := range p.machine.All() {
		for _, n := range assignments(p.node(s)) {
			variables[variableName(n)] = true
		}
	}
	r := &reader{variables: variables, known: map[source]int{}}
	for _, s := range p.machine.All() {
		r.language, r.found = s.Language(), readings{}
		r.state(s, p.node(s))
		if len(r.found.reads) > 0 {
			p.read[s] = r.found
		}
	}
}

// reader finds what a state reads.
type reader struct {
	language  state.Language
	variables map[string]bool // that the machine assigns
	known     map[source]int  // that lead to a value here
	noInput   bool            // $ in a path is not the state's input
	found     readings
}

// withInput calls look while $ in a path is the state's input, or is not.
func (r *reader) withInput(isInput bool, look func()) {
	before := r.noInput
	r.noInput = !isInput
	look()
	r.noInput = before
}

// knowing calls look while sources are known to lead to a value.
func (r *reader) knowing(all []source, look func()) {
	r.know(all)
	look()
	r.forget(all)
}

func (r *reader) know(all []source) {
	for _, s := range all {
		r.known[s]++
	}
}

func (r *reader) forget(all []source) {
	for _, s := range all {
		if r.known[s]--; r.known[s] == 0 {
			delete(r.known, s)
		}
	}
}

func (r *reader) state(s state.State, n state.Node) {
	r.withInput(isWhole(n.Get("InputPath")), func() {
		r.knowing(r.choices(n.Get("Choices").Children()), func() {
			for field := range n.All() {
				r.field(s, field)
			}
		})
	})
}

// isWhole reports whether a path, which may be absent, leads to the whole value.
func isWhole(path state.Node) bool { return !path.Exists() || path.Text() == "$" }

// field finds what a field of a state reads. In a path, $ is not always the state's input.
func (r *reader) field(s state.State, n state.Node) {
	switch name := n.Name(); name {
	case "ItemProcessor", "Iterator", "Branches", "Result", "ResultPath", "Choices", "Comment": // read nothing, or are looked at elsewhere
	case "InputPath":
		r.withInput(true, func() { r.path(n.Text()) })
	case "ResultSelector", "Catch", "OutputPath":
		r.withInput(false, func() { r.value(n, false) })
	case "Assign":
		r.withInput(!r.noInput && keepsInput(s), func() { r.value(n, true) })
	default:
		r.value(n, false)
	}
}

// keepsInput reports whether a state has no result besides its input.
func keepsInput(s state.State) bool {
	switch s.(type) {
	case *state.Choice, *state.Wait, *state.Succeed:
		return true
	}
	return false
}

// templates are the fields in which a member is a path only if its name ends with .$.
var templates = map[string]bool{
	"Parameters": true, "Arguments": true, "ItemSelector": true, "BatchInput": true, "ResultSelector": true,
	"Assign": true, "Credentials": true,
}

// value finds what is read by the expressions in a value of the definition.
func (r *reader) value(n state.Node, inTemplate bool) {
	inTemplate = inTemplate || templates[n.Name()]
	for kid := range n.All() {
		r.value(kid, inTemplate)
	}
	if n.Kind() != jsonvalue.String {
		return
	}
	switch {
	case r.language == state.JSONata:
		r.query(n.Text())
	case strings.HasSuffix(n.Name(), ".$"), !inTemplate && strings.HasSuffix(n.Name(), "Path"):
		r.path(n.Text())
	}
}

// add adds a read.
func (r *reader) add(s source, text string, safe bool) {
	r.found.reads = append(r.found.reads, read{s, text, safe || r.known[s] > 0})
}

// path finds what a path or a call reads.
func (r *reader) path(text string) {
	if s, ok := r.sourceOf(text); ok {
		r.add(s, text, false)
	}
}

// sourceOf returns the source of a path. The paths in a call are read.
func (r *reader) sourceOf(text string) (s source, ok bool) {
	if intrinsic.Is(text) {
		if call, err := intrinsic.Parse(text); err == nil {
			for _, arg := range call.Paths() {
				r.path(arg.Text)
			}
		}
		return s, false
	}
	path, err := compile(text)
	if err != nil {
		return s, false
	}
	if path.Root() == jsonpath.Variable {
		return source{true, path.Variable()}, true
	}
	name, ok := memberOf(path)
	return source{false, name}, ok && !r.noInput
}

// memberOf returns the name of the member of the input that a path begins with.
func memberOf(path *jsonpath.Path) (name string, ok bool) {
	place := path.Place()
	if path.Root() != jsonpath.Input || len(place) == 0 || place[0].IsIndex {
		return "", false
	}
	return place[0].Name, true
}

// compile compiles a path, whatever its filters are written in.
func compile(text string) (*jsonpath.Path, error) {
	return jsonpath.CompileWith(text, func(string) (jsonpath.FilterFunc, error) { return nil, nil })
}

// query finds what a text reads if it is a JSONata expression, and returns what its
// outcome proves.
func (r *reader) query(text string) (ifTrue, ifFalse []source) {
	text, ok := expression(text)
	if !ok {
		return nil, nil
	}
	query, err := jsonata.Compile(text, jsonata.WithProfile(jsonata.AWS))
	if err != nil { // it holds a placeholder
		for _, name := range variableNames.FindAllString(text, -1) {
			r.add(source{true, name[1:]}, name, true)
		}
		return nil, nil
	}
	refs := query.References()
	for _, ref := range refs.Variables {
		if s, ok := r.sourceOfReference(ref); ok {
			known := ref.Known >= 1
			text := "$" + ref.Name
			if !s.variable {
				known, text = ref.Known >= 3, "$states.input."+s.name
			}
			r.add(s, text, known || ref.Tested)
		}
	}
	return r.proven(refs.IfTrue), r.proven(refs.IfFalse)
}

// variableNames matches the variables in an expression that does not compile.
var variableNames = regexp.MustCompile(`\$[\pL_][\pL\pN_]*`)

// expression returns the text of a JSONata expression without its delimiters, "" for
// another text.
func expression(text string) (query string, ok bool) {
	query, opened := strings.CutPrefix(text, "{%")
	query, closed := strings.CutSuffix(query, "%}")
	if !opened || !closed {
		return "", false
	}
	return strings.TrimSpace(query), true
}

func (r *reader) sourceOfReference(ref jsonata.Reference) (s source, ok bool) {
	switch {
	case ref.Name == "states":
		if len(ref.Path) < 2 || ref.Path[0] != "input" {
			return s, false
		}
		return source{false, ref.Path[1]}, true
	case ref.Builtin && (ref.Called || !r.variables[ref.Name]):
		return s, false
	}
	return source{true, ref.Name}, true
}

func (r *reader) proven(refs []jsonata.Reference) (all []source) {
	for _, ref := range refs {
		if s, ok := r.sourceOfReference(ref); ok {
			all = joined(all, []source{s})
		}
	}
	return all
}
