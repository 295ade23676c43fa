package compare

import (
	"fmt"
	"strings"

	"github.com/goasl/goasl/history"
	"github.com/goasl/goasl/jsonvalue"
)

// event is one event of a history.
type event struct {
	id, prev int64
	hidden   bool // the recorder removed its id and link
	kind     string
	key      string          // "stateEnteredEventDetails", "" if it has no details
	details  jsonvalue.Value // none if it has none
	raw      jsonvalue.Value
}

// eventOf reads an event in the form of GetExecutionHistory.
func eventOf(v jsonvalue.Value) (*event, error) {
	e := &event{raw: v}
	for name, member := range v.Members() {
		ok := true
		switch {
		case name == "id" && member.Kind() == jsonvalue.Array:
			e.hidden = true
		case name == "id":
			e.id, ok = member.Int64()
		case name == "previousEventId":
			e.prev, ok = member.Int64()
		case name == "type":
			e.kind, ok = member.Text(), member.Kind() == jsonvalue.String
		case name == "timestamp" || name == "__type":
		case strings.HasSuffix(name, "EventDetails"):
			ok = e.key == "" && member.Kind() == jsonvalue.Object
			e.key, e.details = name, member
		default:
			ok = false
		}
		if !ok {
			return nil, fmt.Errorf("event with %s: %s", name, member.Preview(60))
		}
	}
	if e.kind == "" {
		return nil, fmt.Errorf("event without a type: %s", v.Preview(60))
	}
	return e, nil
}

func eventsOf(list []jsonvalue.Value) ([]*event, error) {
	events := make([]*event, len(list))
	for i, v := range list {
		e, err := eventOf(v)
		if err != nil {
			return nil, fmt.Errorf("entry %d: %w", i+1, err)
		}
		events[i] = e
	}
	return events, nil
}

// state returns the name in the details of an event that enters or leaves a state.
func (e *event) state() string { return e.details.Get("name").Text() }

// shape returns the event without its data: its type, and the state or the iteration
// that it belongs to.
func (e *event) shape() string {
	switch {
	case e.enters() || e.exits():
		return e.kind + " of " + e.state()
	case strings.HasPrefix(e.kind, "MapIteration"):
		return e.kind + " " + e.details.Get("index").String()
	}
	return e.kind
}

// enters reports whether the event enters a state, exits whether it leaves one.
func (e *event) enters() bool { return strings.HasSuffix(e.kind, "StateEntered") }
func (e *event) exits() bool  { return strings.HasSuffix(e.kind, "StateExited") }

// checkIDs returns an error unless ids run from 1 without gaps and every link leads
// back.
func checkIDs(events []*event) error {
	for i, e := range events {
		switch {
		case e.hidden || e.id != int64(i+1):
			return fmt.Errorf("event %d (%s) has the id %d", i+1, e.kind, e.id)
		case e.prev < 0 || e.prev >= e.id:
			return fmt.Errorf("event %d (%s) has the previousEventId %d", e.id, e.kind, e.prev)
		}
	}
	return nil
}

// TimelineOf takes a recorded history apart.
func TimelineOf(list []jsonvalue.Value) (*history.Timeline, error) {
	events, err := eventsOf(list)
	if err != nil {
		return nil, err
	}
	line := history.NewTimeline()
	for _, e := range events {
		line.Add(e.plain())
	}
	return line, nil
}
