package asl

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/goasl/goasl/history"
	"github.com/goasl/goasl/state"
)

// Result is what came out of an execution.
type Result struct {
	Name    string
	ARN     string
	Status  Status
	Output  json.RawMessage // nil unless Status is SUCCEEDED
	Error   *Error          // nil unless the execution failed, timed out or was aborted
	Started time.Time
	Ended   time.Time // zero while Status is RUNNING

	events      *recording
	description *state.Description
}

// History returns the events of the execution, in order, if they were kept
// ([WithHistory]). They are not to be modified.
func (r *Result) History() []history.Event {
	if r.events == nil {
		return nil
	}
	return r.events.all()
}

// Path returns the names of the states that were entered, in that order. It
// follows from the history, and is empty if that was not kept.
func (r *Result) Path() []string {
	var path []string
	for _, e := range r.History() {
		if entered, ok := e.Details.(*history.StateEntered); ok {
			path = append(path, entered.Name)
		}
	}
	return path
}

// Decode decodes the output into what v points to, with encoding/json.
func (r *Result) Decode(v any) error {
	if r.Status != Succeeded {
		return fmt.Errorf("asl: the execution has no output: its status is %s", r.Status)
	}
	if err := json.Unmarshal(r.Output, v); err != nil {
		return fmt.Errorf("asl: decoding the output: %w", err)
	}
	return nil
}

// Describe returns what [Execution.Describe] returned at the end of the execution, or
// when it was stopped.
func (r *Result) Describe() state.Description {
	if r.description == nil {
		return state.Description{}
	}
	return *r.description
}
