package graph

import (
	"github.com/goasl/goasl/state"
)

// point is a place in the picture, in pixels from its left and upper edge.
type point struct{ x, y float64 }

// box is a rectangle: its upper left corner and its size.
type box struct{ x, y, w, h float64 }

// flow is a flow that is laid out.
type flow struct {
	box
	lane  box // around it, in a container
	nodes []*node
	ways  []*way
}

// kind is what a node stands for.
type kind int

const (
	stateNode kind = iota
	startNode      // of the machine
	endNode        // of the machine
	otherNode      // a state that the definition does not have: its name is a placeholder
)

// node is a box of a flow.
type node struct {
	box
	kind    kind
	state   state.State // of a stateNode
	name    string      // of the state; shown lines are made of it
	lines   []string    // the name, as it is shown
	caption string      // the line above the name
	about   string      // both in full, for a tooltip
	flows   []*flow     // inside a Parallel or Map state
	rank    int         // from above
	loops   float64     // the width of the ways that lead from a state to itself, at its side
}

// way leads from one node to another.
type way struct {
	id         string
	from, to   *node
	transition state.Transition // Kind is byStart or byEnd where there is none
	lines      []string         // of the label; none without one
	about      string           // the whole label, for a tooltip
	labelled   box
	slots      []int // through which it leads, in its flow's grid; none for a loop
	curve      curve
	head       [3]point // of the arrow
}

// The kinds of ways that are no transitions.
const (
	byStart state.DecisionKind = "Start"
	byEnd   state.DecisionKind = "End"
)

// planner lays out the flows of a machine.
type planner struct{ machine *state.Machine }

// flow lays out a flow and those inside it. outer is the state around it, nil for the
// machine's own flow.
func (p *planner) flow(f *state.Flow, outer state.State) (*flow, error) {
	all := &flow{}
	byName := map[string]*node{}
	for _, s := range f.States {
		n, err := p.node(s)
		if err != nil {
			return nil, err
		}
		byName[s.Name()] = n
		all.nodes = append(all.nodes, n)
	}
	all.connect(p.machine, byName)
	top := byName[f.StartAt]
	if outer == nil {
		top = all.addEnds(p.machine, top)
	}
	if err := all.layout(top); err != nil {
		return nil, err
	}
	return all, nil
}

// connect adds the transitions between the states.
func (f *flow) connect(m *state.Machine, byName map[string]*node) {
	for _, n := range f.nodes {
		for _, t := range m.Transitions(n.state) {
			to := byName[t.To]
			if to == nil {
				to = &node{kind: otherNode, name: t.To, lines: nameFont.wrap(t.To, cardText, 2)}
				to.w, to.h = cardWidth, cardHeight(len(to.lines))
				byName[t.To] = to
				f.nodes = append(f.nodes, to)
			}
			w := &way{id: TransitionID(t), from: n, to: to, transition: t}
			w.about = label(t)
			if w.about != "" {
				w.lines = labelFont.wrap(shortLabel(t), labelWidth, 2)
			}
			if n == to {
				w.measure()
				n.loops = max(n.loops, loopWidth+w.labelled.w)
			}
			f.ways = append(f.ways, w)
		}
	}
}

// addEnds adds where the machine begins and ends, and returns the beginning.
func (f *flow) addEnds(m *state.Machine, first *node) *node {
	start, end := &node{kind: startNode, name: "Start"}, &node{kind: endNode, name: "End"}
	for _, n := range []*node{start, end} {
		n.w, n.h = pillWidth, pillHeight
	}
	add := func(from, to *node, kind state.DecisionKind, id string) {
		f.ways = append(f.ways, &way{id: id, from: from, to: to, transition: state.Transition{Kind: kind, From: from.state}})
	}
	if first != nil {
		add(start, first, byStart, startID)
	}
	for _, n := range f.nodes {
		if n.kind == stateNode && m.Ends(n.state) {
			add(n, end, byEnd, endID(n.state))
		}
	}
	f.nodes = append(f.nodes, start, end)
	return start
}

// move moves a flow and all that is in it.
func (f *flow) move(dx, dy float64) {
	shift := func(p *point) { p.x, p.y = p.x+dx, p.y+dy }
	f.x, f.y = f.x+dx, f.y+dy
	f.lane.x, f.lane.y = f.lane.x+dx, f.lane.y+dy
	for _, n := range f.nodes {
		n.x, n.y = n.x+dx, n.y+dy
		for _, inner := range n.flows {
			inner.move(dx, dy)
		}
	}
	for _, w := range f.ways {
		w.labelled.x, w.labelled.y = w.labelled.x+dx, w.labelled.y+dy
		for i := range w.curve {
			shift(&w.curve[i])
		}
		for i := range w.head {
			shift(&w.head[i])
		}
	}
}

// all calls visit with the flow and with each inside it, outer ones first.
func (f *flow) all(visit func(*flow)) {
	visit(f)
	for _, n := range f.nodes {
		for _, inner := range n.flows {
			inner.all(visit)
		}
	}
}
