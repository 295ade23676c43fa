package history

import (
	"slices"
	"strconv"
	"strings"

	"github.com/goasl/goasl/jsonvalue"
)

// LogRecord is the record of an event in CloudWatch Logs. The last record of an EXPRESS
// execution is all that the service keeps of the execution's end. The [Level] decides
// which events have a record.
type LogRecord struct {
	Event        Event
	ExecutionArn string
	RedriveCount int // how often the execution was redriven before the event

	// IncludeExecutionData adds inputs, outputs, parameters and variables to the
	// record.
	// Step Functions: names, roles, errors and causes are there without it.
	IncludeExecutionData bool
}

// AppendJSON appends the record to dst, as a JSON object in the form of the service:
// numbers are strings, the timestamp is in milliseconds since 1970, and the details are
// in the member "details" whatever their type, {} if the event has none.
//
// Step Functions: an input or output of more than 248 KiB, with escapes, is truncated.
// The rest is not JSON any more.
func (r LogRecord) AppendJSON(dst []byte) []byte {
	dst = append(dst, `{"details":`...)
	dst = r.appendDetails(dst)
	dst = append(dst, `,"redrive_count":"`...)
	dst = strconv.AppendInt(dst, int64(r.RedriveCount), 10)
	dst = append(dst, `","id":"`...)
	dst = strconv.AppendInt(dst, r.Event.ID, 10)
	dst = append(dst, `","type":`...)
	dst = jsonvalue.AppendString(dst, string(r.Event.Type))
	dst = append(dst, `,"previous_event_id":"`...)
	dst = strconv.AppendInt(dst, r.Event.PreviousEventID, 10)
	dst = append(dst, `","event_timestamp":"`...)
	dst = strconv.AppendInt(dst, r.Event.Timestamp.UnixMilli(), 10)
	dst = append(dst, `","execution_arn":`...)
	dst = jsonvalue.AppendString(dst, r.ExecutionArn)
	return append(dst, '}')
}

// MarshalJSON returns what [LogRecord.AppendJSON] appends. The error is always nil.
// json.Marshal escapes "<", ">" and "&" in it.
func (r LogRecord) MarshalJSON() ([]byte, error) { return r.AppendJSON(nil), nil }

// appendDetails appends the details with their members sorted by name.
func (r LogRecord) appendDetails(dst []byte) []byte {
	data := noData
	if r.IncludeExecutionData {
		data = loggedData
	}
	details, err := jsonvalue.Parse(r.Event.appendDetails(nil, data))
	if err != nil { // cannot be: it was written just now
		return append(dst, "{}"...)
	}
	members := make([]jsonvalue.Member, 0, details.Len())
	for name, v := range details.Members() {
		members = append(members, jsonvalue.Member{Name: name, Value: v})
	}
	slices.SortFunc(members, func(a, b jsonvalue.Member) int { return strings.Compare(a.Name, b.Name) })
	return jsonvalue.OfObject(members).Append(dst)
}

// maxLogged is the length limit of a payload in a log record, in bytes with escapes.
const maxLogged = 248 << 10

// truncated returns the part of a payload's text that a log record takes.
func truncated(text string) string {
	const longestEscape = len(`\u0000`)
	if len(text) <= maxLogged/longestEscape {
		return text
	}
	var escaped []byte
	room := maxLogged + len(`""`)
	for i, char := range text {
		escaped = jsonvalue.AppendString(escaped[:0], string(char))
		room -= len(escaped) - len(`""`)
		if room < len(`""`) {
			return text[:i]
		}
	}
	return text
}
