package state

import "github.com/goasl/goasl/jsonvalue"

// transitions collects where the states of one flow lead, and checks that they
// lead somewhere.
type transitions struct {
	p      *parser
	edges  []edge
	final  map[string]bool // states that can end the flow
	origin string          // the state that is being read
	broken bool            // a state could not be read, so that not all ways are known
}

type edge struct {
	from, to string
	n        node // the target's name in the text
	location string
	notes    *notes // on the state that it leads out of
}

func newTransitions(p *parser) *transitions {
	return &transitions{p: p, final: map[string]bool{}}
}

// from says which state the transitions that follow belong to.
func (t *transitions) from(state string) { t.origin = state }

func (t *transitions) add(n node, location string) {
	t.edges = append(t.edges, edge{from: t.origin, to: n.text(), n: n, location: location, notes: t.p.notes})
}

// start adds the way into the flow.
func (t *transitions) start(n node, location string) {
	t.from("")
	t.add(n, location)
}

// end notes that the state being read can end the flow.
func (t *transitions) end() { t.final[t.origin] = true }

// check reports targets that do not exist, a flow that cannot end, and states
// that cannot be reached.
// Step Functions: a flow without a terminal state is not searched for
// unreachable states; a missing target is called 'Next' whatever the field.
// A missing terminal state shows at the end of the states, where one could be.
func (t *transitions) check(flow node, prefix string) {
	states := flow.children()
	names := make([]string, 0, len(states))
	exists := make(map[string]bool, len(states))
	for _, n := range states {
		names = append(names, n.name)
		exists[n.name] = true
	}
	next := map[string][]string{}
	for _, e := range t.edges {
		if !exists[e.to] {
			t.missing(e, names)
			continue
		}
		next[e.from] = append(next[e.from], e.to)
	}
	if t.broken {
		return
	}
	if len(t.final) == 0 {
		if len(states) > 0 {
			t.p.report(flow.end(), codeMissingEnd, "", "Workflow has no terminal state")
		}
		return
	}
	if len(next[""]) == 0 {
		return // without a start nothing can be said
	}
	reached := reach(next)
	for _, n := range states {
		if !reached[n.name] {
			t.p.report(n.namePos, codeMissingTarget, prefix+"/States/"+n.name, "State %q is not reachable.", n.name)
		}
	}
}

// missing reports a target that does not exist. One that holds a placeholder may
// be any state.
func (t *transitions) missing(e edge, names []string) {
	if e.from != "" && e.n.holdsPlaceholder() {
		t.broken = true
		e.notes.unfilled = e.location
		return
	}
	t.p.report(e.n.pos, codeMissingTarget, e.location, "Missing 'Next' target: %s", e.to)
	t.p.suggest(e.to, names)
}

// reach returns the states that can be reached from the start, "".
func reach(next map[string][]string) map[string]bool {
	reached := map[string]bool{"": true}
	for queue := []string{""}; len(queue) > 0; queue = queue[1:] {
		for _, to := range next[queue[0]] {
			if !reached[to] {
				reached[to] = true
				queue = append(queue, to)
			}
		}
	}
	return reached
}

// nextOrEnd reads the fields that say where a state leads.
func (o *object) nextOrEnd(c *common) {
	o.transitions.from(c.name)
	c.Next = o.next("Next")
	c.End = o.boolean("End")
	switch {
	case o.has("Next") && c.End:
		n, _ := o.peek("End")
		o.p.report(n.namePos, codeSchema, o.path, "There should only be one of the following fields: [Next, End]")
	case !o.has("Next") && !c.End:
		o.p.report(o.n.pos, codeSchema, o.path, "One of these fields is required: [Next, End]")
	}
	if c.End {
		o.transitions.end()
	}
}

// next reads a field that names another state.
func (o *object) next(field string) string {
	target := o.text(field)
	if n, ok := o.peek(field); ok && n.kind() == jsonvalue.String {
		o.transitions.add(n, o.at(field))
	}
	return target
}
