// Package awsclient calls the API of Step Functions with AWS's clients that are programs of
// other languages: boto3, the AWS CLI, and the SDK for JavaScript.
package awsclient

import (
	"encoding/json"
	"errors"
)

// ErrMissing is wrapped if this machine lacks the client.
var ErrMissing = errors.New("it is not installed")

// Client calls operations. It is not safe for concurrent use.
type Client interface {
	// Call returns what the client made of the response. The error says that the client
	// has failed, which an exception is not.
	Call(Request) (Answer, error)
	// Close ends the client's process.
	Close() error
}

// Request is a call of an operation.
type Request struct {
	Endpoint  string          `json:"endpoint"` // URL
	Region    string          `json:"region"`
	Operation string          `json:"operation"`
	Body      json.RawMessage `json:"body"`
	Pages     bool            `json:"pages"`     // fetch one page of one element after another, with the client's paginator
	Unchecked bool            `json:"unchecked"` // boto3 sends what it would refuse
}

// Answer is what a client got. Dates are numbers of seconds, or texts, as the client has them.
type Answer struct {
	Body      json.RawMessage `json:"body"`
	Exception *Exception      `json:"exception"` // nil if there is none
}

// Exception is an error of the service as a client has it.
type Exception struct {
	Code    string          `json:"code"`
	Message string          `json:"message"`
	Typed   bool            `json:"typed"`   // it is of the client's own type for the code
	Members json.RawMessage `json:"members"` // besides these
}
