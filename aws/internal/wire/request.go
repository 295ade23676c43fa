package wire

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/goasl/goasl/jsonvalue"
)

// Request is a request without the address of the service.
type Request struct {
	Method string
	Host   string // comes before the host name, "" for nothing
	Path   string // escaped, with a slash at the beginning
	Query  url.Values
	Header http.Header
	Body   []byte
}

// InputError says why parameters are not those of an operation, in the words of Step
// Functions.
type InputError struct{ Problem string }

func (e *InputError) Error() string { return e.Problem }

func inputError(format string, args ...any) error {
	return &InputError{fmt.Sprintf(format, args...)}
}

// writer writes the parameters of a task as a request.
type writer struct {
	op    *Operation
	style Style
	token string // of the call, for members with which a service recognises repeated ones
}

// Request returns the request of an operation. input are the parameters of a task, an
// object with the names of the style. token is the same for calls that are repeated, and
// becomes the value of members for that which are absent. An error is an [*InputError].
func (o *Operation) Request(input jsonvalue.Value, style Style, token string) (*Request, error) {
	if input.Kind() == jsonvalue.None || input.Kind() == jsonvalue.Null {
		input = jsonvalue.OfObject(nil)
	}
	if input.Kind() != jsonvalue.Object {
		return nil, inputError("The parameters must be an object")
	}
	w := &writer{o, style, token}
	r := &Request{Method: o.method, Path: "/", Query: url.Values{}, Header: http.Header{}}
	given, err := w.members(o.input, input)
	if err != nil {
		return nil, err
	}
	given = w.withToken(given)
	if r.Host, err = w.host(given); err != nil {
		return nil, err
	}
	switch o.Service.protocol {
	case "json":
		err = w.json(r, given)
	case "query", "ec2":
		err = w.query(r, given)
	case "rest-json", "rest-xml":
		err = w.rest(r, given)
	default:
		return nil, fmt.Errorf("aws: the protocol %q of %s is not known", o.Service.protocol, o.Service.ID)
	}
	if err != nil {
		return nil, err
	}
	o.Service.addHeaders(r.Header)
	if err := w.addChecksum(r, given); err != nil {
		return nil, err
	}
	return r, nil
}

// given is a member with the value that it was given.
type given struct {
	*member
	value jsonvalue.Value
}

// members returns the members of an object that has the shape, in their order. Null is
// absent, except for a body that is a stream, which has its text.
func (w *writer) members(s *shape, v jsonvalue.Value) ([]given, error) {
	all := make([]given, 0, v.Len())
	for name, item := range v.Members() {
		var m *member
		if s != nil {
			m = s.field(w.style, name)
		}
		switch {
		case item.Kind() == jsonvalue.Null && (m == nil || !m.body()):
		case m == nil:
			return nil, inputError(`The field "%s" is not supported by Step Functions`, name)
		default:
			all = append(all, given{m, item})
		}
	}
	return all, nil
}

// body reports whether a member is a body that is sent as it is produced.
func (m *member) body() bool { return m.payload && m.stream }

// withToken adds the members with which a service recognises a call that is repeated.
func (w *writer) withToken(all []given) []given {
	if w.op.input == nil || w.token == "" {
		return all
	}
	for _, m := range w.op.input.members {
		if m.token && find(all, m.name).member == nil {
			all = append(all, given{m, jsonvalue.OfString(w.token)})
		}
	}
	return all
}

// find returns the member with that name in the model, a zero given if there is none.
func find(all []given, name string) given {
	for _, g := range all {
		if g.name == name {
			return g
		}
	}
	return given{}
}

// host returns what comes before the host name: labels in it are members.
func (w *writer) host(all []given) (string, error) {
	return expand(w.op.host, func(label string) (string, error) {
		g := find(all, label)
		if g.member == nil {
			return "", inputError("The field '%s' is required but was missing", w.style.field(label))
		}
		value := textOf(g.value)
		if value == "" || strings.Trim(value, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-") != "" || len(value) > 63 {
			return "", inputError("The field '%s' must be a label of a host name", w.style.field(label))
		}
		return value, nil
	})
}

// expand replaces the labels in braces.
func expand(template string, value func(label string) (string, error)) (string, error) {
	var b strings.Builder
	for {
		before, after, ok := strings.Cut(template, "{")
		b.WriteString(before)
		label, rest, closed := strings.Cut(after, "}")
		if !ok || !closed {
			return b.String(), nil
		}
		v, err := value(label)
		if err != nil {
			return "", err
		}
		b.WriteString(v)
		template = rest
	}
}

// json writes the request in the json protocol.
func (w *writer) json(r *Request, all []given) error {
	s := w.op.Service
	r.Header.Set("X-Amz-Target", s.target+"."+w.op.Name)
	r.Header.Set("Content-Type", "application/x-amz-json-"+s.jsonVersion)
	if s.queryMode {
		r.Header.Set("X-Amzn-Query-Mode", "true")
	}
	body, err := w.jsonObject(all)
	r.Body = body.JSON()
	return err
}
