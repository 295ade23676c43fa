package state

import "github.com/goasl/goasl/jsonvalue"

// Fail ends its flow with an error.
type Fail struct {
	common
	Error, Cause         *string // nil if absent
	errorPath, causePath *expr   // a path or an intrinsic function
}

func parseFail(o *object, c common) State {
	s := &Fail{common: c}
	o.exclusive("Error", "ErrorPath")
	o.exclusive("Cause", "CausePath")
	s.Error = o.optionalText("Error")
	s.Cause = o.optionalText("Cause")
	s.errorPath = o.expression("ErrorPath")
	s.causePath = o.expression("CausePath")
	o.transitions.from(c.name)
	o.transitions.end()
	return s
}

// expression reads a field that holds a path or an intrinsic function.
func (o *object) expression(name string) *expr {
	n, ok := o.take(name)
	if !ok {
		return nil
	}
	if n.kind() != jsonvalue.String {
		o.wrongType(n, name, "string")
		return nil
	}
	x, err := o.p.compileExpr(n.text())
	if err != nil {
		o.badPath(n, name, err)
		return nil
	}
	return x
}

func (s *Fail) enter(r *Run, f *frame) error {
	scope := r.scope(f, f.input)
	why := &fault{Failure: Failure{Error: s.Error, Cause: s.Cause}}
	for _, field := range []struct {
		name string
		x    *expr
		to   **string
	}{
		{"ErrorPath", s.errorPath, &why.Failure.Error},
		{"CausePath", s.causePath, &why.Cause},
	} {
		if field.x == nil {
			continue
		}
		text, err := scope.textOf(field.name, field.x)
		if err != nil {
			return err
		}
		*field.to = &text
	}
	return why
}

// textOf evaluates an expression that must give a string.
func (s *scope) textOf(field string, x *expr) (string, error) {
	v, err := s.field(field, x)
	if err != nil {
		return "", err
	}
	if v.Kind() != jsonvalue.String {
		return "", s.f.runtimeFault("The " + field + " field refers to a value that is not a string: " + x.text)
	}
	return v.Text(), nil
}
