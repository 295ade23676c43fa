package jsonpath

import (
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"
)

// SyntaxError says where the text of a path cannot be read, or what it asks for
// that this dialect does not have.
type SyntaxError struct {
	Text   string // the path as given
	Offset int    // bytes before the error
	Msg    string // what is wrong there
}

func (e *SyntaxError) Error() string {
	return fmt.Sprintf("invalid path %q at offset %d: %s", cut(e.Text, maxQuoted), e.Offset, e.Msg)
}

// NotFoundError says that a path leads to nothing in a value: a member is
// missing, an index is out of range, or a step goes into a scalar. It stands for
// Jayway's PathNotFoundException.
type NotFoundError struct {
	Path   string // the path as given
	Detail string // Jayway's text: "No results for path: $['x']"
}

// Error returns Jayway's text, which the service puts into a Cause.
func (e *NotFoundError) Error() string { return e.Detail }

// EvalError says that a path cannot be applied to a value, other than by leading
// to nothing: an index into an object, a number compared with a word.
type EvalError struct {
	Path   string // the path as given
	Detail string // Jayway's text: "Filter: [0] can only be applied to arrays. Current context is: {}"
	Err    error  // what a [FilterFunc] returned, if that is the reason
}

// Error returns Jayway's text, which the service puts into a Cause.
func (e *EvalError) Error() string { return e.Detail }

// Unwrap returns Err.
func (e *EvalError) Unwrap() error { return e.Err }

// BudgetError says that a path visits more of a value than its [Budget] allows.
type BudgetError struct {
	Path  string // the path as given
	Nodes int    // the bound
}

func (e *BudgetError) Error() string {
	return fmt.Sprintf("path %q visits more than %d values", cut(e.Path, maxQuoted), e.Nodes)
}

// ErrInterrupted is returned when [Budget.Interrupt] reported true.
var ErrInterrupted = errors.New("jsonpath: interrupted")

const (
	maxQuoted = 100     // bytes of a path in a message of this package's
	maxDetail = 1 << 15 // bytes of a Jayway text: the service cuts a Cause there
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
