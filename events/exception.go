package events

import "errors"

// An Exception is the answer of EventBridge to a request that it refuses.
type Exception struct {
	Code    string // such as "ResourceNotFoundException"
	Message string
}

// Error returns "code: message".
func (e *Exception) Error() string { return e.Code + ": " + e.Message }

// invalid returns a ValidationException.
func invalid(message string) *Exception { return &Exception{"ValidationException", message} }

// notFound returns a ResourceNotFoundException.
func notFound(message string) *Exception { return &Exception{"ResourceNotFoundException", message} }

// isNotFound reports whether an error is a ResourceNotFoundException.
func isNotFound(err error) bool {
	var refused *Exception
	return errors.As(err, &refused) && refused.Code == notFound("").Code
}

func limitExceeded() *Exception {
	return &Exception{"LimitExceededException", "The requested resource exceeds the maximum number allowed."}
}

// required says that an argument is missing.
func required(name string) string {
	return "Parameter " + name + " is not valid. Reason: " + name + " is a required argument."
}
