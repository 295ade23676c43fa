package state

import (
	"github.com/goasl/goasl/internal/jsontree"
	"github.com/goasl/goasl/jsonvalue"
)

// transitions collects the transitions of a flow and checks their targets. Those of one
// state are next to each other.
type transitions struct {
	p      *parser
	edges  []edge
	begins []int // of each state, its first way out; of the flow, after all of them, the way in
	ends   bool  // a state can end the flow
	broken bool  // a state could not be read, so that not all ways are known
}

type edge struct {
	to     string
	n      jsontree.Node // the target's name in the text
	object string
	field  string // of that object
	notes  *notes // on the state that it leads out of, or for a start on what is around the flow
}

func (e *edge) location() string { return e.object + "/" + e.field }

func newTransitions(p *parser) *transitions { return &transitions{p: p} }

// begin says that the transitions that follow are those of the next state.
func (t *transitions) begin() { t.begins = append(t.begins, len(t.edges)) }

// add adds a transition. n is its target, the value of a field of the object at a
// location.
func (t *transitions) add(n jsontree.Node, object, field string) {
	t.edges = append(t.edges, edge{to: n.Text(), n: n, object: object, field: field, notes: t.p.notes})
}

// start adds the transition to the first state of the flow.
func (t *transitions) start(n jsontree.Node, object, field string) {
	t.begin()
	t.add(n, object, field)
}

// end notes that the present state can end the flow.
func (t *transitions) end() { t.ends = true }

// check reports targets that do not exist, a flow that cannot end, and states that nothing
// leads to.
// Step Functions: "not reachable" is a state to which neither the start nor another state
// leads; those behind it, and circles of states, are not reported. A flow without a terminal
// state is not searched for them. The message about a missing target says 'Next' for all fields. A missing
// terminal state is reported at the end of the states, where one could be added.
func (t *transitions) check(flow jsontree.Node, prefix string) {
	states := flow.Children()
	names := make([]string, len(states))
	index := make(map[string]int, len(states))
	for i, n := range states {
		names[i], index[n.Name] = n.Name, i
	}
	to := make([]int, len(t.edges)) // the number of each target, -1 for none
	for i := range t.edges {
		e := &t.edges[i]
		target, ok := index[e.to]
		if !ok {
			target = -1
			t.missing(e, names)
		}
		to[i] = target
	}
	if t.broken {
		return
	}
	if !t.ends {
		if len(states) > 0 {
			t.p.report(flow.End()-1, codeMissingEnd, "", "Workflow has no terminal state")
		}
		return
	}
	if len(t.begins) != len(states)+1 {
		return // without a start it is not known what is used
	}
	led := t.led(to)
	for i, n := range states {
		if !led[i] && index[n.Name] == i {
			t.p.report(n.NamePos, codeMissingTarget, locate(prefix, "/States/"+n.Name), "State %q is not reachable.", n.Name)
		}
	}
}

// missing reports a target that does not exist. A target with a placeholder may be any
// state.
func (t *transitions) missing(e *edge, names []string) {
	if t.p.holdsPlaceholder(e.n) {
		t.broken = true
		e.notes.unfilled = e.location()
		return
	}
	t.p.report(e.n.Pos, codeMissingTarget, e.location(), "Missing 'Next' target: %s", e.to)
	t.p.suggest(e.to, names)
}

// led returns to which states the start or another state leads. to has the target of each
// edge.
func (t *transitions) led(to []int) []bool {
	ends := append(t.begins[1:], len(to))
	led := make([]bool, len(ends))
	for from, end := range ends {
		for _, next := range to[t.begins[from]:end] {
			if next >= 0 && next != from {
				led[next] = true
			}
		}
	}
	return led
}

// nextOrEnd reads the fields Next and End.
func (o *object) nextOrEnd(base *stateBase) {
	o.transitions.begin()
	base.Next = o.next("Next")
	base.way.next = base.Next
	base.End = o.boolean("End")
	end, _ := o.peek("End")
	switch {
	case o.p.holdsPlaceholder(end):
		o.transitions.broken = true
	case o.has("Next") && base.End:
		o.p.report(end.NamePos, codeSchema, o.path, "There should only be one of the following fields: [Next, End]")
	case !o.has("Next") && !base.End:
		o.p.report(o.n.Pos, codeSchema, o.path, "This object should have only one of the following fields: [Next, End]")
	}
	if base.End {
		o.transitions.end()
	}
}

// next reads a field that names another state.
func (o *object) next(field string) string {
	target := o.text(field)
	if n, ok := o.peek(field); ok && n.Kind() == jsonvalue.String {
		o.transitions.add(n, o.path, field)
	}
	return target
}
