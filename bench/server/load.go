package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"sync"
	"sync/atomic"
	"time"
)

const definition = `{"StartAt": "A", "States": {"A": {"Type": "Pass", "Result": 1, "ResultPath": "$.a", "Next": "B"},
  "B": {"Type": "Pass", "Result": 2, "ResultPath": "$.b", "End": true}}}`

// load calls a server. It is safe for concurrent use.
type load struct {
	url     string
	machine string // ARN
	client  http.Client
}

// call calls an operation, as an AWS client does, but for the signature.
func (l *load) call(operation string, in, out any) error {
	body, err := json.Marshal(in)
	if err != nil {
		return err
	}
	r, err := http.NewRequest(http.MethodPost, l.url, bytes.NewReader(body))
	if err != nil {
		return err
	}
	r.Header.Set("Content-Type", "application/x-amz-json-1.0")
	r.Header.Set("X-Amz-Target", "AWSStepFunctions."+operation)
	r.Header.Set("Authorization", "AWS4-HMAC-SHA256 Credential=local/20260101/us-east-1/states/aws4_request, SignedHeaders=host, Signature=0")
	response, err := l.client.Do(r)
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

// create creates the machine.
func (l *load) create() error {
	var out struct{ StateMachineArn string }
	err := l.call("CreateStateMachine", map[string]string{
		"name": "two", "definition": definition, "roleArn": "arn:aws:iam::123456789012:role/machine",
	}, &out)
	l.machine = out.StateMachineArn
	return err
}

// start starts executions until a time, at least one for each client, and returns how many.
func (l *load) start(clients int, until time.Time) (int, error) {
	l.client.Transport = &http.Transport{MaxIdleConnsPerHost: clients}
	var n atomic.Int64
	var wg sync.WaitGroup
	problems := make([]error, clients)
	for c := range clients {
		wg.Go(func() {
			for i := 0; problems[c] == nil && (i == 0 || time.Now().Before(until)); i++ {
				problems[c] = l.call("StartExecution", map[string]string{
					"stateMachineArn": l.machine, "name": fmt.Sprintf("%d-%d", c, i), "input": `{"n": 1}`,
				}, new(struct{}))
				n.Add(1)
			}
		})
	}
	wg.Wait()
	return int(n.Load()), errors.Join(problems...)
}

// drain waits until none of the executions runs.
func (l *load) drain() error {
	for {
		var list struct {
			Executions []struct{ Name, Status string }
		}
		if err := l.call("ListExecutions", map[string]any{
			"stateMachineArn": l.machine, "statusFilter": "RUNNING", "maxResults": 1,
		}, &list); err != nil {
			return err
		}
		if len(list.Executions) == 0 {
			return nil
		}
		time.Sleep(10 * time.Millisecond)
	}
}

// count fails unless as many executions have succeeded.
func (l *load) count(want int) error {
	got, next := 0, ""
	for {
		in := map[string]any{"stateMachineArn": l.machine, "statusFilter": "SUCCEEDED", "maxResults": 1000}
		if next != "" {
			in["nextToken"] = next
		}
		var page struct {
			Executions []struct{ Name string }
			NextToken  string
		}
		if err := l.call("ListExecutions", in, &page); err != nil {
			return err
		}
		got += len(page.Executions)
		if next = page.NextToken; next == "" {
			break
		}
	}
	if got != want {
		return fmt.Errorf("%d of %d executions succeeded", got, want)
	}
	return nil
}
