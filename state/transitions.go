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
	origin string // the state that the parser reads
	ends   bool   // some state can end the flow
	broken bool   // some state could not be read, so that not all transitions are known
}

type edge struct {
	from, to string
	n        jsontree.Node // the target's name in the text
	object   string
	field    string // of that object
	notes    *notes // on the state from
}

func (e *edge) location() string { return e.object + "/" + e.field }

func newTransitions(p *parser) *transitions { return &transitions{p: p} }

// from sets the state that the next transitions belong to.
func (t *transitions) from(state string) { t.origin = state }

// add adds a transition. n is its target, the value of a field of the object at a
// location.
func (t *transitions) add(n jsontree.Node, object, field string) {
	t.edges = append(t.edges, edge{from: t.origin, to: n.Text(), n: n, object: object, field: field, notes: t.p.notes})
}

// start adds the transition to the first state of the flow.
func (t *transitions) start(n jsontree.Node, object, field string) {
	t.from("")
	t.add(n, object, field)
}

// end notes that the present state can end the flow.
func (t *transitions) end() { t.ends = true }

// check reports targets that do not exist, a flow that cannot end, and states that
// cannot be reached.
// Step Functions: a flow without a terminal state is not searched for unreachable
// states. The message about a missing target says 'Next' for all fields. A missing
// terminal state is reported at the end of the states, where one could be added.
func (t *transitions) check(flow jsontree.Node, prefix string) {
	states := flow.Children()
	index := make(map[string]int, len(states))
	for i, n := range states {
		index[n.Name] = i
	}
	to := make([]int, len(t.edges)) // the number of each target, -1 for none
	for i := range t.edges {
		e := &t.edges[i]
		target, ok := index[e.to]
		if !ok {
			target = -1
			t.missing(e, states)
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
	reached := t.reach(len(states), index, to)
	if reached == nil {
		return // without a start it is not known what can be reached
	}
	for i, n := range states {
		if !reached[i] && index[n.Name] == i {
			t.p.report(n.NamePos, codeMissingTarget, prefix+"/States/"+n.Name, "State %q is not reachable.", n.Name)
		}
	}
}

// missing reports a target that does not exist. A target with a placeholder may be any
// state.
func (t *transitions) missing(e *edge, states []jsontree.Node) {
	if !t.isStart(e) && holdsPlaceholder(e.n) {
		t.broken = true
		e.notes.unfilled = e.location()
		return
	}
	t.p.report(e.n.Pos, codeMissingTarget, e.location(), "Missing 'Next' target: %s", e.to)
	if len(t.p.list) > maxHints {
		return
	}
	names := make([]string, len(states))
	for i := range states {
		names[i] = states[i].Name
	}
	t.p.suggest(e.to, names)
}

// isStart reports whether an edge is that to the first state of the flow: it belongs to
// no state of the flow.
func (t *transitions) isStart(e *edge) bool { return e.notes == t.p.notes }

// reach returns which states can be reached from the start, nil if there is no start.
// to has the target of each edge.
func (t *transitions) reach(states int, index map[string]int, to []int) []bool {
	ways := make([][]int, states+1) // the targets from each state, and last those from the start
	for lo := 0; lo < len(to); {
		hi := lo + 1
		for hi < len(to) && t.edges[hi].from == t.edges[lo].from {
			hi++
		}
		from, ok := index[t.edges[lo].from]
		if t.isStart(&t.edges[lo]) {
			from, ok = states, true
		}
		if ok {
			ways[from] = to[lo:hi]
		}
		lo = hi
	}
	if start := ways[states]; len(start) == 0 || start[0] < 0 {
		return nil
	}
	reached := make([]bool, states)
	for queue := []int{states}; len(queue) > 0; {
		from := queue[len(queue)-1]
		queue = queue[:len(queue)-1]
		for _, next := range ways[from] {
			if next >= 0 && !reached[next] {
				reached[next] = true
				queue = append(queue, next)
			}
		}
	}
	return reached
}

// nextOrEnd reads the fields Next and End.
func (o *object) nextOrEnd(base *stateBase) {
	o.transitions.from(base.name)
	base.Next = o.next("Next")
	base.End = o.boolean("End")
	switch {
	case o.has("Next") && base.End:
		n, _ := o.peek("End")
		o.p.report(n.NamePos, codeSchema, o.path, "There should only be one of the following fields: [Next, End]")
	case !o.has("Next") && !base.End:
		o.p.report(o.n.Pos, codeSchema, o.path, "One of these fields is required: [Next, End]")
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
