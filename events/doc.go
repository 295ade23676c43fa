// Package events lets events start executions, as Amazon EventBridge does. Rules have patterns,
// which say for which events they are, or schedules; their targets are state machines, and an
// input can be made of the event.
//
// A [Pattern], a [Schedule] and a [Target] work alone, also in unit tests of rules. A [Bus] has
// rules: [Bus.Put] takes an event and starts executions by package durable, [Bus.Run] starts
// those of schedules. [Handler] serves a Bus for the AWS CLI and the SDKs. [ObjectCreated],
// [PutObjectCall], [FromNotification] and [StatusChange] make the events of S3 and of Step
// Functions.
package events

// An Exception is the answer of EventBridge to a request that it refuses.
type Exception struct {
	Code    string // such as "ResourceNotFoundException"
	Message string
}

// Error returns "code: message".
func (e *Exception) Error() string { return e.Code + ": " + e.Message }

// invalid returns a ValidationException.
func invalid(message string) *Exception {
	return &Exception{Code: "ValidationException", Message: message}
}
