package sfnapi

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/goasl/goasl/diag"
	"github.com/goasl/goasl/internal/jackson"
)

// An Exception is the answer of Step Functions to a request that it refuses. It does not
// tell of an execution that failed; [asl.Error] does.
type Exception struct {
	Code     string // such as "ValidationException"
	Message  string
	Reason   string // of a ValidationException, "" for none
	Resource string // that ResourceNotFound and TooManyTags are about, "" for none
}

// Error returns "code: message".
func (e *Exception) Error() string { return e.Code + ": " + e.Message }

// isCode reports whether an error is an exception with a code.
func isCode(err error, code string) bool {
	var e *Exception
	return errors.As(err, &e) && e.Code == code
}

// invalid returns a ValidationException.
func invalid(message string) *Exception {
	return &Exception{Code: "ValidationException", Message: message}
}

// invalidFor returns a ValidationException with its reason.
func invalidFor(reason, message string) *Exception {
	return &Exception{Code: "ValidationException", Message: message, Reason: reason}
}

// invalidName returns the exception for the name of a machine or an activity.
func invalidName(name string) *Exception {
	return &Exception{Code: "InvalidName", Message: "Invalid Name: '" + name + "'"}
}

// invalidRole returns the exception for what is not the ARN of a role.
func invalidRole(role string) *Exception {
	return &Exception{Code: "InvalidArn", Message: "Invalid Role Arn: '" + role + "'"}
}

// notFound returns ResourceNotFound for a Map Run, or for what has tags.
func notFound(resource string) *Exception {
	return &Exception{Code: "ResourceNotFound", Message: "Resource not found: '" + resource + "'", Resource: resource}
}

// noResource returns ResourceNotFound for a version or an alias.
func noResource(resource string) *Exception {
	return &Exception{Code: "ResourceNotFound", Message: "Request references a resource that does not exist.", Resource: resource}
}

// conflict returns a ConflictException.
func conflict(message string) *Exception {
	return &Exception{Code: "ConflictException", Message: message}
}

// tooMany returns the exception for one more than the most of something. The text is ours.
func tooMany(what string, limit int) *Exception {
	return &Exception{Code: "ServiceQuotaExceededException", Message: fmt.Sprintf("The number of %s is limited to %d", what, limit)}
}

// unreadable returns the exception for a request that is no request of the operation.
func unreadable() *Exception { return &Exception{Code: "SerializationException"} }

// invalidInput returns the exception for an input that is not JSON.
// Step Functions: it has the words of its JSON reader, if that finds a problem.
func invalidInput(input string, err error) *Exception {
	problem := err.Error()
	if message, place, ok := jackson.Explain(input); ok {
		class := "JsonParseException"
		if strings.HasPrefix(message, "Unexpected end-of-input") {
			class = "io.JsonEOFException"
		}
		problem = "com.fasterxml.jackson.core." + class + ": " + message + "\n at " + place
	}
	return &Exception{Code: "InvalidExecutionInput", Message: "Invalid State Machine Execution Input: '" + problem + "'"}
}

// invalidDefinition returns the exception for a definition that has problems.
// Step Functions: a missing terminal state is said to be "at null".
func invalidDefinition(problems diag.List) *Exception {
	var texts []string
	for _, d := range inOrder(problems.Errors()) {
		d = asService(d)
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

// inOrder returns diagnostics in the order of the service, which is that of the text within
// each of its steps. It checks the fields, then where transitions lead to, and then what
// nothing leads to and whether the flow ends.
func inOrder(list diag.List) diag.List {
	list = slices.Clone(list)
	slices.SortStableFunc(list, func(a, b diag.Diagnostic) int { return cmp.Compare(step(a), step(b)) })
	return list
}

func step(d diag.Diagnostic) int {
	switch {
	case d.Others > 0:
		return 3
	case d.Code == "MISSING_TRANSITION_TARGET" && strings.HasPrefix(d.Message, "Missing "):
		return 1
	case d.Code == "MISSING_TRANSITION_TARGET", d.Code == "MISSING_END_STATE":
		return 2
	}
	return 0
}

// asService returns a diagnostic with the message of the service, which repeats the
// location if the definition is not JSON.
func asService(d diag.Diagnostic) diag.Diagnostic {
	if strings.HasPrefix(d.Location, "[Source: ") {
		d.Message += "\n at " + d.Location
	}
	return d
}
