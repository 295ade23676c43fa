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

	"github.com/google/go-cmp/cmp"
)

// checkTestState tests the state of the case, and compares the response or the
// exception.
func checkTestState(c *cases.Case, _ settings) *failure {
	text, err := testStateRequest(c)
	if err != nil {
		return because(err)
	}
	answer, err := recordedAnswer(c)
	if err != nil {
		return because(err)
	}
	in := sfnapi.TestStateInput{MockChecker: awsshapes.Checker{}, CallChecker: awsshapes.Checker{}}
	var response *sfnapi.TestStateOutput
	if err = json.Unmarshal(text, &in); err == nil {
		response, err = sfnapi.TestState(context.Background(), in, asl.WithResolver(answer), asl.WithIdentity(recordedIn))
	}
	var refused *sfnapi.Exception
	switch {
	case errors.As(err, &refused):
		want := sfnapi.Exception{Code: c.Expect.Exception, Message: c.Expect.Message}
		if diff := cmp.Diff(want, *refused); diff != "" {
			return &failure{reason: "exception: " + refused.Error(), diff: diff}
		}
		return nil
	case err != nil:
		return because(err)
	case c.Expect.Exception != "":
		return &failure{reason: "no exception, want " + c.Expect.Exception + ": " + c.Expect.Message}
	}
	return checkResponse(c, response)
}

// recordedIn is the identity under which the states were tested.
var recordedIn = asl.Identity{Region: "us-east-1", Account: "111111111111"}

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
	definition := string(c.Definition)
	if c.DefinitionText != nil {
		definition = *c.DefinitionText
	}
	members["definition"] = definition
	if c.Input != nil {
		input, err := jsonvalue.Parse(c.Input)
		if err != nil {
			return nil, err
		}
		members["input"] = play.Sent(input)
	}
	return json.Marshal(members)
}

// recorded answers each task with the recorded answer of the service: the raw result,
// or the output if only that was recorded.
type recorded struct{ answer jsonvalue.Value }

// ResolveTask implements asl.TaskResolver.
func (r recorded) ResolveTask(string) (asl.TaskFunc, error) {
	return func(context.Context, json.RawMessage) (json.RawMessage, error) { return r.answer.JSON(), nil }, nil
}

func recordedAnswer(c *cases.Case) (recorded, error) {
	if c.Expect.Response == nil {
		return recorded{}, nil
	}
	response, err := jsonvalue.Parse(c.Expect.Response)
	if err != nil {
		return recorded{}, err
	}
	answer := response.Get("inspectionData").Get("result")
	if !answer.Exists() {
		answer = response.Get("output")
	}
	if answer.Kind() == jsonvalue.String { // JSON text, which the recorder did not parse
		answer, err = jsonvalue.ParseString(answer.Text())
	}
	return recorded{answer: answer}, err
}
