package client

import (
	"fmt"

	"github.com/goasl/goasl/aws/internal/wire"
	"github.com/goasl/goasl/internal/integration"
)

// Failed is the error of a call that the service has answered with a failure.
type Failed struct {
	Service   *wire.Service
	Operation string
	wire.Failure
}

func (e *Failed) Error() string {
	return fmt.Sprintf("%s of %s: %s: %s", e.Operation, e.Service.ID, e.Code, e.Message)
}

// ErrorName returns the name that the error has in the aws-sdk integrations:
// S3.NoSuchKeyException.
// Step Functions: a code that the model of S3 does not know is S3.S3Exception.
func (e *Failed) ErrorName() string {
	prefix := integration.Prefix(e.Service.ID)
	if e.Exception == "" {
		return prefix + "." + prefix + "Exception"
	}
	return prefix + "." + integration.Exception(e.Exception, true)
}

// Cause returns the text of the error in the SDK for Java 2, which is the cause in the
// aws-sdk integrations. attempt is the number of the call, 1 for the first.
func (e *Failed) Cause(attempt int) string {
	extended := ""
	if e.ExtendedID != "" {
		extended = ", Extended Request ID: " + e.ExtendedID
	}
	return fmt.Sprintf("%s (Service: %s, Status Code: %d, Request ID: %s%s) (SDK Attempt Count: %d)",
		OrNull(e.Message), integration.Prefix(e.Service.ID), e.Status, OrNull(e.RequestID), extended, attempt)
}

// OrNull returns a text as Java prints it.
func OrNull(s string) string {
	if s == "" {
		return "null"
	}
	return s
}
