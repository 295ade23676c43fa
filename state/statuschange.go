package state

import (
	"time"

	"github.com/goasl/goasl/jsonvalue"
)

// maxSent is the limit for input and output in an event of EventBridge, in bytes with
// escapes.
const maxSent = 248 << 10

// AppendStatusChange appends to dst the event "Step Functions Execution Status Change"
// as EventBridge gets it when an execution starts, is redriven or ends. The event is
// JSON. id is its ID, a UUID that the driver makes.
//
// Step Functions: only STANDARD executions send the event; the end of an EXPRESS
// execution is in a [history.LogRecord]. Dates are milliseconds since 1970. If input
// and output together are longer than 248 KiB with their escapes, the input is left
// out; the output is left out, too, if it is longer by itself.
func (d Description) AppendStatusChange(dst []byte, id string) []byte {
	at := d.Started
	switch {
	case d.Status != Running:
		at = d.Ended
	case !d.RedriveDate.IsZero():
		at = d.RedriveDate
	}
	return jsonvalue.OfObject([]jsonvalue.Member{
		member("version", text("0")),
		member("id", text(id)),
		member("detail-type", text("Step Functions Execution Status Change")),
		member("source", text("aws.states")),
		member("account", text(d.Identity.OrDefault().Account)),
		member("time", text(at.UTC().Format(time.RFC3339))),
		member("region", text(d.Identity.OrDefault().Region)),
		member("resources", jsonvalue.OfArray([]jsonvalue.Value{text(d.ARN)})),
		member("detail", d.changeDetail()),
	}).Append(dst)
}

// changeDetail returns the event's detail, which is much like DescribeExecution.
// Step Functions: absent members are null.
func (d Description) changeDetail() jsonvalue.Value {
	stop := jsonvalue.NullValue
	if d.Status != Running {
		stop = jsonvalue.OfInt(d.Ended.UnixMilli())
	}
	redrive := jsonvalue.NullValue
	if !d.RedriveDate.IsZero() {
		redrive = jsonvalue.OfInt(d.RedriveDate.UnixMilli())
	}
	var failure Failure
	if d.Failure != nil {
		failure = *d.Failure
	}
	input, output := payloadOf(d.Input.String()), payloadOf(d.Output.String())
	output.fit(output.size)
	input.fit(input.size + output.size)
	status, reason := d.Redrive()
	return jsonvalue.OfObject(append(d.identityMembers(),
		member("startDate", jsonvalue.OfInt(d.Started.UnixMilli())),
		member("stopDate", stop),
		member("input", input.text),
		member("output", output.text),
		member("stateMachineVersionArn", orNull(d.Identity.VersionARN())),
		member("stateMachineAliasArn", orNull(d.Identity.AliasARN())),
		member("redriveCount", jsonvalue.OfInt(int64(d.RedriveCount))),
		member("redriveDate", redrive),
		member("redriveStatus", text(string(status))),
		member("redriveStatusReason", orNull(reason)),
		member("inputDetails", input.details),
		member("outputDetails", output.details),
		member("error", textOrNull(failure.Error)),
		member("cause", textOrNull(failure.Cause)),
	))
}

// sentPayload is a payload as an event of EventBridge has it.
type sentPayload struct {
	text, details jsonvalue.Value
	size          int // with its escapes
}

func payloadOf(s string) sentPayload {
	if s == "" {
		return sentPayload{text: jsonvalue.NullValue, details: jsonvalue.NullValue}
	}
	return sentPayload{text: text(s), details: included(true), size: escapedLen(s)}
}

// fit leaves the payload out if what is to be sent is too large with it.
func (p *sentPayload) fit(size int) {
	if size > maxSent && p.details.Kind() != jsonvalue.Null {
		p.text, p.details = jsonvalue.NullValue, included(false)
	}
}

// orNull is a text, null if it is empty.
func orNull(s string) jsonvalue.Value {
	if s == "" {
		return jsonvalue.NullValue
	}
	return text(s)
}

// escapedLen returns the length of a text inside a JSON string.
func escapedLen(s string) int { return len(jsonvalue.AppendString(nil, s)) - len(`""`) }
