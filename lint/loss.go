package lint

import (
	"slices"

	"github.com/goasl/goasl/state"
)

// need is a member of the input that a state reads.
type need struct {
	name  string
	text  string // as it is written
	state state.State
	order int // of the reads of the machine
}

// maxNeeds bounds the needs that are kept of a state. The others are those that come last
// in the definition.
const maxNeeds = 8

// catchers reports a catcher that replaces the input by the error if a state behind it
// reads a member of the input.
func catchers(p *pass) {
	if !slices.ContainsFunc(p.machine.All(), p.losesInput) {
		return
	}
	l := &losses{p: p, first: map[*state.Flow][]need{}}
	var flows []*state.Flow
	p.flows(func(f *state.Flow, _ state.State) { flows = append(flows, f) })
	for _, f := range slices.Backward(flows) { // inner flows first
		l.flow(f)
	}
}

// losesInput reports whether a state has a catcher that replaces the input by the error.
func (p *pass) losesInput(s state.State) bool {
	if !p.node(s).Get("Catch").Exists() {
		return false
	}
	return slices.ContainsFunc(p.machine.Transitions(s), func(w state.Transition) bool {
		return w.Kind == state.ByCatcher && replacesInput(w)
	})
}

// losses finds what is lost by catchers.
type losses struct {
	p     *pass
	first map[*state.Flow][]need // the needs of the first state of a flow
	reads int
}

// flow reports the catchers of a flow.
func (l *losses) flow(f *state.Flow) {
	g := l.p.graph(f)
	needs := l.needs(g)
	if start, ok := g.index[f.StartAt]; ok {
		l.first[f] = needs[start]
	}
	for i := range f.States {
		for _, w := range g.out[i] {
			to, ok := g.index[w.To]
			if ok && w.Kind == state.ByCatcher && replacesInput(w) && len(needs[to]) > 0 {
				l.report(w, needs[to][0])
			}
		}
	}
}

func (l *losses) report(w state.Transition, n need) {
	keeps := "ResultPath"
	if w.From.Language() == state.JSONata {
		keeps = "Output"
	}
	l.p.report(w.From, w.Node.Pos(), below("Catch", w.Index), "the error replaces the input, of which the state "+n.state.Name()+" reads "+n.text+"; "+keeps+" would keep it")
}

// needs returns for each state of a flow the members of its input that it, or a state
// behind it that gets the same input, reads. Those of an error are not among them.
func (l *losses) needs(g *graph) [][]need {
	own := make([][]need, len(g.out))
	for i, s := range g.flow.States {
		own[i] = l.own(s)
	}
	needs := slices.Clone(own)
	last := g.last(g.all)
	for range maxPasses {
		changed := false
		for _, i := range last {
			all := own[i]
			for _, w := range g.out[i] {
				if to, ok := g.index[w.To]; ok {
					all = union(all, l.before(w, needs[to]))
				}
			}
			if !slices.Equal(all, needs[i]) {
				needs[i], changed = all, true
			}
		}
		if !changed {
			break
		}
	}
	return needs
}

// own returns the members of its input that a state reads.
func (l *losses) own(s state.State) (own []need) {
	add := func(name, text string) {
		l.reads++
		if name != "Error" && name != "Cause" {
			own = union(own, []need{{name, text, s, l.reads}})
		}
	}
	for _, r := range l.p.readings(s).reads {
		if !r.variable && !r.safe {
			add(r.name, r.text)
		}
	}
	n := l.p.node(s)
	if out, err := compile(n.Get("OutputPath").Text()); err == nil {
		name, ok := memberOf(out)
		if way := l.p.placed(s); ok && way.keeps && way.sets != name {
			add(name, out.String())
		}
	}
	if parallel, ok := s.(*state.Parallel); ok && isWhole(n.Get("InputPath")) && !n.Get("Parameters").Exists() && !n.Get("Arguments").Exists() {
		for _, branch := range parallel.Branches {
			own = union(own, l.first[branch])
		}
	}
	return own
}

// before returns the needs before a transition, of those behind it.
func (l *losses) before(w state.Transition, behind []need) []need {
	if len(behind) == 0 {
		return nil
	}
	way := l.p.passage(w)
	if !way.keeps {
		return nil
	}
	given := map[string]bool{way.sets: true}
	l.p.proven(w).each(func(s source) {
		if !s.variable {
			given[s.name] = true
		}
	})
	return slices.DeleteFunc(slices.Clone(behind), func(n need) bool { return given[n.name] })
}

// union returns the first ones of two sorted lists, one of each name.
func union(a, b []need) []need {
	switch {
	case len(b) == 0:
		return a
	case len(a) == 0:
		return b
	}
	all := append(slices.Clone(a), b...)
	slices.SortFunc(all, func(x, y need) int { return x.order - y.order })
	kept := all[:0]
	for _, n := range all {
		if !slices.ContainsFunc(kept, func(k need) bool { return k.name == n.name }) {
			kept = append(kept, n)
		}
	}
	return kept[:min(len(kept), maxNeeds)]
}
