package httptask_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/goasl/goasl/httptask"

	"github.com/google/go-cmp/cmp"
)

// connection reads a connection as events:CreateConnection has it.
func connection(t *testing.T, text string) *httptask.Connection {
	t.Helper()
	c := new(httptask.Connection)
	if err := json.Unmarshal([]byte(text), c); err != nil {
		t.Fatal(err)
	}
	return c
}

const merged = `{"AuthorizationType": "BASIC", "AuthParameters": {
	"BasicAuthParameters": {"Username": "u", "Password": "p:q"},
	"InvocationHttpParameters": {
		"HeaderParameters": [{"Key": "x-shared", "Value": "connection"}, {"Key": "x-secret", "Value": "s", "IsValueSecret": true}],
		"QueryStringParameters": [{"Key": "shared", "Value": "a b"}, {"Key": "more", "Value": "1"}],
		"BodyParameters": [{"Key": "shared", "Value": "connection"}, {"Key": "more", "Value": "1"}]}}}`

const apiKey = `{"AuthorizationType": "API_KEY", "AuthParameters": {
	"ApiKeyAuthParameters": {"ApiKeyName": "x-key", "ApiKeyValue": "k"}}}`

// TestRequest: what the endpoint sees.
func TestRequest(t *testing.T) {
	tests := []struct {
		name, connection, fields     string
		url, body, contentType, auth string
	}{
		{"no connection and nothing more", `{}`, ``, "/v1", "", "", ""},
		{"query of the endpoint, and one of the connection", merged,
			`"ApiEndpoint": "https://api.example.com/v1?a=b c+d&flag", "QueryParameters": {"shared": "t", "own": ["+", "&"], "n": 1.0}`,
			"/v1?a=b%20c+d&flag&own=%2B&own=%26&n=1.0&shared=a%20b&more=1", `{"shared":"connection","more":"1"}`, "application/json; charset=UTF-8", "Basic dTpwOnE="},
		{"query as a string", `{}`, `"QueryParameters": "a=b c&d"`, "/v1?a=b%20c&d", "", "", ""},
		{"query as texts", `{}`, `"ApiEndpoint": "https://api.example.com/v1?z=1", "QueryParameters": ["", "a=b c", "", "d"]`, "/v1?z=1&a=b%20c&d", "", "", ""},
		{"body with a connection that adds members", merged, `"RequestBody": {"a": 1.0, "shared": {"x": 1}, "b": "<é>"}`,
			"/v1?shared=a%20b&more=1", `{"a":1.0,"shared":"connection","b":"<é>","more":"1"}`, "application/json; charset=UTF-8", "Basic dTpwOnE="},
		{"text", apiKey, `"RequestBody": "as it is", "Headers": {"content-type": "text/plain"}`, "/v1", "as it is", "text/plain", ""},
		{"list", apiKey, `"RequestBody": [1, {"a": null}]`, "/v1", `[1,{"a":null}]`, "application/json; charset=UTF-8", ""},
		{"null", apiKey, `"RequestBody": null`, "/v1", "", "", ""},
		{"text in place of a form", `{}`, `"RequestBody": "a=b", "Transform": {"RequestBodyEncoding": "URL_ENCODED"}`, "/v1", "a=b", "application/json; charset=UTF-8", ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			e := serve(t, nil)
			fields := `"Method": "POST"`
			if !strings.Contains(test.fields, "ApiEndpoint") {
				fields += `, "ApiEndpoint": "https://api.example.com/v1#part"`
			}
			if test.fields != "" {
				fields += ", " + test.fields
			}
			if _, err := e.call(t, connection(t, test.connection), "{"+fields+"}"); err != nil {
				t.Fatal(err)
			}
			r, body := <-e.requests, <-e.bodies
			want := []string{"POST", "api.example.com", test.url, test.body, test.contentType, test.auth, "bytes=0-262144", "Amazon|StepFunctions|HttpInvoke|us-east-1", ""}
			got := []string{r.Method, r.Host, r.RequestURI, body, r.Header.Get("Content-Type"), r.Header.Get("Authorization"), r.Header.Get("Range"), r.UserAgent(), r.Header.Get("Accept-Encoding")}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("request (-want +got):\n%s", diff)
			}
		})
	}
}

// TestHeaders: the connection replaces headers of its own spelling, and others come behind.
func TestHeaders(t *testing.T) {
	e := serve(t, nil)
	_, err := e.call(t, connection(t, merged), `{"ApiEndpoint": "https://api.example.com/", "Method": "GET", "Headers": {
		"x-shared": "t", "X-Shared": "other", "x-list": ["1", "2"], "x-number": 7, "Host": "evil", "content-length": "9",
		"User-Agent": "mine", "range": "bytes=0-1", "transfer-encoding": "chunked"}}`)
	if err != nil {
		t.Fatal(err)
	}
	r := <-e.requests
	for name, want := range map[string]string{
		"X-Shared": "connection,other", "X-Secret": "s", "X-List": "1,2", "X-Number": "7",
		"User-Agent": "Amazon|StepFunctions|HttpInvoke|us-east-1", "Range": "bytes=0-262144", "Content-Length": "34",
	} {
		if got := strings.Join(r.Header[name], ","); got != want {
			t.Errorf("%s: got %q, want %q", name, got, want)
		}
	}
	if r.Host != "api.example.com" || r.TransferEncoding != nil {
		t.Errorf("the host is %s, the transfer encoding %v", r.Host, r.TransferEncoding)
	}
	for _, header := range []string{`{"a b": "c"}`, `{"a": "b\r\nc: d"}`, `{"": "a"}`, `["a"]`} {
		_, err := e.call(t, nil, `{"ApiEndpoint": "https://api.example.com/", "Method": "GET", "Headers": `+header+`}`)
		wantError(t, err, "States.Runtime", "eader")
	}
}

// TestForm: a body as a query, in each format of arrays.
func TestForm(t *testing.T) {
	const body = `{"list": ["red green", "blue+gold"], "nested": {"on": true, "n": {"a&b": 2}}, "deep": [[1], {"k": null}], "none": [], "empty": {}, "é": "ü"}`
	const rest = "nested%5Bon%5D=true&nested%5Bn%5D%5Ba%26b%5D=2&"
	for format, want := range map[string]string{
		``:           `list%5B0%5D=red%20green&list%5B1%5D=blue%2Bgold&` + rest + `deep%5B0%5D%5B0%5D=1&deep%5B1%5D%5Bk%5D=&%C3%A9=%C3%BC`,
		`"INDICES"`:  `list%5B0%5D=red%20green&list%5B1%5D=blue%2Bgold&` + rest + `deep%5B0%5D%5B0%5D=1&deep%5B1%5D%5Bk%5D=&%C3%A9=%C3%BC`,
		`"REPEAT"`:   `list=red%20green&list=blue%2Bgold&` + rest + `deep=1&deep%5Bk%5D=&%C3%A9=%C3%BC`,
		`"COMMAS"`:   `list=red%20green%2Cblue%2Bgold&` + rest + `deep=%5B1%5D%2C%7B%22k%22%3Anull%7D&%C3%A9=%C3%BC`,
		`"BRACKETS"`: `list%5B%5D=red%20green&list%5B%5D=blue%2Bgold&` + rest + `deep%5B%5D%5B%5D=1&deep%5B%5D%5Bk%5D=&%C3%A9=%C3%BC`,
	} {
		t.Run(format, func(t *testing.T) {
			options := ""
			if format != "" {
				options = `, "RequestEncodingOptions": {"ArrayFormat": ` + format + `}`
			}
			e := serve(t, nil)
			_, err := e.call(t, nil, `{"ApiEndpoint": "https://api.example.com/", "Method": "PUT", "RequestBody": `+body+
				`, "Transform": {"RequestBodyEncoding": "URL_ENCODED"`+options+`}}`)
			if got := <-e.bodies; err != nil || got != want {
				t.Errorf("got  %s, %v\nwant %s", got, err, want)
			}
		})
	}
}

// TestLargeForm: keys of what is deep inside are long; the work is bounded.
func TestLargeForm(t *testing.T) {
	const depth = 5000
	body := strings.Repeat(`{"a":`, depth) + "[" + strings.Repeat("1,", 20_000) + "1]" + strings.Repeat("}", depth)
	_, err := serve(t, nil).call(t, nil, `{"ApiEndpoint": "https://api.example.com/", "Method": "PUT", "RequestBody": `+body+
		`, "Transform": {"RequestBodyEncoding": "URL_ENCODED"}}`)
	wantError(t, err, "States.DataLimitExceeded", "1048576 bytes")
}

// TestManyParameters: the time for a request does not grow with the square of what it is made of.
func TestManyParameters(t *testing.T) {
	const many = 100_000
	for name, fields := range map[string]string{
		"texts of a query":     `"QueryParameters": [` + strings.Repeat(`"a",`, many) + `"a"]`,
		"values of a long key": `"Transform": {"RequestBodyEncoding": "URL_ENCODED"}, "RequestBody": {"` + strings.Repeat("ü", many) + `": [` + strings.Repeat(`{},`, many) + `{}]}`,
	} {
		e := serve(t, nil)
		began := time.Now()
		if _, err := e.call(t, nil, `{"ApiEndpoint": "https://api.example.com/", "Method": "PUT", `+fields+`}`); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if took := time.Since(began); took > 10*time.Second {
			t.Errorf("%s: it took %v", name, took)
		}
	}
}

// TestRefusedParameters: what is no request fails before anything is sent.
func TestRefusedParameters(t *testing.T) {
	const ok = `"ApiEndpoint": "https://api.example.com/", "Method": "GET"`
	tests := []struct{ name, connection, input, cause string }{
		{"no endpoint", `{}`, `{"Method": "GET"}`, "'ApiEndpoint'"},
		{"plain HTTP", `{}`, `{"ApiEndpoint": "http://api.example.com/", "Method": "GET"}`, "must have the scheme 'https'"},
		{"a file", `{}`, `{"ApiEndpoint": "file:///etc/passwd", "Method": "GET"}`, "'ApiEndpoint'"},
		{"credentials in the URL", `{}`, `{"ApiEndpoint": "https://u:p@api.example.com/", "Method": "GET"}`, "without credentials"},
		{"no method", `{}`, `{"ApiEndpoint": "https://api.example.com/"}`, "[GET, POST, PUT, DELETE, PATCH, OPTIONS, HEAD]"},
		{"another method", `{}`, `{"ApiEndpoint": "https://api.example.com/", "Method": "CONNECT"}`, "'Method'"},
		{"another format of arrays", `{}`, `{` + ok + `, "Transform": {"RequestBodyEncoding": "URL_ENCODED", "RequestEncodingOptions": {"ArrayFormat": "X"}}}`, "'ArrayFormat'"},
		{"a text that cannot be merged", merged, `{` + ok + `, "RequestBody": "text"}`, "Cannot merge connection body authorization parameters with request body."},
		{"a list that cannot be merged", merged, `{` + ok + `, "RequestBody": []}`, "Cannot merge connection body authorization parameters with request body."},
		{"no JSON", `{}`, `{`, "not JSON"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			e := serve(t, nil)
			_, err := e.call(t, connection(t, test.connection), test.input)
			wantError(t, err, "States.Runtime", test.cause)
			if len(e.requests) > 0 {
				t.Error("a request was sent")
			}
		})
	}
}

// TestMethods: a body is sent with each method.
func TestMethods(t *testing.T) {
	for _, method := range []string{"GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "HEAD"} {
		e := serve(t, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) })
		out, err := e.call(t, nil, `{"ApiEndpoint": "https://api.example.com/", "Method": "`+method+`", "RequestBody": {}}`)
		if r, body := <-e.requests, <-e.bodies; err != nil || r.Method != method || body != "{}" || !strings.HasSuffix(out, `},"StatusCode":204,"StatusText":"No Content"}`) {
			t.Errorf("%s with the body %s: %s, %v", r.Method, body, out, err)
		}
	}
}
