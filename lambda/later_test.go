package lambda_test

import (
	"encoding/base64"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/goasl/goasl/lambda"
)

// blocked starts a server of a function that answers when the test releases it. It tells
// the headers of each request that it gets.
func blocked(t *testing.T, status int) (address string, asked chan http.Header, release func()) {
	t.Helper()
	asked = make(chan http.Header, 1000)
	released := make(chan struct{})
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body) // so that the server sees the client go
		asked <- r.Header
		select {
		case <-released:
		case <-r.Context().Done():
		}
		w.Header().Set("X-Amz-Function-Error", "Unhandled")
		w.WriteHeader(status)
		_, _ = io.WriteString(w, `{"errorType":"OutOfStock","errorMessage":"secret"}`)
	}))
	t.Cleanup(s.Close)
	return s.URL, asked, func() { close(released) }
}

// As many invocations as are allowed wait for their turn, and one more is refused. Close
// ends them.
func TestEventLimit(t *testing.T) {
	t.Parallel()
	remote, asked, _ := blocked(t, 200)
	var log records
	r := newRuntime(t, []lambda.Function{{Name: "f", URL: remote, Concurrency: 2}}, lambda.WithLogger(slog.New(&log)))
	s := httptest.NewServer(r.Handler())
	t.Cleanup(s.Close)
	for i := range 101 {
		want := 202
		if i == 100 {
			want = 429
		}
		if resp, body := request(t, s.URL+functionPath, `{}`, "X-Amz-Invocation-Type", "Event"); resp.StatusCode != want {
			t.Fatalf("invocation %d: status %d, %s; want %d", i, resp.StatusCode, body, want)
		}
	}
	<-asked
	<-asked
	if err := r.Close(); err != nil {
		t.Error(err)
	}
	if n := len(log.all()); n != 100 {
		t.Errorf("%d failures are logged, want 100", n)
	}
	if n := len(asked); n != 0 {
		t.Errorf("%d invocations more than may go on at once", n)
	}
}

// The log says that an invocation of type Event has failed, but not with what payload.
func TestEventFails(t *testing.T) {
	t.Parallel()
	remote, asked, release := blocked(t, 200)
	release()
	logged := make(chan string, 1)
	var log records
	log.told = func(line string) { logged <- line }
	r := newRuntime(t, []lambda.Function{{Name: "f", URL: remote}}, lambda.WithLogger(slog.New(&log)))
	s := httptest.NewServer(r.Handler())
	t.Cleanup(s.Close)
	context := base64.StdEncoding.EncodeToString([]byte(`{"custom":{}}`))
	request(t, s.URL+functionPath, `{}`, "X-Amz-Invocation-Type", "Event", "X-Amzn-Trace-Id", "Root=1-2-3", "X-Amz-Client-Context", context)
	if h := <-asked; h.Get("X-Amzn-Trace-Id") != "Root=1-2-3" || h.Get("X-Amz-Client-Context") != context {
		t.Errorf("headers of the request %v", h)
	}
	if line := <-logged; line != "invocation of type Event failed function=f request=36 characters error=OutOfStock" {
		t.Errorf("record %q", line)
	}
}

// After Close the API answers with an error of the service.
func TestHandlerClosed(t *testing.T) {
	t.Parallel()
	r := newRuntime(t, []lambda.Function{pythonFunction(t, "cases.echo")})
	s := httptest.NewServer(r.Handler())
	t.Cleanup(s.Close)
	if err := r.Close(); err != nil {
		t.Error(err)
	}
	for _, way := range []string{"RequestResponse", "Event"} {
		resp, body := request(t, s.URL+functionPath, `{}`, "X-Amz-Invocation-Type", way)
		if resp.StatusCode != 500 || !strings.Contains(body, "the runtime is closed") || !strings.Contains(body, `"Type":"Service"`) {
			t.Errorf("%s: status %d, %s; want 500", way, resp.StatusCode, body)
		}
	}
}
