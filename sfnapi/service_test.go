package sfnapi_test

import (
	"context"
	"encoding/json"
	"errors"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/awsshapes"
	"github.com/goasl/goasl/durable"
	"github.com/goasl/goasl/sfnapi"
)

// service returns a Service over an executor in memory that runs until the test ends.
func service(t testing.TB, opts ...sfnapi.Option) *sfnapi.Service {
	t.Helper()
	return serviceOn(t, durable.Memory(), opts...)
}

// keeping returns one whose backend keeps EXPRESS executions in memory.
func keeping(t testing.TB, opts ...sfnapi.Option) *sfnapi.Service {
	t.Helper()
	x, err := durable.New(durable.Memory(), durable.WithExpressInMemory(1<<20))
	if err != nil {
		t.Fatal(err)
	}
	return serviceOver(t, x, opts...)
}

// serviceOn returns one over an executor of a store.
func serviceOn(t testing.TB, store durable.Store, opts ...sfnapi.Option) *sfnapi.Service {
	t.Helper()
	x, err := durable.New(store)
	if err != nil {
		t.Fatal(err)
	}
	return serviceOver(t, x, opts...)
}

func serviceOver(t testing.TB, x *durable.Executor, opts ...sfnapi.Option) *sfnapi.Service {
	t.Helper()
	s, err := sfnapi.New(x, opts...)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	ran := make(chan error, 1)
	go func() { ran <- x.Run(ctx) }()
	t.Cleanup(func() {
		cancel()
		if err := <-ran; err != nil {
			t.Error(err)
		}
	})
	return s
}

// Definitions of machines.
const (
	onePass   = `{"StartAt": "A", "States": {"A": {"Type": "Pass", "End": true}}}`
	twoPasses = `{"StartAt": "A", "States": {"A": {"Type": "Pass", "Next": "B"}, "B": {"Type": "Pass", "End": true}}}`
	hour      = `{"StartAt": "A", "States": {"A": {"Type": "Wait", "Seconds": 3600, "End": true}}}`
	fails     = `{"StartAt": "A", "States": {"A": {"Type": "Fail", "Error": "E", "Cause": "why"}}}`
)

const ordersRole = "arn:aws:iam::123456789012:role/Orders"

// created creates a machine, of type STANDARD if that is "", and returns its ARN.
func created(t testing.TB, s *sfnapi.Service, name, definition string, typ asl.Type) string {
	t.Helper()
	out, err := s.CreateStateMachine(t.Context(), sfnapi.CreateStateMachineInput{Name: name, Definition: definition, RoleARN: ordersRole, Type: typ})
	if err != nil {
		t.Fatal(err)
	}
	return out.StateMachineARN
}

// started starts an execution and returns its ARN.
func started(t testing.TB, s *sfnapi.Service, in sfnapi.StartExecutionInput) string {
	t.Helper()
	out, err := s.StartExecution(t.Context(), in)
	if err != nil {
		t.Fatal(err)
	}
	return out.ExecutionARN
}

// ended describes an execution when it has ended.
func ended(t testing.TB, s *sfnapi.Service, arn string) *sfnapi.DescribeExecutionOutput {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	for {
		out, err := s.DescribeExecution(ctx, sfnapi.DescribeExecutionInput{ExecutionARN: arn})
		if err != nil {
			t.Fatal(err)
		}
		if out.Status != asl.Running {
			return out
		}
		time.Sleep(time.Millisecond)
	}
}

// updated gives a machine another definition and returns the revisionId.
func updated(t testing.TB, s *sfnapi.Service, machine, definition string) string {
	t.Helper()
	out, err := s.UpdateStateMachine(t.Context(), sfnapi.UpdateStateMachineInput{StateMachineARN: machine, Definition: definition})
	if err != nil {
		t.Fatal(err)
	}
	return out.RevisionID
}

// described describes a machine, a version or an alias.
func described(t testing.TB, s *sfnapi.Service, arn string) *sfnapi.DescribeStateMachineOutput {
	t.Helper()
	out, err := s.DescribeStateMachine(t.Context(), sfnapi.DescribeStateMachineInput{StateMachineARN: arn})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// exception fails unless err is an exception with a code and, if that is not "", a message.
func exception(t testing.TB, err error, code, message string) {
	t.Helper()
	var e *sfnapi.Exception
	switch {
	case code == "" && err != nil:
		t.Errorf("got %v", err)
	case code == "":
	case !errors.As(err, &e) || e.Code != code:
		t.Errorf("got %v, want %s", err, code)
	case message != "" && e.Message != message:
		t.Errorf("got\n%s, want\n%s", e.Message, message)
	}
}

// sameJSON compares the JSON of a response with another one.
func sameJSON(t testing.TB, out any, want string) {
	t.Helper()
	var text strings.Builder
	e := json.NewEncoder(&text)
	e.SetEscapeHTML(false)
	if err := e.Encode(out); err != nil {
		t.Fatal(err)
	}
	plain := func(text string) string {
		var v any
		if err := json.Unmarshal([]byte(text), &v); err != nil {
			t.Fatalf("%v: %s", err, text)
		}
		sorted, _ := json.Marshal(v)
		return string(sorted)
	}
	if got, want := plain(text.String()), plain(want); got != want {
		t.Errorf("got\n%s, want\n%s", got, want)
	}
}

// asl123 is the account of the roles of tests.
var asl123 = asl.Identity{Account: "123456789012"}

var dates = regexp.MustCompile(`(Date":)[0-9.]+`)

// marshalled returns a response in JSON, in which dates are T.
func marshalled(t testing.TB, out any) string {
	t.Helper()
	text, err := json.Marshal(out)
	if err != nil {
		t.Fatal(err)
	}
	return dates.ReplaceAllString(string(text), "${1}T")
}

func quoted(text string) string { return strconv.Quote(text) }

const delayed = `{"StartAt":"A","States":{"A":{"Type":"Task","Resource":"arn:aws:states:::aws-sdk:sqs:sendMessage","Parameters":{"QueueUrl":"q","MessageBody":"m","DelaySeconds":"2"},"End":true}}}`

// TestNewRefuses: New says which option is wrong.
func TestNewRefuses(t *testing.T) {
	x, err := durable.New(durable.Memory())
	if err != nil {
		t.Fatal(err)
	}
	for want, opt := range map[string]sfnapi.Option{
		"WithMaxExecutions(0)": sfnapi.WithMaxExecutions(0), "WithClock": sfnapi.WithClock(nil), "WithRandom": sfnapi.WithRandom(nil), "an option is nil": nil,
	} {
		if _, err := sfnapi.New(x, opt); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", want, err)
		}
	}
	if _, err := sfnapi.New(nil); err == nil || !strings.Contains(err.Error(), "backend") {
		t.Errorf("no backend: %v", err)
	}
}

// TestServiceValidates: validation has the checker of the Service.
func TestServiceValidates(t *testing.T) {
	in := sfnapi.ValidateStateMachineDefinitionInput{Definition: delayed}
	for _, test := range []struct {
		opts []sfnapi.Option
		want string
	}{
		{nil, sfnapi.ValidationOK},
		{[]sfnapi.Option{sfnapi.WithCallChecker(awsshapes.Checker{})}, sfnapi.ValidationFail},
	} {
		out, err := service(t, test.opts...).ValidateStateMachineDefinition(t.Context(), in)
		if err != nil || out.Result != test.want {
			t.Errorf("got %+v, %v; want %s", out, err, test.want)
		}
	}
	_, err := service(t).ValidateStateMachineDefinition(t.Context(), sfnapi.ValidateStateMachineDefinitionInput{Definition: onePass, Severity: "INFO"})
	exception(t, err, "ValidationException", "1 validation error detected: Value 'INFO' at 'severity' failed to satisfy constraint: Member must satisfy enum value set: [ERROR, WARNING]")
}

// answers is a resolver whose tasks answer with a text.
type answers string

func (a answers) ResolveTask(string) (asl.TaskFunc, error) {
	return func(context.Context, json.RawMessage) (json.RawMessage, error) { return json.RawMessage(a), nil }, nil
}

// TestServiceTestsStates: TestState has the checkers of the Service, and the options of its machines.
func TestServiceTestsStates(t *testing.T) {
	s := service(t, sfnapi.WithCallChecker(awsshapes.Checker{}), sfnapi.WithMockChecker(awsshapes.Checker{}),
		sfnapi.WithMachineOptions(asl.WithResolver(answers(`{"Payload":1}`))))
	out, err := s.TestState(t.Context(), sfnapi.TestStateInput{
		Definition: `{"Type":"Task","Resource":"arn:aws:states:::lambda:invoke","Parameters":{"FunctionName":"f"},"OutputPath":"$.Payload","End":true}`, RoleARN: ordersRole,
	})
	if err != nil || out.Status != "SUCCEEDED" || out.Output != "1" {
		t.Errorf("got %+v, %v", out, err)
	}
	_, err = s.TestState(t.Context(), sfnapi.TestStateInput{Definition: delayed, StateName: "A", RoleARN: ordersRole})
	exception(t, err, "InvalidDefinition", "")
	_, err = s.TestState(t.Context(), sfnapi.TestStateInput{
		Definition: strings.Replace(delayed, `"2"`, `2`, 1), StateName: "A", Mock: &sfnapi.MockInput{Result: `{"MessageId":1}`},
	})
	exception(t, err, "ValidationException", "")
}
