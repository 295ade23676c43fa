// Package events matches events with patterns as Amazon EventBridge does. A [Pattern] works
// alone, also in unit tests of rules.
package events

// An Exception is the answer of EventBridge to a request that it refuses.
type Exception struct {
	Code    string // such as "InvalidEventPatternException"
	Message string
}

// Error returns "code: message".
func (e *Exception) Error() string { return e.Code + ": " + e.Message }
