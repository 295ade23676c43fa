package wire

import (
	"bytes"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/goasl/goasl/jsonvalue"
)

// rest writes the request in a protocol that spreads the members.
func (w *writer) rest(r *Request, all []given) error {
	path, query, _ := strings.Cut(w.op.uri, "?")
	var err error
	if r.Path, err = expand(path, func(label string) (string, error) { return w.label(all, label) }); err != nil {
		return err
	}
	if r.Query, err = url.ParseQuery(query); err != nil {
		return err
	}
	var body []given
	for _, g := range all {
		switch g.in {
		case "uri":
		case "querystring":
			err = w.queryString(r.Query, g)
		case "header":
			err = w.header(r.Header, g)
		case "headers":
			err = w.headers(r.Header, g)
		default:
			body = append(body, g)
		}
		if err != nil {
			return err
		}
	}
	return w.restBody(r, body)
}

// label returns the escaped text of a label of the path.
func (w *writer) label(all []given, label string) (string, error) {
	label, greedy := strings.CutSuffix(label, "+")
	for _, g := range all {
		if g.in != "uri" || g.wire() != label {
			continue
		}
		t, err := w.scalar(g.member, g.value, "iso8601")
		if err != nil {
			return "", err
		}
		t = w.op.Service.plainID(t)
		switch {
		case t == "":
			return "", inputError("The field '%s' must not be empty", w.style.field(g.name))
		case greedy:
		case t == "." || t == "..": // a server would take another path, and so another operation
			return "", inputError("The field '%s' must not be %s", w.style.field(g.name), t)
		default:
			return escape(t), nil
		}
		parts := strings.Split(t, "/")
		for i, p := range parts {
			parts[i] = escape(p)
		}
		return strings.Join(parts, "/"), nil
	}
	for _, m := range w.op.input.members {
		if m.in == "uri" && m.wire() == label {
			return "", inputError("The field '%s' is required but was missing", w.style.field(m.name))
		}
	}
	return "", fmt.Errorf("aws: %s of %s has no member for {%s}", w.op.Name, w.op.Service.ID, label)
}

// escape escapes all but the unreserved characters, as signatures need it.
func escape(s string) string {
	var b strings.Builder
	for _, c := range []byte(s) {
		switch {
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9', c == '-', c == '.', c == '_', c == '~':
			b.WriteByte(c)
		default:
			fmt.Fprintf(&b, "%%%02X", c)
		}
	}
	return b.String()
}

func (w *writer) queryString(to url.Values, g given) error {
	switch g.shape.kind {
	case dict:
		if g.value.Kind() != jsonvalue.Object {
			return w.misfit(g.member, g.value)
		}
		for name, item := range g.value.Members() {
			if g.shape.of.shape.kind != list {
				to.Add(name, textOf(item))
				continue
			}
			for _, one := range item.Elements() {
				to.Add(name, textOf(one))
			}
		}
		return nil
	case list:
		if g.value.Kind() != jsonvalue.Array {
			return w.misfit(g.member, g.value)
		}
		for _, item := range g.value.Elements() {
			t, err := w.scalar(g.shape.of, item, "iso8601")
			if err != nil {
				return err
			}
			to.Add(g.wire(), t)
		}
		return nil
	}
	t, err := w.scalar(g.member, g.value, "iso8601")
	to.Add(g.wire(), t)
	return err
}

// header sets a header. Elements of a list have commas between them.
func (w *writer) header(to http.Header, g given) error {
	if g.shape.kind != list {
		t, err := w.headerText(g.member, g.value)
		if err == nil {
			to.Set(g.wire(), t)
		}
		return err
	}
	if g.value.Kind() != jsonvalue.Array {
		return w.misfit(g.member, g.value)
	}
	var parts []string
	for _, item := range g.value.Elements() {
		t, err := w.headerText(g.shape.of, item)
		if err != nil {
			return err
		}
		if strings.ContainsAny(t, `",`) {
			t = `"` + strings.ReplaceAll(t, `"`, `\"`) + `"`
		}
		parts = append(parts, t)
	}
	if parts != nil {
		to.Set(g.wire(), strings.Join(parts, ","))
	}
	return nil
}

// headers sets a header for each entry of a map. The name of the member is the beginning
// of theirs.
func (w *writer) headers(to http.Header, g given) error {
	if g.value.Kind() != jsonvalue.Object {
		return w.misfit(g.member, g.value)
	}
	for name, item := range g.value.Members() {
		t, err := w.headerText(g.shape.of, item)
		if err != nil {
			return err
		}
		if strings.Trim(name, "!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ") != "" || g.as+name == "" {
			return inputError("'%s' is no name of a header", name)
		}
		to.Set(g.as+name, t)
	}
	return nil
}

// restBody writes the members that are not elsewhere: one that is the whole body, or all.
func (w *writer) restBody(r *Request, body []given) error {
	payload := w.op.payload()
	if payload == nil {
		return w.structured(r, body)
	}
	g := find(body, payload.name)
	switch {
	case g.member == nil && payload.shape.kind == structure && w.op.Service.protocol == "rest-json":
		r.Body = []byte("{}")
		setDefault(r.Header, "Content-Type", "application/json")
		return nil
	case g.member == nil:
		return nil
	case payload.shape.kind == blob || payload.shape.kind == text:
		r.Body = []byte(rawText(g))
		if g.body() && payload.shape.kind == blob {
			setDefault(r.Header, "Content-Type", w.streamType())
		}
		return nil
	}
	return w.document(r, g)
}

// streamType is the type of a body that is sent as it is produced.
// Step Functions: it sends the JSON text of the value, as a text.
func (w *writer) streamType() string {
	if w.style == SDK {
		return "text/plain; charset=UTF-8"
	}
	return "application/octet-stream"
}

// rawText returns the text of a member that is the whole body.
// Step Functions: of a body that is sent as it is produced it is the JSON text of the
// value, with the quotes of a string; of another one the string itself, or JSON.
func rawText(g given) string {
	if g.body() {
		return g.value.Compact().String()
	}
	return textOf(g.value)
}

func setDefault(h http.Header, name, value string) {
	if h.Get(name) == "" {
		h.Set(name, value)
	}
}

// payload returns the member that is the whole body, nil for none.
func (o *Operation) payload() *member { return payloadOf(o.input) }

func payloadOf(s *shape) *member {
	if s == nil {
		return nil
	}
	for _, m := range s.members {
		if m.payload {
			return m
		}
	}
	return nil
}

// structured writes all members of the body as one document.
func (w *writer) structured(r *Request, body []given) error {
	if w.op.Service.protocol == "rest-xml" {
		if len(body) == 0 {
			return nil
		}
		return w.xmlBody(r, body)
	}
	if len(body) == 0 && !w.op.hasBody() {
		return nil
	}
	v, err := w.jsonObject(body)
	if err != nil {
		return err
	}
	r.Body = v.JSON()
	setDefault(r.Header, "Content-Type", "application/json")
	return nil
}

// hasBody reports whether some member of a request is in its body.
func (o *Operation) hasBody() bool {
	if o.input == nil {
		return false
	}
	for _, m := range o.input.members {
		if m.in == "" {
			return true
		}
	}
	return false
}

// document writes one member as the whole body.
func (w *writer) document(r *Request, g given) error {
	if w.op.Service.protocol == "rest-xml" {
		var b bytes.Buffer
		x := xmlWriter{w, &b}
		if err := x.element(g.wire(), g.member, g.value); err != nil {
			return err
		}
		r.Body = b.Bytes()
		return nil
	}
	v, err := w.jsonValue(g.member, g.value)
	if err != nil {
		return err
	}
	r.Body = v.JSON()
	setDefault(r.Header, "Content-Type", "application/json")
	return nil
}
