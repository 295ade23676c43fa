package compare

import (
	"strconv"
	"strings"
)

// chain is a part of a history in which order is fixed. A sequential execution is
// one chain; each branch or iteration of those that ran at once has its own.
type chain struct {
	events []*event
	fork   *fork  // that it is a branch or iteration of; nil for the outermost
	key    string // the iteration's index, or the branch's first state
	open   []openState
}

// openState is a state that was entered and not left.
type openState struct {
	name, kind string
	closed     bool // it failed or succeeded
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

// tree is a history taken apart into chains.
type tree struct {
	root   *chain
	chains []*chain // an outer one before those inside it
	of     map[int64]*chain
	forks  map[int64]*fork // by the id of the Started event
	events map[int64]*event
}

// treeOf takes a history apart. It copes with any history whose ids pass
// checkIDs; one that makes no sense gives chains that make none.
func treeOf(events []*event) *tree {
	t := &tree{root: new(chain), of: make(map[int64]*chain), forks: make(map[int64]*fork), events: make(map[int64]*event)}
	t.chains = []*chain{t.root}
	for _, e := range events {
		t.events[e.id] = e
	}
	for id, n := range t.beginnings(events) {
		if n > 1 {
			t.forks[id] = &fork{started: t.events[id]}
		}
	}
	for _, e := range events {
		c := t.place(e)
		c.events = append(c.events, e)
		t.of[e.id] = c
		if f := t.forks[e.id]; f != nil {
			f.parent = c
		}
	}
	return t
}

// beginnings counts the iterations and branches that begin right after each
// Started event. Where AWS runs one iteration after the other, only the first one
// does; the others follow on their predecessor.
func (t *tree) beginnings(events []*event) map[int64]int {
	count := make(map[int64]int)
	for _, e := range events {
		before := t.events[e.prev]
		if before == nil {
			continue
		}
		if before.kind == "MapStateStarted" && e.kind == "MapIterationStarted" ||
			before.kind == "ParallelStateStarted" && e.enters() {
			count[e.prev]++
		}
	}
	return count
}

// place says which chain an event belongs to and notes what it opens and closes.
func (t *tree) place(e *event) *chain {
	base := t.of[e.prev]
	if base == nil {
		base = t.root
	}
	fork := t.forks[e.prev]
	switch {
	case strings.HasPrefix(e.kind, "Execution"):
		return t.root
	case e.kind == "MapIterationStarted":
		return t.iteration(base, fork, e)
	case e.kind == "MapIterationFailed", e.kind == "MapIterationAborted":
		return closing(base, "Map")
	case e.enters():
		return t.enter(base, fork, e)
	case e.exits():
		return exit(base, e.state())
	case strings.HasSuffix(e.kind, "StateAborted"):
		return closing(base, "Map", "Parallel")
	case e.kind == "EvaluationFailed":
		return evaluation(base, fork, e)
	}
	for _, kind := range []string{"Map", "Parallel"} {
		if strings.HasPrefix(e.kind, kind+"State") {
			return attempt(base, kind, e.kind == kind+"StateStarted")
		}
	}
	return base
}

// iteration starts a chain if the iterations of its Map run at once. One that
// takes the place of an iteration that ended follows on that one's last event.
func (t *tree) iteration(base *chain, f *fork, e *event) *chain {
	for c := base; f == nil && c != nil; c = c.outer() {
		if c.find("Map") >= 0 {
			return c
		}
		if c.fork != nil && c.fork.isMap() {
			f = c.fork
		}
	}
	if f == nil {
		return base
	}
	return t.begin(f, e.details.Get("index").String())
}

func (t *tree) enter(base *chain, f *fork, e *event) *chain {
	c := base
	if f != nil && !f.isMap() {
		c = t.begin(f, e.state())
	}
	c.open = append(c.open, openState{name: e.state(), kind: strings.TrimSuffix(e.kind, "StateEntered")})
	return c
}

// begin adds a chain to a fork. State names are unique in a state machine, so two
// branches cannot begin alike; if they do, they are told apart by their order.
func (t *tree) begin(f *fork, key string) *chain {
	for n, first := 2, key; f.byKey(key) != nil; n++ {
		key = first + " " + strconv.Itoa(n)
	}
	c := &chain{fork: f, key: key}
	f.chains = append(f.chains, c)
	t.chains = append(t.chains, c)
	return c
}

// exit returns the chain, from c outwards, in which the state was entered.
func exit(c *chain, state string) *chain {
	for at := c; at != nil; at = at.outer() {
		for i := len(at.open) - 1; i >= 0; i-- {
			if at.open[i].name == state {
				at.open = at.open[:i]
				return at
			}
		}
	}
	return c
}

// closing returns the chain, from c outwards, that holds the Map or Parallel
// state whose iterations or branches end here.
func closing(c *chain, kinds ...string) *chain {
	for at := c; at != nil; at = at.outer() {
		for _, kind := range kinds {
			if at.find(kind) >= 0 {
				return at
			}
		}
	}
	return c
}

// attempt returns the chain, from c outwards, that holds the Map or Parallel
// state which starts, starts again, succeeds or fails here.
func attempt(c *chain, kind string, starts bool) *chain {
	for at := c; at != nil; at = at.outer() {
		if i := at.find(kind); i >= 0 {
			at.open = at.open[:i+1]
			at.open[i].closed = !starts
			return at
		}
	}
	return c
}

// evaluation returns the chain of a failed evaluation. It links to the event
// before its state was entered: for the first state of a branch, to the event
// that all branches begin with.
func evaluation(base *chain, f *fork, e *event) *chain {
	if f != nil {
		state := e.details.Get("state").Text()
		for _, c := range f.chains {
			if n := len(c.open); n > 0 && c.open[n-1].name == state {
				return c
			}
		}
	}
	return base
}

// find returns the index in open of the innermost Map or Parallel state that is
// running, or -1.
func (c *chain) find(kind string) int {
	i := len(c.open) - 1
	for i >= 0 && (c.open[i].kind != kind || c.open[i].closed) {
		i--
	}
	return i
}

// outer returns the chain around c, nil for the outermost.
func (c *chain) outer() *chain {
	if c.fork == nil {
		return nil
	}
	return c.fork.parent
}
