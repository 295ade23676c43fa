package sfnapi

import (
	"net/url"
	"strings"

	"github.com/goasl/goasl/jsonvalue"
	"github.com/goasl/goasl/state"
)

// InspectionDataRequest is the request of an HTTP task, as its parameters give it. What
// an EventBridge connection adds is not known.
type InspectionDataRequest struct {
	Protocol string `json:"protocol,omitempty"`
	Method   string `json:"method,omitempty"`
	URL      string `json:"url,omitempty"` // with the query
	Headers  string `json:"headers,omitempty"`
	Body     string `json:"body,omitempty"`
}

// InspectionDataResponse is the response to an HTTP task, as the task's result has it.
type InspectionDataResponse struct {
	Protocol      string `json:"protocol,omitempty"`
	StatusCode    string `json:"statusCode,omitempty"`
	StatusMessage string `json:"statusMessage,omitempty"`
	Headers       string `json:"headers,omitempty"`
	Body          string `json:"body,omitempty"`
}

const httpResource = "arn:aws:states:::http:invoke"

// addHTTP adds the request and the response of an HTTP task that was run.
func (t *stateTest) addHTTP(d *InspectionData, in *state.Inspection) {
	s, isTask := t.state.(*state.Task)
	if !isTask || s.Resource != httpResource || t.Mock != nil || t.InspectionLevel != InspectionLevelTrace {
		return
	}
	parameters := in.At(state.AfterParameters)
	if s.Language() == state.JSONata {
		parameters = in.At(state.AfterArguments)
	}
	if !parameters.Exists() {
		return
	}
	d.Request = httpRequest(parameters, t.inspection.Identity.Region)
	if result := in.At(state.Result); result.Exists() {
		d.Response = &InspectionDataResponse{
			Protocol:      d.Request.Protocol,
			StatusCode:    plainText(result.Get("StatusCode")),
			StatusMessage: plainText(result.Get("StatusText")),
			Headers:       headers(result.Get("Headers")),
			Body:          plainText(result.Get("ResponseBody")),
		}
	}
}

func httpRequest(parameters jsonvalue.Value, region string) *InspectionDataRequest {
	r := &InspectionDataRequest{
		Method: plainText(parameters.Get("Method")),
		URL:    plainText(parameters.Get("ApiEndpoint")),
		Body:   plainText(parameters.Get("RequestBody")),
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
	agent := "User-Agent: Amazon|StepFunctions|HttpInvoke|" + region
	r.Headers = headers(parameters.Get("Headers"), agent, "Range: bytes=0-262144")
	return r
}

// headers returns a list of the members of an object, followed by more.
func headers(v jsonvalue.Value, more ...string) string {
	var all []string
	for name, value := range v.Members() {
		all = append(all, name+": "+strings.Join(values(value), ", "))
	}
	return "[" + strings.Join(append(all, more...), ", ") + "]"
}

// values returns the texts of the items of an array, or the text of any other value.
func values(v jsonvalue.Value) []string {
	if v.Kind() != jsonvalue.Array {
		return []string{plainText(v)}
	}
	var texts []string
	for _, item := range v.Elements() {
		texts = append(texts, plainText(item))
	}
	return texts
}

// plainText returns a string without quotes, and any other value as JSON.
func plainText(v jsonvalue.Value) string {
	if v.Kind() == jsonvalue.String {
		return v.Text()
	}
	return v.String()
}
