package state

import (
	"strings"

	"github.com/goasl/goasl/internal/jsontree"
	"github.com/goasl/goasl/jsonpath"
	"github.com/goasl/goasl/jsonvalue"
)

// template is a JSON value of the definition with expressions in it: a payload template
// in JSONPath, or a value with {% %} in JSONata.
type template interface {
	// eval evaluates the expressions, and returns the value with their results.
	eval(s *scope) (jsonvalue.Value, error)
}

// apply evaluates a template. Without one it returns the input.
func (s *scope) apply(t template) (jsonvalue.Value, error) {
	if t == nil {
		return s.input, nil
	}
	return t.eval(s)
}

// template reads a field that holds a template, nil if it is absent.
func (o *object) template(name string) template {
	n, ok := o.take(name)
	if !ok {
		return nil
	}
	return o.compileTemplate(n, name)
}

func (o *object) compileTemplate(n jsontree.Node, name string) template {
	if o.language == JSONata {
		return o.queryTemplate(n, name)
	}
	return o.pathTemplate(n, name)
}

// pathTemplate is a payload template. Its members with a name that ends in ".$" hold a
// path or a call of an intrinsic function.
type pathTemplate struct {
	written jsonvalue.Value
	body    *jsonpath.Template[*expr] // nil if there is nothing to evaluate
	parts   int                       // that are made anew in each evaluation
}

func (t *pathTemplate) eval(s *scope) (jsonvalue.Value, error) {
	if t.body == nil {
		return t.written, nil
	}
	if err := s.made(t.parts); err != nil {
		return jsonvalue.Value{}, err
	}
	return t.body.Eval(s.field)
}

// made takes what it takes to make the parts of a template: its members and elements.
func (s *scope) made(parts int) error { return s.spend(parts, parts*bytesOfPart) }

func (o *object) pathTemplate(n jsontree.Node, name string) *pathTemplate {
	o.warnStatic(n, name)
	t := &pathTemplate{written: n.Value()}
	if !strings.Contains(n.Raw(), `.$"`) && !strings.Contains(n.Raw(), `\u`) { // an escape may stand for any character
		return t
	}
	t.body = jsonpath.CompileTemplate(t.written,
		func(field, text string) (*expr, error) {
			x, err := o.p.compileExpr(text)
			switch {
			case err == errSpace:
				o.p.outOfSpace(n, o.at(name), err)
				err = nil
			case err != nil:
				err = &expressionError{field, err}
			default:
				o.unfilledFormat(x, name)
			}
			return x, err
		},
		func(pointer string, err error) {
			if wrong, ok := err.(*expressionError); ok {
				o.notExpression(o.p.inside(n, pointer), name, wrong.field, wrong.error)
				return
			}
			o.bad(o.p.inside(n, pointer), name, "%s", err)
		})
	t.parts = t.body.Len()
	return t
}

// expressionError says that a field of a template holds no expression.
type expressionError struct {
	field string
	error
}

// unfilledFormat notes that the state cannot run if a placeholder is in a template of
// States.Format, whose own placeholders have braces, too.
func (o *object) unfilledFormat(x *expr, field string) {
	if _, ok := Placeholder(x.text); ok && !o.p.opts.Strict && x.call != nil && strings.Contains(x.text, "States.Format") {
		o.p.notes.unfilled = o.at(field)
	}
}

// notExpression reports a member of a template, or a field, that is neither a path nor
// a call.
func (o *object) notExpression(n jsontree.Node, field, member string, err error) {
	if o.bad(n, field, "The value for the field '%s' must be a valid JSONPath or a valid intrinsic function call", member) {
		o.p.hint(err.Error())
	}
}

// queryTemplate is a value whose strings may be JSONata expressions. It has one of: a
// value without expressions, an expression, members, elements.
type queryTemplate struct {
	static  jsonvalue.Value
	query   *query
	members []templateMember // in the order of the definition
	elems   []*queryTemplate
}

type templateMember struct {
	name  string
	value *queryTemplate
}

// queryTemplate compiles a value of the definition. field is the value's place in the
// state.
func (o *object) queryTemplate(n jsontree.Node, field string) *queryTemplate {
	if t := o.computed(n, field); t != nil {
		return t
	}
	return &queryTemplate{static: n.Value()}
}

// computed compiles a value with an expression in it. It returns nil for a value
// without one.
func (o *object) computed(n jsontree.Node, field string) *queryTemplate {
	if raw := n.Raw(); !strings.Contains(raw, "%") && !strings.Contains(raw, `\u`) {
		return nil // there is no delimiter in it
	}
	switch n.Kind() {
	case jsonvalue.String:
		if q, ok := o.query(n, field); ok {
			return &queryTemplate{query: q}
		}
	case jsonvalue.Array:
		return o.computedArray(n.Children(), field)
	case jsonvalue.Object:
		return o.computedObject(n.Children(), field)
	}
	return nil
}

func (o *object) computedArray(kids []jsontree.Node, field string) *queryTemplate {
	elems := make([]*queryTemplate, len(kids))
	static := true
	for i, kid := range kids {
		elems[i] = o.computed(kid, locate(field, "["+itoa(i)+"]"))
		static = static && elems[i] == nil
	}
	if static {
		return nil
	}
	for i, kid := range kids {
		if elems[i] == nil {
			elems[i] = &queryTemplate{static: kid.Value()}
		}
	}
	return &queryTemplate{elems: elems}
}

func (o *object) computedObject(kids []jsontree.Node, field string) *queryTemplate {
	members := make([]templateMember, len(kids))
	static := true
	for i, kid := range kids {
		members[i] = templateMember{name: kid.Name, value: o.computed(kid, locate(field, "/"+kid.Name))}
		static = static && members[i].value == nil
	}
	if static {
		return nil
	}
	for i, kid := range kids {
		if members[i].value == nil {
			members[i].value = &queryTemplate{static: kid.Value()}
		}
	}
	return &queryTemplate{members: members}
}

// eval recurses as deep as the definition is nested, which is limited.
func (t *queryTemplate) eval(s *scope) (jsonvalue.Value, error) {
	switch {
	case t.query != nil:
		return s.eval(t.query)
	case t.elems != nil:
		return t.evalArray(s)
	case t.members != nil:
		return t.evalObject(s)
	}
	return t.static, nil
}

func (t *queryTemplate) evalArray(s *scope) (v jsonvalue.Value, err error) {
	if err := s.made(len(t.elems)); err != nil {
		return v, err
	}
	elems := make([]jsonvalue.Value, len(t.elems))
	for i, e := range t.elems {
		if elems[i], err = e.eval(s); err != nil {
			return v, err
		}
	}
	return jsonvalue.OfArray(elems), nil
}

func (t *queryTemplate) evalObject(s *scope) (v jsonvalue.Value, err error) {
	if err := s.made(len(t.members)); err != nil {
		return v, err
	}
	members := make([]jsonvalue.Member, len(t.members))
	for i, m := range t.members {
		members[i].Name = m.name
		if members[i].Value, err = m.value.eval(s); err != nil {
			return v, err
		}
	}
	return jsonvalue.OfObject(members), nil
}
