// Package history has the events of an execution's history, as GetExecutionHistory of
// Step Functions returns them, as data and as JSON.
//
// An [Event] refers to the values that it reports, and encodes them when it is written.
// Events and details are plain data. They may be shared by goroutines once they are not
// changed any more.
//
// [Read] reads whole histories as the AWS CLI prints them. A [Timeline] shows what
// happened in a history: the states that were entered, their attempts, branches and
// iterations.
//
// The JSON has the same members as the service's. Only timestamps differ between the
// service's clients: here a timestamp is RFC 3339 text in UTC with milliseconds,
// "2026-11-22T17:00:00.123Z", which is the time that the AWS CLI prints. [Parse] reads
// RFC 3339 with any offset and precision, and the numbers of the service's protocol,
// which are seconds since 1970.
package history

import (
	"fmt"
	"math"
	"strconv"
	"time"

	"github.com/goasl/goasl/jsonvalue"
)

// Event is one event of an execution's history.
type Event struct {
	ID              int64     // from 1, without gaps
	PreviousEventID int64     // the event that this one follows from; 0 for none
	Timestamp       time.Time // in UTC; written in milliseconds
	Type            Type
	Details         Details // nil if the type has none
}

// Details are what an event reports beyond its type. They are pointers to structs of
// this package; there are no others. Several types share a struct, so that the meaning
// of the details also depends on the type of the event.
type Details interface {
	// details writes or reads the members, as c says.
	details(c codec) codec
}

const timestampLayout = `"2006-01-02T15:04:05.000Z"`

// AppendJSON appends the event to dst, as a JSON object in the form of
// GetExecutionHistory as clients of the service show it: with a timestamp in RFC 3339.
func (e Event) AppendJSON(dst []byte) []byte {
	dst = append(dst, `{"timestamp":`...)
	dst = e.Timestamp.UTC().AppendFormat(dst, timestampLayout)
	return e.appendMembers(dst, allData)
}

// AppendAPI appends the event to dst, as a JSON object in the form of the service's
// protocol: the timestamp is in seconds since 1970, with milliseconds. Without data the inputs,
// outputs, parameters and variables are left out, as GetExecutionHistory does if
// includeExecutionData is false.
func (e Event) AppendAPI(dst []byte, withData bool) []byte {
	dst = append(dst, `{"timestamp":`...)
	dst = strconv.AppendFloat(dst, float64(e.Timestamp.UnixMilli())/1000, 'f', 3, 64)
	data := noData
	if withData {
		data = allData
	}
	return e.appendMembers(dst, data)
}

// appendMembers appends what follows the timestamp.
func (e Event) appendMembers(dst []byte, data data) []byte {
	dst = append(dst, `,"type":`...)
	dst = jsonvalue.AppendString(dst, string(e.Type))
	dst = append(dst, `,"id":`...)
	dst = strconv.AppendInt(dst, e.ID, 10)
	dst = append(dst, `,"previousEventId":`...)
	dst = strconv.AppendInt(dst, e.PreviousEventID, 10)
	if e.Details != nil {
		dst = append(dst, `,"`...)
		dst = e.Type.appendKey(dst)
		dst = append(dst, `":`...)
		dst = e.appendDetails(dst, data)
	}
	return append(dst, '}')
}

// AppendDetails appends the details to dst, as a JSON object, {} if there are none.
func (e Event) AppendDetails(dst []byte) []byte { return e.appendDetails(dst, allData) }

func (e Event) appendDetails(dst []byte, data data) []byte {
	c := codec{dst: append(dst, '{'), data: data}
	if e.Details != nil {
		c = e.Details.details(c)
	}
	return c.close()
}

// MarshalJSON returns what [Event.AppendJSON] appends. The error is always nil.
// json.Marshal escapes "<", ">" and "&" in it.
func (e Event) MarshalJSON() ([]byte, error) { return e.AppendJSON(nil), nil }

// UnmarshalJSON sets e to what [Parse] returns.
func (e *Event) UnmarshalJSON(text []byte) error {
	parsed, err := Parse(text)
	if err == nil {
		*e = parsed
	}
	return err
}

// Parse reads an event, which is a JSON object in the form of [Event.AppendJSON], of
// the service or of its clients. It gives back an event that AppendJSON has written,
// but for the parts of the timestamp below milliseconds. The error says which member is
// wrong: an unknown type or member, details of another type, a payload that is not
// JSON. It wraps a *[jsonvalue.SyntaxError] or a *[jsonvalue.LimitError] if the text,
// or a payload in it, is not JSON.
func Parse(text []byte) (Event, error) {
	v, err := jsonvalue.Parse(text)
	if err != nil {
		return Event{}, fmt.Errorf("history: %w", err)
	}
	e, err := read(v)
	if err != nil {
		return Event{}, fmt.Errorf("history: event %d: %w", e.ID, err)
	}
	return e, nil
}

func read(v jsonvalue.Value) (Event, error) {
	var err error
	in := field{v: v, err: &err}.object()
	e := Event{
		ID:              in.required("id").whole(math.MaxInt64),
		PreviousEventID: in.optional("previousEventId").whole(math.MaxInt64),
		Timestamp:       in.required("timestamp").timestamp(),
		Type:            Type(in.required("type").text()),
	}
	details, ok := e.Type.newDetails()
	if !ok {
		in.failf("unknown event type %.60q", e.Type)
	}
	if details != nil {
		if f := in.optional(string(e.Type.appendKey(nil))); f.exists() {
			details.details(codec{in: f.object()}).in.end()
			e.Details = details
		}
	}
	in.end()
	return e, err
}
