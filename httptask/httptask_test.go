package httptask_test

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/httptask"
)

func TestEndpoints(t *testing.T) {
	allow, err := httptask.Endpoints("https://api.example.com/v1/*", "https://*.own.example/", "https://a.example:8443/?/x")
	if err != nil {
		t.Fatal(err)
	}
	for endpoint, want := range map[string]bool{
		"https://api.example.com/v1/a/b":   true,
		"https://API.example.com/v1/":      true,
		"https://api.example.com/v1/?q=1":  true,
		"https://api.example.com/v1/../v2": false, "https://api.example.com/v1/%2e%2E/v2": false, "https://api.example.com/v1/..%2Fv2": false,
		`https://api.example.com/v1/a\..\..\v2`: false, "https://api.example.com/v1/..a": true,
		"https://api.example.com/v2":               false,
		"https://api.example.com.evil/v1/a":        false,
		"https://evil/https://api.example.com/v1/": false,
		"https://b.own.example":                    true,
		"https://b.own.example/x":                  false,
		"https://evil/.own.example/":               false,
		"https://a.example:8443/1/x":               true,
		"https://a.example/1/x":                    false,
		"https://api.example.com:444/v1/a":         false,
	} {
		u, err := url.Parse(endpoint)
		if err != nil {
			t.Fatal(err)
		}
		if got := allow("GET", u); got != want {
			t.Errorf("%s: %v", endpoint, got)
		}
	}
	for _, bad := range []string{"", "*", "http://a/", "https://a", "https:///x", "https://a*"} {
		if _, err := httptask.Endpoints(bad); err == nil {
			t.Errorf("the pattern %q is taken", bad)
		}
	}
	long, _ := url.Parse("https://a.example:8443/" + strings.Repeat("a", 100_000))
	many, err := httptask.Endpoints("https://a.example:8443/" + strings.Repeat("*a", 50) + "b")
	if err != nil || many("GET", long) {
		t.Errorf("%v", err)
	}
}

// TestNotAllowed: nothing is sent, not even for a token, and no connection is looked for.
func TestNotAllowed(t *testing.T) {
	e := serve(t, nil)
	allow, err := httptask.Endpoints("https://other.example.com/*")
	if err != nil {
		t.Fatal(err)
	}
	_, err = callTask(t, allow, get, httptask.WithTransport(e.transport()),
		httptask.WithConnections(func(context.Context, string) (*httptask.Connection, error) {
			t.Error("a connection is looked for")
			return nil, nil
		}))
	wantError(t, err, "States.Http.AccessDenied", "AWS Step Functions is not authorized to perform states:InvokeHTTPEndpoint on API Endpoint https://api.example.com/. "+
		"Ensure that the StateMachine role contains the states:InvokeHTTPEndpoint permission for the given API Endpoint")
	if len(e.requests) > 0 {
		t.Error("a request was sent")
	}
}

func TestConnectionErrors(t *testing.T) {
	e := serve(t, nil)
	input := `{"ApiEndpoint": "https://api.example.com/", "Method": "GET", "InvocationConfig": {"ConnectionArn": "arn:c"}}`
	for _, test := range []struct {
		err         error
		name, cause string
	}{
		{asl.NewError("Events.ConnectionResource.AccessDenied", "denied"), "Events.ConnectionResource.AccessDenied", "denied"},
		{errors.New("broken"), "Events.ConnectionResource.InternalError", "broken"},
	} {
		_, err := e.call(t, nil, input, httptask.WithConnections(func(_ context.Context, arn string) (*httptask.Connection, error) {
			if arn != "arn:c" {
				t.Errorf("the connection is %q", arn)
			}
			return nil, test.err
		}))
		wantError(t, err, test.name, test.cause)
	}
	_, err := callTask(t, everything, input)
	wantError(t, err, "Events.ConnectionResource.ResourceNotFound", "'arn:c'")
	_, err = e.call(t, connection(t, `{"AuthorizationType": "API_KEY"}`), input)
	wantError(t, err, "Events.ConnectionResource.InvalidConnectionState", "API_KEY")
	connections := httptask.Connections{"arn:c": connection(t, apiKey), "name": connection(t, apiKey)}
	for _, arn := range []string{"arn:c", "arn:aws:events:us-east-1:123456789012:connection/name/0-1"} {
		if _, err := e.call(t, nil, strings.Replace(input, "arn:c", arn, 1), httptask.WithConnections(connections.Get)); err != nil {
			t.Error(err)
		}
		if r := <-e.requests; r.Header.Get("X-Key") != "k" {
			t.Errorf("the headers are %v", r.Header)
		}
	}
	_, err = connections.Get(t.Context(), "arn:aws:events:us-east-1:123456789012:connection/other/0-1")
	wantError(t, err, "Events.ConnectionResource.ResourceNotFound", "other")
}

// TestSocket: an endpoint that is not there, or does not answer, has an error of its own,
// without anything of the connection in it.
func TestSocket(t *testing.T) {
	gone := serve(t, nil)
	gone.Close()
	_, err := gone.call(t, connection(t, strings.Replace(merged, `"a b"`, `"SECRET"`, 1)), get)
	wantError(t, err, "States.Http.Socket", "cannot be reached")
	if strings.Contains(err.Error(), "SECRET") {
		t.Errorf("%v has what the connection adds", err)
	}

	release := make(chan bool)
	silent := serve(t, func(http.ResponseWriter, *http.Request) { <-release })
	defer close(release)
	_, err = silent.call(t, nil, get, httptask.WithTimeout(50*time.Millisecond))
	wantError(t, err, "States.Http.Socket", "in time")

	slow := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Write([]byte("a"))
		w.(http.Flusher).Flush()
		<-release
	})
	_, err = slow.call(t, nil, get, httptask.WithTimeout(50*time.Millisecond))
	wantError(t, err, "States.Http.Socket", "in time")

	_, err = callTask(t, everything, `{"ApiEndpoint": "`+slow.URL+`/", "Method": "GET"}`, // of an unknown authority
		httptask.WithConnections(func(context.Context, string) (*httptask.Connection, error) { return nil, nil }))
	wantError(t, err, "States.Http.Socket", "certificate")
}

// TestCancellation: when the task's context ends, the task says so.
func TestCancellation(t *testing.T) {
	e := serve(t, nil)
	caller, err := httptask.New(everything, httptask.WithTransport(e.transport()), httptask.WithConnections(
		func(context.Context, string) (*httptask.Connection, error) { return nil, nil }))
	if err != nil {
		t.Fatal(err)
	}
	task, _ := caller.ResolveTask(invoke)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := task(ctx, []byte(get)); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

func TestResolveTask(t *testing.T) {
	caller, err := httptask.New(everything)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := caller.ResolveTask("arn:aws-cn:states:::http:invoke"); err != nil {
		t.Error(err)
	}
	for _, other := range []string{"", "http:invoke", "arn:aws:states:::http:invoke.waitForTaskToken", "arn:aws:states:::apigateway:invoke"} {
		if _, err := caller.ResolveTask(other); !errors.Is(err, asl.ErrNoTask) {
			t.Errorf("%s: %v", other, err)
		}
	}
}

func TestOptions(t *testing.T) {
	if _, err := httptask.New(nil); err == nil {
		t.Error("a caller needs no endpoints")
	}
	for _, bad := range []httptask.Option{httptask.WithTransport(nil), httptask.WithConnections(nil), httptask.WithTimeout(0)} {
		if _, err := httptask.New(everything, bad); err == nil {
			t.Error("an option is taken")
		}
	}
}
