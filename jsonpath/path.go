package jsonpath

import (
	"encoding/json"

	"github.com/goasl/goasl/jsonvalue"
)

// Root is the value that a path starts from, as its first characters say.
type Root uint8

// The roots of a path.
const (
	Input    Root = iota // $: the input of the state
	Context              // $$: the context object
	Variable             // $name: a variable
)

// Path is a compiled path. It is immutable and safe for concurrent use.
type Path struct {
	text     string
	root     Root
	variable string
	steps    []step
	definite bool
}

// Compile compiles a path. The error is a *[SyntaxError]. Compiling takes time in
// proportion to the length of the text, which is limited to 64 KiB.
func Compile(text string) (*Path, error) {
	return CompileWith(text, nil)
}

func compile(text string, where place) (*Path, error) {
	if len(text) > maxText {
		return nil, span{}.errorf(maxText, "a path is limited to %d bytes", maxText)
	}
	root, variable, rest, err := splitRoot(text)
	if err != nil {
		return nil, err
	}
	if err := where.spend(span{}, pathBytes); err != nil {
		return nil, err
	}
	steps, err := parseSteps(rest, where)
	if err != nil {
		return nil, err
	}
	return &Path{text: text, root: root, variable: variable, steps: steps, definite: isDefinite(steps)}, nil
}

// MustCompile is [Compile] for texts that are known to be right, such as constants. It
// panics if text is not a path.
func MustCompile(text string) *Path {
	p, err := Compile(text)
	if err != nil {
		panic("jsonpath.MustCompile: " + err.Error())
	}
	return p
}

// String returns the text that the path was compiled from.
func (p *Path) String() string { return p.text }

// Root returns the value that the path starts from.
func (p *Path) Root() Root { return p.root }

// Variable returns the name of the variable that the path starts from, without the $. It
// is "" if the Root is not Variable.
func (p *Path) Variable() string { return p.variable }

// Definite reports whether the path leads to at most one value. The result of a path
// that is not definite is always an array.
func (p *Path) Definite() bool { return p.definite }

// Place returns the names and indexes at the beginning of the path, for tools that
// build a value in which the path finds something. A step that picks elements otherwise
// counts as the index 0. Place ends before a step that picks several members, and
// before one that searches at any depth.
func (p *Path) Place() []jsonvalue.Step {
	place := make([]jsonvalue.Step, 0, len(p.steps))
	for i := range p.steps {
		switch s := &p.steps[i]; s.kind {
		case property:
			place = append(place, jsonvalue.Step{Name: s.name})
		case index:
			place = append(place, jsonvalue.Step{Index: s.nums[0], IsIndex: true})
		case last, union, slice, wildcard, filtered:
			place = append(place, jsonvalue.Step{IsIndex: true})
		default:
			return place
		}
	}
	return place
}

// Eval evaluates the path over root, which is the value of the path's [Root], and of $ in
// filters. The result of a definite path is the value that it leads to. The result of
// any other path is the array of all values that it leads to, in the order in which
// Jayway 2.0.0 finds them. It is compact, but for that of a path without steps, which is
// root itself.
//
// A nil budget is a new one with the default bound. The error is a *[NotFoundError], an
// *[EvalError], a *[BudgetError] or [ErrInterrupted].
//
// Eval may be called concurrently with different budgets.
func (p *Path) Eval(root jsonvalue.Value, budget *Budget) (jsonvalue.Value, error) {
	return p.eval(root, root, budget)
}

// eval evaluates the path over from. root is the value of $ in filters.
func (p *Path) eval(from, root jsonvalue.Value, budget *Budget) (jsonvalue.Value, error) {
	if p.definite {
		if v, n := walk(p.steps, from); n == len(p.steps) {
			return v, nil
		}
	}
	if budget == nil {
		budget = &Budget{}
	}
	e := evaluation{path: p.text, steps: p.steps, root: root.Compact(), budget: budget}
	if err := e.run(0, from); err != nil {
		return jsonvalue.Value{}, err
	}
	if p.definite {
		return e.found[0], nil
	}
	return jsonvalue.OfArray(e.found), nil
}

// Query evaluates the path over a JSON document, which is the value of the path's [Root].
// The result is compact JSON, which the caller may change. The error is one of
// [jsonvalue.Parse] or of [Path.Eval].
func (p *Path) Query(document []byte) (json.RawMessage, error) {
	root, err := jsonvalue.Parse(document)
	if err != nil {
		return nil, err
	}
	v, err := p.Eval(root, nil)
	if err != nil {
		return nil, err
	}
	return v.Compact().JSON(), nil
}
