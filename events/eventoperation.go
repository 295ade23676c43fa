package events

import (
	"context"
	"encoding/json"
	"errors"
	"math"
	"strings"
	"time"

	"github.com/goasl/goasl/jsonvalue"
)

// entry is an event of PutEvents.
type entry struct {
	Time                                     *float64 // seconds since 1970
	Source, DetailType, Detail, EventBusName string
	Resources                                []string
}

// entryResult is what has become of an entry.
type entryResult struct {
	EventId      string `json:",omitempty"`
	ErrorCode    string `json:",omitempty"`
	ErrorMessage string `json:",omitempty"`
}

type putEventsInput struct{ Entries []entry }

type putEventsOutput struct {
	FailedEntryCount int
	Entries          []entryResult
}

func putEvents(ctx context.Context, b *Bus, in putEventsInput) (any, error) {
	if err := in.check(); err != nil {
		return nil, err
	}
	var out putEventsOutput
	for _, e := range in.Entries {
		result := e.put(ctx, b)
		if result.ErrorCode != "" {
			out.FailedEntryCount++
		}
		out.Entries = append(out.Entries, result)
	}
	return out, nil
}

// check returns an exception if the whole request is refused.
func (in putEventsInput) check() error {
	var c constraints
	c.count("entries", "length", len(in.Entries), 10)
	if err := c.err(); err != nil {
		return err
	}
	size, complete := 0, false
	for _, e := range in.Entries {
		size += e.event().size()
		complete = complete || e.missing() == ""
	}
	switch {
	case size > maxInput:
		return invalid("Total size of the entries in the request is over the limit.")
	case !complete:
		return invalid(required(in.Entries[0].missing()))
	}
	return nil
}

// missing returns the name of a member that is missing, "" if none is.
func (e entry) missing() string {
	switch {
	case e.Source == "":
		return "Source"
	case e.DetailType == "":
		return "DetailType"
	case e.Detail == "":
		return "Detail"
	}
	return ""
}

// event returns the entry as an event, whose Detail may not be JSON.
func (e entry) event() Event {
	event := Event{Source: e.Source, DetailType: e.DetailType, Resources: e.Resources, Detail: json.RawMessage(e.Detail)}
	if e.Time != nil {
		seconds := math.Floor(min(max(*e.Time, 0), 253_402_300_799)) // up to the year 9999
		event.Time = time.Unix(int64(seconds), 0)
	}
	return event
}

// put puts an entry. A failure is that of this entry, as those before it are put.
func (e entry) put(ctx context.Context, b *Bus) entryResult {
	detail, err := jsonvalue.ParseWithin([]byte(e.Detail), jsonvalue.Limits{Depth: maxDepth})
	name := e.missing()
	switch {
	case name != "":
		return entryResult{ErrorCode: "InvalidArgument", ErrorMessage: required(name)}
	case strings.HasPrefix(e.Source, "aws."):
		return entryResult{ErrorCode: "NotAuthorizedForSourceException", ErrorMessage: "Not authorized for the source."}
	case err != nil:
		return entryResult{ErrorCode: "MalformedDetail", ErrorMessage: "Detail is malformed."}
	case detail.Kind() != jsonvalue.Object:
		id := newID()
		// EventBridge takes such an event, and does not deliver it.
		b.logger.Error("an event is not delivered", "event", id, "source", e.Source, "error", e.event().check())
		return entryResult{EventId: id}
	}
	id, err := b.Put(ctx, e.EventBusName, e.event())
	var refused *Exception
	switch {
	case errors.As(err, &refused):
		return entryResult{ErrorCode: refused.Code, ErrorMessage: refused.Message}
	case err != nil:
		return entryResult{ErrorCode: "InternalFailure", ErrorMessage: err.Error()}
	}
	return entryResult{EventId: id}
}

type testEventPatternInput struct{ EventPattern, Event string }

// needed are the members that EventBridge wants of an event in TestEventPattern.
var needed = []string{"id", "account", "source", "time", "region", "resources", "detail-type"}

func testEventPattern(_ context.Context, _ *Bus, in testEventPatternInput) (any, error) {
	p, err := ParsePattern(in.EventPattern)
	if err != nil {
		return nil, err
	}
	event, err := jsonvalue.ParseString(in.Event)
	if err != nil || event.Kind() != jsonvalue.Object {
		return nil, invalid("Parameter Event is not valid.")
	}
	for _, name := range needed {
		if !event.Get(name).Exists() {
			return nil, invalid("Parameter Event is not valid. Reason: " + name + " is a required argument.")
		}
	}
	return struct{ Result bool }{p.matches(event)}, nil
}
