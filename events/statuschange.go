package events

import "github.com/goasl/goasl/state"

// StatusChange returns the event "Step Functions Execution Status Change" of an execution that
// has begun, was redriven or has ended. Step Functions: only STANDARD executions send it, to the
// default event bus.
func StatusChange(d state.Description) (Event, error) {
	return ParseEvent(d.AppendStatusChange(nil, newID()))
}
