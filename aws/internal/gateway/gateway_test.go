package gateway_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/aws/internal/gateway"
	"github.com/goasl/goasl/internal/httphead"
	"github.com/goasl/goasl/jsonvalue"
)

const api = "a1b2.execute-api.eu-central-1.amazonaws.com"

func TestRequest(t *testing.T) {
	tests := []struct{ name, fields, target, url, body, contentType string }{
		{"no more than is needed", ``, "", "https://" + api + "/", "", ""},
		{"a resource in a stage", `, "Stage": "prod", "Path": "/orders/a b", "QueryParameters": {"q": ["1", "a&b"], "r": ["+"]}`, "",
			"https://" + api + "/prod/orders/a%20b?q=1&q=a%26b&r=%2B", "", ""},
		{"an object", `, "RequestBody": {"a": null, "b": [{"c": null}, null]}`, "", "https://" + api + "/", `{"b":[{},null]}`, "application/json"},
		{"an object with null", `, "RequestBody": {"a": null}, "AllowNullValues": true`, "", "https://" + api + "/", `{"a":null}`, "application/json"},
		{"a text", `, "RequestBody": "<a>", "Headers": {"content-type": ["text/xml"]}`, "", "https://" + api + "/", `<a>`, "text/xml"},
		{"null", `, "RequestBody": null`, "", "https://" + api + "/", "", ""},
		{"a server that stands for AWS", `, "Stage": "prod"`, "http://127.0.0.1:5000", "http://127.0.0.1:5000/prod", "", ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			p := jsonvalue.MustParse(`{"ApiEndpoint": "` + api + `", "Method": "POST"` + test.fields + `}`)
			r, err := gateway.New(t.Context(), p, test.target)
			if err != nil {
				t.Fatal(err)
			}
			body, err := io.ReadAll(r.Request.Body)
			if err != nil || r.URL.String() != test.url || string(body) != test.body || string(r.Body) != test.body || r.Host != api || r.Signed || r.Region != "eu-central-1" {
				t.Errorf("got %s with %s, %v, host %s, signed %v for %s", r.URL, body, err, r.Host, r.Signed, r.Region)
			}
			if got := r.Header.Get("Content-Type"); got != test.contentType {
				t.Errorf("the content type is %q", got)
			}
		})
	}
	r, err := gateway.New(t.Context(), jsonvalue.MustParse(`{"ApiEndpoint": "`+api+`", "Method": "GET", "AuthType": "IAM_ROLE", "RequestBody": {}, "Headers": {"a": ["1", "2"], "content-length": "7"}}`), "")
	if err != nil || !r.Signed || len(r.Body) > 0 || strings.Join(r.Header.Values("A"), ",") != "1,2" || r.Header.Get("Content-Length") != "" {
		t.Errorf("%+v, %v", r, err)
	}
}

// TestRefused: a task calls APIs, and nothing else.
func TestRefused(t *testing.T) {
	for _, p := range []string{
		`{}`, `{"ApiEndpoint": "127.0.0.1", "Method": "GET"}`, `{"ApiEndpoint": "https://` + api + `", "Method": "GET"}`,
		`{"ApiEndpoint": "` + api + `.evil", "Method": "GET"}`, `{"ApiEndpoint": "evil/` + api + `", "Method": "GET"}`,
		`{"ApiEndpoint": "` + api + `:8080", "Method": "GET"}`, `{"ApiEndpoint": "a@` + api + `", "Method": "GET"}`,
		`{"ApiEndpoint": "` + api + `"}`, `{"ApiEndpoint": "` + api + `", "Method": "CONNECT"}`,
		`{"ApiEndpoint": "` + api + `", "Method": "GET", "AuthType": "X"}`,
	} {
		_, err := gateway.New(t.Context(), jsonvalue.MustParse(p), "")
		var got *asl.Error
		if !errors.As(err, &got) || got.Name != "States.Runtime" {
			t.Errorf("%s: %v", p, err)
		}
	}
}

func TestResult(t *testing.T) {
	tests := []struct {
		status                  int
		contentType, body, want string
	}{
		{200, "application/json", `{"a": 1}`, `{"Headers":{"x-a":["1"]},"ResponseBody":{"a":1},"StatusCode":200,"StatusText":"OK"}`},
		{201, "text/plain", `{"a": 1}`, `{"Headers":{"x-a":["1"]},"ResponseBody":"{\"a\": 1}","StatusCode":201,"StatusText":"Created"}`},
		{204, "", ``, `{"Headers":{"x-a":["1"]},"StatusCode":204,"StatusText":"No Content"}`},
		{403, "application/json", `{"message":"Missing Authentication Token"}`, `ApiGateway.403: {"message":"Missing Authentication Token"}`},
		{302, "", ``, `ApiGateway.302`},
		{200, "", strings.Repeat("a", 262_145), "States.DataLimitExceeded: The state/task 'apigateway' returned a result with a size exceeding the maximum number of bytes service limit."},
	}
	for _, test := range tests {
		resp := &http.Response{StatusCode: test.status, Header: http.Header{"Content-Type": {test.contentType}}, Body: io.NopCloser(strings.NewReader(test.body))}
		v, err := gateway.Result(t.Context(), resp, []httphead.Field{{Name: "x-a", Value: "1"}})
		got := v.String()
		if err != nil {
			got = err.Error()
		}
		if got != test.want {
			t.Errorf("%d: got %s, want %s", test.status, got, test.want)
		}
	}
}

// TestEnded: a response that breaks off because the task has ended is no failure of the API.
func TestEnded(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	for _, want := range []string{"ApiGateway.SdkClientException: Unable to execute HTTP request: unexpected EOF", "context canceled"} {
		resp := &http.Response{StatusCode: 200, Body: io.NopCloser(iotest.ErrReader(io.ErrUnexpectedEOF))}
		if _, err := gateway.Result(ctx, resp, nil); err == nil || err.Error() != want {
			t.Errorf("got %v, want %s", err, want)
		}
		cancel()
	}
}
