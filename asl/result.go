package asl

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/goasl/goasl/history"
	"github.com/goasl/goasl/state"
)

// Result is the result of an execution. It does not change, and is safe for concurrent use.
type Result struct {
	Name    string
	ARN     string
	Status  Status
	Output  json.RawMessage // nil unless Status is SUCCEEDED; must not be modified
	Error   *Error          // nil unless the execution failed, timed out or was aborted
	Started time.Time
	Ended   time.Time // zero while Status is RUNNING

	execution *Execution // that has ended or stopped
}

// History returns the events of the execution, in order; of one that [Machine.Drive] goes on
// with, those since the snapshot. It returns none if they are not kept ([WithHistory]), and
// only the first ones if there are more than [Limits].History allows; see [Result.Dropped].
// They must not be modified.
func (r *Result) History() []history.Event {
	if r.execution == nil {
		return nil
	}
	return r.execution.events.all()
}

// Dropped returns how many events [Result.History] does not have because they were not kept:
// all of them if [WithHistory] says so, or else the last ones, for which the history had no
// room. Observers and sinks got them.
func (r *Result) Dropped() int {
	if r.execution == nil {
		return 0
	}
	return r.execution.events.lost()
}

// ObserverError returns an error if an [Observer], or what else the execution calls as one,
// panicked or ended its goroutine: no observer got an event after that. A panic is a
// [PanicError] in the error's chain. The execution may have ended all the same.
func (r *Result) ObserverError() error {
	if r.execution == nil {
		return nil
	}
	return r.execution.driver.brokenBy
}

// Path returns the names of the states that were entered, in the order of the history. It
// is empty if the history is not kept ([WithHistory]), and begins and ends where History does.
func (r *Result) Path() []string {
	var path []string
	for _, e := range r.History() {
		if entered, ok := e.Details.(*history.StateEntered); ok {
			path = append(path, entered.Name)
		}
	}
	return path
}

// Decode decodes the output into what v points to, with encoding/json. The error says that
// the execution has not succeeded, or wraps that of encoding/json.
func (r *Result) Decode(v any) error {
	if r.Status != Succeeded {
		return fmt.Errorf("asl: the execution has no output: its status is %s", r.Status)
	}
	if err := json.Unmarshal(r.Output, v); err != nil {
		return fmt.Errorf("asl: decoding the output: %w", err)
	}
	return nil
}

// Describe returns what [Execution.Describe] returns after the execution has ended or
// stopped.
func (r *Result) Describe() state.Description {
	if r.execution == nil {
		return state.Description{}
	}
	return r.execution.Describe()
}
