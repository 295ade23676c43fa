package aws_test

import (
	"context"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/aws"
	"github.com/goasl/goasl/durable"
	"github.com/goasl/goasl/sfnapi"
)

// endpoint is an endpoint of the API of Step Functions with three machines: "echo", "broken", and "stuck",
// which waits.
func endpoint(t *testing.T) (url string, service *sfnapi.Service) {
	t.Helper()
	executor, err := durable.New(durable.Memory())
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- executor.Run(ctx) }()
	t.Cleanup(func() {
		cancel()
		<-ended
	})
	if service, err = sfnapi.New(executor); err != nil {
		t.Fatal(err)
	}
	for name, state := range map[string]string{
		"echo":   `{"Type": "Pass", "End": true}`,
		"broken": `{"Type": "Fail", "Error": "E", "Cause": "C"}`,
		"stuck":  `{"Type": "Wait", "Seconds": 3600, "End": true}`,
	} {
		_, err := service.CreateStateMachine(t.Context(), sfnapi.CreateStateMachineInput{
			Name: name, RoleARN: "arn:aws:iam::000000000000:role/r", Definition: `{"StartAt": "A", "States": {"A": ` + state + `}}`,
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	server := httptest.NewServer(service.Handler())
	t.Cleanup(server.Close)
	return server.URL, service
}

// TestOtherEndpoint starts executions at another endpoint, and waits for them.
func TestOtherEndpoint(t *testing.T) {
	url, service := endpoint(t)
	r, err := aws.New(aws.Config{Targets: map[string]string{"sfn": url}})
	if err != nil {
		t.Fatal(err)
	}
	start := func(suffix, machine, fields string) *asl.Result {
		t.Helper()
		m := asl.MustParse(`{"StartAt": "A", "States": {"A": {"Type": "Task", "Resource": "arn:aws:states:::states:startExecution` + suffix + `",
			"Parameters": {"StateMachineArn": "arn:aws:states:us-east-1:000000000000:stateMachine:` + machine + `", "Input": {"a": [1]}}` + fields + `, "End": true}}}`)
		got, _ := m.Execute(t.Context(), []byte(`{}`), asl.WithResolver(r))
		return got
	}
	got := value(t, string(start("", "echo", "").Output))
	if !strings.HasPrefix(got.Get("ExecutionArn").Text(), "arn:aws:states:us-east-1:000000000000:execution:echo:") || at(got, "SdkHttpMetadata.HttpStatusCode").String() != "200" {
		t.Errorf("started: %s", got)
	}
	got = value(t, string(start(".sync", "echo", "").Output))
	if got.Get("Input").Text() != `{"a":[1]}` || got.Get("Output").Text() != `{"a":[1]}` || got.Get("Status").Text() != "SUCCEEDED" {
		t.Errorf(".sync: %s", got)
	}
	got = value(t, string(start(".sync:2", "echo", "").Output))
	if got.Get("Input").String() != `{"a":[1]}` || got.Get("Output").String() != `{"a":[1]}` {
		t.Errorf(".sync:2: %s", got)
	}
	failed := start(".sync", "broken", "").Error
	if failed == nil || failed.Name != "States.TaskFailed" || value(t, failed.Cause).Get("Error").Text() != "E" || value(t, failed.Cause).Get("Status").Text() != "FAILED" {
		t.Errorf("of a broken one: %v", failed)
	}
	failed = start("", "none", "").Error
	if failed == nil || failed.Name != "StepFunctions.StateMachineDoesNotExistException" {
		t.Errorf("of none: %v", failed)
	}
	failed = start(".sync", "stuck", `, "TimeoutSeconds": 2`).Error
	if failed == nil || failed.Name != "States.Timeout" {
		t.Errorf("of a stuck one: %v", failed)
	}
	wantAborted(t, service)
}

// wantAborted waits until the execution of "stuck" was stopped.
func wantAborted(t *testing.T, service *sfnapi.Service) {
	t.Helper()
	for range 1000 {
		list, err := service.ListExecutions(t.Context(), sfnapi.ListExecutionsInput{StateMachineARN: "arn:aws:states:us-east-1:000000000000:stateMachine:stuck"})
		if err != nil {
			t.Fatal(err)
		}
		if len(list.Executions) == 1 && list.Executions[0].Status == asl.Aborted {
			return
		}
		time.Sleep(20 * time.Millisecond)
	}
	t.Error("the execution was not stopped")
}
