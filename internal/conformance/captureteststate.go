package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"regexp"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/awsshapes"
	"github.com/goasl/goasl/internal/conformance/captures"
	"github.com/goasl/goasl/sfnapi"

	"github.com/google/go-cmp/cmp"
)

// testStateCapture is a captured request of TestState with its response, or with the
// exception that refuses it.
type testStateCapture struct {
	request  json.RawMessage
	response json.RawMessage
	refused  struct{ Code, Message string }
	region   string
}

// checkTestStates sends the requests of a capture, and compares all responses and
// exceptions.
func checkTestStates(c *captures.Capture, _ settings) *failure {
	for _, s := range c.Steps {
		if s.Operation != "TestState" {
			return because(errors.New("the call " + s.Operation + " is not known"))
		}
		t := testStateCapture{request: s.Request, response: s.Response, region: c.Region}
		if s.Error != nil {
			if err := json.Unmarshal(s.Error, &t.refused); err != nil {
				return because(err)
			}
		}
		if f := t.check(); f != nil {
			return f
		}
	}
	return nil
}

func (t *testStateCapture) check() *failure {
	in := sfnapi.TestStateInput{MockChecker: awsshapes.Checker{}, CallChecker: awsshapes.Checker{}}
	if err := json.Unmarshal(t.request, &in); err != nil {
		return because(err)
	}
	task := new(answers)
	if t.response != nil {
		if err := json.Unmarshal(t.response, &task.recorded); err != nil {
			return because(err)
		}
	}
	response, err := sfnapi.TestState(context.Background(), in, asl.WithResolver(task), asl.WithName(anyUUID),
		asl.WithIdentity(asl.Identity{Region: t.region, Account: "111111111111", Machine: anyUUID}))
	var refused *sfnapi.Exception
	switch {
	case errors.As(err, &refused):
		want := sfnapi.Exception(t.refused)
		if diff := cmp.Diff(want, *refused); diff != "" {
			return &failure{reason: "exception: " + refused.Error(), diff: diff}
		}
		return nil
	case err != nil:
		return because(err)
	case t.response == nil:
		return &failure{reason: "no exception, want " + t.refused.Code + ": " + t.refused.Message}
	}
	return t.compare(response)
}

// compare compares responses as texts: all members and their strings, but for the order
// of members, and for UUIDs and times.
func (t *testStateCapture) compare(response *sfnapi.TestStateOutput) *failure {
	want, err := sortedText(t.response)
	if err != nil {
		return because(err)
	}
	text, err := json.Marshal(response)
	if err != nil {
		return because(err)
	}
	got, err := sortedText(text)
	if err != nil {
		return because(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		return &failure{reason: "response", diff: diff}
	}
	return nil
}

// anyUUID stands for the names that the service gives to machine and execution.
const anyUUID = "00000000-0000-0000-0000-000000000000"

var instant = regexp.MustCompile(`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z`)

// sortedText returns a response with its members sorted, each in a line, and without
// UUIDs and times.
func sortedText(response json.RawMessage) (string, error) {
	d := json.NewDecoder(bytes.NewReader(response))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		return "", err
	}
	text, err := json.MarshalIndent(v, "", " ")
	return instant.ReplaceAllString(uuid.ReplaceAllString(string(text), "UUID"), "TIME"), err
}

// answers answers each task as the service did: with the raw result or the output of the
// response, or with its error.
type answers struct{ recorded sfnapi.TestStateOutput }

// ResolveTask implements asl.TaskResolver.
func (a *answers) ResolveTask(string) (asl.TaskFunc, error) {
	return func(context.Context, json.RawMessage) (json.RawMessage, error) {
		r := &a.recorded
		switch {
		case r.Error != "":
			return nil, asl.NewError(r.Error, r.Cause)
		case r.InspectionData != nil && r.InspectionData.Result != "":
			return json.RawMessage(r.InspectionData.Result), nil
		}
		return json.RawMessage(r.Output), nil
	}, nil
}
