package asl

import (
	"errors"
	"fmt"
	"runtime"
	"sort"
	"unicode/utf8"

	"github.com/goasl/goasl/jsonvalue"
)

// An Error is an error as the States Language knows it: a name, which Retry and
// Catch compare with their ErrorEquals, and a cause, which is text for people.
//
// Each of the two may be absent, which is not the same as empty: a literal's
// empty field is absent, an empty argument of [NewError] is present.
//
// A task that fails with an Error in its chain chooses name and cause itself;
// see [TaskFunc] for what becomes of other errors. An Error is not to be
// modified once it has been returned; it is then safe for concurrent use.
type Error struct {
	Name  string // such as "OutOfStock" or "States.Timeout"; at most 256 characters reach the execution
	Cause string // at most 32,768 characters reach the execution

	emptyName, emptyCause bool // present although empty
	err                   error
}

// The errors that the States Language and Step Functions define. They have a
// name and no cause, so that errors.Is(err, ErrTimeout) holds for each error of
// that name. ErrTimeout does not stand for ErrHeartbeatTimeout here, although an
// ErrorEquals of "States.Timeout" matches both.
var (
	ErrBranchFailed                    = &Error{Name: "States.BranchFailed"}
	ErrDataLimitExceeded               = &Error{Name: "States.DataLimitExceeded"}
	ErrExceedToleratedFailureThreshold = &Error{Name: "States.ExceedToleratedFailureThreshold"}
	ErrHeartbeatTimeout                = &Error{Name: "States.HeartbeatTimeout"}
	ErrIntrinsicFailure                = &Error{Name: "States.IntrinsicFailure"}
	ErrItemReaderFailed                = &Error{Name: "States.ItemReaderFailed"}
	ErrNoChoiceMatched                 = &Error{Name: "States.NoChoiceMatched"}
	ErrParameterPathFailure            = &Error{Name: "States.ParameterPathFailure"}
	ErrPermissions                     = &Error{Name: "States.Permissions"}
	ErrQueryEvaluationError            = &Error{Name: "States.QueryEvaluationError"}
	ErrResultPathMatchFailure          = &Error{Name: "States.ResultPathMatchFailure"}
	ErrResultWriterFailed              = &Error{Name: "States.ResultWriterFailed"}
	ErrRuntime                         = &Error{Name: "States.Runtime"}
	ErrTaskFailed                      = &Error{Name: "States.TaskFailed"}
	ErrTimeout                         = &Error{Name: "States.Timeout"}
)

// NewError returns an error with that name and cause, both present even if
// empty. For an error without a cause write &Error{Name: name}.
func NewError(name, cause string) *Error {
	return newError(&name, &cause, nil)
}

// Errorf returns an error with that name and the formatted text as its cause.
// Operands of %w are wrapped, as by [fmt.Errorf].
func Errorf(name, format string, args ...any) *Error {
	err := fmt.Errorf(format, args...)
	cause := err.Error()
	return newError(&name, &cause, err)
}

// newError returns an error that wraps err; a nil name or cause is absent.
func newError(name, cause *string, err error) *Error {
	e := &Error{err: err}
	if name != nil {
		e.Name, e.emptyName = *name, *name == ""
	}
	if cause != nil {
		e.Cause, e.emptyCause = *cause, *cause == ""
	}
	return e
}

// HasName reports whether e has a name, be it empty.
func (e *Error) HasName() bool { return e != nil && (e.Name != "" || e.emptyName) }

// HasCause reports whether e has a cause, be it empty.
func (e *Error) HasCause() bool { return e != nil && (e.Cause != "" || e.emptyCause) }

// Error returns "name: cause", or the one of the two that says something.
func (e *Error) Error() string {
	switch {
	case e == nil:
		return "no error, in a nil *asl.Error: a task that succeeds returns a plain nil"
	case e.Name == "" && e.Cause == "":
		return "an error without name and cause"
	case e.Name == "":
		return e.Cause
	case e.Cause == "":
		return e.Name
	}
	return e.Name + ": " + e.Cause
}

// ErrorName returns the name, "" if it is absent.
func (e *Error) ErrorName() string {
	if e == nil {
		return ""
	}
	return e.Name
}

// Unwrap returns the Go error that e was made from, nil if there is none.
func (e *Error) Unwrap() error {
	if e == nil {
		return nil
	}
	return e.err
}

// Is reports whether target is an [*Error] with the name of e and no cause, such
// as [ErrTimeout].
func (e *Error) Is(target error) bool {
	t, ok := target.(*Error)
	return ok && e.HasName() && t.HasName() && !t.HasCause() && e.Name == t.Name
}

// The most characters of a name and of a cause. Step Functions: the lengths of
// the SensitiveError and SensitiveCause shapes.
const (
	maxName  = 256
	maxCause = 32768
)

// taskError returns the name and cause of err, which a task returned and which
// is not nil; either may be absent. An [*Error] in its chain gives the name, else
// an error with ErrorName, else it is States.TaskFailed. The cause is that of the
// *Error if it has one, else err's text, which a Lambda function wraps in its
// payload; a bare *Error without a cause has none elsewhere.
func taskError(err error, lambda bool) (name, cause *string) {
	defer func() { // a nil pointer as an error panics only when it is asked
		if recover() != nil {
			e := Errorf(ErrTaskFailed.Name, "The task returned an error whose methods panic. Return a plain nil for success, not a nil pointer.")
			name, cause = &e.Name, &e.Cause
		}
	}()
	var e *Error
	errors.As(err, &e)
	name = errorName(err, e)
	var text string
	switch {
	case e.HasCause():
		text = cut(e.Cause, maxCause)
	case lambda:
		text = lambdaPayload(err.Error(), name)
	case e != nil && err == error(e):
		return name, nil
	default:
		text = cut(err.Error(), maxCause)
	}
	return name, &text
}

// namedError is an error that says its own name.
type namedError interface {
	error
	ErrorName() string
}

// errorName returns the name of err, whose chain holds e unless that is nil.
func errorName(err error, e *Error) *string {
	name := ErrTaskFailed.Name
	var named namedError
	switch {
	case e != nil && !e.HasName():
		return nil
	case e != nil:
		name = e.Name
	case errors.As(err, &named) && named.ErrorName() != "":
		name = named.ErrorName()
	}
	name = cut(name, maxName)
	return &name
}

// lambdaPayload returns what Lambda answers for a function that failed, with as
// much of message as fits into a cause: the text stays JSON, which a state after
// a Catch may parse.
func lambdaPayload(message string, errorType *string) string {
	payload := func(message string) string {
		text := jsonvalue.AppendString([]byte(`{"errorMessage":`), message)
		if errorType != nil {
			text = jsonvalue.AppendString(append(text, `,"errorType":`...), *errorType)
		}
		return string(append(text, '}'))
	}
	tooLong := func(n int) bool {
		return utf8.RuneCountInString(payload(cut(message, n))) > maxCause
	}
	if !tooLong(maxCause) {
		return payload(message)
	}
	return payload(cut(message, sort.Search(maxCause, tooLong)-1))
}

// cut returns the first max characters of s.
func cut(s string, max int) string {
	if len(s) <= max {
		return s
	}
	for i := range s {
		if max == 0 {
			return s[:i]
		}
		max--
	}
	return s
}

// ErrPanicked and ErrExited are the errors of tasks that panic or call
// runtime.Goexit. A [PanicError] in the chain has value and stack of the panic.
var (
	ErrPanicked = &Error{Name: "Task.Panicked"}
	ErrExited   = &Error{Name: "Task.Exited"}
)

var (
	panickedCause = "The task panicked."
	exitedCause   = "The task ended its goroutine."
	exitedFailure = failureOf(newError(&ErrExited.Name, &exitedCause, ErrExited))
)

// PanicError is in the chain of the error of a task or an observer that has
// panicked: errors.As finds it. Nothing of it is in the history. Its Value and Stack
// are not to be modified.
type PanicError struct {
	Value any    // what panic was called with
	Stack []byte // of the goroutine, as [runtime/debug.Stack] writes it
}

// Error returns the value of the panic, as little of it as says something: it may
// hold a payload.
func (e *PanicError) Error() string { return "panic: " + panicText(e.Value) }

func panicText(problem any) string {
	if err, ok := problem.(runtime.Error); ok {
		return err.Error()
	}
	return cut(fmt.Sprint(problem), 30)
}

// unknownError is the error about a task or a machine that nobody registered. It
// is a step on the way to a built-in integration more often than somebody reads
// it, so that its text is made only then.
type unknownError struct {
	what, name string // "resource", "arn:…"
	remedy     string // the methods that register it
}

// maxResource bounds what the text quotes. Step Functions: the length of the Arn
// shape.
const maxResource = 256

func (e *unknownError) Error() string {
	return fmt.Sprintf("%v for the %s %q: register one with %s", ErrNoTask, e.what, cut(e.name, maxResource), e.remedy)
}

func (e *unknownError) Unwrap() error { return ErrNoTask }

func noTask(resource string) error {
	return &unknownError{"resource", resource, "Mux.Handle or Mux.Lambda"}
}

func noMachine(arn string) error {
	return &unknownError{"state machine", arn, "Mux.HandleMachine"}
}
