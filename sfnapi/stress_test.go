package sfnapi_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"runtime"
	"sync"
	"testing"
	"time"

	"github.com/goasl/goasl/durable"
	"github.com/goasl/goasl/sfnapi"
)

var (
	stressClients = flag.Int("clients", 20, "how many clients TestManyClients has")
	stressTime    = flag.Duration("for", time.Second, "for how long they call")
)

// TestManyClients lets clients start executions of several kinds over HTTP, and work on each
// other's activity tasks. Each execution must end as it should, and be listed; no goroutine
// may be left.
func TestManyClients(t *testing.T) {
	before := runtime.NumGoroutine()
	s, end := startService(t)
	c := newLoad(t, s)
	until := time.Now().Add(*stressTime)
	var wg sync.WaitGroup
	for client := range *stressClients {
		wg.Go(func() {
			for i := 0; i == 0 || time.Now().Before(until); i++ {
				if err := c.turn(client, i); err != nil {
					t.Errorf("client %d, turn %d: %v", client, i, err)
					return
				}
			}
		})
	}
	wg.Wait()
	for kind, machine := range c.machines {
		if got, want := c.listed(t, machine), c.started(kind); got != want {
			t.Errorf("%s: %d executions are listed, %d were started", kind, got, want)
		}
		t.Logf("%s: %d executions", kind, c.started(kind))
	}
	c.close()
	end()
	for deadline := time.Now().Add(10 * time.Second); runtime.NumGoroutine() > before; time.Sleep(10 * time.Millisecond) {
		if time.Now().After(deadline) {
			stacks := make([]byte, 1<<20)
			t.Fatalf("%d goroutines, %d before:\n%s", runtime.NumGoroutine(), before, stacks[:runtime.Stack(stacks, true)])
		}
	}
}

// startService returns a service that runs executions until end is called.
func startService(t *testing.T) (s *sfnapi.Service, end func()) {
	t.Helper()
	x, err := durable.New(durable.Memory())
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- x.Run(ctx) }()
	if s, err = sfnapi.New(x); err != nil {
		t.Fatal(err)
	}
	return s, func() {
		cancel()
		if err := <-ended; err != nil && !errors.Is(err, context.Canceled) {
			t.Error(err)
		}
	}
}

// stressMachines are the definitions of machines, by what their executions do. ACTIVITY is an
// ARN.
var stressMachines = map[string]string{
	"pass": `{"StartAt": "A", "States": {"A": {"Type": "Pass", "Next": "B"}, "B": {"Type": "Pass", "End": true}}}`,
	"wait": `{"StartAt": "A", "States": {"A": {"Type": "Wait", "Seconds": 3600, "End": true}}}`,
	"work": `{"StartAt": "A", "States": {"A": {"Type": "Task", "Resource": "ACTIVITY", "End": true}}}`,
}

// load calls a server. It is safe for concurrent use.
type load struct {
	server   *httptest.Server
	client   *http.Client
	activity string
	machines map[string]string // ARNs
	express  string

	mu     sync.Mutex
	starts map[string]int
}

func newLoad(t *testing.T, s *sfnapi.Service) *load {
	t.Helper()
	c := &load{server: httptest.NewServer(s.Handler()), machines: map[string]string{}, starts: map[string]int{}}
	c.client = &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: *stressClients}}
	var activity struct{ ActivityArn string }
	if err := c.call("CreateActivity", map[string]string{"name": "work"}, &activity); err != nil {
		t.Fatal(err)
	}
	c.activity = activity.ActivityArn
	for kind, definition := range stressMachines {
		c.machines[kind] = c.create(t, kind, definition, "STANDARD")
	}
	c.express = c.create(t, "express", stressMachines["pass"], "EXPRESS")
	return c
}

func (c *load) create(t *testing.T, name, definition, kind string) string {
	t.Helper()
	var machine struct{ StateMachineArn string }
	if err := c.call("CreateStateMachine", map[string]string{
		"name": name, "type": kind, "roleArn": "arn:aws:iam::123456789012:role/machine",
		"definition": string(bytes.ReplaceAll([]byte(definition), []byte("ACTIVITY"), []byte(c.activity))),
	}, &machine); err != nil {
		t.Fatal(err)
	}
	return machine.StateMachineArn
}

func (c *load) close() {
	c.client.CloseIdleConnections()
	c.server.Close()
}

// call calls an operation.
func (c *load) call(operation string, in, out any) error {
	body, err := json.Marshal(in)
	if err != nil {
		return err
	}
	r, err := http.NewRequest(http.MethodPost, c.server.URL, bytes.NewReader(body))
	if err != nil {
		return err
	}
	r.Header.Set("Content-Type", "application/x-amz-json-1.0")
	r.Header.Set("X-Amz-Target", "AWSStepFunctions."+operation)
	response, err := c.client.Do(r)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	answer, err := io.ReadAll(response.Body)
	if err != nil {
		return err
	}
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("%s: %s: %s", operation, response.Status, answer)
	}
	return json.Unmarshal(answer, out)
}

// turn starts an execution, and sees it through.
func (c *load) turn(client, i int) error {
	input := fmt.Sprintf(`{"client":%d,"turn":%d}`, client, i)
	if i%4 == 3 {
		var out struct{ Status, Output string }
		err := c.call("StartSyncExecution", map[string]string{"stateMachineArn": c.express, "input": input}, &out)
		if err == nil && (out.Status != "SUCCEEDED" || out.Output != input) {
			err = fmt.Errorf("the sync execution is %+v", out)
		}
		return err
	}
	kind := []string{"pass", "wait", "work"}[i%4]
	var x struct{ ExecutionArn string }
	err := c.call("StartExecution", map[string]string{
		"stateMachineArn": c.machines[kind], "name": fmt.Sprintf("%d-%d", client, i), "input": input,
	}, &x)
	if err != nil {
		return err
	}
	c.mu.Lock()
	c.starts[kind]++
	c.mu.Unlock()
	switch kind {
	case "wait":
		if err := c.call("StopExecution", map[string]string{"executionArn": x.ExecutionArn}, &struct{}{}); err != nil {
			return err
		}
		return c.ends(x.ExecutionArn, "ABORTED", "")
	case "work":
		if err := c.work(); err != nil {
			return err
		}
	}
	return c.ends(x.ExecutionArn, "SUCCEEDED", input)
}

// work does a task, of whatever execution.
func (c *load) work() error {
	var task struct{ TaskToken, Input string }
	if err := c.call("GetActivityTask", map[string]string{"activityArn": c.activity}, &task); err != nil {
		return err
	}
	return c.call("SendTaskSuccess", map[string]string{"taskToken": task.TaskToken, "output": task.Input}, &struct{}{})
}

// ends waits for the end of an execution.
func (c *load) ends(execution, status, output string) error {
	var x struct{ Status, Output string }
	for deadline := time.Now().Add(time.Minute); ; time.Sleep(5 * time.Millisecond) {
		if err := c.call("DescribeExecution", map[string]string{"executionArn": execution}, &x); err != nil {
			return err
		}
		if x.Status == status && x.Output == output {
			return nil
		}
		if x.Status != "RUNNING" || time.Now().After(deadline) {
			return fmt.Errorf("%s is %+v, want %s with output %s", execution, x, status, output)
		}
	}
}

func (c *load) started(kind string) int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.starts[kind]
}

// listed counts the executions of a machine, page by page.
func (c *load) listed(t *testing.T, machine string) (n int) {
	t.Helper()
	in := map[string]any{"stateMachineArn": machine, "maxResults": 7}
	for {
		var page struct {
			Executions []struct{ Name string }
			NextToken  string
		}
		if err := c.call("ListExecutions", in, &page); err != nil {
			t.Error(err)
			return n
		}
		if n += len(page.Executions); page.NextToken == "" {
			return n
		}
		in["nextToken"] = page.NextToken
	}
}
