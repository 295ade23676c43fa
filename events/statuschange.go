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
// when a STANDARD execution begins, is redriven, or ends. An execution of package durable sends
// each event from the process that drives it, after it was stored: if that is killed in between,
// or the rules cannot be read, there is no event, and the log says so in the second case.
func (b *Bus) Observe(x *asl.Execution, e history.Event) {
	// Package durable tells no observer the first event of a history.
	if e.ID == 2 || e.Type == history.TypeExecutionRedriven {
		d := x.Describe()
		// It may have ended by now.
		d.Status, d.Ended, d.Failure, d.Output = state.Running, time.Time{}, nil, jsonvalue.Value{}
		b.putStatus(x, d)
	}
	switch e.Type {
	case history.TypeExecutionSucceeded, history.TypeExecutionFailed, history.TypeExecutionTimedOut, history.TypeExecutionAborted:
		b.putStatus(x, x.Describe())
	}
}

func (b *Bus) putStatus(x *asl.Execution, d state.Description) {
	if d.Type != state.Standard {
		return
	}
	ctx := context.WithoutCancel(x.Context())
	rules, err := b.candidates(ctx, "")
	if err == nil && len(rules) > 0 { // else the event is for nobody
		var change Event
		if change, err = StatusChange(d); err == nil {
			_, err = b.Put(ctx, "", change)
		}
	}
	if err != nil {
		b.logger.Error("the status change of an execution is no event", "execution", d.ARN, "status", d.Status, "error", err)
	}
}
