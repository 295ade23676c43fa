package compare

import (
	"strconv"
	"strings"

	"github.com/goasl/goasl/history"
)

// chain is a part of a history in which order is fixed. A sequential execution is
// one chain; each branch or iteration of those that ran at once has its own.
type chain struct {
	events []*event
	outer  *chain // nil for the outermost
	fork   *fork  // that it is a branch or iteration of; nil for the outermost
	key    string // the iteration's index, or the branch's first state
}

// fork is one attempt of a Map or Parallel state of which several iterations or
// branches ran at once.
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

// lastEnded returns the chain of the fork whose last event is the latest of all
// those before the event with that id, or nil.
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

// tree is a history taken apart into chains.
type tree struct {
	chains  []*chain // an outer one before those inside it
	of      map[int64]*chain
	forks   map[int64]*fork // by the id of the Started event
	threads map[*history.Thread]*chain
}

// treeOf takes a history apart. It copes with any history whose ids pass
// checkIDs; one that makes no sense gives chains that make none.
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

// chain returns the chain of a thread. Where iterations run one after the other it
// is that of the state around them: only the first one begins right after the
// Started event then, and the others follow on their predecessor.
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

// begin adds a chain to a fork. State names are unique in a state machine, so two
// branches cannot begin alike; if they do, they are told apart by their order.
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

// plain is the event as far as a timeline looks at it.
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
