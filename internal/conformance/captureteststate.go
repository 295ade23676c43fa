package main

import (
	"encoding/json"
	"errors"
	"regexp"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/internal/conformance/captures"
	"github.com/goasl/goasl/sfnapi"
)

// checkTestStates sends the requests of a capture, and compares all responses and
// exceptions.
func checkTestStates(c *captures.Capture, _ settings) *failure {
	identity := asl.Identity{Region: c.Region, Account: recordedAccount, Machine: anyUUID}
	for _, s := range c.Steps {
		if s.Operation != "TestState" {
			return because(errors.New("the call " + s.Operation + " is not known"))
		}
		x := testStateExchange{request: s.Request, response: s.Response}
		if s.Error != nil {
			x.refused = sfnapi.Exception{Code: s.Error.Code, Message: s.Error.Message}
		}
		response, f := x.send(asl.WithName(anyUUID), asl.WithIdentity(identity))
		if response != nil {
			f = sameTexts(s.Response, response)
		}
		if f != nil {
			return f
		}
	}
	return nil
}

// sameTexts compares responses as texts: all members and their strings, but for the order
// of members, and for UUIDs and times.
func sameTexts(recorded json.RawMessage, response *sfnapi.TestStateOutput) *failure {
	want, err := sortedText(recorded)
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
	return differ("response", want, got)
}

// anyUUID stands for the names that the service gives to machine and execution.
const anyUUID = "00000000-0000-0000-0000-000000000000"

var instant = regexp.MustCompile(`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z`)

// sortedText returns a response with its members sorted, each in a line, and without
// UUIDs and times.
func sortedText(response json.RawMessage) (string, error) {
	var v any
	if err := decode(response, &v); err != nil {
		return "", err
	}
	text, err := json.MarshalIndent(v, "", " ")
	return instant.ReplaceAllString(uuid.ReplaceAllString(string(text), "UUID"), "TIME"), err
}
