//go:build unix

package lambda_test

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/lambda"
)

// fifo makes a named pipe. The function that it returns waits until something has opened
// the pipe and no process has it open any more.
func fifo(t *testing.T) (path string, wait func()) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "pipe")
	if err := syscall.Mkfifo(path, 0o600); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() {
		f, err := os.Open(path) // waits until it is opened for writing
		if err == nil {
			_, err = io.ReadAll(f)
			f.Close()
		}
		ended <- err
	}()
	return path, func() {
		t.Helper()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	}
}

// Close ends processes, and what they have started.
func TestClose(t *testing.T) {
	r := newRuntime(t, []lambda.Function{pythonFunction(t, "cases.starts_child")})
	pipe, wait := fifo(t)
	if _, err := call(t, r, "f", fmt.Sprintf(`{"pipe": %q}`, pipe)); err != nil {
		t.Fatal(err)
	}
	if err := r.Close(); err != nil {
		t.Error(err)
	}
	wait()
	if _, err := call(t, r, "f", `{}`); !errors.Is(err, lambda.ErrClosed) {
		t.Errorf("after Close: error %v", err)
	}
	unused := newRuntime(t, []lambda.Function{pythonFunction(t, "cases.echo")})
	if err := unused.Close(); err != nil {
		t.Error(err)
	}
	if _, err := call(t, unused, "f", `{}`); !errors.Is(err, lambda.ErrClosed) {
		t.Errorf("after Close of an unused runtime: error %v", err)
	}
}

// Close ends an invocation that is going on.
func TestCloseWhileBusy(t *testing.T) {
	f := pythonFunction(t, "cases.starts_child")
	f.Timeout = time.Hour
	r := newRuntime(t, []lambda.Function{f})
	pipe, wait := fifo(t)
	failed := make(chan error, 1)
	task, err := r.ResolveTask("f")
	if err != nil {
		t.Fatal(err)
	}
	go func() {
		_, err := task(context.Background(), fmt.Appendf(nil, `{"pipe": %q, "waits": true}`, pipe))
		failed <- err
	}()
	waitForWriter(t, pipe)
	if err := r.Close(); err != nil {
		t.Error(err)
	}
	if err := <-failed; !errors.Is(err, lambda.ErrClosed) {
		t.Errorf("error %v, want ErrClosed", err)
	}
	wait()
}

// waitForWriter waits until a handler has opened the pipe.
func waitForWriter(t *testing.T, pipe string) {
	t.Helper()
	f, err := os.OpenFile(pipe, os.O_RDONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	f.Close()
}

// What a process has started ends with it, also if it crashes.
func TestCrash(t *testing.T) {
	r := newRuntime(t, []lambda.Function{pythonFunction(t, "cases.starts_child")})
	pipe, wait := fifo(t)
	_, err := call(t, r, "f", fmt.Sprintf(`{"pipe": %q, "exits": true}`, pipe))
	var got *asl.Error
	if !errors.As(err, &got) || got.Name != "Runtime.ExitError" {
		t.Errorf("error %v, want Runtime.ExitError", err)
	}
	wait()
	pipe, wait = fifo(t)
	if _, err := call(t, r, "f", fmt.Sprintf(`{"pipe": %q}`, pipe)); err != nil {
		t.Errorf("after a crash: %v", err)
	}
	r.Close()
	wait()
}

// A state that times out, and an execution whose context ends, end the process.
func TestCancelled(t *testing.T) {
	f := pythonFunction(t, "cases.starts_child")
	f.Timeout = time.Hour
	r := newRuntime(t, []lambda.Function{f})
	machine := asl.MustParse(`{"StartAt": "F", "States": {"F": {"Type": "Task", "Resource": "f", "TimeoutSeconds": 1, "End": true}}}`)
	pipe, wait := fifo(t)
	_, err := machine.Execute(context.Background(), fmt.Appendf(nil, `{"pipe": %q, "waits": true}`, pipe), asl.WithResolver(r))
	if !errors.Is(err, asl.ErrTimeout) {
		t.Errorf("error %v, want States.Timeout", err)
	}
	wait()

	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	pipe, wait = fifo(t)
	task, err := r.ResolveTask("f")
	if err != nil {
		t.Fatal(err)
	}
	failed := make(chan error, 1)
	go func() {
		_, err := task(ctx, fmt.Appendf(nil, `{"pipe": %q, "waits": true}`, pipe))
		failed <- err
	}()
	waitForWriter(t, pipe)
	cancel()
	if err := <-failed; !errors.Is(err, context.Canceled) {
		t.Errorf("error %v, want that of the context", err)
	}
	wait()
}

// parent is set for a process of TestParentKilled.
const parent = "GOASL_TEST_PARENT"

// TestParent is the program that TestParentKilled kills.
func TestParent(t *testing.T) {
	role := os.Getenv(parent)
	if role == "" {
		t.Skip("this is a part of TestParentKilled")
	}
	r := newRuntime(t, []lambda.Function{{Name: "f", Dir: "testdata/python", Handler: "cases.pid"}})
	out, err := call(t, r, "f", `{}`)
	fmt.Println("handler", out, err)
	select {}
}

// The process of a handler ends when the program that has started it is killed.
func TestParentKilled(t *testing.T) {
	needs(t, "python3")
	cmd := exec.Command(os.Args[0], "-test.run", "^TestParent$", "-test.v")
	cmd.Env = append(os.Environ(), parent+"=1")
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	var pid json.Number
	for lines := bufio.NewScanner(out); pid == "" && lines.Scan(); {
		if fields := strings.Fields(lines.Text()); len(fields) == 3 && fields[0] == "handler" {
			pid = json.Number(fields[1])
		}
	}
	if err := cmd.Process.Kill(); err != nil {
		t.Error(err)
	}
	_ = cmd.Wait() // it was killed
	n, err := pid.Int64()
	if err != nil {
		t.Fatal(err)
	}
	for !gone(int(n)) {
		time.Sleep(5 * time.Millisecond)
	}
}

// gone reports whether there is no such process, or one that nothing has waited for.
func gone(pid int) bool {
	if err := syscall.Kill(pid, 0); errors.Is(err, syscall.ESRCH) {
		return true
	}
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	return err == nil && strings.Contains(string(stat), ") Z ")
}
