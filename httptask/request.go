package httptask

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/goasl/goasl/jsonvalue"
)

// task is what an HTTP Task is called with.
type task struct {
	written    string // the endpoint, as it is written
	endpoint   *url.URL
	method     string
	connection string // its ARN
	header     jsonvalue.Value
	query      jsonvalue.Value
	body       jsonvalue.Value // none for no body
	form       *form           // nil for a body in JSON
}

var methods = []string{"GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "HEAD"}

func readTask(p jsonvalue.Value) (*task, error) {
	t := &task{
		written: p.Get("ApiEndpoint").Text(), method: p.Get("Method").Text(),
		header: p.Get("Headers"), query: p.Get("QueryParameters"), body: p.Get("RequestBody"),
	}
	var err error
	if t.endpoint, err = url.Parse(t.written); err != nil || t.endpoint.Host == "" || t.endpoint.User != nil {
		return nil, runtimeError("The value for the 'ApiEndpoint' field must be a URL with a host and without credentials.")
	}
	if t.endpoint.Scheme != "https" {
		return nil, runtimeError("The value for the 'ApiEndpoint' field must have the scheme 'https'")
	}
	if !slices.Contains(methods, t.method) {
		return nil, runtimeError("The value for the 'Method' field must be one of the following: [%s]", strings.Join(methods, ", "))
	}
	for _, field := range []string{"Authentication", "InvocationConfig"} {
		if arn := p.Get(field).Get("ConnectionArn"); arn.Exists() {
			t.connection = arn.Text()
		}
	}
	if t.body.Kind() == jsonvalue.Null {
		t.body = jsonvalue.Value{}
	}
	transform := p.Get("Transform")
	if transform.Get("RequestBodyEncoding").Text() == "URL_ENCODED" {
		t.form, err = newForm(transform.Get("RequestEncodingOptions").Get("ArrayFormat"))
	}
	return t, err
}

// request returns the request of the task with what its connection adds.
func (t *task) request(ctx context.Context, connection *Connection, authorization Parameter) (*http.Request, error) {
	added := connection.added()
	body, hasBody, err := t.encodeBody(added.BodyParameters)
	if err != nil {
		return nil, err
	}
	to := *t.endpoint
	to.Fragment, to.RawFragment = "", ""
	to.RawQuery = t.mergeQuery(added.QueryStringParameters)
	var reader *strings.Reader
	if hasBody {
		reader = strings.NewReader(body)
	}
	req, err := newRequest(ctx, t.method, to.String(), reader)
	if err != nil {
		return nil, runtimeError("The value for the 'ApiEndpoint' field is no URL that can be called.")
	}
	h, err := t.mergeHeader(added.HeaderParameters, authorization)
	if err != nil {
		return nil, err
	}
	if hasBody && !h.has("Content-Type") {
		h.add(Parameter{Key: "Content-Type", Value: "application/json; charset=UTF-8"})
	}
	if err := h.addTo(req); err != nil {
		return nil, err
	}
	req.Header.Set("Range", "bytes=0-262144")
	return req, nil
}

// newRequest is [http.NewRequestWithContext] for a reader that may be nil.
func newRequest(ctx context.Context, method, to string, body *strings.Reader) (*http.Request, error) {
	if body == nil {
		return http.NewRequestWithContext(ctx, method, to, nil)
	}
	return http.NewRequestWithContext(ctx, method, to, body)
}

// mergeQuery returns the query of the task, behind which is that of the connection.
// Step Functions: a key of the connection replaces the task's, in the connection's place.
func (t *task) mergeQuery(added []Parameter) string {
	var q query
	for name, v := range t.query.Members() {
		for _, text := range texts(v) {
			q.add(name, text)
		}
	}
	written := t.endpoint.RawQuery
	if t.query.Kind() != jsonvalue.Object {
		more := slices.DeleteFunc(texts(t.query), func(text string) bool { return text == "" })
		written = joinQueries(written, escapeRest(strings.Join(more, "&")))
	}
	for _, p := range added {
		q.remove(p.Key)
	}
	for _, p := range added {
		q.add(p.Key, p.Value)
	}
	return joinQueries(written, q.String())
}

// mergeHeader returns the connection's headers and the task's.
// Step Functions: the connection replaces those of the task that are spelled as its own.
func (t *task) mergeHeader(added []Parameter, authorization Parameter) (h header, err error) {
	if t.header.Exists() && t.header.Kind() != jsonvalue.Object && t.header.Kind() != jsonvalue.Null {
		return h, runtimeError("The value for the 'Headers' field must be an object.")
	}
	h.add(added...)
	if authorization.Key != "" {
		h.add(authorization)
	}
	own := len(h.fields)
	for name, v := range t.header.Members() {
		if slices.ContainsFunc(h.fields[:own], func(p Parameter) bool { return p.Key == name }) {
			continue
		}
		for _, text := range texts(v) {
			h.add(Parameter{Key: name, Value: text})
		}
	}
	return h, nil
}

// encodeBody returns the body of the request.
// Step Functions: a member of the connection takes the place of the task's, new ones come
// last; only an object can be merged.
func (t *task) encodeBody(added []Parameter) (text string, ok bool, err error) {
	body := t.body
	if len(added) > 0 {
		if !body.Exists() {
			body = jsonvalue.EmptyObject
		}
		if body.Kind() != jsonvalue.Object {
			return "", false, runtimeError("Cannot merge connection body authorization parameters with request body.")
		}
		members := make([]jsonvalue.Member, 0, body.Len()+len(added))
		for name, v := range body.Members() {
			members = append(members, jsonvalue.Member{Name: name, Value: v})
		}
		for _, p := range added {
			members = append(members, jsonvalue.Member{Name: p.Key, Value: jsonvalue.OfString(p.Value)})
		}
		body = jsonvalue.OfObject(members)
	}
	switch {
	case !body.Exists():
		return "", false, nil
	case body.Kind() == jsonvalue.String:
		return body.Text(), true, nil
	case t.form != nil && body.Kind() == jsonvalue.Object:
		text, err = t.form.encode(body)
		return text, true, err
	}
	return body.Compact().String(), true, nil
}

// texts returns the texts of the elements of an array, or the text of another value: that of
// a string without quotes. There are none of no value.
func texts(v jsonvalue.Value) []string {
	switch v.Kind() {
	case jsonvalue.None, jsonvalue.Null:
		return nil
	case jsonvalue.Array:
		all := make([]string, 0, v.Len())
		for _, element := range v.Elements() {
			all = append(all, textOf(element))
		}
		return all
	}
	return []string{textOf(v)}
}

func textOf(v jsonvalue.Value) string {
	switch v.Kind() {
	case jsonvalue.String:
		return v.Text()
	case jsonvalue.Null:
		return ""
	}
	return v.Compact().String()
}
