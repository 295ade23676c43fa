package compare

import (
	"strconv"
	"strings"

	"github.com/goasl/goasl/history"
)

// chain is a part of a history in which the order is fixed. A sequential execution is
// one chain. Branches and iterations that ran concurrently have a chain each.
type chain struct {
	events []*event
	outer  *chain // nil for the outermost
	fork   *fork  // of which it is a branch or an iteration; nil for the outermost
	key    string // the iteration's index, or the branch's first state
}

// fork is an attempt of a Map or Parallel state of which several iterations or branches
// ran concurrently.
type fork struct {
	started *event
	chains  []*chain // in the order in which they began
}

func (f *fork) isMap() bool { return f.started.kind == "MapStateStarted" }

func (f *fork) byKey(key string) *chain {
	for _, c := range f.chains {
		if c.key == key {
			return c
		}
	}
	return nil
}

// lastEnded returns the chain of the fork that ended last before the event with that
// id, or nil.
func (f *fork) lastEnded(before int64) *chain {
	var last *chain
	var at int64
	for _, c := range f.chains {
		end := c.events[len(c.events)-1].id
		if end < before && end > at {
			last, at = c, end
		}
	}
	return last
}

// tree is a history divided into chains.
type tree struct {
	chains  []*chain // outer ones before inner ones
	of      map[int64]*chain
	forks   map[int64]*fork // by the id of the Started event
	threads map[*history.Thread]*chain
}

// treeOf divides a history into chains. It takes any history whose ids pass checkIDs;
// of one that makes no sense, the chains make none.
func treeOf(events []*event) *tree {
	timeline := history.NewTimeline()
	for _, e := range events {
		timeline.Add(e.plain())
	}
	root := &chain{}
	t := &tree{chains: []*chain{root}, of: map[int64]*chain{}, forks: map[int64]*fork{}, threads: map[*history.Thread]*chain{timeline.Main: root}}
	for _, e := range events {
		thread, _ := timeline.At(e.id)
		c := t.chain(thread, events)
		c.events = append(c.events, e)
		t.of[e.id] = c
	}
	return t
}

// chain returns the chain of a thread. If iterations ran one after the other, it is
// that of the state around them: then only the first one begins right after the Started
// event, and each of the others follows from the one before.
func (t *tree) chain(thread *history.Thread, events []*event) *chain {
	c := t.threads[thread]
	if c != nil {
		return c
	}
	c = t.chain(thread.Outer.Thread, events)
	started, n := thread.Attempt.Began.ID, 0
	for _, beside := range thread.Attempt.Threads {
		if beside.Began.PreviousEventID == started {
			n++
		}
	}
	if n > 1 {
		if t.forks[started] == nil {
			t.forks[started] = &fork{started: events[started-1]}
		}
		c = t.forks[started].begin(thread, c)
		t.chains = append(t.chains, c)
	}
	t.threads[thread] = c
	return c
}

// begin adds a chain to a fork. State names are unique in a machine, so no two branches
// begin with the same state; if two do, their order tells them apart.
func (f *fork) begin(thread *history.Thread, outer *chain) *chain {
	key := strconv.Itoa(thread.Index)
	if !f.isMap() && len(thread.Visits) > 0 {
		key = thread.Visits[0].Name
	}
	for n, first := 2, key; f.byKey(key) != nil; n++ {
		key = first + " " + strconv.Itoa(n)
	}
	f.chains = append(f.chains, &chain{outer: outer, fork: f, key: key})
	return f.chains[len(f.chains)-1]
}

// plain returns the event with what a timeline needs.
func (e *event) plain() history.Event {
	plain := history.Event{ID: e.id, PreviousEventID: e.prev, Type: history.Type(e.kind)}
	index, _ := e.details.Get("index").Int64()
	switch {
	case e.enters():
		plain.Details = &history.StateEntered{Name: e.state()}
	case e.exits():
		plain.Details = &history.StateExited{Name: e.state()}
	case strings.HasPrefix(e.kind, "MapIteration"):
		plain.Details = &history.MapIteration{Name: e.state(), Index: int(index)}
	case e.kind == "EvaluationFailed":
		plain.Details = &history.EvaluationFailed{State: e.details.Get("state").Text()}
	}
	return plain
}
