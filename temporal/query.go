package temporal

import (
	"cmp"
	"strconv"

	"go.temporal.io/sdk/converter"
	"go.temporal.io/sdk/workflow"

	"github.com/goasl/goasl/history"
	"github.com/goasl/goasl/jsonvalue"
)

// The queries that a workflow answers.
const (
	// QueryDescription asks for the execution as DescribeExecution returns it, and with its role
	// as roleArn.
	QueryDescription = "goasl.description"

	// QueryHistory asks for the events of the present run of the workflow; its argument is the
	// ID of the first one that is wanted. The answer has them as events, in the form of
	// GetExecutionHistory, as many as fit into a message, and in next the ID of the first one
	// that did not. What came before a workflow continued as new, or was redriven, is asked of
	// that run, whose ID before tells.
	QueryHistory = "goasl.history"

	// QueryAwaits asks whether a task is awaited; its argument is the task token.
	QueryAwaits = "goasl.awaits"

	// QueryDefinition asks for the definition that the execution began with, in JSON; of an
	// execution of a Map Run it is that of the execution at the top.
	QueryDefinition = "goasl.definition"

	// QuerySaved asks for the execution as it is: what its workflow could start with now. The
	// client reads its Map Runs, and what a redrive would come to, from that.
	QuerySaved = "goasl.saved"

	// QueryActivity asks for a task that a worker of an activity is to do, as long as the cluster
	// has it; its arguments are the ID of the Temporal activity, as a number, and the ARN of the
	// activity. The answer has the token and the input of the task, nothing if none waits.
	QueryActivity = "goasl.activity"

	// QueryWaits asks whether a state waits for a time; its argument is the ID of the event by
	// which it was entered.
	QueryWaits = "goasl.waits"
)

func (d *driver) answerQueries(ctx workflow.Context) error {
	for _, q := range []struct {
		name   string
		answer any
	}{
		{QueryDescription, func() (converter.RawValue, error) {
			is := d.run.Describe()
			return payloadOf(descriptionText(&is)), nil
		}},
		{QueryDefinition, func() (converter.RawValue, error) { return payloadOf(d.start.Definition), nil }},
		{QueryHistory, func(from int64) (converter.RawValue, error) { return payloadOf(d.history(from)), nil }},
		{QueryAwaits, func(token string) (bool, error) { _, ok := d.run.Redeem(token); return ok, nil }},
		{QuerySaved, func() (converter.RawValue, error) { text, err := d.saved(); return payloadOf(text), err }},
		{QueryActivity, func(id int64, activity string) (converter.RawValue, error) {
			return payloadOf(d.activityTask(id, activity)), nil
		}},
		{QueryWaits, func(event int64) (bool, error) { return d.run.Waits(event), nil }},
	} {
		if err := workflow.SetQueryHandler(ctx, q.name, q.answer); err != nil {
			return err
		}
	}
	return nil
}

// runBefore returns the ID of the run that this one goes on with, "" if there is none.
func (d *driver) runBefore() string {
	return cmp.Or(workflow.GetInfo(d.ctx).ContinuedExecutionRunID, d.start.Origin.Before)
}

// ownEvents returns the events of this run. The first one of an execution is in no snapshot, but in
// those of older versions.
func (d *driver) ownEvents() []history.Event {
	if o := &d.start.Origin; o.Runs > 0 || o.Before != "" || len(d.events) > 0 && d.events[0].ID == 1 {
		return d.events
	}
	return append([]history.Event{d.run.Describe().StartEvent()}, d.events...)
}

// history returns events of this run from an ID on, as the answer of QueryHistory.
func (d *driver) history(from int64) []byte {
	text := jsonvalue.AppendString([]byte(`{"before":`), d.runBefore())
	text, n := append(text, `,"events":[`...), 0
	for _, e := range d.ownEvents() {
		if e.ID < from {
			continue
		}
		event := e.AppendJSON(nil)
		if n > 0 && len(text)+len(event) > d.payload {
			return append(strconv.AppendInt(append(text, `],"next":`...), e.ID, 10), '}')
		}
		if n++; n > 1 {
			text = append(text, ',')
		}
		text = append(text, event...)
	}
	return append(text, "]}"...)
}

// activityTask returns a task, as the answer of QueryActivity.
func (d *driver) activityTask(id int64, activity string) []byte {
	c := d.calls[id]
	if c == nil || !c.isActivity() || c.cancel == nil || c.task.Resource != activity {
		return []byte("{}")
	}
	text := jsonvalue.AppendString([]byte(`{"token":`), d.run.Token(id))
	return append(c.task.Input.Append(append(text, `,"input":`...)), '}')
}
