package state

import (
	"slices"
	"time"

	"github.com/goasl/goasl/jsonvalue"
)

// maxSent is how long input and output may be for EventBridge, escapes included.
const maxSent = 248 << 10

// AppendStatusChange appends the event that EventBridge is sent of the start and
// of the end of an execution to dst: "Step Functions Execution Status Change".
// The driver gives it an id, a UUID.
//
// Step Functions: only STANDARD executions send it, the end of an EXPRESS one is
// told by a [history.LogRecord]. Its dates are in milliseconds since 1970. If
// input and output together have more than 248 KiB with their escapes the input
// is left out, and the output, too, if it has more by itself.
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

// changeDetail tells what DescribeExecution tells.
// Step Functions: an end or an output that there is not is null.
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

// sentMembers are a payload, null if it does not fit, and whether it is there.
func sentMembers(name, payload string, fits bool) []jsonvalue.Member {
	v := jsonvalue.NullValue
	if fits {
		v = text(payload)
	}
	return []jsonvalue.Member{member(name, v), included(name, fits)}
}

// escapedLen is the length of a text inside a JSON string.
func escapedLen(s string) int { return len(jsonvalue.AppendString(nil, s)) - len(`""`) }
