// Package awsshapes has the form of the responses of AWS services to the operations that
// Task states call. [Checker] compares the mocked results of TestState with it:
//
//	in.MockChecker = awsshapes.Checker{}
//	out, err := sfnapi.TestState(ctx, in)
//
// The table is made from the public service models of AWS. Only programs that import
// this package contain it. This makes it anew:
//
//	go generate ./awsshapes
package awsshapes

import (
	"encoding/json"
	"fmt"

	"github.com/goasl/goasl/jsonvalue"
)

//go:generate go run ../internal/shapegen -o shapes.zip

// Checker compares mocked results of service integrations with the responses of the
// services. The zero value is ready to use, and compares as the TestState operation of
// Step Functions does. It is safe for concurrent use.
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
	call, ok := callOf(resource)
	if !ok {
		return nil
	}
	root, err := lookUp(call.service, call.operation)
	if root == nil || err != nil {
		return err
	}
	v, err := jsonvalue.Parse(result)
	if err != nil {
		return fmt.Errorf("awsshapes: the mocked result is not JSON: %w", err)
	}
	against := check{strict: strict, sdk: call.sdk}
	if c.Parsed {
		against.free = call.free
	}
	return against.object(root, v, "")
}
