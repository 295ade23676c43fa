package wire

import (
	"net/url"
	"strconv"
	"strings"

	"github.com/goasl/goasl/jsonvalue"
)

// queryWriter writes the members of a request as a form.
type queryWriter struct {
	*writer
	b   *strings.Builder
	ec2 bool
}

// query writes the request in the query protocol, or in that of ec2, which differs in the
// names and has no wrappers of lists.
func (w *writer) query(r *Request, all []given) error {
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded; charset=utf-8")
	q := queryWriter{w, new(strings.Builder), w.op.Service.protocol == "ec2"}
	q.add("Action", w.op.Name)
	q.add("Version", w.op.Service.version)
	err := q.members("", all)
	r.Body = []byte(q.b.String())
	return err
}

func (q queryWriter) add(name, value string) {
	if q.b.Len() > 0 {
		q.b.WriteByte('&')
	}
	q.b.WriteString(url.QueryEscape(name) + "=" + url.QueryEscape(value))
}

func (q queryWriter) members(prefix string, all []given) error {
	for _, g := range all {
		if err := q.value(join(prefix, q.name(g.member)), g.member, g.value); err != nil {
			return err
		}
	}
	return nil
}

func join(prefix, name string) string {
	if prefix == "" {
		return name
	}
	return prefix + "." + name
}

func (q queryWriter) name(m *member) string {
	switch {
	case !q.ec2:
		return m.wire()
	case m.query != "":
		return m.query
	case m.as != "":
		return strings.ToUpper(m.as[:1]) + m.as[1:]
	}
	return m.name
}

// value writes a value. It recurses as deep as the value, which the JSON parser limits.
func (q queryWriter) value(name string, m *member, v jsonvalue.Value) error {
	switch s := m.shape; s.kind {
	case structure:
		if v.Kind() != jsonvalue.Object {
			return q.misfit(m, v)
		}
		all, err := q.writer.members(s, v)
		if err != nil {
			return err
		}
		return q.members(name, all)
	case list:
		return q.list(name, m, v)
	case dict:
		return q.dict(name, m, v)
	}
	t, err := q.scalar(m, v, "iso8601")
	q.add(name, t)
	return err
}

func (q queryWriter) list(name string, m *member, v jsonvalue.Value) error {
	if v.Kind() != jsonvalue.Array {
		return q.misfit(m, v)
	}
	of := m.shape.of
	switch {
	case q.ec2:
	case v.Len() == 0:
		q.add(name, "") // an empty list
	case m.flat && of.as != "":
		name = name[:strings.LastIndex(name, ".")+1] + of.as
	case m.flat:
	case of.as != "":
		name += "." + of.as
	default:
		name += ".member"
	}
	for i, item := range v.Elements() {
		if err := q.value(name+"."+strconv.Itoa(i+1), of, item); err != nil {
			return err
		}
	}
	return nil
}

func (q queryWriter) dict(name string, m *member, v jsonvalue.Value) error {
	if v.Kind() != jsonvalue.Object {
		return q.misfit(m, v)
	}
	if !m.flat {
		name += ".entry"
	}
	key, of := entryNames(m.shape)
	i := 0
	for entry, item := range v.Members() {
		i++
		at := name + "." + strconv.Itoa(i) + "."
		q.add(at+key, entry)
		if err := q.value(at+of, m.shape.of, item); err != nil {
			return err
		}
	}
	return nil
}

// entryNames returns the names of the key and of the value in the entries of a map.
func entryNames(s *shape) (key, value string) {
	key, value = "key", "value"
	if s.key.as != "" {
		key = s.key.as
	}
	if s.of.as != "" {
		value = s.of.as
	}
	return key, value
}
