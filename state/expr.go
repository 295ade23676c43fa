package state

import (
	"errors"

	"github.com/goasl/goasl/intrinsic"
	"github.com/goasl/goasl/jsonpath"
	"github.com/goasl/goasl/jsonvalue"
)

// expr is the value of a template's member whose name ends in ".$": a path, or a call
// of an intrinsic function.
type expr struct {
	text string
	path *jsonpath.Path   // nil for a call
	call *intrinsic.Call  // nil for a path
	args []*jsonpath.Path // the paths among the call's arguments
}

// field evaluates a member of a template. name is the member's name.
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
		Budget: &s.r.account,
	})
	var failed *intrinsic.Error
	if errors.As(err, &failed) {
		return v, s.callError(x, failed)
	}
	return v, s.usedUp(err)
}

// callError returns the failure of a function.
// Step Functions: it is a States.Runtime, and its message has the whole call as it is
// written.
func (s *scope) callError(x *expr, failed *intrinsic.Error) error {
	if failed.Name != errRuntime {
		return s.f.fault(failed.Name, failed.Msg)
	}
	return s.f.runtimeFault("There was an error while evaluating the intrinsic function: " + x.text + ". " + failed.Msg)
}

// fieldError returns the failure of a path in a template.
// Step Functions: for a path that leads nowhere, the message has the field and the
// value that the path was applied to.
func (s *scope) fieldError(name string, p *jsonpath.Path, err error) error {
	if isMissing(err) {
		return s.f.runtimeFault("The JSONPath '" + p.String() + "' specified for the field '" + name +
			"' could not be found in the input '" + quoted(s.root(p)) + "'")
	}
	return s.pathError(p, err)
}

// argumentError returns the failure of a path among the arguments of a call.
// Step Functions: the message has the call as it is written.
func (s *scope) argumentError(x *expr, p *jsonpath.Path, err error) error {
	if isMissing(err) {
		return s.f.runtimeFault("The function '" + x.text + "' had the following error: The JsonPath argument for the field '" +
			p.String() + "' could not be found in the input '" + quoted(s.root(p)) + "'")
	}
	return s.pathError(p, err)
}

// isMissing reports whether a path led nowhere.
func isMissing(err error) bool {
	var missing *jsonpath.NotFoundError
	var undefined *undefinedError
	return errors.As(err, &missing) || errors.As(err, &undefined)
}

// pathError returns the failure of a path that is the value of a field.
func (s *scope) pathError(p *jsonpath.Path, err error) error {
	switch {
	case errors.Is(err, jsonpath.ErrInterrupted):
		return ErrInterrupted
	case err == errSteps:
		return s.usedUp(err)
	}
	return s.f.runtimeFault("Invalid path '" + p.String() + "' : " + err.Error())
}
