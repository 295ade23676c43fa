package main

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// fakeAWS is a server that stands for AWS: it knows a queue, a bucket and a function.
type fakeAWS struct {
	*httptest.Server
	mu    sync.Mutex
	calls []string
}

func newFakeAWS(t *testing.T) *fakeAWS {
	t.Helper()
	f := &fakeAWS{}
	f.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		call := r.Method + " " + r.URL.Path + " " + r.Header.Get("X-Amz-Target")
		f.mu.Lock()
		f.calls = append(f.calls, call)
		f.mu.Unlock()
		switch {
		case strings.HasSuffix(call, "AmazonSQS.SendMessage"):
			_, _ = io.WriteString(w, `{"MessageId": "sent"}`)
		case strings.HasSuffix(r.URL.Path, "/invocations"):
			_, _ = io.WriteString(w, `"invoked"`)
		case r.URL.Path == "/far/items.json":
			_, _ = io.WriteString(w, `[1, 2, 3]`)
		default:
			w.WriteHeader(http.StatusBadRequest)
			_, _ = io.WriteString(w, `{"__type": "NotThere", "message": "`+call+`"}`)
		}
	}))
	t.Cleanup(f.Close)
	return f
}

// take returns the calls since the last time.
func (f *fakeAWS) take() []string {
	f.mu.Lock()
	defer f.mu.Unlock()
	calls := f.calls
	f.calls = nil
	return calls
}

const (
	sending  = `{"StartAt": "S", "States": {"S": {"Type": "Task", "Resource": "arn:aws:states:::aws-sdk:sqs:sendMessage", "Parameters": {"QueueUrl": "q", "MessageBody": "m"}, "End": true}}}`
	invoking = `{"StartAt": "I", "States": {"I": {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "Parameters": {"FunctionName": "f"}, "OutputPath": "$.Payload", "End": true}}}`
	reading  = `{"StartAt": "M", "States": {"M": {"Type": "Map", "ItemReader": {"Resource": "arn:aws:states:::s3:getObject", "ReaderConfig": {"InputType": "JSON"}, "Parameters": {"Bucket": "far", "Key": "items.json"}},
		"ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "EXPRESS"}, "StartAt": "P", "States": {"P": {"Type": "Pass", "End": true}}}, "End": true}}}`
	starting = `{"StartAt": "C", "States": {"C": {"Type": "Task", "Resource": "arn:aws:states:::states:startExecution.sync:2", "Parameters": {"StateMachineArn": "arn:aws:states:us-east-1:123456789012:stateMachine:child"}, "OutputPath": "$.Output", "End": true}}}`
)

// TestRunAWS: services are called where the flag says, and the states that call are told.
func TestRunAWS(t *testing.T) {
	f := newFakeAWS(t)
	dir := folderOf(t, map[string]string{"send.json": sending, "invoke.json": invoking, "read.json": reading, "start.json": starting})
	for _, test := range []struct {
		args  string
		code  int
		out   string
		told  []string
		calls int
	}{
		{"send.json --aws " + f.URL, exitSucceeded, `{"MessageId":"sent"}`, []string{"▸ S calls aws-sdk:sqs:sendMessage at " + f.URL + "\n✓ S"}, 1},
		{"invoke.json --aws " + f.URL, exitSucceeded, `"invoked"`, []string{"▸ I calls lambda:invoke at " + f.URL}, 1},
		{"read.json --aws " + f.URL, exitSucceeded, `[1,2,3]`, nil, 1},
		{"send.json", exitNoTask, "", []string{"no task", "--aws"}, 0},
		{"read.json", exitNoTask, "", []string{"there is no bucket to read from"}, 0},
		{"start.json --aws " + f.URL, exitNoTask, "", []string{"no task for the state machine"}, 0},
		{"invoke.json --function g=http://127.0.0.1:1 --aws " + f.URL, exitNoTask, "", []string{"no task"}, 0}, // functions run here
		{"send.json --aws moto", exitUsage, "", []string{`"moto" must be "real" or a URL`}, 0},
		{"send.json --aws http://me:secret@h", exitUsage, "", []string{"without a user"}, 0},
	} {
		a := command{args: append([]string{"run"}, strings.Fields(test.args)...), dir: dir}.run(t)
		a.wants(t, test.code, test.out, test.told...)
		calls := f.take()
		if len(calls) < test.calls || test.calls == 0 && len(calls) > 0 || strings.Contains(a.err, "secret") {
			t.Errorf("%s: the calls %v\n%s", test.args, calls, a.err)
		}
	}
}

// TestTestAWS: a state that a case does not name calls the service, and so does one that runs by
// itself without a mock.
func TestTestAWS(t *testing.T) {
	f := newFakeAWS(t)
	dir := folderOf(t, map[string]string{
		"send.json": sending, "read.json": reading, "none.json": `{"StateMachines": {"send": {"TestCases": {"C": {}}}, "read": {"TestCases": {"C": {}}}}}`,
		"mocked.json": `{"StateMachines": {"send": {"TestCases": {"C": {"S": "R"}}}}, "MockedResponses": {"R": {"0": {"Return": {"MessageId": "mocked"}}}}}`,
	})
	for _, test := range []struct {
		args  string
		code  int
		out   string
		told  []string
		calls int
	}{
		{"test send.json --mock none.json --aws " + f.URL, exitSucceeded, "1 of 1 case passed", []string{"▸ S calls aws-sdk:sqs:sendMessage at " + f.URL + ", unless a case has a response for it"}, 1},
		{"test send.json --mock mocked.json --aws " + f.URL, exitSucceeded, "1 of 1 case passed", nil, 0},
		{"test read.json --mock none.json --aws " + f.URL, exitSucceeded, "1 of 1 case passed", nil, 1},
		{"test send.json --mock none.json", exitFailed, "no task", nil, 0},
		{"test send.json --mock none.json --connections c.json", exitUsage, "", []string{"--connections needs --http"}, 0},
		{"state send.json S --aws " + f.URL, exitSucceeded, `{"MessageId":"sent"}`, []string{"▸ S calls aws-sdk:sqs:sendMessage at " + f.URL}, 1},
		{`state send.json S --result {"MessageId":"mocked"} --aws ` + f.URL, exitSucceeded, `{"MessageId":"mocked"}`, nil, 0},
		{"state send.json S", exitNoTask, "", []string{"no task"}, 0},
		{"state send.json S --aws moto", exitUsage, "", []string{`"moto" must be "real" or a URL`}, 0},
	} {
		a := command{args: strings.Fields(test.args), dir: dir}.run(t)
		a.wants(t, test.code, test.out, test.told...)
		if calls := f.take(); len(calls) < test.calls || test.calls == 0 && len(calls) > 0 {
			t.Errorf("%s: the calls %v\n%s", test.args, calls, a.err)
		}
	}
}

// TestServeAWS: the same of a server, which also follows the variables of Step Functions
// Local. A task that waits for its token hands it over.
func TestServeAWS(t *testing.T) {
	t.Parallel()
	f := newFakeAWS(t)
	dir := folderOf(t, map[string]string{"send.asl.json": sending, "read.asl.json": reading, "child.asl.json": passing, "start.asl.json": starting})
	waiting := fileOf(t, "wait.asl.json", branches(`"arn:aws:states:::sqs:sendMessage.waitForTaskToken", "Parameters": {"QueueUrl": "q", "MessageBody": {"t.$": "$$.Task.Token"}}`))
	s := serve(t, nil, dir, waiting, "--aws", f.URL)
	if !strings.Contains(s.said, "aws       "+f.URL+"\n") {
		t.Errorf("it has printed\n%s", s.said)
	}
	for name, want := range map[string]string{"send": `{"MessageId":"sent"}`, "read": `[1,2,3]`, "start": `{}`} {
		if d := s.ended(s.start(name, "x", `{}`)); d["output"] != want {
			t.Errorf("%s: %v", name, d)
		}
	}
	if strings.Contains(s.told(), "cannot be run") {
		t.Errorf("it has told\n%s", s.told())
	}

	named := serve(t, []string{"SQS_ENDPOINT=" + f.URL}, dir)
	if d := named.ended(named.start("send", "x", `{}`)); d["output"] != `{"MessageId":"sent"}` || !strings.Contains(named.said, "aws       sqs  "+f.URL+"\n") {
		t.Errorf("%v\n%s", d, named.said)
	}
}

// TestUnusableParameters: what a service cannot be called with is told before the call, by the
// server as by the command.
func TestUnusableParameters(t *testing.T) {
	t.Parallel()
	f := newFakeAWS(t)
	dir := folderOf(t, map[string]string{"send.asl.json": strings.Replace(sending, `"MessageBody": "m"`, `"DelaySeconds.$": "$.s", "MessageBody": "m"`, 1)})
	const want = `(entered at the event id #2). The Parameters '{"QueueUrl":"q","MessageBody":"m","DelaySeconds":"2"}' could not be used to start the Task: [The value for the field 'DelaySeconds' must be an INTEGER]`
	command{args: []string{"run", "send.asl.json", "--aws", f.URL, "--input", `{"s": "2"}`}, dir: dir}.run(t).wants(t, exitFailed, "", want)
	s := serve(t, nil, dir, "--aws", f.URL, "--http", "https://example.com/*")
	if d := s.ended(s.start("send", "x", `{"s": "2"}`)); !strings.HasSuffix(d["cause"].(string), want) {
		t.Errorf("%v", d)
	}
	if calls := f.take(); len(calls) > 0 {
		t.Errorf("calls %v", calls)
	}
}

// TestRunStopsJobs: the command does not end before the job of a task that it gives up is
// stopped.
func TestRunStopsJobs(t *testing.T) {
	var stopped atomic.Bool
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.Header.Get("X-Amz-Target"), ".StopTask") {
			time.Sleep(200 * time.Millisecond)
			stopped.Store(true)
		}
		_, _ = io.WriteString(w, `{"tasks": [{"taskArn": "t", "clusterArn": "c", "lastStatus": "RUNNING"}]}`)
	}))
	defer server.Close()
	dir := folderOf(t, map[string]string{"job.json": `{"StartAt": "J", "States": {"J": {"Type": "Task", "Resource": "arn:aws:states:::ecs:runTask.sync", "Parameters": {"TaskDefinition": "d"}, "TimeoutSeconds": 1, "End": true}}}`})
	a := command{args: []string{"run", "job.json", "--aws", server.URL}, dir: dir}.run(t)
	if a.wants(t, exitFailed, "", "States.Timeout"); !stopped.Load() {
		t.Error("the job is not stopped")
	}
}
