package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"
)

// serving is a server that runs.
type serving struct {
	t    *testing.T
	cmd  *exec.Cmd
	url  string
	said string // what it has printed before it served

	mu       sync.Mutex
	messages bytes.Buffer
}

// Write takes messages of the server.
func (s *serving) Write(text []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.messages.Write(text)
}

// told returns what the server has told so far.
func (s *serving) told() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.messages.String()
}

// tells waits until the server has told something.
func (s *serving) tells(text string) {
	s.t.Helper()
	s.await(text, s.told)
}

// shows waits until the page shows something.
func (s *serving) shows(path, text string) {
	s.t.Helper()
	s.await(text, func() string { return s.get(path) })
}

// await waits until there is a text in what is got.
func (s *serving) await(text string, get func() string) {
	s.t.Helper()
	for deadline := time.Now().Add(30 * time.Second); !strings.Contains(get(), text); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(deadline) {
			s.t.Fatalf("there is no %q in\n%s", text, get())
		}
	}
}

// serve starts asl serve at a free port; env are variables as NAME=VALUE.
func serve(t *testing.T, env []string, args ...string) *serving {
	t.Helper()
	s := &serving{t: t, cmd: exec.Command(program, append([]string{"serve", "--listen", "127.0.0.1:0"}, args...)...)}
	s.cmd.Env = append([]string{"XDG_CACHE_HOME=" + cache, "HOME=" + cache, "SYSTEMROOT=" + os.Getenv("SYSTEMROOT")}, env...)
	s.cmd.Stderr = s
	out, err := s.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := s.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _, _ = s.cmd.Process.Kill(), s.cmd.Wait() })
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		s.said += lines.Text() + "\n"
		if url, ok := strings.CutPrefix(lines.Text(), "server    "); ok {
			s.url = url
		}
		if strings.HasPrefix(lines.Text(), "export AWS_DISABLE_HOST_PREFIX_INJECTION") {
			go io.Copy(io.Discard, out)
			return s
		}
	}
	t.Fatalf("the server has not begun: %s", s.told())
	return nil
}

// call does an operation, and returns the status and the members of the answer. key is the
// access key ID of the client.
func (s *serving) call(key, operation, in string) (status int, out map[string]any) {
	s.t.Helper()
	r, err := http.NewRequestWithContext(s.t.Context(), http.MethodPost, s.url, strings.NewReader(in))
	if err != nil {
		s.t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-amz-json-1.0")
	r.Header.Set("X-Amz-Target", "AWSStepFunctions."+operation)
	r.Header.Set("Authorization", "AWS4-HMAC-SHA256 Credential="+key+"/20260101/us-east-1/states/aws4_request, SignedHeaders=host, Signature=00")
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		s.t.Fatalf("%v\n%s", err, s.told())
	}
	defer resp.Body.Close()
	if err := json.NewDecoder(resp.Body).Decode(&out); err != nil {
		s.t.Fatal(err)
	}
	return resp.StatusCode, out
}

// do does an operation that succeeds.
func (s *serving) do(operation, in string) map[string]any {
	s.t.Helper()
	status, out := s.call("local", operation, in)
	if status != http.StatusOK {
		s.t.Fatalf("%s: %d %v", operation, status, out)
	}
	return out
}

// start starts an execution and returns its ARN.
func (s *serving) start(machine, name, input string) string {
	s.t.Helper()
	return s.do("StartExecution", fmt.Sprintf(`{"stateMachineArn": %q, "name": %q, "input": %q}`, arnOf+machine, name, input))["executionArn"].(string)
}

// ended returns the description of an execution that has ended.
func (s *serving) ended(arn string) map[string]any {
	s.t.Helper()
	for deadline := time.Now().Add(time.Minute); time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
		if d := s.do("DescribeExecution", fmt.Sprintf(`{"executionArn": %q}`, arn)); d["status"] != "RUNNING" {
			return d
		}
	}
	s.t.Fatalf("%s has not ended", arn)
	return nil
}

// arnOf begins the ARNs of machines.
const arnOf = "arn:aws:states:us-east-1:123456789012:stateMachine:"
