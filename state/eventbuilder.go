package state

import (
	"slices"
	"sort"

	"github.com/goasl/goasl/history"
	"github.com/goasl/goasl/jsonvalue"
)

// eventBuilder builds events from the entries of a [Log].
type eventBuilder struct {
	machine  *Machine
	region   string    // of the services that tasks call
	contents *contents // that the entries are in
}

// append appends the events of c with the numbers from ≤ n < to. first is the ID of the
// first event of c.
func (b *eventBuilder) append(events []history.Event, c *contents, first int64, from, to int) []history.Event {
	to = min(to, c.size())
	if from >= to {
		return events
	}
	b.contents = c
	events = slices.Grow(events, to-from)
	at := max(0, sort.Search(len(c.full), func(i int) bool { return c.full[i].start > from })-1)
	for n := from; n < to; at++ {
		block := c.current
		if at < len(c.full) {
			block = c.full[at]
		}
		for ; n < to && n < block.start+len(block.entries); n++ {
			events = append(events, b.event(first+int64(n), &block.entries[n-block.start]))
		}
	}
	return events
}

func (b *eventBuilder) event(id int64, e *entry) history.Event {
	event := history.Event{ID: id, PreviousEventID: id - int64(e.distance), Timestamp: b.contents.times[e.time].time()}
	if e.distance < 0 {
		event.PreviousEventID = b.contents.longLinks[-1-e.distance]
	}
	if e.code < 0 {
		d := b.contents.detailed[-1-e.code]
		event.Type, event.Details = d.kind, d.details
		return event
	}
	event.Type, event.Details = b.make(e)
	return event
}

// make returns type and details of an event that has a compact entry.
func (b *eventBuilder) make(e *entry) (history.Type, history.Details) {
	s := e.code.state(b.machine)
	base := s.base()
	switch e.code.kind() {
	case entered:
		return base.boundary.entered, &history.StateEntered{Name: base.name, Input: b.payload(e)}
	case exited:
		return base.boundary.exited, &history.StateExited{Name: base.name, Output: b.payload(e)}
	case iterationStarted:
		return history.TypeMapIterationStarted, &history.MapIteration{Name: base.name, Index: int(e.index)}
	case iterationSucceeded:
		return history.TypeMapIterationSucceeded, &history.MapIteration{Name: base.name, Index: int(e.index)}
	}
	task := s.(*Task)
	res := &task.resource
	types := taskEvents[res.kind]
	switch e.code.kind() {
	case scheduled:
		return types.scheduled, res.scheduled(b.region, b.value(e), task.Timeout.fixed, task.Heartbeat.fixed, history.TaskCredentials{})
	case started:
		if res.kind != Service {
			return types.started, nil
		}
		return types.started, res.progress(history.Payload{})
	default:
		return types.succeeded, res.progress(b.payload(e))
	}
}

// value returns the input or output of an event, none if it has neither.
func (b *eventBuilder) value(e *entry) jsonvalue.Value {
	if e.index < 0 {
		return jsonvalue.Value{}
	}
	return b.contents.values[e.index]
}

func (b *eventBuilder) payload(e *entry) history.Payload { return history.Payload{Value: b.value(e)} }
