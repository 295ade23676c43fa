package asltest

import (
	"cmp"
	"slices"
	"sync"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/history"
)

// trail collects the events of an execution, and of the executions that its distributed
// Maps start. It is safe for concurrent use.
type trail struct {
	mu         sync.Mutex
	executions []*asl.Execution // the one at the top is the first
	events     map[*asl.Execution][]history.Event
	count      int // of all events
}

func newTrail() *trail { return &trail{events: map[*asl.Execution][]history.Event{}} }

// observe notes an event. It returns the number of events so far.
func (t *trail) observe(x *asl.Execution, e history.Event) int {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.events[x] == nil {
		t.executions = append(t.executions, x)
	}
	t.events[x] = append(t.events[x], e)
	t.count++
	return t.count
}

// main returns the history of the execution at the top.
func (t *trail) main() []history.Event {
	t.mu.Lock()
	defer t.mu.Unlock()
	if len(t.executions) == 0 {
		return nil
	}
	return slices.Clone(t.events[t.executions[0]])
}

// items returns the executions that Map Runs have started, by their places.
func (t *trail) items() []*asl.Execution {
	t.mu.Lock()
	defer t.mu.Unlock()
	if len(t.executions) == 0 {
		return nil
	}
	all := slices.Clone(t.executions[1:])
	slices.SortStableFunc(all, func(a, b *asl.Execution) int {
		return slices.CompareFunc(a.Items(), b.Items(), func(a, b asl.MapIndex) int {
			return cmp.Or(cmp.Compare(a.State, b.State), cmp.Compare(a.Index, b.Index))
		})
	})
	return all
}

// timeline shows what happened in all of them: the executions of a Map Run are as
// iterations of the Map.
func (t *trail) timeline() *history.Timeline {
	m := merging{byMapRun: map[string][]*asl.Execution{}, events: map[*asl.Execution][]history.Event{}}
	for _, x := range t.items() {
		m.byMapRun[x.Describe().MapRun] = append(m.byMapRun[x.Describe().MapRun], x)
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	for x, events := range t.events {
		m.events[x] = slices.Clone(events)
	}
	if len(t.executions) > 0 {
		m.add(t.events[t.executions[0]], map[int64]int64{})
	}
	return history.NewTimeline(m.merged...)
}

// merging makes one history of several.
type merging struct {
	byMapRun map[string][]*asl.Execution // in order
	events   map[*asl.Execution][]history.Event
	merged   []history.Event
}

// add adds events. ids has the new IDs of events, by those in their own history.
func (m *merging) add(events []history.Event, ids map[int64]int64) {
	for _, e := range events {
		id := m.append(e, ids[e.PreviousEventID])
		ids[e.ID] = id
		if run, ok := e.Details.(*history.MapRun); ok && e.Type == history.TypeMapRunStarted {
			for _, x := range m.byMapRun[run.MapRunArn] {
				m.addItem(x, id)
			}
		}
	}
}

// addItem adds the events of an execution of a Map Run.
func (m *merging) addItem(x *asl.Execution, mapRun int64) {
	events := m.events[x]
	if len(events) == 0 {
		return
	}
	place := x.Items()[len(x.Items())-1]
	of := &history.MapIteration{Name: place.State, Index: place.Index}
	begin, end := events[0], events[len(events)-1]
	begin.Type, begin.Details = history.TypeMapIterationStarted, of
	first := m.append(begin, mapRun)
	ids := map[int64]int64{0: first, events[0].ID: first} // the first state follows from no event
	last := len(events)
	switch end.Type {
	case history.TypeExecutionSucceeded:
		end.Type = history.TypeMapIterationSucceeded
	case history.TypeExecutionFailed, history.TypeExecutionTimedOut:
		end.Type = history.TypeMapIterationFailed
	case history.TypeExecutionAborted:
		end.Type = history.TypeMapIterationAborted
	default: // it has not ended
		m.add(events[1:], ids)
		return
	}
	last--
	m.add(events[1:last], ids)
	end.Details = of
	m.append(end, ids[end.PreviousEventID])
}

// append adds an event that follows from another one, and returns its new ID.
func (m *merging) append(e history.Event, previous int64) int64 {
	e.ID, e.PreviousEventID = int64(len(m.merged)+1), previous
	m.merged = append(m.merged, e)
	return e.ID
}

// endOf is the visit in which an execution of a Map Run ended, nil if there is none.
func endOf(t *history.Timeline, x *asl.Execution) (end *history.Visit) {
	last := x.Items()[len(x.Items())-1]
	for _, v := range t.Visits {
		if of := v.Thread; of.Outer != nil && of.Outer.Name == last.State && of.Index == last.Index {
			end = v
		}
	}
	return end
}
