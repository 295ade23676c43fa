package main

import (
	"context"
	"encoding/json"
	"errors"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/awsshapes"
	"github.com/goasl/goasl/internal/conformance/cases"
	"github.com/goasl/goasl/internal/conformance/compare"
	"github.com/goasl/goasl/internal/conformance/play"
	"github.com/goasl/goasl/jsonvalue"
	"github.com/goasl/goasl/sfnapi"
)

// checkTestState tests the state of the case, and compares the response or the
// exception.
func checkTestState(c *cases.Case, _ settings) *failure {
	text, err := testStateRequest(c)
	if err != nil {
		return because(err)
	}
	x := testStateExchange{text, c.Expect.Response, refusalOf(c)}
	response, f := x.send(asl.WithIdentity(recordedIn))
	if response == nil {
		return f
	}
	return checkResponse(c, response)
}

// testStateExchange is a request of TestState with the response of the service, or with the
// exception that refuses it.
type testStateExchange struct {
	request  []byte
	response json.RawMessage
	refused  sfnapi.Exception
}

// send sends the request. It returns no response if there is an exception, and a failure
// unless that is the recorded one.
func (x *testStateExchange) send(opts ...asl.Option) (response *sfnapi.TestStateOutput, f *failure) {
	answer, err := answerIn(x.response)
	if err != nil {
		return nil, because(err)
	}
	in := sfnapi.TestStateInput{MockChecker: awsshapes.Checker{}, CallChecker: awsshapes.Checker{}}
	if err = json.Unmarshal(x.request, &in); err == nil {
		response, err = sfnapi.TestState(context.Background(), in, append(opts, asl.WithResolver(answer))...)
	}
	var refused *sfnapi.Exception
	switch {
	case errors.As(err, &refused):
		return nil, differ("exception: "+refused.Error(), x.refused, *refused)
	case err != nil:
		return nil, because(err)
	case x.refused.Code != "":
		return nil, &failure{reason: "no exception, want " + x.refused.Error()}
	}
	return response, nil
}

// recordedAccount is the account of all recordings.
const recordedAccount = "111111111111"

// recordedRole is the role of machines whose role was not recorded.
const recordedRole = "arn:aws:iam::" + recordedAccount + ":role/StepFunctions"

// recordedIn is the identity under which the states were tested.
var recordedIn = asl.Identity{Region: "us-east-1", Account: recordedAccount}

func checkResponse(c *cases.Case, response *sfnapi.TestStateOutput) *failure {
	text, err := json.Marshal(response)
	if err != nil {
		return because(err)
	}
	got, err := jsonvalue.Parse(text)
	if err != nil {
		return because(err)
	}
	return failureOf(compare.Response(c, got))
}

// testStateRequest returns the request as it was sent, with definition and input as
// texts.
func testStateRequest(c *cases.Case) ([]byte, error) {
	members := map[string]any{}
	if err := json.Unmarshal(c.Request, &members); err != nil {
		return nil, err
	}
	members["definition"] = c.SentDefinition()
	if c.Input != nil {
		input, err := jsonvalue.Parse(c.Input)
		if err != nil {
			return nil, err
		}
		members["input"] = play.Sent(input)
	}
	return json.Marshal(members)
}

// taskAnswer answers each task as the service did.
type taskAnswer struct {
	output jsonvalue.Value
	err    error
}

// ResolveTask implements asl.TaskResolver.
func (a taskAnswer) ResolveTask(string) (asl.TaskFunc, error) {
	return func(context.Context, json.RawMessage) (json.RawMessage, error) { return a.output.JSON(), a.err }, nil
}

// answerIn returns what a task has answered whose response was recorded: the raw result, the
// error, or, if there is neither, the output.
func answerIn(response json.RawMessage) (a taskAnswer, err error) {
	v, err := optionalValue(response)
	if err != nil {
		return a, err
	}
	a.output = v.Get("inspectionData").Get("result")
	switch name := v.Get("error"); {
	case a.output.Exists():
	case name.Exists():
		a.err = asl.NewError(name.Text(), v.Get("cause").Text())
	default:
		a.output = v.Get("output")
	}
	if a.output.Kind() == jsonvalue.String { // JSON text, which the recorder did not parse
		a.output, err = jsonvalue.ParseString(a.output.Text())
	}
	return a, err
}
