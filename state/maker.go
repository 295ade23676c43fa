package state

import (
	"slices"
	"sort"
	"time"

	"github.com/goasl/goasl/history"
	"github.com/goasl/goasl/jsonvalue"
)

// maker makes events of the entries of a Log.
type maker struct {
	machine *Machine
	region  string // of the services that tasks call
	page    *page  // that the entries are in

	instant instant   // the last one that was asked for
	now     time.Time // and the time that it is
}

// append appends the events of a page that have the numbers from ≤ n < to. first is
// the ID of the page's first event.
func (m *maker) append(events []history.Event, p *page, first int64, from, to int) []history.Event {
	to = min(to, p.size())
	if from >= to {
		return events
	}
	m.page = p
	events = slices.Grow(events, to-from)
	at := max(0, sort.Search(len(p.full), func(i int) bool { return p.full[i].start > from })-1)
	for n := from; n < to; at++ {
		b := p.filled
		if at < len(p.full) {
			b = p.full[at]
		}
		for ; n < to && n < b.start+len(b.entries); n++ {
			events = append(events, m.event(first+int64(n), &b.entries[n-b.start]))
		}
	}
	return events
}

func (m *maker) event(id int64, e *entry) history.Event {
	event := history.Event{ID: id, PreviousEventID: id - int64(e.back), Timestamp: m.time(e)}
	if e.back < 0 {
		event.PreviousEventID = m.page.far[-1-e.back]
	}
	if e.form < 0 {
		r := m.page.rare[-1-e.form]
		event.Type, event.Details = r.kind, r.details
		return event
	}
	event.Type, event.Details = m.make(e)
	return event
}

// make returns type and details of an event that has a form.
func (m *maker) make(e *entry) (history.Type, history.Details) {
	s := e.form.state(m.machine)
	c := s.base()
	switch e.form.part() {
	case entered:
		return c.passage.entered, &history.StateEntered{Name: c.name, Input: m.payload(e)}
	case exited:
		return c.passage.exited, &history.StateExited{Name: c.name, Output: m.payload(e)}
	case iterationStarted:
		return history.TypeMapIterationStarted, &history.MapIteration{Name: c.name, Index: int(e.what)}
	case iterationSucceeded:
		return history.TypeMapIterationSucceeded, &history.MapIteration{Name: c.name, Index: int(e.what)}
	}
	switch task := s.(*Task); task.resource.kind {
	case Service:
		return m.service(task, e)
	case Activity:
		return m.activity(task, e)
	default:
		return m.function(task, e)
	}
}

func (m *maker) service(s *Task, e *entry) (history.Type, history.Details) {
	switch res := &s.resource; e.form.part() {
	case scheduled:
		return history.TypeTaskScheduled, &history.TaskScheduled{
			ResourceType: res.service, Resource: res.action, Region: m.region,
			Parameters: m.value(e), TimeoutInSeconds: s.Timeout.fixed, HeartbeatInSeconds: s.Heartbeat.fixed,
		}
	case started:
		return history.TypeTaskStarted, &history.TaskStarted{ResourceType: res.service, Resource: res.action}
	default:
		return history.TypeTaskSucceeded, &history.TaskOutput{
			ResourceType: res.service, Resource: res.action, Output: m.payload(e),
		}
	}
}

// activity makes events of an activity's task, but for its start, which names the
// worker.
func (m *maker) activity(s *Task, e *entry) (history.Type, history.Details) {
	if e.form.part() == scheduled {
		return history.TypeActivityScheduled, &history.ActivityScheduled{
			Resource: s.resource.arn, Input: m.payload(e),
			TimeoutInSeconds: s.Timeout.fixed, HeartbeatInSeconds: s.Heartbeat.fixed,
		}
	}
	return history.TypeActivitySucceeded, &history.Success{Output: m.payload(e)}
}

func (m *maker) function(s *Task, e *entry) (history.Type, history.Details) {
	switch e.form.part() {
	case scheduled:
		return history.TypeLambdaFunctionScheduled, &history.LambdaFunctionScheduled{
			Resource: s.resource.arn, Input: m.payload(e), TimeoutInSeconds: s.Timeout.fixed,
		}
	case started:
		return history.TypeLambdaFunctionStarted, nil
	default:
		return history.TypeLambdaFunctionSucceeded, &history.Success{Output: m.payload(e)}
	}
}

// value is the value that an entry tells of.
func (m *maker) value(e *entry) jsonvalue.Value {
	if e.what < 0 {
		return jsonvalue.Value{}
	}
	return m.page.values[e.what]
}

// time is the time of an entry, mostly that of the one before.
func (m *maker) time(e *entry) time.Time {
	if at := m.page.times[e.time]; at != m.instant || m.now.IsZero() {
		m.instant, m.now = at, at.time()
	}
	return m.now
}

func (m *maker) payload(e *entry) history.Payload { return history.Payload{Value: m.value(e)} }
