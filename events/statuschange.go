package events

import (
	"context"
	"time"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/history"
	"github.com/goasl/goasl/jsonvalue"
	"github.com/goasl/goasl/state"
)

// StatusChange returns the event "Step Functions Execution Status Change" of an execution that
// has begun, was redriven or has ended. Step Functions: only STANDARD executions send it, to the
// default event bus.
func StatusChange(d state.Description) (Event, error) {
	return ParseEvent(d.AppendStatusChange(nil, newID()))
}

// Observe is an [asl.Observer] that puts the event of [StatusChange] to the default event bus
// when a STANDARD execution begins, is redriven, or ends. An execution of package durable does
// not tell its observers that it begins: who starts it puts that event. One that is killed
// between its end and this call sends no event.
func (b *Bus) Observe(x *asl.Execution, e history.Event) {
	d := x.Describe()
	switch e.Type {
	case history.TypeExecutionStarted, history.TypeExecutionRedriven:
		// It may have ended by now.
		d.Status, d.Ended, d.Failure, d.Output = state.Running, time.Time{}, nil, jsonvalue.Value{}
	case history.TypeExecutionSucceeded, history.TypeExecutionFailed, history.TypeExecutionTimedOut, history.TypeExecutionAborted:
	default:
		return
	}
	if d.Type != state.Standard {
		return
	}
	change, err := StatusChange(d)
	if err == nil {
		_, err = b.Put(context.WithoutCancel(x.Context()), "", change)
	}
	if err != nil {
		b.logger.Error("the status change of an execution is no event", "execution", d.ARN, "status", d.Status, "error", err)
	}
}
