package asl

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/goasl/goasl/jsonvalue"
)

// A TaskFunc does the work of a Task state: it gets the state's effective input
// as JSON text and returns the result as JSON text.
//
// The input is read-only and valid until the TaskFunc returns; the bytes it
// returns belong to the engine from then on. A TaskFunc is called by many
// goroutines at once if executions, branches or Map iterations run at once. It
// should return soon after ctx ends. It may do with its goroutine what Go allows,
// such as lock its thread or end it; the next task of the execution may run in the
// same one.
//
// To return without an error ends the task with that result. But if the state waits
// for its task token (.waitForTaskToken), it means that the token was handed on: the
// result is recorded as submitted, and only the token answers the task.
//
// An error fails the state. An [*Error] in its chain gives the name that Retry
// and Catch see; else any error with a method ErrorName() string; else it is
// States.TaskFailed. The cause is that of the *Error, else the error's text; for
// a Lambda function the text comes, as from Lambda, as
// {"errorMessage":…,"errorType":…}. A Go type's name is never an error's name.
type TaskFunc func(ctx context.Context, input json.RawMessage) (json.RawMessage, error)

// A TaskResolver finds the function behind the Resource of a Task state, which
// it gets as written, with its integration suffix. If it knows none it returns
// an error that wraps [ErrNoTask]. It must be safe for concurrent use.
type TaskResolver interface {
	ResolveTask(resource string) (TaskFunc, error)
}

// A Middleware wraps each call of a task: for logs, traces, rate limits.
type Middleware func(next TaskFunc) TaskFunc

// ErrNoTask is wrapped by what a [TaskResolver] returns for a resource that it
// does not know.
var ErrNoTask = errors.New("no task")

// ErrPending is what a [TaskFunc] returns if the task goes on elsewhere and is
// answered by its task token, although the state does not wait for that by itself.
// What it returns beside it is the output of the TaskSubmitted event.
var ErrPending = errors.New("the task is pending: its token answers it")

// The errors of a [Func] whose input or output does not fit its Go type. They
// wrap what encoding/json says.
var (
	ErrInvalidInput  = &Error{Name: "Task.InvalidInput"}
	ErrInvalidOutput = &Error{Name: "Task.InvalidOutput"}
)

// Func makes a [TaskFunc] of a function over Go values. It decodes the input and
// encodes the output with encoding/json, without HTML escaping; nil is null.
// [json.RawMessage] passes through on either side, which also keeps numbers that
// a float64 does not hold. Failures are named [ErrInvalidInput] and
// [ErrInvalidOutput]. The output counts beside [ErrPending] too. Func panics if f
// is nil.
func Func[In, Out any](f func(context.Context, In) (Out, error)) TaskFunc {
	if f == nil {
		panic("asl: Func needs a function, got nil")
	}
	return func(ctx context.Context, input json.RawMessage) (json.RawMessage, error) {
		var in In
		if err := decode(input, &in); err != nil {
			return nil, err
		}
		out, err := f(ctx, in)
		if err != nil && !errors.Is(err, ErrPending) {
			return nil, err
		}
		output, encodeErr := encode(&out)
		if encodeErr != nil {
			return nil, encodeErr
		}
		return output, err
	}
}

// decode sets what in points to.
func decode(input json.RawMessage, in any) error {
	if raw, ok := in.(*json.RawMessage); ok {
		*raw = input
		return nil
	}
	if err := json.Unmarshal(input, in); err != nil {
		cause := "The task's input cannot be decoded: " + misfit(err) +
			". Choose other input with Parameters or Arguments, or change the function's input type."
		return newError(&ErrInvalidInput.Name, &cause, err)
	}
	return nil
}

// encode returns the JSON text of what out points to.
func encode(out any) (json.RawMessage, error) {
	if raw, ok := out.(*json.RawMessage); ok {
		if len(*raw) == 0 {
			return json.RawMessage("null"), nil
		}
		return *raw, nil
	}
	text, err := marshal(out)
	if err != nil {
		cause := "The task's output cannot be encoded: " + misfit(err) +
			". Change what the function returns, or its output type."
		return nil, newError(&ErrInvalidOutput.Name, &cause, err)
	}
	return text, nil
}

// misfit says why encoding/json refused a value, with at most 30 bytes of it:
// errors of methods such as UnmarshalJSON tend to quote it whole.
func misfit(err error) string {
	var mismatch *json.UnmarshalTypeError
	if !errors.As(err, &mismatch) {
		return jsonvalue.OfString(err.Error()).Preview(30)
	}
	field := ""
	if mismatch.Field != "" {
		field = " in the field " + jsonvalue.OfString(mismatch.Field).Preview(30)
	}
	return fmt.Sprintf("%s%s, up to byte %d, does not fit the Go kind %s",
		cut(mismatch.Value, 30), field, mismatch.Offset, mismatch.Type.Kind())
}
