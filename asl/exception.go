package asl

// An Exception is the answer of Step Functions to a request that it refuses. It
// is not to be confused with an [*Error], which is about an execution.
type Exception struct {
	Code    string // such as "ValidationException"
	Message string
}

// Error returns "code: message".
func (e *Exception) Error() string { return e.Code + ": " + e.Message }

func invalid(message string) *Exception {
	return &Exception{Code: "ValidationException", Message: message}
}
