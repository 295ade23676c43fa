package wire

import (
	"bytes"
	"encoding/xml"

	"github.com/goasl/goasl/jsonvalue"
)

// xmlWriter writes members of a request as XML.
type xmlWriter struct {
	*writer
	b *bytes.Buffer
}

// xmlBody writes the members of the body in the element of the request.
func (w *writer) xmlBody(r *Request, body []given) error {
	b := new(bytes.Buffer)
	x := xmlWriter{w, b}
	x.open(w.op.root, w.op.xmlns, "", nil)
	for _, g := range body {
		if err := x.element(g.wire(), g.member, g.value); err != nil {
			return err
		}
	}
	x.close(w.op.root)
	r.Body = b.Bytes()
	return nil
}

// open writes the beginning of an element, with its namespace and its attributes.
func (x xmlWriter) open(name, ns, nsPrefix string, attributes []given) {
	x.b.WriteString("<" + name)
	if ns != "" {
		at := "xmlns"
		if nsPrefix != "" {
			at += ":" + nsPrefix
		}
		x.attribute(at, ns)
	}
	for _, g := range attributes {
		x.attribute(g.wire(), textOf(g.value))
	}
	x.b.WriteByte('>')
}

func (x xmlWriter) attribute(name, value string) {
	x.b.WriteString(" " + name + `="`)
	x.text(value)
	x.b.WriteByte('"')
}

func (x xmlWriter) close(name string) { x.b.WriteString("</" + name + ">") }

// text writes a text. Characters that XML cannot have become U+FFFD.
func (x xmlWriter) text(t string) { _ = xml.EscapeText(x.b, []byte(t)) } // a buffer takes all

// element writes the element, or for a flat list or map the elements, of a member. It
// recurses as deep as the value, which the JSON parser limits.
func (x xmlWriter) element(name string, m *member, v jsonvalue.Value) error {
	switch m.shape.kind {
	case structure:
		return x.structure(name, m, v)
	case list:
		return x.list(name, m, v)
	case dict:
		return x.dict(name, m, v)
	}
	t, err := x.scalar(m, v, "iso8601")
	x.open(name, m.xmlns, m.xmlnsAs, nil)
	x.text(t)
	x.close(name)
	return err
}

func (x xmlWriter) structure(name string, m *member, v jsonvalue.Value) error {
	if v.Kind() != jsonvalue.Object {
		return x.misfit(m, v)
	}
	all, err := x.members(m.shape, v)
	if err != nil {
		return err
	}
	var attributes, inside []given
	for _, g := range all {
		if g.attribute {
			attributes = append(attributes, g)
		} else {
			inside = append(inside, g)
		}
	}
	x.open(name, m.xmlns, m.xmlnsAs, attributes)
	for _, g := range inside {
		if err := x.element(g.wire(), g.member, g.value); err != nil {
			return err
		}
	}
	x.close(name)
	return nil
}

func (x xmlWriter) list(name string, m *member, v jsonvalue.Value) error {
	if v.Kind() != jsonvalue.Array {
		return x.misfit(m, v)
	}
	of := m.shape.of
	each := name
	if !m.flat {
		each = "member"
		if of.as != "" {
			each = of.as
		}
		x.open(name, m.xmlns, m.xmlnsAs, nil)
	}
	for _, item := range v.Elements() {
		if err := x.element(each, of, item); err != nil {
			return err
		}
	}
	if !m.flat {
		x.close(name)
	}
	return nil
}

func (x xmlWriter) dict(name string, m *member, v jsonvalue.Value) error {
	if v.Kind() != jsonvalue.Object {
		return x.misfit(m, v)
	}
	each := name
	if !m.flat {
		each = "entry"
		x.open(name, m.xmlns, m.xmlnsAs, nil)
	}
	key, of := entryNames(m.shape)
	for entry, item := range v.Members() {
		x.open(each, "", "", nil)
		if err := x.element(key, m.shape.key, jsonvalue.OfString(entry)); err != nil {
			return err
		}
		if err := x.element(of, m.shape.of, item); err != nil {
			return err
		}
		x.close(each)
	}
	if !m.flat {
		x.close(name)
	}
	return nil
}
