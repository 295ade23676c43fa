package lambda_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/lambda"
)

// answers starts a server that gives one answer; headers are name and value in turn.
func answers(t *testing.T, status int, body string, headers ...string) (address string) {
	t.Helper()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		event, err := io.ReadAll(r.Body)
		if err != nil || string(event) != `{"n":1}` || r.Method != http.MethodPost || r.URL.Path != functionPath {
			t.Errorf("%s %s: event %s, error %v", r.Method, r.URL, event, err)
		}
		for i := 0; i < len(headers); i += 2 {
			w.Header().Set(headers[i], headers[i+1])
		}
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}))
	t.Cleanup(s.Close)
	return s.URL
}

func TestRemote(t *testing.T) {
	t.Parallel()
	const failure = `{"errorMessage":"no","errorType":"OutOfStock","stackTrace":[]}`
	for _, c := range []struct {
		name    string
		status  int
		body    string
		headers []string
		output  string
		err     string
		cause   string
	}{
		{"result", 200, `{"ok":true}`, []string{"X-Amz-Executed-Version", "1"}, `{"ok":true}`, "", ""},
		{"function error", 200, failure, []string{"X-Amz-Function-Error", "Unhandled", "X-Amz-Executed-Version", "1"}, "", "OutOfStock", failure},
		{"function error of an emulator", 200, failure, nil, "", "OutOfStock", failure},
		{"result like an error", 200, failure, []string{"X-Amz-Executed-Version", "1"}, failure, "", ""},
		{"result of an emulator", 200, `{"errorType":"OutOfStock","errorMessage":"no","items":[]}`, nil,
			`{"errorType":"OutOfStock","errorMessage":"no","items":[]}`, "", ""},
		{"timeout of an emulator", 200, "Task timed out after 3.00 seconds", nil, "", "Sandbox.Timedout",
			`{"errorType":"Sandbox.Timedout","errorMessage":"Task timed out after 3.00 seconds"}`},
		{"no error type", 200, `{"errorMessage":"no"}`, []string{"X-Amz-Function-Error", "Unhandled"}, "", "Lambda.Unknown",
			`The cause could not be determined because Lambda did not return an error type. Returned payload: {"errorMessage":"no"}`},
		{"no such function", 404, `{"Message":"Function not found: f","Type":"User"}`,
			[]string{"X-Amzn-ErrorType", "ResourceNotFoundException:http://internal.amazon.com/", "X-Amzn-RequestId", "r-1"}, "", "Lambda.ResourceNotFoundException",
			"Function not found: f (Service: AWSLambda; Status Code: 404; Error Code: ResourceNotFoundException; Request ID: r-1; Proxy: null)"},
		{"throttled", 429, `{"message":"Rate Exceeded."}`, nil, "", "Lambda.TooManyRequestsException",
			"Rate Exceeded. (Service: AWSLambda; Status Code: 429; Error Code: TooManyRequestsException; Request ID: null; Proxy: null)"},
		{"broken", 500, `oops`, nil, "", "Lambda.ServiceException",
			"oops (Service: AWSLambda; Status Code: 500; Error Code: ServiceException; Request ID: null; Proxy: null)"},
		{"bad gateway", 502, ``, nil, "", "Lambda.AWSLambdaException",
			" (Service: AWSLambda; Status Code: 502; Error Code: AWSLambdaException; Request ID: null; Proxy: null)"},
	} {
		t.Run(c.name, func(t *testing.T) {
			address := answers(t, c.status, c.body, c.headers...)
			for _, url := range []string{address, address + "/", address + functionPath} {
				r := newRuntime(t, []lambda.Function{{Name: "f", URL: url}})
				out, err := call(t, r, "f", `{"n":1}`)
				name, cause := "", ""
				var e *asl.Error
				if errors.As(err, &e) {
					name, cause = e.Name, e.Cause
				}
				if out != c.output || name != c.err || cause != c.cause {
					t.Errorf("%s: output %s, error %v; want %s, %s: %s", url, out, err, c.output, c.err, c.cause)
				}
			}
		})
	}
}

func TestRemoteTooLarge(t *testing.T) {
	t.Parallel()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = w.Write(make([]byte, 7<<20))
	}))
	defer s.Close()
	r := newRuntime(t, []lambda.Function{{Name: "f", URL: s.URL}})
	_, err := call(t, r, "f", `{}`)
	var e *asl.Error
	if !errors.As(err, &e) || e.Name != "Function.ResponseSizeTooLarge" {
		t.Errorf("error %v, want Function.ResponseSizeTooLarge", err)
	}
}

// The trace of an invocation goes with the request, in both forms that are read out there.
func TestRemoteTrace(t *testing.T) {
	t.Parallel()
	var headers http.Header
	s := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { headers = r.Header }))
	defer s.Close()
	r := newRuntime(t, []lambda.Function{{Name: "f", URL: s.URL}})
	for _, c := range []struct{ header, amzn, w3c string }{
		{"Root=1-6ab4ae1a-76cd1e61fecf47d6a7af7587;Parent=0123456789abcdef;Sampled=1",
			"Root=1-6ab4ae1a-76cd1e61fecf47d6a7af7587;Parent=0123456789abcdef;Sampled=1", "00-6ab4ae1a76cd1e61fecf47d6a7af7587-0123456789abcdef-01"},
		{"other", "other", ""},
		{"", "", ""},
	} {
		task, err := r.ResolveTask("f")
		if err == nil {
			_, err = task(asl.ContextWithTraceHeader(t.Context(), c.header), []byte(`{}`))
		}
		if err != nil {
			t.Fatal(err)
		}
		if headers.Get("X-Amzn-Trace-Id") != c.amzn || headers.Get("Traceparent") != c.w3c {
			t.Errorf("%q is sent as %q and %q", c.header, headers["X-Amzn-Trace-Id"], headers["Traceparent"])
		}
	}
}

func TestNoConnection(t *testing.T) {
	t.Parallel()
	r := newRuntime(t, []lambda.Function{{Name: "f", URL: "http://127.0.0.1:1"}})
	_, err := call(t, r, "f", `{}`)
	var e *asl.Error
	if !errors.As(err, &e) || e.Name != "Lambda.SdkClientException" {
		t.Errorf("error %v, want Lambda.SdkClientException", err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	task, err := r.ResolveTask("f")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := task(ctx, []byte(`{}`)); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v, want that of the context", err)
	}
}

// A function of one runtime is reached by its URL from another one, with its errors.
func TestRemoteHandler(t *testing.T) {
	t.Parallel()
	r := newRuntime(t, []lambda.Function{{Name: "f", URL: serve(t, pythonFunction(t, "cases.fails"))}})
	_, err := call(t, r, "f", `{}`)
	var e *asl.Error
	if !errors.As(err, &e) || e.Name != "OutOfStock" {
		t.Errorf("error %v, want OutOfStock", err)
	}
}

// Functions that are not known here are called at the endpoint, by name and by ARN.
func TestEndpoint(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.WriteString(w, `"`+r.URL.Path+`"`)
	}))
	t.Cleanup(server.Close)
	r, err := lambda.New([]lambda.Function{{Name: "here", URL: server.URL + "/mine/invocations"}}, lambda.WithEndpoint(server.URL))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = r.Close() })
	for resource, want := range map[string]string{
		"here":  `"/mine/invocations"`,
		"there": `"/2015-03-31/functions/there/invocations"`,
		"arn:aws:lambda:us-east-1:123456789012:function:there:live":      `"/2015-03-31/functions/there/invocations"`,
		"arn:aws:lambda:us-east-1:123456789012:function:my.pkg.list_ids": `"/2015-03-31/functions/my.pkg.list_ids/invocations"`,
	} {
		f, err := r.ResolveTask(resource)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := f(t.Context(), []byte(`{}`)); string(got) != want || err != nil {
			t.Errorf("%s: %s, %v, want %s", resource, got, err, want)
		}
	}
	for _, resource := range []string{"", "arn:aws:states:::sqs:sendMessage", "a b", ".", "..", "a/../b", strings.Repeat("x", 171)} {
		if _, err := r.ResolveTask(resource); !errors.Is(err, asl.ErrNoTask) {
			t.Errorf("%q: %v", resource, err)
		}
	}
	if _, err := lambda.New(nil, lambda.WithEndpoint("127.0.0.1:3001")); err == nil {
		t.Error("an endpoint that is no address is accepted")
	}
}
