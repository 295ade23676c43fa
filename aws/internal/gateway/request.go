// Package gateway makes the requests of the integration of API Gateway, and the results of
// its tasks.
package gateway

import (
	"context"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/jsonvalue"
)

// Request is a request to an API.
type Request struct {
	*http.Request
	Body   []byte
	Signed bool   // the API wants a signature
	Region string // of the API
}

var (
	methods = []string{"GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS"}
	auths   = []string{"NO_AUTH", "IAM_ROLE", "RESOURCE_POLICY"}

	// endpoint matches what tasks may call: APIs, and nothing else.
	endpoint = regexp.MustCompile(`^[0-9a-z]+\.execute-api\.([a-z0-9-]+)\.amazonaws\.com(\.cn)?$`)
)

// New returns the request for the parameters of a task. It goes to a server that stands for
// API Gateway if target is its URL, and names the API as the host there; to AWS if it is "".
// ctx is that of the task.
func New(ctx context.Context, p jsonvalue.Value, target string) (*Request, error) {
	host, method, auth := p.Get("ApiEndpoint").Text(), p.Get("Method").Text(), p.Get("AuthType").Text()
	in := endpoint.FindStringSubmatch(host)
	switch {
	case in == nil:
		return nil, refused("ApiEndpoint", "<API ID>.execute-api.<region>.amazonaws.com")
	case !slices.Contains(methods, method):
		return nil, refused("Method", "one of "+strings.Join(methods, ", "))
	case auth != "" && !slices.Contains(auths, auth):
		return nil, refused("AuthType", "one of "+strings.Join(auths, ", "))
	}
	to := &url.URL{Scheme: "https", Host: host}
	if target != "" {
		at, err := url.Parse(target)
		if err != nil {
			return nil, err
		}
		to.Scheme, to.Host, to.Path = at.Scheme, at.Host, strings.TrimSuffix(at.Path, "/")
	}
	to.Path += path(p)
	to.RawQuery = query(p.Get("QueryParameters"))
	r := &Request{Signed: auth == "IAM_ROLE" || auth == "RESOURCE_POLICY", Region: in[1], Body: body(p, method)}
	req, err := http.NewRequestWithContext(ctx, method, to.String(), strings.NewReader(string(r.Body)))
	if err != nil {
		return nil, refused("Path", "a path")
	}
	if len(r.Body) == 0 {
		req.Body, req.GetBody = http.NoBody, nil
	}
	req.Host = host
	r.Request = req
	return r, r.addHeaders(p.Get("Headers"))
}

// refused returns the failure of a task with a parameter that is not what is wanted.
func refused(field, want string) error {
	return asl.Errorf(asl.ErrRuntime.Name, "The value for the '%s' field must be %s", field, want)
}

// path returns the path of the stage and of the resource in it.
func path(p jsonvalue.Value) string {
	all := ""
	for _, field := range []string{"Stage", "Path"} {
		if part := strings.TrimPrefix(p.Get(field).Text(), "/"); part != "" {
			all += "/" + part
		}
	}
	if all == "" {
		return "/"
	}
	return all
}

func query(parameters jsonvalue.Value) string {
	var pairs []string
	for name, values := range parameters.Members() {
		for _, text := range texts(values) {
			pairs = append(pairs, escape(name)+"="+escape(text))
		}
	}
	return strings.Join(pairs, "&")
}

func escape(text string) string { return strings.ReplaceAll(url.QueryEscape(text), "+", "%20") }

// texts returns the texts of the elements of an array, or of another value.
func texts(v jsonvalue.Value) (all []string) {
	if v.Kind() != jsonvalue.Array {
		return []string{textOf(v)}
	}
	for _, element := range v.Elements() {
		all = append(all, textOf(element))
	}
	return all
}

func textOf(v jsonvalue.Value) string {
	if v.Kind() == jsonvalue.String {
		return v.Text()
	}
	return v.Compact().String()
}

// body returns the body of a request.
// Step Functions: only PATCH, POST and PUT have one; members that are null are left out
// unless AllowNullValues is true.
func body(p jsonvalue.Value, method string) []byte {
	v := p.Get("RequestBody")
	if !slices.Contains([]string{"PATCH", "POST", "PUT"}, method) || !v.Exists() || v.Kind() == jsonvalue.Null {
		return nil
	}
	if !p.Get("AllowNullValues").IsTrue() {
		v = withoutNulls(v)
	}
	return []byte(textOf(v))
}

// withoutNulls returns a value in whose objects no member is null. It recurses as deep as
// the value, which the JSON parser limits.
func withoutNulls(v jsonvalue.Value) jsonvalue.Value {
	switch v.Kind() {
	case jsonvalue.Object:
		var members []jsonvalue.Member
		for name, member := range v.Members() {
			if member.Kind() != jsonvalue.Null {
				members = append(members, jsonvalue.Member{Name: name, Value: withoutNulls(member)})
			}
		}
		return jsonvalue.OfObject(members)
	case jsonvalue.Array:
		var elements []jsonvalue.Value
		for _, element := range v.Elements() {
			elements = append(elements, withoutNulls(element))
		}
		return jsonvalue.OfArray(elements)
	}
	return v
}

// addHeaders adds the headers of the task. Those by which the connection is managed cannot
// get here: the interpreter refuses them.
func (r *Request) addHeaders(headers jsonvalue.Value) error {
	for name, values := range headers.Members() {
		for _, text := range texts(values) {
			r.Header.Add(name, text)
		}
	}
	if len(r.Body) > 0 && r.Header.Get("Content-Type") == "" {
		r.Header.Set("Content-Type", "application/json")
	}
	r.Header.Set("User-Agent", "goasl")
	r.Header.Del("Content-Length")
	return nil
}
