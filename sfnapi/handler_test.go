package sfnapi_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/goasl/goasl/sfnapi"
)

// post sends a request; headers are name and value in turn. Those of an AWS client are there.
func post(t testing.TB, url, body string, headers ...string) (int, string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-amz-json-1.0")
	r.Header.Set("X-Amz-Target", "AWSStepFunctions.StartExecution")
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	if host := r.Header.Get("Host"); host != "" {
		r.Host = host
	}
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, string(text)
}

// A server of one's own is guarded, without being asked for.
func TestHandlerIsGuarded(t *testing.T) {
	t.Parallel()
	s := service(t)
	server := httptest.NewServer(s.Handler())
	t.Cleanup(server.Close)
	named := httptest.NewServer(s.Handler(sfnapi.WithHosts("build-box"), sfnapi.WithAccessKey("AKID")))
	t.Cleanup(named.Close)
	behind := httptest.NewServer(s.Handler(sfnapi.WithoutGuard()))
	t.Cleanup(behind.Close)
	const signed = "AWS4-HMAC-SHA256 Credential=AKID/20260101/us-east-1/states/aws4_request"
	for _, test := range []struct {
		name    string
		server  *httptest.Server
		headers []string
		status  int
		want    string
	}{
		{"a client", server, nil, 400, "com.amazon.coral.validate#ValidationException"},
		{"with the parameters of the content", server, []string{"Content-Type", "application/x-amz-json-1.0; charset=utf-8"}, 400, "ValidationException"},
		{"content of a form", server, []string{"Content-Type", "text/plain"}, 400, "UnknownOperationException"},
		{"content of another protocol", server, []string{"Content-Type", "application/x-amz-json-1.1"}, 400, "UnknownOperationException"},
		{"no operation", server, []string{"X-Amz-Target", ""}, 400, "UnknownOperationException"},
		{"an operation of another service", server, []string{"X-Amz-Target", "AWSEvents.PutEvents"}, 400, "UnknownOperationException"},
		{"rebinding", server, []string{"Host", "evil.example"}, 403, "AccessDeniedException"},
		{"a page", server, []string{"Origin", "https://evil.example"}, 403, "AccessDeniedException"},
		{"a host that is not named", server, []string{"Host", "build-box"}, 403, "AccessDeniedException"},
		{"a named host", named, []string{"Host", "build-box", "Authorization", signed}, 400, "ValidationException"},
		{"no key", named, nil, 401, "UnrecognizedClientException"},
		{"behind another guard", behind, []string{"Host", "evil.example"}, 400, "ValidationException"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			status, body := post(t, test.server.URL, `{}`, test.headers...)
			if status != test.status || !strings.Contains(body, test.want) {
				t.Errorf("answer %d %s, want %d with %s", status, body, test.status, test.want)
			}
		})
	}
}
