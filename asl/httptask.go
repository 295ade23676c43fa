package asl

import (
	"cmp"
	"net/url"
	"strings"

	"github.com/goasl/goasl/jsonvalue"
	"github.com/goasl/goasl/state"
)

// HTTPRequest is what an HTTP task sends, as far as its parameters tell: what a
// connection adds is not known.
type HTTPRequest struct {
	Protocol string `json:"protocol,omitempty"`
	Method   string `json:"method,omitempty"`
	URL      string `json:"url,omitempty"` // with the query
	Headers  string `json:"headers,omitempty"`
	Body     string `json:"body,omitempty"`
}

// HTTPResponse is what an HTTP task was answered, as its result has it.
type HTTPResponse struct {
	Protocol      string `json:"protocol,omitempty"`
	StatusCode    string `json:"statusCode,omitempty"`
	StatusMessage string `json:"statusMessage,omitempty"`
	Headers       string `json:"headers,omitempty"`
	Body          string `json:"body,omitempty"`
}

const httpTask = "arn:aws:states:::http:invoke"

// addHTTP shows the request and the response of an HTTP task that was run.
func (t *stateTest) addHTTP(d *InspectionData, in *state.Inspection) {
	s, isTask := t.state.(*state.Task)
	if !isTask || s.Resource != httpTask || t.Mock != nil || t.Inspection != InspectTrace {
		return
	}
	parameters := in.At(state.AfterParameters)
	if s.Language() == state.JSONata {
		parameters = in.At(state.AfterArguments)
	}
	if !parameters.Exists() {
		return
	}
	d.Request = httpRequest(parameters, t.test.Identity.Region)
	if result := in.At(state.Result); result.Exists() {
		d.Response = &HTTPResponse{
			Protocol:      d.Request.Protocol,
			StatusCode:    bare(result.Get("StatusCode")),
			StatusMessage: bare(result.Get("StatusText")),
			Headers:       headers(result.Get("Headers")),
			Body:          bare(result.Get("ResponseBody")),
		}
	}
}

func httpRequest(parameters jsonvalue.Value, region string) *HTTPRequest {
	r := &HTTPRequest{
		Method: bare(parameters.Get("Method")),
		URL:    bare(parameters.Get("ApiEndpoint")),
		Body:   bare(parameters.Get("RequestBody")),
	}
	r.Protocol, _, _ = strings.Cut(r.URL, "://")
	separator := "?"
	if strings.Contains(r.URL, "?") {
		separator = "&"
	}
	for name, v := range parameters.Get("QueryParameters").Members() {
		for _, one := range values(v) {
			r.URL += separator + url.QueryEscape(name) + "=" + url.QueryEscape(one)
			separator = "&"
		}
	}
	agent := "User-Agent: Amazon|StepFunctions|HttpInvoke|" + cmp.Or(region, "us-east-1")
	r.Headers = headers(parameters.Get("Headers"), agent, "Range: bytes=0-262144")
	return r
}

// headers writes the members of an object, and more, as a list.
func headers(v jsonvalue.Value, more ...string) string {
	var all []string
	for name, value := range v.Members() {
		all = append(all, name+": "+strings.Join(values(value), ", "))
	}
	return "[" + strings.Join(append(all, more...), ", ") + "]"
}

// values lists the texts in an array, or the one that v is.
func values(v jsonvalue.Value) []string {
	if v.Kind() != jsonvalue.Array {
		return []string{bare(v)}
	}
	var texts []string
	for _, item := range v.Elements() {
		texts = append(texts, bare(item))
	}
	return texts
}

// bare is a string without quotes, and JSON for any other value.
func bare(v jsonvalue.Value) string {
	if v.Kind() == jsonvalue.String {
		return v.Text()
	}
	return v.String()
}
