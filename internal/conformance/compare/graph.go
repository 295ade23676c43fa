package compare

import (
	"fmt"
	"slices"
)

// matching pairs the events of a recorded history with those of an actual one, chain by
// chain, and in a chain by their order. It notes differences with their place in the
// recording, to report the first one.
type matching struct {
	values    *values
	want, got *tree
	pair      map[int64]*event // by the id of the recorded event
	id        map[int64]int64  // the recorded id, by the actual one
	first     *Difference
	at        int64 // id of the recorded event at which first is
}

// histories compares two histories whose ids pass checkIDs. Afterwards v translates
// actual ids to recorded ones.
func histories(v *values, want, got []*event) *Difference {
	m := &matching{values: v, want: treeOf(want), got: treeOf(got), pair: make(map[int64]*event), id: make(map[int64]int64)}
	v.id = func(id int64) int64 { return m.id[id] }
	m.chains(m.want.chains[0], m.got.chains[0])
	for _, w := range want {
		if m.first != nil && w.id >= m.at {
			break
		}
		if g := m.pair[w.id]; g != nil {
			m.note(w.id, m.event(w, g))
		}
	}
	if m.first == nil {
		m.first = m.order()
	}
	return m.first
}

// note keeps d if it is the first difference in the order of the recording.
func (m *matching) note(at int64, d *Difference) {
	if d != nil && (m.first == nil || at < m.at) {
		m.first, m.at = d, at
	}
}

// chains pairs the events of two chains, and the chains that fork from them.
func (m *matching) chains(want, got *chain) {
	for i, w := range want.events {
		if i >= len(got.events) {
			m.note(w.id, eventDiffers("only in the recording", w, nil))
			return
		}
		g := got.events[i]
		if w.shape() != g.shape() {
			m.note(w.id, eventDiffers(unlike(w, g), w, g))
			return
		}
		m.pair[w.id], m.id[g.id] = g, w.id
		m.forks(w, m.want.forks[w.id], m.got.forks[g.id])
	}
	if n := len(want.events); n < len(got.events) {
		after := int64(0)
		if n > 0 {
			after = want.events[n-1].id
		}
		m.note(after+1, eventDiffers("not in the recording", nil, got.events[n]))
	}
}

// unlike returns the difference of two events of different shapes. If the actual
// execution has failed, that includes why.
func unlike(want, got *event) string {
	reason := got.shape() + ", want " + want.shape()
	if got.kind == "ExecutionFailed" {
		reason += fmt.Sprintf(" (%s: %s)", got.details.Get("error").Text(), got.details.Get("cause").Text())
	}
	return reason
}

// forks pairs the iterations of a Map by their index, in the order in which they begin,
// and the branches of a Parallel by their first state.
func (m *matching) forks(started *event, want, got *fork) {
	w, g := keys(want), keys(got)
	if !slices.Equal(w, g) {
		reason := fmt.Sprintf("begins %s at once, want %s", g, w)
		m.note(started.id+1, eventDiffers(reason, started, m.pair[started.id]))
		return
	}
	if want == nil {
		return
	}
	for _, key := range w {
		m.chains(want.byKey(key), got.byKey(key))
	}
}

func keys(f *fork) []string {
	if f == nil {
		return nil
	}
	var keys []string
	for _, c := range f.chains {
		keys = append(keys, c.key)
	}
	if !f.isMap() {
		slices.Sort(keys)
	}
	return keys
}

// event compares the data and the links of a pair.
func (m *matching) event(w, g *event) *Difference {
	if diff := m.values.details(w, g); diff != "" {
		return eventDiffers(diff, w, g)
	}
	if link := m.link(w, g); link != g.prev {
		return eventDiffers(fmt.Sprintf("previousEventId: %d, want %d", g.prev, link), w, g)
	}
	return nil
}

// link returns the id to which the actual event must link. If the recorded event links
// to what ended last of several concurrent chains, that is what ended last in this run.
// Otherwise it is the pair of the linked event.
func (m *matching) link(w, g *event) int64 {
	fork := m.freed(w)
	if fork == nil {
		switch before := m.pair[w.prev]; {
		case before != nil:
			return before.id
		case m.want.of[w.prev] != nil: // it has no pair, as nothing leads to it
			return g.prev
		}
		return 0
	}
	return lastLink(m.got.forks[m.pair[fork.started.id].id], g)
}

// freed returns the fork whose last chain the recorded event w links to, or nil: w ends
// a Map or Parallel, or begins an iteration in place of another.
func (m *matching) freed(w *event) *fork {
	before := m.want.of[w.prev]
	if before == nil || before.fork == nil || m.pair[before.fork.started.id] == nil {
		return nil
	}
	f := before.fork
	if m.want.of[w.id] != before && lastLink(f, w) == w.prev {
		return f
	}
	return nil
}

// lastLink returns the id to which e links if it follows from the chain of f that ended
// last before it, 0 for another event.
func lastLink(f *fork, e *event) int64 {
	if f == nil {
		return 0
	}
	last := f.lastEnded(e.id)
	if last == nil {
		return 0
	}
	end := len(last.events) - 1
	switch e.kind {
	case "MapStateSucceeded", "MapStateExited", "ParallelStateSucceeded", "ParallelStateExited":
		return last.events[end].id
	case "MapIterationStarted":
		if end > 0 && last.events[end].kind == "MapIterationSucceeded" {
			return last.events[end-1].id
		}
	}
	return 0
}

// order compares the places of branches and iterations among the events of the chains
// around them. In any order among themselves, they begin after the event that starts
// them and end before the one that joins them. Chains that nothing in the history leads to
// have no pairs.
func (m *matching) order() *Difference {
	for _, c := range m.want.chains {
		for outer := c.outer; outer != nil; outer = outer.outer {
			first := m.pair[outer.events[0].id]
			if first == nil {
				continue
			}
			around := m.got.of[first.id]
			for _, w := range c.events {
				g := m.pair[w.id]
				if g != nil && before(around, g.id) != before(outer, w.id) {
					return eventDiffers(fmt.Sprintf("is event %d of the run, out of order with the events around its Map or Parallel", g.id), w, g)
				}
			}
		}
	}
	return nil
}

// before counts the events of the chain with smaller ids.
func before(c *chain, id int64) int {
	n, _ := slices.BinarySearchFunc(c.events, id, func(e *event, id int64) int { return int(e.id - id) })
	return n
}
