package state

import (
	"errors"

	"github.com/goasl/goasl/internal/jsontree"
	"github.com/goasl/goasl/intrinsic"
	"github.com/goasl/goasl/jsonpath"
	"github.com/goasl/goasl/jsonvalue"
)

// jsonPath reads a field that holds a path.
func (o *object) jsonPath(name string) pathField {
	n, ok := o.take(name)
	if !ok {
		return pathField{}
	}
	switch {
	case n.Kind() == jsonvalue.Null && nullablePath(name):
		return pathField{text: "null", discard: true}
	case n.Kind() != jsonvalue.String:
		o.wrongType(n, name, "string")
		return pathField{}
	}
	p, err := o.p.compilePath(n.Text())
	if err != nil {
		o.badPath(n, name, err)
		return pathField{}
	}
	return pathField{text: n.Text(), path: p}
}

func nullablePath(name string) bool { return name == "InputPath" || name == "OutputPath" }

// referencePath reads a field that holds a path to one place.
func (o *object) referencePath(name string) pathField {
	p := o.jsonPath(name)
	if !p.isSet() {
		return p
	}
	if _, err := jsonpath.CompileReference(p.text); err != nil {
		n, _ := o.peek(name)
		o.notReference(n, name, err)
		return pathField{}
	}
	return p
}

// settable reads a field that holds a path into the input, to be set; nil stands
// for a path that is absent, discard for null.
func (o *object) settable(name string) (r *jsonpath.Reference, discard bool) {
	n, ok := o.take(name)
	switch {
	case !ok:
		return nil, false
	case n.Kind() == jsonvalue.Null:
		return nil, true
	case n.Kind() != jsonvalue.String:
		o.wrongType(n, name, "string")
		return nil, false
	}
	r, err := jsonpath.CompileReference(n.Text())
	if err != nil {
		if _, err := o.p.compilePath(n.Text()); err != nil {
			o.badPath(n, name, err)
			return nil, false
		}
	}
	if err == nil && r.Root() != jsonpath.Input {
		err = &jsonpath.SyntaxError{Text: n.Text(), Msg: "only the input can be set: the path must begin with a single $"}
	}
	if err != nil {
		o.notReference(n, name, err)
		return nil, false
	}
	return r, false
}

// notReference reports a path that leads to more than one place, or cannot be
// set.
func (o *object) notReference(n jsontree.Node, field string, err error) {
	if o.p.value(n, placeOf(n, err), codeSchema, o.at(field), "Value is not a Reference Path") {
		o.p.hint(err.Error())
	}
}

// badPath reports a path that does not compile, with the finger on the
// character.
func (o *object) badPath(n jsontree.Node, field string, err error) {
	o.p.value(n, placeOf(n, err), codeSchema, o.at(field), "%s", err)
}

// placeOf returns the offset of an error in a string that holds an expression.
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
