package state

import (
	"errors"

	"github.com/goasl/goasl/intrinsic"
	"github.com/goasl/goasl/jsonpath"
	"github.com/goasl/goasl/jsonvalue"
)

// expr is what stands behind a ".$" in a payload template: a path or a call of
// an intrinsic function.
type expr struct {
	text string
	path *jsonpath.Path   // nil for a call
	call *intrinsic.Call  // nil for a path
	args []*jsonpath.Path // the paths among the call's arguments
}

// compileExpr compiles a path or a call.
func (p *parser) compileExpr(text string) (*expr, error) {
	if !intrinsic.Is(text) {
		path, err := p.compilePath(text)
		if err != nil {
			return nil, err
		}
		return &expr{text: text, path: path}, nil
	}
	call, err := intrinsic.Parse(text)
	if err != nil {
		return nil, err
	}
	x := &expr{text: text, call: call}
	for _, arg := range call.Paths() {
		path, err := p.compilePath(arg.Text)
		if err != nil {
			return nil, err
		}
		x.args = append(x.args, path)
	}
	return x, nil
}

// scope is what the expressions of a state see.
type scope struct {
	r     *Run
	f     *frame
	input jsonvalue.Value // $
	ctx   jsonvalue.Value // $$, built when it is asked for

	// Of expressions in JSONata, none where they do not see it.
	result      jsonvalue.Value // $states.result
	errorOutput jsonvalue.Value // $states.errorOutput

	// $states, as it was made for an expression before, with or without its context.
	states      jsonvalue.Value
	withContext bool
}

// scope returns the scope of a frame's state. A Run has one, since one state at a
// time is at work: it is good until the next one is asked for.
func (r *Run) scope(f *frame, input jsonvalue.Value) *scope {
	r.current = scope{r: r, f: f, input: input}
	return &r.current
}

// root returns the value that a path starts from, none if its variable has no
// value.
func (s *scope) root(p *jsonpath.Path) jsonvalue.Value {
	switch p.Root() {
	case jsonpath.Context:
		return s.context()
	case jsonpath.Variable:
		return s.f.variable(p.Variable())
	}
	return s.input
}

// context returns the context object.
func (s *scope) context() jsonvalue.Value {
	if !s.ctx.Exists() {
		s.ctx = s.r.contextObject(s.f)
	}
	return s.ctx
}

// read evaluates a path.
func (s *scope) read(p *jsonpath.Path) (jsonvalue.Value, error) {
	root := s.root(p)
	if !root.Exists() {
		return jsonvalue.Value{}, &undefinedError{name: p.Variable()}
	}
	return p.Eval(root, s.r.budget())
}

// undefinedError says that a variable has no value yet.
type undefinedError struct{ name string }

func (e *undefinedError) Error() string { return "the variable $" + e.name + " has no value here" }

// field evaluates the member of a template that has this name.
func (s *scope) field(name string, x *expr) (jsonvalue.Value, error) {
	if x.call != nil {
		return s.invoke(x)
	}
	v, err := s.read(x.path)
	if err != nil {
		return v, s.fieldError(name, x.path, err)
	}
	return v, nil
}

func (s *scope) invoke(x *expr) (jsonvalue.Value, error) {
	v, err := x.call.Eval(intrinsic.Env{
		Path: func(i int) (jsonvalue.Value, error) {
			v, err := s.read(x.args[i])
			if err != nil {
				return v, s.argumentError(x, x.args[i], err)
			}
			return v, nil
		},
		Random: &s.r.random,
		Bytes:  s.r.cfg.Limits.resultBytes(),
	})
	var failed *intrinsic.Error
	if errors.As(err, &failed) {
		return v, s.f.fault(failed.Name, failed.Error())
	}
	return v, err
}

// fieldError words the failure of a path in a template.
// Step Functions: a path that leads nowhere is shown with the field and with
// the value that it was applied to.
func (s *scope) fieldError(name string, p *jsonpath.Path, err error) error {
	if isMissing(err) {
		return s.f.runtimeFault("The JSONPath '" + p.String() + "' specified for the field '" + name +
			"' could not be found in the input '" + s.root(p).String() + "'")
	}
	return s.pathError(p, err)
}

// argumentError words the failure of a path among the arguments of a call.
// Step Functions: the call is shown as it is written.
func (s *scope) argumentError(x *expr, p *jsonpath.Path, err error) error {
	if isMissing(err) {
		return s.f.runtimeFault("The function '" + x.text + "' had the following error: The JsonPath argument for the field '" +
			p.String() + "' could not be found in the input '" + s.root(p).String() + "'")
	}
	return s.pathError(p, err)
}

// isMissing reports whether a path led nowhere.
func isMissing(err error) bool {
	var missing *jsonpath.NotFoundError
	var undefined *undefinedError
	return errors.As(err, &missing) || errors.As(err, &undefined)
}

// pathError words the failure of a path that is a field of its own.
func (s *scope) pathError(p *jsonpath.Path, err error) error {
	if errors.Is(err, jsonpath.ErrInterrupted) {
		return ErrInterrupted
	}
	return s.f.runtimeFault("Invalid path '" + p.String() + "' : " + err.Error())
}
