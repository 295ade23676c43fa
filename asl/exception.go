package asl

import (
	"strings"

	"github.com/goasl/goasl/diag"
)

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

// invalidDefinition is the exception for a definition that has problems.
// Step Functions: a missing terminal state is nowhere.
func invalidDefinition(problems diag.List) *Exception {
	var texts []string
	for _, d := range problems.Errors() {
		d = worded(d)
		text := d.Code + ": " + d.Message
		switch {
		case d.Location != "":
			text += " at " + d.Location
		case d.Code == "MISSING_END_STATE":
			text += " at null"
		}
		texts = append(texts, text)
	}
	return &Exception{
		Code:    "InvalidDefinition",
		Message: "Invalid State Machine Definition: '" + strings.Join(texts, ", ") + "'",
	}
}
