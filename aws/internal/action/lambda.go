package action

import (
	"context"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/jsonvalue"
)

// invoked returns the result of lambda:invoke, in which the answer of the function is JSON.
// Step Functions: an error of the function fails the task with its type, and with its
// payload, without spaces, as the cause. An invocation of type Event has null for a payload.
func invoked(_ context.Context, _ *Task, response jsonvalue.Value) (jsonvalue.Value, error) {
	text := response.Get("Payload").Text()
	payload := jsonvalue.NullValue
	if text != "" {
		payload = parsed(text)
	}
	if response.Get("FunctionError").Exists() {
		return jsonvalue.Value{}, functionError(text, payload.Compact().String())
	}
	return sorted(with(response, "Payload", payload)), nil
}

// parsed returns the value of a JSON text, or the text if it is none.
func parsed(text string) jsonvalue.Value {
	if v, err := jsonvalue.ParseString(text); err == nil {
		return v
	}
	return jsonvalue.OfString(text)
}

// unknown is the name of an error of a function that has no type.
const unknown = "Lambda.Unknown"

// functionError returns the error of a task whose function has failed.
func functionError(payload, cause string) error {
	name := parsed(payload).Get("errorType").Text()
	if name == "" {
		return asl.NewError(unknown, "The cause could not be determined because Lambda did not return an error type. Returned payload: "+payload)
	}
	return asl.NewError(name, cause)
}

// FunctionOutput returns the output of a task whose resource is a function, for the response
// of lambda:invoke. Step Functions: the cause of its error is the payload as it is.
func FunctionOutput(response jsonvalue.Value) (jsonvalue.Value, error) {
	text := response.Get("Payload").Text()
	if response.Get("FunctionError").Exists() {
		return jsonvalue.Value{}, functionError(text, text)
	}
	if text == "" {
		return jsonvalue.NullValue, nil
	}
	return parsed(text), nil
}
