package s3

import (
	"context"
	"errors"
	"io/fs"
	"net/http"
	"slices"

	"github.com/goasl/goasl/aws/internal/client"
	"github.com/goasl/goasl/items"
)

// Failed is the error of a request that S3 has refused.
type Failed struct {
	client.Failed
	Attempt int // 1 for the first
}

// Error returns the name of the error and the cause, in the words of Step Functions.
func (e *Failed) Error() string { return e.ErrorName() + ": " + e.Cause(e.Attempt) }

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
