// Package awsshapes has the form of the requests and responses of the operations of AWS
// services that Task states call. [Checker] compares the mocked results of TestState with
// it, and what tasks are called with:
//
//	in.MockChecker = awsshapes.Checker{}
//	out, err := sfnapi.TestState(ctx, in)
//
//	m, err := asl.Parse(definition, asl.WithCallChecker(awsshapes.Checker{}))
//
// The table is made from the public service models of AWS; [Origin] says how old they are.
// Only programs that import this package contain it. This makes it anew, from the botocore
// that is installed:
//
//	go generate ./awsshapes
package awsshapes

import (
	"encoding/json"
	"fmt"

	"github.com/goasl/goasl/internal/integration"
	"github.com/goasl/goasl/jsonvalue"
)

//go:generate go run ../internal/shapegen -o shapes.zip

// Origin returns what the table was made from, and the day of that:
// "botocore 1.43.11 of 2026-05-20". No service model in the table is newer. It is safe for
// concurrent use.
func Origin() string {
	archive, err := open()
	if err != nil {
		return err.Error()
	}
	return archive.origin
}

// Checker compares mocked results of service integrations with the responses of the
// services, and the parameters of tasks with their requests. The zero value is ready to
// use, and compares mocks as the TestState operation of Step Functions does. It is safe
// for concurrent use.
type Checker struct {
	// Parsed is for results that are as an execution gets them. There, Step Functions
	// parses the text of some fields, which may then have any JSON: Payload of
	// lambda:invoke, Body of bedrock:invokeModel, Input and Output of
	// states:startExecution.sync:2. TestState leaves these fields as texts.
	Parsed bool
}

// CheckMock returns what is wrong with a mocked result of a Task state that has this
// Resource, in the words of Step Functions, or nil. result is JSON. With strict, the
// fields that the service always returns must be there. Additional fields are allowed,
// and so is every result of a service or an operation that is not in the table. The
// result of a ".sync" task is compared with the response of the operation that Step
// Functions polls.
func (c Checker) CheckMock(resource string, result json.RawMessage, strict bool) error {
	call, ok := integration.CallOf(resource)
	if !ok {
		return nil
	}
	operations, err := lookUp(call.Service)
	root := operations[call.Answers].response
	if root == nil || err != nil {
		return err
	}
	v, err := jsonvalue.Parse(result)
	if err != nil {
		return fmt.Errorf("awsshapes: the mocked result is not JSON: %w", err)
	}
	against := check{strict: strict, sdk: call.SDK, named: map[*shape]map[string]*shape{}}
	if c.Parsed {
		against.free = call.Free
	}
	return against.object(root, v, "")
}
