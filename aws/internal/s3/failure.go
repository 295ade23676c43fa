package s3

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"slices"

	"github.com/goasl/goasl/aws/internal/client"
	"github.com/goasl/goasl/internal/integration"
	"github.com/goasl/goasl/items"
)

// Failed is the error of a request that S3 has refused. It has the name that Step Functions
// gives it: S3.NoSuchKeyException.
type Failed struct {
	client.Failed
	Attempt int // 1 for the first
}

// Error returns the name of the error and the cause, in the words of Step Functions.
func (e *Failed) Error() string {
	extended := ""
	if e.ExtendedID != "" {
		extended = ", Extended Request ID: " + e.ExtendedID
	}
	return fmt.Sprintf("%s: %s (Service: S3, Status Code: %d, Request ID: %s%s) (SDK Attempt Count: %d)",
		e.ErrorName(), orNull(e.Message), e.Status, orNull(e.RequestID), extended, e.Attempt)
}

// ErrorName returns the name of the error.
// Step Functions: a code that the model of S3 does not know is S3.S3Exception.
func (e *Failed) ErrorName() string {
	if e.Exception == "" {
		return "S3.S3Exception"
	}
	return "S3." + integration.Exception(e.Exception, true)
}

// orNull returns a text as Java prints it.
func orNull(s string) string {
	if s == "" {
		return "null"
	}
	return s
}

// Unwrap returns the error of [items.ObjectStore] that this one is.
func (e *Failed) Unwrap() error {
	switch {
	case e.Status == http.StatusPreconditionFailed:
		return items.ErrChanged
	case e.Status == http.StatusNotFound && e.Code != "NoSuchUpload":
		return fs.ErrNotExist
	}
	return nil
}

// refused returns the error of a response that is no success, and closes it.
func refused(operation string, resp *http.Response, attempt int) error {
	o, err := client.Operation("s3", operation)
	if err != nil {
		resp.Body.Close()
		return err
	}
	read, err := client.Read(resp)
	if err != nil {
		return err
	}
	return &Failed{client.Failed{Service: o.Service, Operation: operation, Failure: o.Failure(read)}, attempt}
}

// passing are the codes of failures that may pass, besides those of the server.
var passing = []string{"SlowDown", "RequestTimeout", "InternalError", "ServiceUnavailable", "Throttling", "ThrottlingException", "OperationAborted"}

// passes reports whether a request that has failed may succeed if it is repeated.
func passes(err error) bool {
	var f *Failed
	switch {
	case errors.As(err, &f):
		return f.Status >= 500 && f.Status != http.StatusNotImplemented || f.Status == http.StatusTooManyRequests || slices.Contains(passing, f.Code)
	case errors.Is(err, client.ErrNoTarget), errors.Is(err, client.ErrTooLarge), errors.Is(err, items.ErrChanged), errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return false
	}
	return true
}
