package httptask_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/httptask"
)

const invoke = "arn:aws:states:::http:invoke"

// endpoint is a server with the name api.example.com for callers.
type endpoint struct {
	*httptest.Server
	requests chan *http.Request
	bodies   chan string
}

func serve(t *testing.T, h http.HandlerFunc) *endpoint {
	t.Helper()
	e := &endpoint{requests: make(chan *http.Request, 10), bodies: make(chan string, 10)}
	e.Server = httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		text, _ := io.ReadAll(r.Body)
		e.requests <- r
		e.bodies <- string(text)
		if h != nil {
			h(w, r)
		}
	}))
	t.Cleanup(e.Close)
	return e
}

// transport connects to the server, whatever the host is. The certificate of a test server
// is for example.com.
func (e *endpoint) transport() *http.Transport {
	t := e.Client().Transport.(*http.Transport).Clone()
	t.DialContext = func(ctx context.Context, network, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, network, e.Listener.Addr().String())
	}
	t.TLSClientConfig.ServerName = "example.com"
	return t
}

func everything(string, *url.URL) bool { return true }

// call calls the server, with connection "c" if there is one.
func (e *endpoint) call(t *testing.T, c *httptask.Connection, input string, opts ...httptask.Option) (string, error) {
	t.Helper()
	opts = append([]httptask.Option{
		httptask.WithTransport(e.transport()),
		httptask.WithConnections(func(context.Context, string) (*httptask.Connection, error) { return c, nil }),
	}, opts...)
	return callTask(t, everything, input, opts...)
}

func callTask(t *testing.T, allow func(string, *url.URL) bool, input string, opts ...httptask.Option) (string, error) {
	t.Helper()
	caller, err := httptask.New(allow, opts...)
	if err != nil {
		t.Fatal(err)
	}
	task, err := caller.ResolveTask(invoke)
	if err != nil {
		t.Fatal(err)
	}
	out, err := task(t.Context(), json.RawMessage(input))
	return string(out), err
}

// wantError checks the name of an error, and that its cause has a text.
func wantError(t *testing.T, err error, name, cause string) {
	t.Helper()
	var got *asl.Error
	if !errors.As(err, &got) || got.Name != name || !strings.Contains(got.Cause, cause) {
		t.Errorf("got %v, want %s with %q", err, name, cause)
	}
}
