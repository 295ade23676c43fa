package jsonpath

import "github.com/goasl/goasl/jsonvalue"

// Reference is a compiled Reference Path: a path of names and indexes alone. It leads to
// one place in a value, whether there is something in that place or not. A Reference is
// immutable and safe for concurrent use.
//
// Step Functions: the operators @ .. , : ? and * are not allowed in it. ResultPath, the
// Variable of a Choice rule, and fields that refer to a number, such as
// TimeoutSecondsPath, are Reference Paths.
type Reference struct {
	path  *Path
	place []jsonvalue.Step
}

// CompileReference compiles a Reference Path. The error is a *[SyntaxError]. It accepts
// every [Root]; a caller that does not has to check it.
func CompileReference(text string) (*Reference, error) {
	p, err := Compile(text)
	if err != nil {
		return nil, err
	}
	return p.Reference()
}

// Reference returns the path as a Reference Path. The error is a *[SyntaxError].
func (p *Path) Reference() (*Reference, error) {
	r := &Reference{path: p, place: make([]jsonvalue.Step, len(p.steps))}
	for i := range p.steps {
		switch s := &p.steps[i]; s.kind {
		case property:
			r.place[i] = jsonvalue.Step{Name: s.name}
		case index:
			r.place[i] = jsonvalue.Step{Index: s.nums[0], IsIndex: true}
		default:
			return nil, &SyntaxError{Text: p.text, Offset: s.at, Msg: "a Reference Path consists of names and indexes only"}
		}
	}
	return r, nil
}

// String returns the text that the reference was compiled from.
func (r *Reference) String() string { return r.path.text }

// Root returns the value that the reference starts from.
func (r *Reference) Root() Root { return r.path.root }

// Variable returns the name of the variable that the reference starts from, without the
// $. It is "" if the Root is not Variable.
func (r *Reference) Variable() string { return r.path.variable }

// Get returns the value that the reference leads to in root, which is the value of its
// [Root]. The error is a *[NotFoundError] or, for an index into a value that is not an
// array, an *[EvalError].
func (r *Reference) Get(root jsonvalue.Value) (jsonvalue.Value, error) {
	return r.path.Eval(root, nil)
}

// Set returns a copy of root in which the reference leads to x; root itself does not
// change. Objects that are missing on the way are created, as ResultPath requires. Arrays
// do not grow: an index has to exist. The error is a *[jsonvalue.SetError].
func (r *Reference) Set(root, x jsonvalue.Value) (jsonvalue.Value, error) {
	return root.Set(r.place, x)
}
