package asl

import (
	"errors"
	"fmt"
	"runtime"
	"runtime/debug"
	"sort"
	"unicode/utf8"

	"github.com/goasl/goasl/jsonvalue"
	"github.com/goasl/goasl/state"
)

// An Error is an error of the States Language. It has a name, which Retry and Catch
// compare with their ErrorEquals, and a cause, which is a text for people.
//
// Either of them may be absent, which is not the same as empty. An empty field of a
// literal is absent; an empty argument of [NewError] is present. A catcher gets null for
// what is absent. The cause of a Lambda function's error never is: see [TaskFunc].
//
// A task that returns an error with an Error in its chain fails with its name and its
// cause; [TaskFunc] says what other errors become. An Error must not be modified after it
// has been returned; it is safe for concurrent use then.
type Error struct {
	Name  string // such as "OutOfStock" or "States.Timeout"; at most 256 characters reach the execution
	Cause string // at most 32,768 characters reach the execution

	emptyName, emptyCause bool // the field is present although it is empty
	err                   error
}

// The errors that the States Language and Step Functions define. They have no cause, so
// that errors.Is(err, ErrTimeout) reports whether err has that name. It is false for
// ErrHeartbeatTimeout, although an ErrorEquals of "States.Timeout" matches both. Step
// Functions says States.ReferencePathConflict where the language has
// States.ResultPathMatchFailure.
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
	ErrReferencePathConflict           = &Error{Name: "States.ReferencePathConflict"}
	ErrResultPathMatchFailure          = &Error{Name: "States.ResultPathMatchFailure"}
	ErrResultWriterFailed              = &Error{Name: "States.ResultWriterFailed"}
	ErrRuntime                         = &Error{Name: "States.Runtime"}
	ErrTaskFailed                      = &Error{Name: "States.TaskFailed"}
	ErrTimeout                         = &Error{Name: "States.Timeout"}
)

// NewError returns an error with that name and cause, which are present even if they are
// empty. An error without a cause is &Error{Name: name}.
func NewError(name, cause string) *Error {
	return newError(&name, &cause, nil)
}

// Errorf returns an error with that name, and with the formatted text as its cause.
// Operands of %w are wrapped, as by [fmt.Errorf].
func Errorf(name, format string, args ...any) *Error {
	err := fmt.Errorf(format, args...)
	cause := err.Error()
	return newError(&name, &cause, err)
}

// newError returns an error that wraps err. A name or a cause that is nil is absent.
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

// HasName reports whether e has a name, even an empty one.
func (e *Error) HasName() bool { return e != nil && (e.Name != "" || e.emptyName) }

// HasCause reports whether e has a cause, even an empty one.
func (e *Error) HasCause() bool { return e != nil && (e.Cause != "" || e.emptyCause) }

// Error returns "name: cause", or only one of them if the other one is absent or empty.
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

// ErrorName returns the name, or "" if it is absent.
func (e *Error) ErrorName() string {
	if e == nil {
		return ""
	}
	return e.Name
}

// Unwrap returns the Go error that e was made from, or nil if there is none.
func (e *Error) Unwrap() error {
	if e == nil {
		return nil
	}
	return e.err
}

// Is reports whether target is an [*Error] with the name of e and without a cause, such as
// [ErrTimeout].
func (e *Error) Is(target error) bool {
	t, ok := target.(*Error)
	return ok && e.HasName() && t.HasName() && !t.HasCause() && e.Name == t.Name
}

// The most characters that a name and a cause may have. Step Functions: the lengths of
// the shapes SensitiveError and SensitiveCause.
const (
	maxName  = 256
	maxCause = 32768
)

// taskError returns the name and the cause of an error that a task has returned; nil is
// absent. The name is that of an [*Error] in the chain, else that of an error with
// ErrorName, else States.TaskFailed. The cause is that of the *Error if it has one, else
// the text of err; a Lambda function reports that text in its payload. If err itself is an
// *Error without a cause, there is none, except for Lambda functions.
func taskError(err error, lambda bool) (name, cause *string) {
	defer func() { // the methods of a nil pointer may panic
		if recover() != nil {
			e := Errorf(ErrTaskFailed.Name, "The task returned an error whose methods panic. "+
				"Return a plain nil for success, not a nil pointer.")
			name, cause = &e.Name, &e.Cause
		}
	}()
	var e *Error
	errors.As(err, &e)
	name = errorName(err, e)
	var text string
	switch {
	case e.HasCause():
		text = truncate(e.Cause, maxCause)
	case lambda:
		text = lambdaPayload(err.Error(), name)
	case e != nil && err == error(e):
		return name, nil
	default:
		text = truncate(err.Error(), maxCause)
	}
	return name, &text
}

// namedError is an error that has a name in the States Language.
type namedError interface {
	error
	ErrorName() string
}

// errorName returns the name of err. e is the [*Error] in its chain, or nil.
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
	name = truncate(name, maxName)
	return &name
}

// lambdaPayload returns the payload of a Lambda function that has failed. It has as much of
// the message as fits into a cause, so that the cause is JSON, which a state after a Catch
// may parse.
func lambdaPayload(message string, errorType *string) string {
	payload := func(message string) string {
		text := jsonvalue.AppendString([]byte(`{"errorMessage":`), message)
		if errorType != nil {
			text = jsonvalue.AppendString(append(text, `,"errorType":`...), *errorType)
		}
		return string(append(text, '}'))
	}
	tooLong := func(n int) bool {
		return utf8.RuneCountInString(payload(truncate(message, n))) > maxCause
	}
	if !tooLong(maxCause) {
		return payload(message)
	}
	return payload(truncate(message, sort.Search(maxCause, tooLong)-1))
}

// truncate returns the first max characters of s.
func truncate(s string, max int) string {
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

// ErrPanicked and ErrExited are the errors of tasks that panic and of tasks that call
// [runtime.Goexit]. If a task panics the chain has a [PanicError], too.
var (
	ErrPanicked = &Error{Name: "Task.Panicked"}
	ErrExited   = &Error{Name: "Task.Exited"}
)

var (
	panickedCause = "The task panicked."
	exitedCause   = "The task ended its goroutine."
	exitedFailure = failureOf(newError(&ErrExited.Name, &exitedCause, ErrExited))
)

// PanicError is in the chain of the error if a task or an observer has panicked; errors.As
// finds it. The history does not have it. Its fields must not be modified.
type PanicError struct {
	Value any    // the argument of panic
	Stack []byte // of the goroutine, in the format of [runtime/debug.Stack]
}

// Error returns the text of a runtime error, and at most 30 characters of any other value,
// which may hold a payload.
func (e *PanicError) Error() string { return "panic: " + panicText(e.Value) }

func panicText(problem any) string {
	if err, ok := problem.(runtime.Error); ok {
		return err.Error()
	}
	return truncate(fmt.Sprint(problem), 30)
}

// kind returns what is known of the panic without its value: the text of a runtime error, or
// the type.
func (e *PanicError) kind() string {
	if err, ok := e.Value.(runtime.Error); ok {
		return err.Error()
	}
	return fmt.Sprintf("a value of type %T", e.Value)
}

// caught makes an error of a panic of the clock or the logger before an execution begins. It
// must be deferred.
func caught(err *error) {
	if problem := recover(); problem != nil {
		*err = fmt.Errorf("asl: nothing was run: the clock or the logger panicked: %w",
			&PanicError{Value: problem, Stack: debug.Stack()})
	}
}

// unknownError is the error about a task or a machine that is not registered. Its text is
// made when it is asked for, as most of these errors only lead to a built-in integration.
type unknownError struct {
	what, name string // such as "resource" and "arn:…"
	remedy     string // the methods that register it
}

// maxResource is the most characters of a resource in an error. Step Functions: the length
// of the shape Arn.
const maxResource = 256

func (e *unknownError) Error() string {
	if name, ok := state.Placeholder(e.name); ok {
		return fmt.Sprintf("%v for the %s %q: the placeholder ${%s} has no value; give it one with WithSubstitutions", ErrNoTask, e.what, truncate(e.name, maxResource), truncate(name, maxResource))
	}
	return fmt.Sprintf("%v for the %s %q: register one with %s", ErrNoTask, e.what, truncate(e.name, maxResource), e.remedy)
}

func (e *unknownError) Unwrap() error { return ErrNoTask }

func noTask(resource string) error {
	return &unknownError{"resource", resource, "Mux.Handle or Mux.Lambda"}
}

func noMachine(arn string) error {
	return &unknownError{"state machine", arn, "Mux.HandleMachine"}
}
