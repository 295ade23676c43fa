package engine

import (
	"errors"
	"fmt"
	"unicode/utf8"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/jsonvalue"
	"github.com/goasl/goasl/state"
)

// refuse returns an exception of Step Functions.
func refuse(name, message string) error { return asl.NewError(name, message) }

// StateMachineDoesNotExist says that no machine has an ARN.
func StateMachineDoesNotExist(arn string) error {
	return refuse("StateMachineDoesNotExist", "State Machine Does Not Exist: '"+arn+"'")
}

// StateMachineTypeNotSupported says that an operation is not for machines of that type.
func StateMachineTypeNotSupported() error {
	return refuse("StateMachineTypeNotSupported", "This operation is not supported by this type of state machine")
}

// InvalidName says that the service does not take a name.
func InvalidName(name string) error { return refuse("InvalidName", "Invalid Name: '"+name+"'") }

// InvalidExecutionInput says why an execution cannot begin with its input.
func InvalidExecutionInput(why error) error {
	return refuse("InvalidExecutionInput", fmt.Sprintf("Invalid State Machine Execution Input: '%v'", why))
}

// ExecutionDoesNotExist says that no execution has an ARN.
func ExecutionDoesNotExist(arn string) error {
	return refuse("ExecutionDoesNotExist", "Execution Does Not Exist: '"+arn+"'")
}

// ResourceNotFound says that there is nothing with an ARN, such as a Map Run.
func ResourceNotFound(arn string) error {
	return refuse("ResourceNotFound", "Resource not found: '"+arn+"'")
}

// MapRunNotUpdated says that a Map Run does not take what is to change of it.
func MapRunNotUpdated(arn string) error {
	return refuse("ValidationException", "The Map Run does not go on, or a value is out of its bounds: '"+arn+"'")
}

// InvalidToken says that a text is no token of a task.
func InvalidToken() error { return refuse("InvalidToken", "Invalid Token: 'Invalid token'") }

// TaskDoesNotExist says that there is no execution that a token is of.
func TaskDoesNotExist() error {
	return refuse("TaskDoesNotExist", "Task Does Not Exist: 'Provided task does not exist'")
}

// TaskTimedOut says that the task of a token is not awaited any more.
//
// Step Functions: what comes after an answer, a timeout, or the end of the execution. The text
// names the activity that the task was of.
func TaskTimedOut(token string) error {
	if activity := state.ActivityOf(token); activity != "" {
		return refuse("TaskTimedOut", "Task Timed Out: '"+activity+"'")
	}
	return refuse("TaskTimedOut", "Task Timed Out: 'Provided task does not exist anymore'")
}

// Output returns the output with which a task is answered. The error is InvalidOutput.
func Output(text []byte) (jsonvalue.Value, error) {
	v, err := state.ParsePayload(text)
	if err != nil {
		return v, refuse("InvalidOutput", fmt.Sprintf("Invalid Output: '%s' is not valid JSON.", text))
	}
	return v, nil
}

// The most characters of an error's name and cause. Step Functions: the lengths of the shapes
// SensitiveError and SensitiveCause.
const (
	maxName  = 256
	maxCause = 32_768
)

// Failure returns a copy of a failure that a client gives; nil stands for one without a name and a
// cause. The error is ValidationException.
func Failure(why *state.Failure) (*state.Failure, error) {
	var of state.Failure
	if why != nil {
		of.Error, of.Cause = why.Error, why.Cause
	}
	if n, c := characters(of.Error), characters(of.Cause); n > maxName || c > maxCause {
		return nil, refuse("ValidationException",
			fmt.Sprintf("The error has %d characters and the cause %d; at most %d and %d are allowed", n, c, maxName, maxCause))
	}
	return &of, nil
}

func characters(text *string) int {
	if text == nil {
		return 0
	}
	return utf8.RuneCountInString(*text)
}

// Refused returns an error of [state.Run.Redrive] as that of a client.
func Refused(err error) error {
	var refused *state.RedriveError
	if errors.As(err, &refused) {
		return refuse(refused.Exception, refused.Message)
	}
	return err
}
