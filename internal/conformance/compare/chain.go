package compare

import (
	"strconv"

	"github.com/goasl/goasl/history"
)

// chain is a part of a history in which order is fixed. A sequential execution is
// one chain; each branch or iteration of those that ran at once has its own.
type chain struct {
	events []*event
	fork   *fork  // that it is a branch or iteration of; nil for the outermost
	key    string // the iteration's index, or the branch's first state
}

// fork is one attempt of a Map or Parallel state of which several iterations or
// branches ran at once.
type fork struct {
	started *event
	parent  *chain
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

// outer returns the chain around c, nil for the outermost.
func (c *chain) outer() *chain {
	if c.fork == nil {
		return nil
	}
	return c.fork.parent
}

// tree is a history taken apart into chains.
type tree struct {
	root    *chain
	chains  []*chain // an outer one before those inside it
	of      map[int64]*chain
	forks   map[int64]*fork // by the id of the Started event
	events  map[int64]*event
	threads map[*history.Thread]*chain
}

// treeOf takes a history apart. It copes with any history whose ids pass
// checkIDs; one that makes no sense gives chains that make none.
func treeOf(events []*event) *tree {
	t := &tree{
		root: new(chain), of: map[int64]*chain{}, forks: map[int64]*fork{}, events: map[int64]*event{},
		threads: map[*history.Thread]*chain{},
	}
	t.chains = []*chain{t.root}
	line := history.NewTimeline()
	for _, e := range events {
		t.events[e.id] = e
		line.Add(e.plain())
	}
	for _, e := range events {
		thread, _ := line.At(e.id)
		c := t.chain(thread)
		c.events = append(c.events, e)
		t.of[e.id] = c
	}
	return t
}

// chain returns the chain of a thread. Where iterations run one after the other
// it is that of the state around them.
func (t *tree) chain(thread *history.Thread) *chain {
	if thread.Outer == nil {
		return t.root
	}
	c := t.threads[thread]
	if c == nil {
		if c = t.chain(thread.Outer.Thread); ranAtOnce(thread.Attempt) {
			c = t.begin(thread, c)
		}
		t.threads[thread] = c
	}
	return c
}

// ranAtOnce reports whether several iterations or branches begin right after the
// Started event. Where AWS runs one iteration after the other, only the first one
// does; the others follow on their predecessor.
func ranAtOnce(a *history.Attempt) bool {
	n := 0
	for _, thread := range a.Threads {
		if thread.Began.PreviousEventID == a.Began.ID {
			n++
		}
	}
	return n > 1
}

// begin adds a chain to a fork. State names are unique in a state machine, so two
// branches cannot begin alike; if they do, they are told apart by their order.
func (t *tree) begin(thread *history.Thread, parent *chain) *chain {
	started := thread.Attempt.Began.ID
	f := t.forks[started]
	if f == nil {
		f = &fork{started: t.events[started], parent: parent}
		t.forks[started] = f
	}
	key := strconv.Itoa(thread.Index)
	if !f.isMap() && len(thread.Visits) > 0 {
		key = thread.Visits[0].Name
	}
	for n, first := 2, key; f.byKey(key) != nil; n++ {
		key = first + " " + strconv.Itoa(n)
	}
	c := &chain{fork: f, key: key}
	f.chains = append(f.chains, c)
	t.chains = append(t.chains, c)
	return c
}

// plain is the event as far as a timeline looks at it.
func (e *event) plain() history.Event {
	plain := history.Event{ID: e.id, PreviousEventID: e.prev, Type: history.Type(e.kind)}
	switch {
	case e.enters():
		plain.Details = &history.StateEntered{Name: e.state()}
	case e.exits():
		plain.Details = &history.StateExited{Name: e.state()}
	case e.kind == "MapIterationStarted":
		index, _ := e.details.Get("index").Int64()
		plain.Details = &history.MapIteration{Name: e.state(), Index: int(index)}
	case e.kind == "MapIterationSucceeded":
		plain.Details = &history.MapIteration{Name: e.state()}
	case e.kind == "EvaluationFailed":
		plain.Details = &history.EvaluationFailed{State: e.details.Get("state").Text()}
	}
	return plain
}
