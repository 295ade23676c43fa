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
	region  string   // of the services that tasks call
	page    *page    // that the entries are in
	details *details // nil until events are made

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
	if m.details == nil {
		m.details = new(details)
	}
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
	f := &m.machine.forms[e.form]
	event.Type = f.kind
	if f.fill != nil {
		event.Details = f.fill(m, f, e)
	}
	return event
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

func (m *maker) stateEntered(f *form, e *entry) history.Details {
	return m.details.entered.put(history.StateEntered{Name: f.name, Input: m.payload(e)})
}

func (m *maker) stateExited(f *form, e *entry) history.Details {
	return m.details.exited.put(history.StateExited{Name: f.name, Output: m.payload(e)})
}

func (m *maker) iterationStarted(f *form, e *entry) history.Details {
	return m.details.iterationStarted.put(history.MapIterationStarted{Name: f.name, Index: int(e.what)})
}

func (m *maker) iterationSucceeded(f *form, e *entry) history.Details {
	return m.details.iterationSucceeded.put(history.MapIterationSucceeded{Name: f.name, Index: int(e.what)})
}

func (m *maker) functionScheduled(f *form, e *entry) history.Details {
	return m.details.functionScheduled.put(history.LambdaFunctionScheduled{
		Resource: f.task.arn, Input: m.payload(e), TimeoutInSeconds: f.timeout,
	})
}

func (m *maker) functionSucceeded(_ *form, e *entry) history.Details {
	return m.details.functionSucceeded.put(history.LambdaFunctionSucceeded{Output: m.payload(e)})
}

func (m *maker) taskScheduled(f *form, e *entry) history.Details {
	return m.details.taskScheduled.put(history.TaskScheduled{
		ResourceType: f.task.service, Resource: f.task.action, Region: m.region,
		Parameters: m.value(e), TimeoutInSeconds: f.timeout, HeartbeatInSeconds: f.heartbeat,
	})
}

func (m *maker) taskStarted(f *form, _ *entry) history.Details {
	return m.details.taskStarted.put(history.TaskStarted{ResourceType: f.task.service, Resource: f.task.action})
}

func (m *maker) taskSucceeded(f *form, e *entry) history.Details {
	return m.details.taskSucceeded.put(history.TaskSucceeded{
		ResourceType: f.task.service, Resource: f.task.action, Output: m.payload(e),
	})
}

func (m *maker) activityScheduled(f *form, e *entry) history.Details {
	return &history.ActivityScheduled{
		Resource: f.task.arn, Input: m.payload(e), TimeoutInSeconds: f.timeout, HeartbeatInSeconds: f.heartbeat,
	}
}

func (m *maker) activitySucceeded(_ *form, e *entry) history.Details {
	return &history.ActivitySucceeded{Output: m.payload(e)}
}
