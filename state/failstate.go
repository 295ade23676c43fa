package state

import (
	"errors"
	"strings"

	"github.com/goasl/goasl/intrinsic"
	"github.com/goasl/goasl/jsonvalue"
)

// Fail ends its flow with an error.
type Fail struct {
	stateBase
	Error, Cause         *string // nil if absent, or if a path or an expression gives it
	errorPath, causePath *expr   // a path or an intrinsic function
	errorQuery           *query  // Error and Cause as expressions in JSONata
	causeQuery           *query
}

// ComputesError reports whether the name of the error comes from a path, an intrinsic function
// or an expression, so that it may be a part of the input.
func (s *Fail) ComputesError() bool { return s.errorPath != nil || s.errorQuery != nil }

func parseFail(o *object, base stateBase) State {
	s := &Fail{stateBase: base}
	o.exclusive("Error", "ErrorPath")
	o.exclusive("Cause", "CausePath")
	s.Error, s.errorQuery = o.textOrQuery("Error")
	s.Cause, s.causeQuery = o.textOrQuery("Cause")
	o.warnPath("Error")
	o.warnPath("Cause")
	s.errorPath = o.expression("ErrorPath")
	s.causePath = o.expression("CausePath")
	o.transitions.begin()
	o.transitions.end()
	return s
}

// expression reads a field that holds a path or a call of an intrinsic function.
// Step Functions: what is none of them is called no path, as in any field for a path.
func (o *object) expression(name string) *expr {
	n, ok := o.take(name)
	if !ok {
		return nil
	}
	if n.Kind() != jsonvalue.String {
		o.wrongType(n, name, "String")
		return nil
	}
	x, err := o.p.compileExpr(n.Text())
	if err == nil && x.call != nil && !givesText(x.text) {
		err = errors.New("the function gives no string")
	}
	switch {
	case err == nil:
	case intrinsic.Is(n.Text()) && err != errSpace:
		o.notExpression(n, name, name, err)
		return nil
	default:
		o.badPath(n, name, err)
		return nil
	}
	o.unfilledFormat(x, name)
	return x
}

// givesText reports whether the function of a call can return a string.
// Step Functions: the developer guide allows these for ErrorPath and CausePath.
func givesText(call string) bool {
	function, _, _ := strings.Cut(call, "(")
	switch strings.TrimSpace(function) {
	case "States.Format", "States.JsonToString", "States.ArrayGetItem", "States.Base64Encode", "States.Base64Decode", "States.Hash", "States.UUID":
		return true
	}
	return false
}

// textOrQuery reads a string, which may be a JSONata expression.
func (o *object) textOrQuery(name string) (*string, *query) {
	if n, ok := o.peek(name); ok {
		if q, ok := o.query(n, name); ok {
			o.take(name)
			return nil, q
		}
	}
	return o.optionalText(name), nil
}

func (s *Fail) enter(r *Run, f *frame) error {
	scope := r.scope(f, f.input)
	scope.note(AfterInputPath, f.input)
	why := &fault{}
	var err error
	if why.Failure.Error, err = scope.text("ErrorPath", maxError, s.Error, s.errorPath, s.errorQuery); err != nil {
		return err
	}
	if why.Cause, err = scope.text("CausePath", maxCause, s.Cause, s.causePath, s.causeQuery); err != nil {
		return err
	}
	return why
}

// text returns the value of Error or Cause: fixed, or the first so many characters of the
// result of x or q. Not known: what Step Functions does with a longer one.
func (s *scope) text(pathName string, most int, fixed *string, x *expr, q *query) (*string, error) {
	var v jsonvalue.Value
	var err error
	switch {
	case q != nil:
		v, err = s.evalTo(q, jsonvalue.String)
	case x != nil:
		if v, err = s.field(pathName, x); err == nil && v.Kind() != jsonvalue.String {
			err = s.f.runtimeFault("The " + pathName + " field refers to a value that is not a string: " + x.text)
		}
	default:
		return fixed, nil
	}
	text := firstOf(v.Text(), most)
	return &text, err
}
