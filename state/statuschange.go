package state

import (
	"slices"
	"time"

	"github.com/goasl/goasl/jsonvalue"
)

// maxSent is the limit for input and output in an event of EventBridge, in bytes with
// escapes.
const maxSent = 248 << 10

// AppendStatusChange appends to dst the event "Step Functions Execution Status Change"
// as EventBridge gets it when an execution starts or ends. The event is JSON. id is its
// ID, a UUID that the driver makes.
//
// Step Functions: only STANDARD executions send the event; the end of an EXPRESS
// execution is in a [history.LogRecord]. Dates are milliseconds since 1970. If input
// and output together are longer than 248 KiB with their escapes, the input is left
// out; the output is left out, too, if it is longer by itself.
func (d Description) AppendStatusChange(dst []byte, id string) []byte {
	at := d.Started
	if d.Status != Running {
		at = d.Ended
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
// Step Functions: an absent stop date or output is null.
func (d Description) changeDetail() jsonvalue.Value {
	stop := jsonvalue.NullValue
	if d.Status != Running {
		stop = jsonvalue.OfInt(d.Ended.UnixMilli())
	}
	size := escapedLen(d.Output.String())
	output := []jsonvalue.Member{member("output", jsonvalue.NullValue), member("outputDetails", jsonvalue.NullValue)}
	if d.Output.Exists() {
		output = sentMembers("output", d.Output.String(), size <= maxSent)
	}
	size += escapedLen(d.Input.String())
	return jsonvalue.OfObject(slices.Concat(
		d.identityMembers(),
		[]jsonvalue.Member{member("startDate", jsonvalue.OfInt(d.Started.UnixMilli())), member("stopDate", stop)},
		sentMembers("input", d.Input.String(), size <= maxSent), output,
		d.failureMembers(), d.versionMembers(), d.redriveMembers(),
	))
}

// sentMembers returns the members for a payload, which is null if it does not fit.
func sentMembers(name, payload string, fits bool) []jsonvalue.Member {
	v := jsonvalue.NullValue
	if fits {
		v = text(payload)
	}
	return []jsonvalue.Member{member(name, v), included(name, fits)}
}

// escapedLen returns the length of a text inside a JSON string.
func escapedLen(s string) int { return len(jsonvalue.AppendString(nil, s)) - len(`""`) }
