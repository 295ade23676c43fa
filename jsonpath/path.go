package jsonpath

import (
	"encoding/json"

	"github.com/goasl/goasl/jsonvalue"
)

// Root says what the first character of a path stands for.
type Root uint8

// The roots of a path.
const (
	Input    Root = iota // $: the state's input
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

// Compile reads a path. The error is a *[SyntaxError]. What compiling costs is
// linear in the length of the text, which is limited to 64 KiB.
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
	steps, err := parseSteps(rest, where)
	if err != nil {
		return nil, err
	}
	return &Path{text: text, root: root, variable: variable, steps: steps, definite: isDefinite(steps)}, nil
}

// MustCompile is [Compile] for constants. It panics if text is no path.
func MustCompile(text string) *Path {
	p, err := Compile(text)
	if err != nil {
		panic("jsonpath.MustCompile: " + err.Error())
	}
	return p
}

// String returns the text that the path was compiled from.
func (p *Path) String() string { return p.text }

// Root returns what the path starts from.
func (p *Path) Root() Root { return p.root }

// Variable returns the name of the variable that the path starts from, "" if
// its root is another one.
func (p *Path) Variable() string { return p.variable }

// Definite reports whether the path leads to at most one value. The result of
// any other path is an array.
func (p *Path) Definite() bool { return p.definite }

// Eval evaluates the path over root, the value of the path's [Root]; inside
// filters, $ is that value too. The result of a definite path is the value it
// leads to, that of an indefinite one the array of all values in the order in
// which Jayway 2.0.0 finds them, which may be empty.
//
// The budget bounds an evaluation; nil stands for one of its own with the default
// bound. The error is a *[NotFoundError], an *[EvalError], a *[BudgetError] or
// [ErrInterrupted].
func (p *Path) Eval(root jsonvalue.Value, budget *Budget) (jsonvalue.Value, error) {
	return p.eval(root, root, budget)
}

// eval evaluates the path from a value; root is what $ is inside filters.
func (p *Path) eval(from, root jsonvalue.Value, budget *Budget) (jsonvalue.Value, error) {
	if p.definite {
		if v, n := walk(p.steps, from); n == len(p.steps) {
			return v, nil
		}
	}
	if budget == nil {
		budget = &Budget{}
	}
	e := evaluation{path: p.text, steps: p.steps, root: root, budget: budget}
	if err := e.run(0, from); err != nil {
		return jsonvalue.Value{}, err
	}
	if p.definite {
		return e.found[0], nil
	}
	return jsonvalue.OfArray(e.found), nil
}

// Query evaluates the path over a JSON document, which stands for the path's
// root whichever it is. The result is compact JSON in memory of its own. The
// error is one of [jsonvalue.Parse] or of [Path.Eval].
func (p *Path) Query(document []byte) (json.RawMessage, error) {
	root, err := jsonvalue.Parse(document)
	if err != nil {
		return nil, err
	}
	v, err := p.Eval(root, nil)
	if err != nil {
		return nil, err
	}
	return v.JSON(), nil
}
