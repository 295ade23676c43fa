//go:build unix

package main

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
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

// A server that keeps nothing stops the jobs of its executions before it ends; one that keeps them
// leaves the jobs to the next server.
func TestServeStopsJobs(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		args  []string
		stops int32
	}{
		"in memory": {nil, 2},
		"in a file": {[]string{"--data", filepath.Join(t.TempDir(), "a.db")}, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var described, stopped atomic.Int32
			ecs := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				switch _, operation, _ := strings.Cut(r.Header.Get("X-Amz-Target"), "."); operation {
				case "DescribeTasks":
					described.Add(1)
				case "StopTask":
					time.Sleep(200 * time.Millisecond)
					stopped.Add(1)
				}
				_, _ = io.WriteString(w, `{"tasks": [{"taskArn": "t", "clusterArn": "c", "lastStatus": "RUNNING"}]}`)
			}))
			defer ecs.Close()
			s := serve(t, nil, append(test.args, fileOf(t, "job.asl.json", branches(`"arn:aws:states:::ecs:runTask.sync", "Parameters": {"TaskDefinition": "d"}`)), "--aws", ecs.URL)...)
			s.start("job", "a", `{}`)
			s.start("job", "b", `{}`)
			s.await("enough", func() string { return map[bool]string{true: "enough"}[described.Load() >= 4] })
			if err := s.cmd.Process.Signal(syscall.SIGTERM); err != nil {
				t.Fatal(err)
			}
			if err := s.cmd.Wait(); err != nil || stopped.Load() != test.stops {
				t.Errorf("%v, %d jobs are stopped, want %d\n%s", err, stopped.Load(), test.stops, s.told())
			}
		})
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
