package state

import (
	"errors"

	"github.com/goasl/goasl/internal/jsontree"
	"github.com/goasl/goasl/intrinsic"
	"github.com/goasl/goasl/jsonpath"
	"github.com/goasl/goasl/jsonvalue"
)

// pathField is a field that holds a path. The zero value is an absent field.
type pathField struct {
	text    string
	path    *jsonpath.Path
	discard bool // the field is null
}

// shapes reports whether the field changes the data.
func (p pathField) shapes() bool { return p.discard || p.isSet() }

// isSet reports whether the field holds a path.
func (p pathField) isSet() bool { return p.path != nil }

// filter applies InputPath or OutputPath to a value. An absent field leaves the value,
// null makes it {}.
func (p pathField) filter(s *scope, v jsonvalue.Value) (jsonvalue.Value, error) {
	switch {
	case p.discard:
		return jsonvalue.EmptyObject, nil
	case p.path == nil:
		return v, nil
	}
	s.input = v
	out, err := s.read(p.path)
	if err != nil {
		return out, s.pathError(p.path, err)
	}
	return out, nil
}

// shown returns the path as messages show it; an absent one is "$".
func (p pathField) shown() string {
	if p.text == "" {
		return "$"
	}
	return p.text
}

// jsonPath reads a field that holds a path.
func (o *object) jsonPath(name string) pathField {
	return o.anyPath(name, func(n jsontree.Node, err error) { o.badPath(n, name, err) })
}

// anyPath reads a field that holds a path. It calls bad for one that does not compile.
func (o *object) anyPath(name string, bad func(n jsontree.Node, err error)) pathField {
	n, ok := o.take(name)
	if !ok {
		return pathField{}
	}
	switch {
	case n.Kind() == jsonvalue.Null && nullablePath(name):
		return pathField{text: "null", discard: true}
	case n.Kind() != jsonvalue.String:
		o.wrongType(n, name, "String")
		return pathField{}
	}
	p, err := o.p.compilePath(n.Text())
	if err != nil {
		if !o.p.outOfSpace(n, o.at(name), err) {
			bad(n, err)
		}
		return pathField{}
	}
	return pathField{text: n.Text(), path: p}
}

func nullablePath(name string) bool { return name == "InputPath" || name == "OutputPath" }

// referencePath reads a field that holds a path to a single place.
func (o *object) referencePath(name string) pathField { return o.single(name, o.jsonPath(name)) }

// single reports a path, the value of a field, that leads to more than one place.
func (o *object) single(name string, p pathField) pathField {
	if !p.isSet() {
		return p
	}
	if _, err := p.path.Reference(); err != nil {
		n, _ := o.peek(name)
		o.notReference(n, name, err)
		return pathField{}
	}
	return p
}

// settable reads a field that holds a path to a place in the input that is to be set.
// It returns nil if the field is absent, and discard if it is null.
func (o *object) settable(name string) (r *jsonpath.Reference, discard bool) {
	n, ok := o.take(name)
	switch {
	case !ok:
		return nil, false
	case n.Kind() == jsonvalue.Null:
		return nil, true
	case n.Kind() != jsonvalue.String:
		o.wrongType(n, name, "String")
		return nil, false
	}
	p, err := o.p.compilePath(n.Text())
	if err != nil {
		o.badPath(n, name, err)
		return nil, false
	}
	r, err = p.Reference()
	if err == nil && r.Root() != jsonpath.Input {
		err = &jsonpath.SyntaxError{Text: n.Text(), Msg: "only the input can be set: the path must begin with a single $"}
	}
	if err != nil {
		o.notReference(n, name, err)
		return nil, false
	}
	return r, false
}

// notReference reports a path that leads to more than one place, or to a place that
// cannot be set.
func (o *object) notReference(n jsontree.Node, field string, err error) {
	if o.p.value(n, placeOf(n, err), codeSchema, o.at(field), "Value is not a Reference Path") {
		o.p.hint(err.Error())
	}
}

// badPath reports a path that does not compile, at the character that is wrong.
func (o *object) badPath(n jsontree.Node, field string, err error) {
	if o.p.outOfSpace(n, o.at(field), err) {
		return
	}
	if o.p.value(n, placeOf(n, err), codeSchema, o.at(field), "Value must be a valid JSONPath.") {
		o.p.hint(err.Error())
	}
}

// placeOf returns the place of an error in a string that holds an expression.
func placeOf(n jsontree.Node, err error) int {
	var path *jsonpath.SyntaxError
	var call *intrinsic.SyntaxError
	switch {
	case errors.As(err, &path):
		return n.Inside(path.Offset)
	case errors.As(err, &call):
		return n.Inside(call.Offset)
	}
	return n.Pos
}
