//go:build unix

package lambda_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/lambda"
)

// byHand is a function whose process only tells the address of the Runtime API. The test
// speaks it in its place.
type byHand struct {
	t       *testing.T
	runtime *lambda.Runtime
	api     string // the address with the path, as the process has it
	stop    string // a named pipe; the process ends with status 7 when it is written to
	outcome chan error
	output  string
}

// startByHand invokes the function with the event {}, and waits for the address.
func startByHand(t *testing.T, timeout time.Duration) *byHand {
	t.Helper()
	dir := t.TempDir()
	h := &byHand{t: t, stop: filepath.Join(dir, "stop"), outcome: make(chan error, 1)}
	if err := syscall.Mkfifo(h.stop, 0o600); err != nil {
		t.Fatal(err)
	}
	script(t, dir, "bootstrap", "echo \"$AWS_LAMBDA_RUNTIME_API\" >address\nread line <stop\nexit 7\n")
	h.runtime = newRuntime(t, []lambda.Function{{Name: "f", Dir: dir, Handler: "f", Timeout: timeout}})
	h.invoke()
	h.api = "http://" + h.address(filepath.Join(dir, "address")) + "/2018-06-01/runtime"
	return h
}

// invoke invokes the function in the background.
func (h *byHand) invoke() {
	task, err := h.runtime.ResolveTask("f")
	if err != nil {
		h.t.Fatal(err)
	}
	go func() {
		out, err := task(context.Background(), []byte(`{}`))
		h.output = string(out)
		h.outcome <- err
	}()
}

// address waits for a line in a file.
func (h *byHand) address(file string) string {
	for {
		text, err := os.ReadFile(file)
		if err == nil && strings.HasSuffix(string(text), "\n") {
			return strings.TrimSpace(string(text))
		}
		time.Sleep(time.Millisecond)
	}
}

// send sends a request to the Runtime API, and returns status and body.
func (h *byHand) send(method, url, body string, headers ...string) (int, string, http.Header) {
	h.t.Helper()
	req, err := http.NewRequest(method, url, strings.NewReader(body))
	if err != nil {
		h.t.Fatal(err)
	}
	for i := 0; i < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		h.t.Fatal(err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		h.t.Fatal(err)
	}
	return resp.StatusCode, string(text), resp.Header
}

// ask asks for the next event in the background, as long as the runtime lives.
func (h *byHand) ask() (id <-chan string) {
	asked := make(chan string, 1)
	go func() {
		if resp, err := http.Get(h.api + "/invocation/next"); err == nil {
			resp.Body.Close()
			asked <- resp.Header.Get("Lambda-Runtime-Aws-Request-Id")
		}
	}()
	return asked
}

// expect sends a request, and checks the status and a part of the answer.
func (h *byHand) expect(what, method, url, body string, status int, want string) {
	h.t.Helper()
	if got, text, _ := h.send(method, url, body); got != status || !strings.Contains(text, want) {
		h.t.Errorf("%s: status %d, %s; want %d, %s", what, got, text, status, want)
	}
}

// The path of a process is a secret, the request ID another one, and requests come in
// order.
func TestRuntimeAPI(t *testing.T) {
	t.Parallel()
	h := startByHand(t, time.Minute)
	host, secret, _ := strings.Cut(strings.TrimPrefix(h.api, "http://"), "/")
	if name, _, _ := net.SplitHostPort(host); name != "127.0.0.1" || len(secret) < 32 {
		t.Errorf("address %s, want 127.0.0.1 with a secret path", h.api)
	}
	h.expect("without a secret", "GET", "http://"+host+"/2018-06-01/runtime/invocation/next", "", 404, "")
	h.expect("another secret", "GET", "http://"+host+"/"+strings.Repeat("0", 32)+"/2018-06-01/runtime/invocation/next", "", 404, "")
	h.expect("answer before the first event", "POST", h.api+"/invocation/x/response", `{}`, 400, "InvalidRequestID")

	status, event, header := h.send("GET", h.api+"/invocation/next", "")
	id := header.Get("Lambda-Runtime-Aws-Request-Id")
	if status != 200 || event != "{}" || len(id) != 36 || header.Get("Content-Type") != "application/json" ||
		header.Get("Lambda-Runtime-Invoked-Function-Arn") != "arn:aws:lambda:us-east-1:000000000000:function:f" {
		t.Errorf("next: status %d, event %s, header %v", status, event, header)
	}
	h.expect("next without an answer", "GET", h.api+"/invocation/next", "", 403, "InvalidStateTransition")
	h.expect("error of the initialization", "POST", h.api+"/init/error", `{}`, 403, "InvalidStateTransition")
	h.expect("another request", "POST", h.api+"/invocation/"+strings.Repeat("0", 36)+"/response", `{}`, 400, "InvalidRequestID")
	h.expect("answer", "POST", h.api+"/invocation/"+id+"/response", `"done"`, 202, `{"status":"OK"}`)
	h.expect("second answer", "POST", h.api+"/invocation/"+id+"/error", `{}`, 400, "InvalidRequestID")

	next := h.ask()
	if err := <-h.outcome; err != nil || h.output != `"done"` {
		t.Errorf("output %s, error %v", h.output, err)
	}
	h.invoke()
	id = <-next
	h.expect("error", "POST", h.api+"/invocation/"+id+"/error", `{"errorType": "Own", "errorMessage": "no"}`, 202, "")
	h.ask()
	var e *asl.Error
	if err := <-h.outcome; !errors.As(err, &e) || e.Name != "Own" {
		t.Errorf("error %v, want Own", err)
	}
}

// An answer after the deadline comes too late: the process is gone.
func TestLateAnswer(t *testing.T) {
	t.Parallel()
	h := startByHand(t, 500*time.Millisecond)
	_, _, header := h.send("GET", h.api+"/invocation/next", "")
	var e *asl.Error
	if err := <-h.outcome; !errors.As(err, &e) || e.Name != "Sandbox.Timedout" {
		t.Errorf("error %v, want Sandbox.Timedout", err)
	}
	h.expect("late", "POST", h.api+"/invocation/"+header.Get("Lambda-Runtime-Aws-Request-Id")+"/response", `{}`, 404, "")
}

// A process that answers and then does not ask for the next event has answered all the
// same, and is replaced.
func TestAnswerThenSilence(t *testing.T) {
	t.Parallel()
	h := startByHand(t, time.Second)
	_, _, header := h.send("GET", h.api+"/invocation/next", "")
	h.expect("answer", "POST", h.api+"/invocation/"+header.Get("Lambda-Runtime-Aws-Request-Id")+"/response", `7`, 202, "")
	if err := <-h.outcome; err != nil || h.output != "7" {
		t.Errorf("output %s, error %v", h.output, err)
	}
	h.expect("next of the one that was replaced", "GET", h.api+"/invocation/next", "", 404, "")
}

// The error of an initialization is that of the invocation once the process has ended.
func TestInitError(t *testing.T) {
	t.Parallel()
	h := startByHand(t, time.Minute)
	h.expect("init error", "POST", h.api+"/init/error", `{"errorType": "Own.Init", "errorMessage": "no"}`, 202, "")
	h.expect("next after it", "GET", h.api+"/invocation/next", "", 403, "InvalidStateTransition")
	h.expect("second one", "POST", h.api+"/init/error", `{}`, 403, "InvalidStateTransition")
	if err := os.WriteFile(h.stop, []byte("stop\n"), 0); err != nil {
		t.Fatal(err)
	}
	var e *asl.Error
	if err := <-h.outcome; !errors.As(err, &e) || e.Name != "Own.Init" {
		t.Errorf("error %v, want Own.Init", err)
	}
}

// A response that is a stream counts as a whole, and an error in its trailer makes it one.
func TestStream(t *testing.T) {
	t.Parallel()
	h := startByHand(t, time.Minute)
	_, _, header := h.send("GET", h.api+"/invocation/next", "")
	address, path, _ := strings.Cut(strings.TrimPrefix(h.api, "http://"), "/")
	conn, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	fmt.Fprintf(conn, "POST /%s/invocation/%s/response HTTP/1.1\r\nHost: %s\r\nLambda-Runtime-Function-Response-Mode: streaming\r\n"+
		"Transfer-Encoding: chunked\r\nTrailer: Lambda-Runtime-Function-Error-Type, Lambda-Runtime-Function-Error-Body\r\n\r\n"+
		"3\r\nabc\r\n0\r\nLambda-Runtime-Function-Error-Type: Own\r\nLambda-Runtime-Function-Error-Body: eyJlcnJvclR5cGUiOiJPd24ifQ==\r\n\r\n",
		path, header.Get("Lambda-Runtime-Aws-Request-Id"), address)
	if line, err := bufio.NewReader(conn).ReadString('\n'); err != nil || !strings.Contains(line, "202") {
		t.Errorf("status %s, error %v", line, err)
	}
	h.ask()
	var e *asl.Error
	if err := <-h.outcome; !errors.As(err, &e) || e.Name != "Own" || e.Cause != `{"errorType":"Own"}` {
		t.Errorf("error %v, want Own", err)
	}
}

// An answer larger than what is read at all fails the invocation, too.
func TestEndlessAnswer(t *testing.T) {
	t.Parallel()
	h := startByHand(t, time.Minute)
	_, _, header := h.send("GET", h.api+"/invocation/next", "")
	req, err := http.NewRequest(http.MethodPost, h.api+"/invocation/"+header.Get("Lambda-Runtime-Aws-Request-Id")+"/response", endless{})
	if err != nil {
		t.Fatal(err)
	}
	if resp, err := http.DefaultClient.Do(req); err == nil {
		resp.Body.Close()
		if resp.StatusCode != http.StatusRequestEntityTooLarge {
			t.Errorf("status %d, want 413", resp.StatusCode)
		}
	}
	h.ask()
	var e *asl.Error
	if err := <-h.outcome; !errors.As(err, &e) || e.Name != "Function.ResponseSizeTooLarge" {
		t.Errorf("error %v, want Function.ResponseSizeTooLarge", err)
	}
}

// endless is a body without an end.
type endless struct{}

func (endless) Read(p []byte) (int, error) { return len(p), nil }
