package asl

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/goasl/goasl/jsonvalue"
)

// A TaskFunc does the work of a Task state. It gets the state's effective input and returns
// the result, both as JSON text. No text counts as null.
//
// The input must not be modified, and not be used after the TaskFunc has returned; its
// result must not be modified afterwards. A TaskFunc is called by several goroutines at once
// if executions, branches or iterations of a Map run at once. ctx ends with the attempt of
// the state, with the execution, and with the context of its caller; a TaskFunc should
// return soon after that. It may do with its goroutine what Go allows, such as lock its
// thread or end it; the next task of the execution may run in the same goroutine.
//
// An error fails the state. The name that Retry and Catch compare is that of an [*Error] in
// the chain, else that of an error with a method ErrorName() string, else States.TaskFailed;
// the name of a Go type counts only for [Lambda]. The cause is that of the *Error, else the
// text of the error, except that an *Error by itself may have none. The error of a Lambda
// function always has a cause: without one of the *Error it is the text in the form of
// Lambda's payload, {"errorMessage":…,"errorType":…}. A function is called by a Resource
// that is a name or an ARN of Lambda, or by lambda:invoke.
//
// If the function returns [ErrPending] the task goes on elsewhere, and its token answers it.
// So it does if the state waits for a token (.waitForTaskToken) and the function returns no
// error: what it returns is the output of the TaskSubmitted event then.
type TaskFunc func(ctx context.Context, input json.RawMessage) (json.RawMessage, error)

// A TaskResolver finds the function for the Resource of a Task state, which it gets as it is
// written, with its suffix (.sync, .waitForTaskToken). If it has none it returns an error
// that wraps [ErrNoTask]. It must be safe for concurrent use.
type TaskResolver interface {
	ResolveTask(resource string) (TaskFunc, error)
}

// A ParameterChecker is a [TaskResolver] that knows without a call that a service cannot be called
// with some parameters. It must be safe for concurrent use, and return the same for the same
// arguments.
//
// Step Functions: a state whose parameters do not fit fails the execution with States.Runtime, and
// the history does not show its task.
type ParameterChecker interface {
	TaskResolver
	// CheckCall returns what is wrong with the parameters of a task with the resource, nothing if
	// they can be used. It is called for resources that ResolveTask has a task for.
	CheckCall(resource string, parameters jsonvalue.Value) []string
}

// A Middleware wraps a task, for logs, traces or rate limits. It is called once for each call
// of a task, and must be safe for concurrent use. It must not return nil.
type Middleware func(next TaskFunc) TaskFunc

// ErrNoTask is in the chain of the error of a [TaskResolver] that has no task for a resource.
var ErrNoTask = errors.New("no task")

// ErrPending is the error of a [TaskFunc] whose task goes on elsewhere, and is answered by
// its token; see [TaskInfo.Token]. The result beside it is the output of the TaskSubmitted
// event.
var ErrPending = errors.New("the task is pending: its token answers it")

// The errors of a task whose input or output cannot be decoded or encoded; see [Func]. They
// wrap the error of encoding/json.
var (
	ErrInvalidInput  = &Error{Name: "Task.InvalidInput"}
	ErrInvalidOutput = &Error{Name: "Task.InvalidOutput"}
)

// Func makes a [TaskFunc] of a function with Go values. It decodes the input and encodes the
// output with encoding/json, without HTML escaping. A [json.RawMessage] is passed on as it
// is, with all digits of its numbers; a nil one is null. If a value cannot be decoded or
// encoded, the task fails with [ErrInvalidInput] or [ErrInvalidOutput]. Func panics if f is
// nil.
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

// decode decodes the input of a task into what in points to.
func decode(input json.RawMessage, in any) error {
	if raw, ok := in.(*json.RawMessage); ok {
		*raw = input
		return nil
	}
	if err := json.Unmarshal(input, in); err != nil {
		cause := "The task's input cannot be decoded: " + codingProblem(err) +
			". Choose other input with Parameters or Arguments, or change the function's input type."
		return newError(&ErrInvalidInput.Name, &cause, err)
	}
	return nil
}

// encode returns the JSON text of the output of a task that out points to.
func encode(out any) (json.RawMessage, error) {
	if raw, ok := out.(*json.RawMessage); ok {
		if len(*raw) == 0 {
			return json.RawMessage("null"), nil
		}
		return *raw, nil
	}
	text, err := marshal(out)
	if err != nil {
		cause := "The task's output cannot be encoded: " + codingProblem(err) +
			". Change what the function returns, or its output type."
		return nil, newError(&ErrInvalidOutput.Name, &cause, err)
	}
	return text, nil
}

// marshal encodes without HTML escaping, so that the history has the texts as they were.
func marshal(v any) ([]byte, error) {
	var text bytes.Buffer
	e := json.NewEncoder(&text)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(text.Bytes(), []byte("\n")), nil
}

// codingProblem says why encoding/json refused a value, with at most 30 bytes of it. Errors
// of methods such as UnmarshalJSON tend to have the whole value.
func codingProblem(err error) string {
	var mismatch *json.UnmarshalTypeError
	if !errors.As(err, &mismatch) {
		return jsonvalue.OfString(err.Error()).Preview(30)
	}
	field := ""
	if mismatch.Field != "" {
		field = " in the field " + jsonvalue.OfString(mismatch.Field).Preview(30)
	}
	return fmt.Sprintf("%s%s, up to byte %d, does not fit the Go kind %s",
		truncate(mismatch.Value, 30), field, mismatch.Offset, mismatch.Type.Kind())
}
