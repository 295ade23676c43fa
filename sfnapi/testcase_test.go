package sfnapi_test

import (
	"context"
	"encoding/json"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/asltest"
	"github.com/goasl/goasl/history"
	"github.com/goasl/goasl/sfnapi"
)

const mockFile = `{
	"StateMachines": {"order": {"TestCases": {"happy": {"T": "ok"}, "sad": {"T": "no"}, "wrong": {"Other": "ok"}}}},
	"MockedResponses": {"ok": {"0": {"Return": "mocked"}}, "no": {"0": {"Throw": {"Error": "E", "Cause": "c"}}}}}`

// A test case of a machine is started by its name after the ARN, also one of a machine that is
// created later and of a definition that has changed.
func TestTestCases(t *testing.T) {
	t.Parallel()
	all, err := asltest.ParseMockCases([]byte(mockFile))
	if err != nil {
		t.Fatal(err)
	}
	s := service(t, sfnapi.WithTestCases(func(machine string, _ *asl.Machine) map[string]asl.Option {
		cases := map[string]asl.Option{}
		for _, c := range all {
			if c.Machine == machine {
				cases[c.Name] = c.Option()
			}
		}
		return cases
	}))
	const definition = `{"StartAt": "T", "States": {"T": {"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage", "Parameters": {"QueueUrl": "u", "MessageBody": "b"}, "End": true}}}`
	arn := created(t, s, "order", definition, "")
	start := func(machine, name string) *sfnapi.DescribeExecutionOutput {
		t.Helper()
		return ended(t, s, started(t, s, sfnapi.StartExecutionInput{StateMachineARN: machine, Name: name}))
	}
	d := start(arn+"#happy", "a")
	if d.Status != asl.Succeeded || d.Output != `"mocked"` || d.ExecutionARN != "arn:aws:states:us-east-1:000000000000:execution:order:a" || d.StateMachineARN != arn {
		t.Errorf("%+v", d)
	}
	if d := start(arn+"#sad", "b"); d.Status != asl.Failed || *d.Error != "E" {
		t.Errorf("%+v", d)
	}
	if d := start(arn, "c"); d.Status != asl.Failed || *d.Error == "E" {
		t.Errorf("without a case: %+v", d)
	}
	const changed = `{"StartAt": "P", "States": {"P": {"Type": "Pass", "Next": "T"}, "T": {"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage", "Parameters": {"QueueUrl": "u", "MessageBody": "b"}, "ResultPath": "$.r", "End": true}}}`
	if _, err := s.UpdateStateMachine(t.Context(), sfnapi.UpdateStateMachineInput{StateMachineARN: arn, Definition: changed}); err != nil {
		t.Fatal(err)
	}
	if d := start(arn+"#happy", "d"); d.Output != `{"r":"mocked"}` {
		t.Errorf("after the update: %+v", d)
	}
	for _, wrong := range []string{arn + "#other", arn + "#wrong", arn + "#", arn + "x#happy"} {
		_, err := s.StartExecution(t.Context(), sfnapi.StartExecutionInput{StateMachineARN: wrong})
		exception(t, err, "StateMachineDoesNotExist", "")
	}
	_, err = service(t).StartExecution(t.Context(), sfnapi.StartExecutionInput{StateMachineARN: arn + "#happy"})
	exception(t, err, "InvalidArn", "")
}

// Step Functions Local names the calls of SDK integrations in its own way, and knows no aliases. Tests
// ask for that in the histories of test cases; that of another execution is as the service has it.
func TestHistoryOfTestCase(t *testing.T) {
	t.Parallel()
	answer := func(context.Context, json.RawMessage) (json.RawMessage, error) { return json.RawMessage(`{}`), nil }
	s := service(t, sfnapi.WithTestCases(func(string, *asl.Machine) map[string]asl.Option {
		return map[string]asl.Option{"C": asl.WithTask("T", answer)}
	}))
	arn := created(t, s, "get", `{"StartAt": "T", "States": {"T": {"Type": "Task", "Resource": "arn:aws:states:::aws-sdk:s3:getObject", "Parameters": {"Bucket": "b", "Key": "k"}, "End": true}}}`, "")
	for machine, want := range map[string][]string{
		arn + "#C": {"aws-sdk", "s3:getObject"},
		arn:        {"aws-sdk:s3", "getObject"},
	} {
		x := started(t, s, sfnapi.StartExecutionInput{StateMachineARN: machine})
		ended(t, s, x)
		out, err := s.GetExecutionHistory(t.Context(), sfnapi.GetExecutionHistoryInput{ExecutionARN: x})
		if err != nil {
			t.Fatal(err)
		}
		seen := false
		if d, ok := out.Events[0].Details.(*history.ExecutionStarted); !ok || d.StateMachineAliasArn != "" {
			t.Errorf("%s: the first event has %+v", machine, out.Events[0].Details)
		}
		for _, e := range out.Events {
			if d, ok := e.Details.(*history.TaskScheduled); ok {
				seen = true
				if diff := cmp.Diff(want, []string{d.ResourceType, d.Resource}); diff != "" {
					t.Errorf("%s (-want +got):\n%s", machine, diff)
				}
			}
		}
		if !seen {
			t.Errorf("%s: no task was scheduled", machine)
		}
	}
}

// A test case may have any name.
func TestNamesOfTestCases(t *testing.T) {
	t.Parallel()
	names := []string{"", "Happy path", "it works: once", "50%", "50%3A", "a#b", "a/b", `"`, "ä", strings.Repeat("x", 200)}
	s := service(t, sfnapi.WithTestCases(func(string, *asl.Machine) map[string]asl.Option {
		cases := map[string]asl.Option{}
		for _, name := range names {
			answer, _ := json.Marshal(name)
			cases[name] = asl.WithTask("T", func(context.Context, json.RawMessage) (json.RawMessage, error) { return answer, nil })
		}
		return cases
	}))
	arn := created(t, s, "M", `{"StartAt": "T", "States": {"T": {"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage", "Parameters": {"QueueUrl": "u", "MessageBody": "b"}, "End": true}}}`, "")
	for _, name := range names {
		want, _ := json.Marshal(name)
		if d := ended(t, s, started(t, s, sfnapi.StartExecutionInput{StateMachineARN: arn + "#" + name})); d.Output != string(want) {
			t.Errorf("%q: %+v", name, d)
		}
	}
}

// A test case is what it is when it is started: it may come, change and go after its machine.
func TestTestCaseChanges(t *testing.T) {
	t.Parallel()
	var answer atomic.Value
	answer.Store("")
	s := service(t, sfnapi.WithTestCases(func(string, *asl.Machine) map[string]asl.Option {
		now := answer.Load().(string)
		if now == "" {
			return nil
		}
		return map[string]asl.Option{"C": asl.WithTask("T", func(context.Context, json.RawMessage) (json.RawMessage, error) {
			return json.RawMessage(now), nil
		}), "wrong": asl.WithTask("Other", nil)}
	}))
	arn := created(t, s, "order", `{"StartAt": "T", "States": {"T": {"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage", "Parameters": {"QueueUrl": "u", "MessageBody": "b"}, "End": true}}}`, "")
	missing := func(machine string) {
		t.Helper()
		_, err := s.StartExecution(t.Context(), sfnapi.StartExecutionInput{StateMachineARN: machine})
		exception(t, err, "StateMachineDoesNotExist", "")
	}
	missing(arn + "#C")
	for _, want := range []string{"1", "2"} {
		answer.Store(want)
		if d := ended(t, s, started(t, s, sfnapi.StartExecutionInput{StateMachineARN: arn + "#C"})); d.Output != want {
			t.Errorf("%+v, want the output %s", d, want)
		}
	}
	missing(arn + "#wrong")
	answer.Store("")
	missing(arn + "#C")
	if _, err := s.DeleteStateMachine(t.Context(), sfnapi.DeleteStateMachineInput{StateMachineARN: arn}); err != nil {
		t.Fatal(err)
	}
	answer.Store("3")
	if _, err := s.StartExecution(t.Context(), sfnapi.StartExecutionInput{StateMachineARN: arn + "#C"}); err == nil {
		t.Error("a case of a machine that is deleted was started")
	}
}

// A task that starts a machine may name a test case of it, as clients do. The execution that it
// starts is stopped with its own.
func TestTestCaseOfChild(t *testing.T) {
	t.Parallel()
	all, err := asltest.ParseMockCases([]byte(mockFile))
	if err != nil {
		t.Fatal(err)
	}
	s := service(t, sfnapi.WithTestCases(func(string, *asl.Machine) map[string]asl.Option {
		return map[string]asl.Option{"happy": all[0].Option()} // it is left out where there is no T
	}))
	const send = `{"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage", "Parameters": {"QueueUrl": "u", "MessageBody": "b"}, `
	order := created(t, s, "order", `{"StartAt": "T", "States": {"T": `+send+`"End": true}}}`, "")
	slow := created(t, s, "slow", `{"StartAt": "T", "States": {"T": `+send+`"Next": "W"}, "W": {"Type": "Wait", "Seconds": 1000, "End": true}}}`, "")
	outer := created(t, s, "outer", `{"StartAt": "C", "States": {"C": {"Type": "Task", "Resource": "arn:aws:states:::states:startExecution.sync:2",
		"Parameters": {"StateMachineArn.$": "$.arn"}, "OutputPath": "$.Output", "End": true}}}`, "")
	start := func(arn string) string {
		return started(t, s, sfnapi.StartExecutionInput{StateMachineARN: outer, Input: `{"arn": "` + arn + `"}`})
	}
	if d := ended(t, s, start(order+"#happy")); d.Output != `"mocked"` {
		t.Errorf("%+v", d)
	}
	if d := ended(t, s, start(order)); d.Status != asl.Failed {
		t.Errorf("without a case: %+v", d)
	}
	x := start(slow + "#happy")
	has := func(status asl.Status) {
		t.Helper()
		for deadline := time.Now().Add(10 * time.Second); ; time.Sleep(time.Millisecond) {
			out, err := s.ListExecutions(t.Context(), sfnapi.ListExecutionsInput{StateMachineARN: slow, StatusFilter: status})
			if err == nil && len(out.Executions) == 1 {
				return
			}
			if time.Now().After(deadline) {
				t.Fatalf("there is no execution that is %s: %v", status, err)
			}
		}
	}
	has(asl.Running)
	if _, err := s.StopExecution(t.Context(), sfnapi.StopExecutionInput{ExecutionARN: x}); err != nil {
		t.Fatal(err)
	}
	has(asl.Aborted)
}
