package asltest_test

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/asltest"
)

// onlyObjects is a checker of which all answers of queues are objects with an ID.
type onlyObjects struct{}

func (onlyObjects) CheckMock(resource string, result json.RawMessage, strict bool) error {
	if strings.Contains(resource, ":sqs:") && (!strings.HasPrefix(string(result), "{") || strict && !strings.Contains(string(result), "MessageId")) {
		return errors.New("Field 'MessageId' must be a string")
	}
	return nil
}

const sends = `{"StartAt": "Send", "States": {
	"Send": {"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage", "Parameters": {}, "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "End"}], "Next": "Ask"},
	"Ask": {"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken", "Parameters": {"t.$": "$$.Task.Token"}, "Next": "Own"},
	"Own": {"Type": "Task", "Resource": "own", "Next": "End"},
	"End": {"Type": "Succeed"}}}`

// A mock that no service answers fails the test, whatever the definition catches.
func TestWithMockChecker(t *testing.T) {
	check := asltest.WithMockChecker(onlyObjects{})
	m := asl.MustParse(sends)
	passes(t, func(t testing.TB) {
		asltest.New(t, m, check).Mock("Send", asltest.Return(`{"MessageId": "1"}`)).Mock("Ask", asltest.Return(`7`)).Mock("Own", asltest.Return(`7`)).Run(`{}`).Succeeds()
	})
	passes(t, func(t testing.TB) {
		asltest.New(t, m, check).Mock("Send", asltest.Fail("Busy", "")).Run(`{}`).Succeeds()
	})
	wrong := "the answer for state Send is none of arn:aws:states:::sqs:sendMessage: Field 'MessageId' must be a string"
	failsWith(t, func(t testing.TB) { asltest.New(t, m, check).Mock("Send", asltest.Return(`{}`)).Run(`{}`) }, wrong)
	with, err := m.With(check)
	if err != nil {
		t.Fatal(err)
	}
	failsWith(t, func(t testing.TB) {
		asltest.New(t, with).Mock("Send", asltest.Do(func(context.Context, json.RawMessage) (json.RawMessage, error) { return nil, nil })).Run(`{}`)
	}, wrong)
	failsWith(t, func(t testing.TB) { asltest.New(t, m, asltest.WithMockChecker(nil)).Run(`{}`) }, "the execution did not start")
}

// So does one in an execution of a distributed Map, which tolerates failures.
func TestWithMockCheckerInAMapRun(t *testing.T) {
	m := asl.MustParse(`{"StartAt": "Each", "States": {"Each": {"Type": "Map", "ToleratedFailurePercentage": 100, "End": true, "ItemProcessor": {
		"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}, "StartAt": "Send", "States": {
		"Send": {"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage", "Parameters": {}, "End": true}}}}}}`)
	failsWith(t, func(t testing.TB) {
		asltest.New(t, m, asltest.WithMockChecker(onlyObjects{})).Mock("Send", asltest.Return(`[]`)).Run(`[1]`)
	}, "the answer for state Send is none of")
}

// Outside of a test it is the execution that fails.
func TestWithMockCheckerInAMockCase(t *testing.T) {
	cases, err := asltest.ParseMockCases([]byte(`{"StateMachines": {"M": {"TestCases": {"C": {"Send": "R"}}}}, "MockedResponses": {"R": {"0": {"Return": {}}}}}`))
	if err != nil {
		t.Fatal(err)
	}
	r, err := cases[0].Run(context.Background(), asl.MustParse(sends), []byte(`{}`), asltest.WithMockChecker(onlyObjects{}))
	if err == nil || r.Error.Name != "States.Runtime" || !strings.Contains(r.Error.Cause, "the answer for state Send is none of") {
		t.Errorf("%+v, %v", r, err)
	}
}
