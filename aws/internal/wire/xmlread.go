package wire

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strings"

	"github.com/goasl/goasl/jsonvalue"
)

// maxLevels is how deep elements may be in each other.
const maxLevels = 200

// xmlReader reads a document as its shape says. What the shape does not have is skipped, so
// that no tree is kept.
type xmlReader struct {
	reader
	*xml.Decoder
	levels int
}

func (d reader) xml(body []byte) *xmlReader {
	x := xml.NewDecoder(bytes.NewReader(body))
	x.CharsetReader = func(string, io.Reader) (io.Reader, error) { return nil, errors.New("it is not UTF-8") }
	return &xmlReader{reader: d, Decoder: x}
}

// root returns the first element.
func (x *xmlReader) root() (xml.StartElement, error) {
	for {
		t, err := x.Token()
		if err != nil {
			return xml.StartElement{}, errUnreadable("it is not XML: %v", err)
		}
		if start, ok := t.(xml.StartElement); ok {
			return start, nil
		}
	}
}

// children calls f for each element inside the one that has begun. f reads it whole. It
// returns the text between them.
func (x *xmlReader) children(f func(start xml.StartElement) error) (string, error) {
	if x.levels++; x.levels > maxLevels {
		return "", errUnreadable("its elements are more than %d levels deep", maxLevels)
	}
	defer func() { x.levels-- }()
	var text strings.Builder
	for {
		t, err := x.Token()
		if err != nil {
			return "", errUnreadable("it is not XML: %v", err)
		}
		switch t := t.(type) {
		case xml.StartElement:
			if err := f(t); err != nil {
				return "", err
			}
		case xml.CharData:
			text.Write(t)
		case xml.EndElement:
			return text.String(), nil
		}
	}
}

// skip reads an element that the shape does not have.
func (x *xmlReader) skip(xml.StartElement) error {
	_, err := x.children(x.skip)
	return err
}

// xmlDocument reads the result of an operation from the body.
func (d reader) xmlDocument(o *Operation, body []byte, found map[*member]jsonvalue.Value) error {
	x := d.xml(body)
	root, err := x.root()
	if err != nil {
		return err
	}
	if o.wrapper == "" {
		return x.result(o.output, root, found)
	}
	_, err = x.children(func(start xml.StartElement) error {
		if start.Name.Local != o.wrapper {
			return x.skip(start)
		}
		return x.members(o.output, start, found)
	})
	return err
}

// result reads the members of a result from the first element. If the result has one member
// in the body, and the element its name, it is that member, as for the location of a bucket.
func (x *xmlReader) result(s *shape, root xml.StartElement, found map[*member]jsonvalue.Value) error {
	var inside []*member
	for _, m := range s.members {
		if m.in == "" {
			inside = append(inside, m)
		}
	}
	if len(inside) != 1 || inside[0].wire() != root.Name.Local || inside[0].shape.of != nil || inside[0].shape.members != nil {
		return x.members(s, root, found)
	}
	v, err := x.value(inside[0], root)
	if v.Exists() && v.Text() != "" {
		found[inside[0]] = v
	}
	return err
}

// xmlPayload reads the member that is the whole body.
func (d reader) xmlPayload(m *member, body []byte, found map[*member]jsonvalue.Value) error {
	x := d.xml(body)
	root, err := x.root()
	if err != nil {
		return err
	}
	v, err := x.value(m, root)
	if v.Exists() {
		found[m] = v
	}
	return err
}

// collection is a flat list or map, whose elements are among the members of a structure.
type collection struct {
	items   []jsonvalue.Value
	entries []jsonvalue.Member
}

// members reads the members of a structure.
func (x *xmlReader) members(s *shape, start xml.StartElement, found map[*member]jsonvalue.Value) error {
	flat := map[*member]*collection{}
	for _, a := range start.Attr {
		if m := s.xmlMember(attributeName(a.Name), true); m != nil {
			v, err := x.text(m, a.Value, "iso8601")
			if err != nil {
				return err
			}
			found[m] = v
		}
	}
	_, err := x.children(func(start xml.StartElement) error {
		m := s.xmlMember(start.Name.Local, false)
		if m == nil {
			return x.skip(start)
		}
		if m.flat && m.shape.of != nil {
			if flat[m] == nil {
				flat[m] = &collection{}
			}
			return x.flat(m, start, flat[m])
		}
		v, err := x.value(m, start)
		if v.Exists() {
			found[m] = v
		}
		return err
	})
	for m, c := range flat {
		if m.shape.kind == list {
			found[m] = jsonvalue.OfArray(c.items)
		} else {
			found[m] = x.dictionary(c.entries)
		}
	}
	return err
}

// flat reads one element of a flat list or map.
func (x *xmlReader) flat(m *member, start xml.StartElement, to *collection) error {
	if m.shape.kind == list {
		v, err := x.value(m.shape.of, start)
		to.items = append(to.items, v)
		return err
	}
	entry, err := x.entry(m.shape)
	to.entries = append(to.entries, entry)
	return err
}

// xmlMember returns the member for the name of an element, or of an attribute.
func (s *shape) xmlMember(name string, attribute bool) *member {
	for _, m := range s.members {
		own := m.wire()
		if m.flat && m.shape.kind == list && m.shape.of.as != "" {
			own = m.shape.of.as
		}
		if own == name && m.in == "" && m.attribute == attribute {
			return m
		}
	}
	return nil
}

// attributeName returns the name with the prefix that models have: xsi:type.
func attributeName(n xml.Name) string {
	if n.Space == "http://www.w3.org/2001/XMLSchema-instance" {
		return "xsi:" + n.Local
	}
	return n.Local
}

// value reads an element. It recurses as deep as elements may be in each other.
func (x *xmlReader) value(m *member, start xml.StartElement) (jsonvalue.Value, error) {
	switch m.shape.kind {
	case structure:
		found := map[*member]jsonvalue.Value{}
		err := x.members(m.shape, start, found)
		return x.object(m.shape, found), err
	case list:
		items := []jsonvalue.Value{}
		_, err := x.children(func(start xml.StartElement) error {
			v, err := x.value(m.shape.of, start)
			items = append(items, v)
			return err
		})
		return jsonvalue.OfArray(items), err
	case dict:
		var entries []jsonvalue.Member
		_, err := x.children(func(xml.StartElement) error {
			entry, err := x.entry(m.shape)
			entries = append(entries, entry)
			return err
		})
		return x.dictionary(entries), err
	}
	t, err := x.children(x.skip)
	if err != nil {
		return jsonvalue.Value{}, err
	}
	if t == "" && m.shape.kind != text && m.shape.kind != blob {
		return jsonvalue.Value{}, nil
	}
	return x.text(m, t, "iso8601")
}

// entry reads an entry of a map.
func (x *xmlReader) entry(s *shape) (jsonvalue.Member, error) {
	key, of := entryNames(s)
	var entry jsonvalue.Member
	_, err := x.children(func(start xml.StartElement) (err error) {
		switch start.Name.Local {
		case key:
			entry.Name, err = x.children(x.skip)
		case of:
			entry.Value, err = x.value(s.of, start)
		default:
			err = x.skip(start)
		}
		return err
	})
	return entry, err
}
