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

// template is a compiled payload template.
type template struct {
	body *jsonpath.Template[*expr]
}

// template reads a payload template; nil if the field is absent.
func (o *object) template(name string) *template {
	n, ok := o.take(name)
	if !ok {
		return nil
	}
	return o.compileTemplate(n, name)
}

func (o *object) compileTemplate(n node, name string) *template {
	body := jsonpath.CompileTemplate(n.value(),
		func(pointer, field, text string) (*expr, error) {
			x, err := o.p.compileExpr(text)
			if err != nil {
				o.p.report(o.p.inside(n, pointer), codeSchema, o.at(name), "The value for the field '%s' must be a valid JSONPath or a valid intrinsic function call", field)
				o.p.list[len(o.p.list)-1].Hint = err.Error()
			}
			return x, nil
		},
		func(pointer string, err error) {
			o.p.report(o.p.inside(n, pointer), codeSchema, o.at(name), "%s", err)
		})
	return &template{body: body}
}

// scope is what the expressions of a state see.
type scope struct {
	r     *Run
	f     *frame
	input jsonvalue.Value // $
	ctx   jsonvalue.Value // $$, built when it is asked for
}

func (r *Run) scope(f *frame, input jsonvalue.Value) *scope {
	return &scope{r: r, f: f, input: input}
}

// root returns the value that a path starts from, none if its variable has no
// value.
func (s *scope) root(p *jsonpath.Path) jsonvalue.Value {
	switch p.Root() {
	case jsonpath.Context:
		if !s.ctx.Exists() {
			s.ctx = s.r.contextObject(s.f)
		}
		return s.ctx
	case jsonpath.Variable:
		return s.f.variable(p.Variable())
	}
	return s.input
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

// apply evaluates a payload template. A nil template gives the input.
func (s *scope) apply(t *template) (jsonvalue.Value, error) {
	if t == nil {
		return s.input, nil
	}
	return t.body.Eval(s.field)
}

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
		Bytes:  s.r.limits.resultBytes(),
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
