package sfnapi_test

import (
	"context"
	"encoding/json"
	"strings"
	"testing"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/awsshapes"
	"github.com/goasl/goasl/sfnapi"
)

const delayed = `{"StartAt":"A","States":{"A":{"Type":"Task","Resource":"arn:aws:states:::aws-sdk:sqs:sendMessage","Parameters":{"QueueUrl":"q","MessageBody":"m","DelaySeconds":"2"},"End":true}}}`

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
