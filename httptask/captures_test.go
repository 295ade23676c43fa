package httptask_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"net"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/httptask"
	"github.com/goasl/goasl/internal/conformance/captures"
	"github.com/goasl/goasl/jsonvalue"

	"github.com/google/go-cmp/cmp"
)

const captured = "../../shared/captures"

// TestCaptures plays the executions with HTTP Tasks that were captured on AWS. A local
// server takes the part of the endpoint, which told what it had got: that is compared with
// the request, and the end of the execution with the one that was captured.
func TestCaptures(t *testing.T) {
	if _, err := os.Stat(captured); errors.Is(err, fs.ErrNotExist) {
		t.Skip("the captures are not there: ../shared is expected beside the clone")
	}
	all, err := captures.Load(captured)
	if err != nil {
		t.Fatal(err)
	}
	played := 0
	for _, c := range all {
		if c.Topic == "http" {
			played++
			t.Run(c.ID, func(t *testing.T) { playCapture(t, c) })
		}
	}
	if played < 15 {
		t.Errorf("only %d captures have HTTP Tasks", played)
	}
}

func playCapture(t *testing.T, c *captures.Capture) {
	var started captures.Step
	for _, s := range c.Steps {
		if s.Operation == "StartSyncExecution" {
			started = s
		}
	}
	var want struct{ StateMachineARN, Name, Status, Output, Error, Cause string }
	if err := json.Unmarshal(started.Response, &want); err != nil {
		t.Fatal(err)
	}
	output, err := jsonvalue.ParseString(want.Output)
	if want.Output != "" && err != nil {
		t.Fatal(err)
	}
	part := strings.Split(want.StateMachineARN, ":")
	e := serve(t, func(w http.ResponseWriter, r *http.Request) { answerAsCaptured(t, w, r, output) })
	got := execute(t, c, e, asl.Identity{Region: part[3], Account: part[4], Machine: part[6]}, want.Error, want.Cause)
	sent := append([]string(nil), string(got.Status), string(got.Output))
	expected := []string{want.Status, want.Output}
	if got.Error != nil {
		sent, expected = append(sent, got.Error.Name, got.Error.Cause), append(expected, want.Error, want.Cause)
		if hasCause := strings.Contains(string(started.Response), `"cause"`); got.Error.HasCause() != hasCause {
			t.Errorf("that there is a cause is %v", !hasCause)
		}
	}
	if diff := cmp.Diff(expected, sent); diff != "" {
		t.Errorf("end (-captured +got):\n%s", diff)
	}
	if echo := output.Get("ResponseBody"); echo.Exists() {
		compareRequest(t, echo, <-e.requests, <-e.bodies)
	}
}

// execute executes the machine of a capture. A failure that is one of the role or of the
// connection comes from the functions that take their part.
func execute(t *testing.T, c *captures.Capture, e *endpoint, id asl.Identity, name, cause string) *asl.Result {
	t.Helper()
	caller, err := httptask.New(
		func(string, *url.URL) bool { return name != "States.Http.AccessDenied" },
		httptask.WithTransport(e.transport()),
		httptask.WithConnections(func(context.Context, string) (*httptask.Connection, error) {
			if strings.HasPrefix(name, "Events.") {
				return nil, asl.NewError(name, cause)
			}
			return connection(t, string(c.Connection)), nil
		}))
	if err != nil {
		t.Fatal(err)
	}
	machine, err := asl.Parse([]byte(c.Definition), asl.WithType(asl.Express))
	if err != nil {
		t.Fatal(err)
	}
	got, err := machine.Execute(t.Context(), []byte(c.Input), asl.WithResolver(caller), asl.WithIdentity(id))
	if got == nil {
		t.Fatal(err)
	}
	return got
}

// answerAsCaptured answers as the endpoint of the captures did. What it answered to requests
// whose execution failed is in the notes of the captures.
func answerAsCaptured(t *testing.T, w http.ResponseWriter, r *http.Request, output jsonvalue.Value) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		t.Error(err)
		return
	}
	defer conn.Close()
	switch {
	case output.Exists():
		writeResponse(conn, output)
	case r.URL.Path == "/status/418":
		io.WriteString(conn, "HTTP/1.1 418 I'm a teapot\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}")
	case r.URL.Path == "/binary":
		io.WriteString(conn, "HTTP/1.1 200 OK\r\nContent-Type: application/octet-stream\r\nContent-Length: 2\r\n\r\n\x00\xFF")
	case r.Method == "HEAD" && r.ContentLength > 0:
		io.WriteString(conn, "HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n")
	default:
		t.Errorf("%s %s was not captured", r.Method, r.URL)
	}
}

// writeResponse writes the response that a result shows, with its headers in another order.
func writeResponse(conn net.Conn, output jsonvalue.Value) {
	var b bytes.Buffer
	b.WriteString("HTTP/1.1 " + output.Get("StatusCode").String() + " " + output.Get("StatusText").Text() + "\r\n")
	var lines []string
	for name, values := range output.Get("Headers").Members() {
		lines = append(lines, name+": "+values.Index(0).Text()+"\r\n")
	}
	slices.Sort(lines)
	b.WriteString(strings.Join(lines, ""))
	b.WriteString("\r\n" + output.Get("ResponseBody").Compact().String())
	conn.Write(b.Bytes())
}

// free are headers of the captured requests that the network of the endpoint has added.
var free = []string{"x-amzn-", "x-forwarded-", "host"}

// compareRequest compares a request with what the endpoint of the captures got.
func compareRequest(t *testing.T, echo jsonvalue.Value, r *http.Request, body string) {
	t.Helper()
	want := []string{echo.Get("method").Text(), echo.Get("path").Text(), echo.Get("rawQueryString").Text(), echo.Get("body").Text()}
	if diff := cmp.Diff(want, []string{r.Method, r.URL.Path, r.URL.RawQuery, body}); diff != "" {
		t.Errorf("request (-captured +got):\n%s", diff)
	}
	headers := map[string]string{}
	for name, value := range echo.Get("headers").Members() {
		if !isFree(name) {
			headers[name] = value.Text()
		}
	}
	got := map[string]string{}
	for name, values := range r.Header {
		got[strings.ToLower(name)] = strings.Join(values, ",")
	}
	if diff := cmp.Diff(headers, got); diff != "" {
		t.Errorf("headers of the request (-captured +got):\n%s", diff)
	}
	if host := echo.Get("headers").Get("host").Text(); r.Host != host {
		t.Errorf("the host is %s, want %s", r.Host, host)
	}
}

func isFree(name string) bool {
	for _, prefix := range free {
		if strings.HasPrefix(name, prefix) {
			return true
		}
	}
	return false
}
