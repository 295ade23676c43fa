package jsonpath

import (
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"
)

// SyntaxError says why a text is not a path, or which feature of it this dialect does not
// have.
type SyntaxError struct {
	Text   string // the whole path
	Offset int    // where the problem is, in bytes from the start of Text
	Msg    string // what the problem is
}

// Error returns the message with the beginning of the path and the offset.
func (e *SyntaxError) Error() string {
	return fmt.Sprintf("invalid path %q at offset %d: %s", cut(e.Text, maxQuoted), e.Offset, e.Msg)
}

// NotFoundError says that a path leads to nothing in a value: a member is missing, an
// index is out of range, or a step goes into a scalar. Jayway has PathNotFoundException
// for it.
type NotFoundError struct {
	Path   string // the text of the path
	Detail string // in Jayway's words: "No results for path: $['x']"
}

// Error returns Detail, which Step Functions writes into the Cause of a failure.
func (e *NotFoundError) Error() string { return e.Detail }

// EvalError says that a path does not fit a value, as with an index into an object or a
// comparison of a number with a word. A path that just leads to nothing is a
// [NotFoundError].
type EvalError struct {
	Path   string // the text of the path
	Detail string // in Jayway's words: "Filter: [0] can only be applied to arrays. Current context is: {}"
	Err    error  // the error of a [FilterFunc], nil if there is another reason
}

// Error returns Detail, which Step Functions writes into the Cause of a failure.
func (e *EvalError) Error() string { return e.Detail }

// Unwrap returns Err.
func (e *EvalError) Unwrap() error { return e.Err }

// BudgetError says that evaluations have cost more than their [Budget] allows.
type BudgetError struct {
	Path  string // the text of the path that has passed the bound
	Nodes int    // the bound, [Budget].Nodes or DefaultNodes
}

// Error returns a message with the path and the bound.
func (e *BudgetError) Error() string {
	return fmt.Sprintf("path %q visits more than %d values", cut(e.Path, maxQuoted), e.Nodes)
}

// ErrInterrupted is the error of an evaluation during which [Budget].Interrupt returned
// true.
var ErrInterrupted = errors.New("jsonpath: interrupted")

const (
	maxQuoted = 100     // bytes of a path in a message of this package
	maxDetail = 1 << 15 // bytes of a Detail: the service cuts a Cause there
)

// cut shortens s to at most max bytes and marks the cut.
func cut(s string, max int) string {
	if len(s) <= max {
		return s
	}
	end := max - len("…")
	for end > 0 && !utf8.RuneStart(s[end]) {
		end--
	}
	var b strings.Builder
	b.WriteString(s[:end])
	b.WriteString("…")
	return b.String()
}
