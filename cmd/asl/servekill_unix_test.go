//go:build unix

package main

import (
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// Executions that wait when the server is killed go on when another one has the file.
func TestServeKilled(t *testing.T) {
	t.Parallel()
	machine, data := fileOf(t, "a.asl.json", waitsShortly), filepath.Join(t.TempDir(), "a.db")
	first := serve(t, nil, machine, "--data", data)
	const n = 100
	arns := make([]string, n)
	for i := range arns {
		arns[i] = first.start("a", fmt.Sprint("x", i), fmt.Sprintf(`{"s": %d, "n": %d}`, 2+i%3, i))
	}
	if err := first.cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = first.cmd.Wait()
	if info, err := os.Stat(data); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the file is %v, %v", info, err)
	}
	second := serve(t, nil, machine, "--data", data)
	for i, arn := range arns {
		if d := second.ended(arn); d["status"] != "SUCCEEDED" || d["output"] != fmt.Sprint(i) {
			t.Errorf("%v", d)
		}
	}
}

// A signal lets the server end what it does, and store it; workers that wait for a task, and
// files that are not complete, do not hold it up.
func TestServeStops(t *testing.T) {
	t.Parallel()
	machine, data, inbox := fileOf(t, "a.asl.json", waiting), filepath.Join(t.TempDir(), "a.db"), t.TempDir()
	s := serve(t, nil, machine, "--data", data, "--bucket", "inbox="+inbox)
	arn := s.start("a", "x", `{}`)
	activity := s.do("CreateActivity", `{"name": "w"}`)["activityArn"]
	go func() { // its answer does not count
		worker := serving{t: t, url: s.url}
		defer func() { _ = recover() }()
		worker.call("local", "GetActivityTask", fmt.Sprintf(`{"activityArn": %q}`, activity))
	}()
	time.Sleep(200 * time.Millisecond) // so that it polls, most likely
	if err := os.WriteFile(filepath.Join(inbox, "late"), []byte("x"), 0o666); err != nil {
		t.Fatal(err)
	}
	if err := s.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- s.cmd.Wait() }()
	select {
	case err := <-ended:
		if err != nil {
			t.Errorf("%v\n%s", err, s.told())
		}
	case <-time.After(30 * time.Second):
		t.Fatal("it has not ended")
	}
	second := serve(t, nil, machine, "--data", data)
	if d := second.do("DescribeExecution", fmt.Sprintf(`{"executionArn": %q}`, arn)); d["status"] != "RUNNING" {
		t.Errorf("%v", d)
	}
}

// A client that goes before it has its answer does not end the server.
func TestServeClientGone(t *testing.T) {
	t.Parallel()
	s := serve(t, nil, fileOf(t, "a.asl.json", passing))
	for range 50 {
		c, err := net.Dial("tcp", strings.TrimPrefix(s.url, "http://"))
		if err != nil {
			t.Fatalf("%v\n%s", err, s.told())
		}
		for range 20 { // the later answers are written to a closed connection
			fmt.Fprint(c, "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
		}
		_ = c.(*net.TCPConn).SetLinger(0)
		_ = c.Close()
	}
	time.Sleep(100 * time.Millisecond)
	s.do("ListStateMachines", `{}`)
}
