package lint

import (
	"strings"

	"github.com/goasl/goasl/jsonvalue"
	"github.com/goasl/goasl/state"
)

// paths reports paths into the input that lead to nothing, whichever way leads to the
// state.
func paths(p *pass) {
	p.flows(func(f *state.Flow, _ state.State) {
		before := p.shapesBefore(f)
		for i, s := range f.States {
			if before[i].known {
				p.missing(s, before[i])
			}
		}
	})
}

// maxFlowMembers bounds the memory for the shapes in a flow. After so many members of
// shapes nothing more is known.
const maxFlowMembers = 500_000

// shapesBefore returns the shape of each state's input in a flow.
func (p *pass) shapesBefore(f *state.Flow) []shape {
	members := 0
	from := func(w state.Transition, in shape) shape {
		if w.Kind == state.ByCatcher || members > maxFlowMembers {
			return shape{}
		}
		out := p.after(w.From, in)
		members += out.size
		return out
	}
	return settled(p.graph(f), shape{}, from, func(old, out shape) (shape, bool) {
		out = old.or(out)
		return out, !out.equal(old)
	})
}

// after returns the shape of a state's output.
func (p *pass) after(s state.State, in shape) shape {
	n := p.node(s)
	if s.Language() == state.JSONata {
		return shape{}
	}
	for _, field := range []string{"InputPath", "OutputPath"} {
		if !isWhole(n.Get(field)) {
			return shape{}
		}
	}
	result := shape{}
	switch s.(type) {
	case *state.Choice, *state.Wait:
		return in
	case *state.Pass:
		switch {
		case n.Get("Result").Exists():
			result = shapeOf(n.Get("Result").Value(), 0)
		case n.Get("Parameters").Exists():
			result = shapeOfTemplate(n.Get("Parameters"), 0)
		case !n.Get("ResultPath").Exists(): // otherwise, in a loop, a shape could grow inside itself for ever
			result = in
		}
	case *state.Task, *state.Parallel, *state.Map:
		if selector := n.Get("ResultSelector"); selector.Exists() {
			result = shapeOfTemplate(selector, 0)
		}
	}
	path := n.Get("ResultPath")
	switch place, plain := placeOf(path.Text()); {
	case !path.Exists():
		return result
	case path.Kind() == jsonvalue.Null:
		return in
	case plain:
		return in.with(place, result)
	}
	return shape{}
}

// placeOf returns the names in a path such as $.a.b. plain is false for another form of
// path.
func placeOf(path string) (names []string, plain bool) {
	rest, ok := strings.CutPrefix(path, "$")
	if !ok || strings.ContainsAny(rest, "[]$()*@?'\" ") || strings.Contains(rest, "..") {
		return nil, false
	}
	if rest == "" {
		return nil, true
	}
	names = strings.Split(strings.TrimPrefix(rest, "."), ".")
	return names, rest[0] == '.'
}

// missing reports the paths of a state that lead to nothing in its input.
func (p *pass) missing(s state.State, in shape) {
	n := p.node(s)
	if s.Language() == state.JSONata {
		return
	}
	look := func(n state.Node, at string) {
		if place, plain := placeOf(n.Text()); plain && in.lacks(place) {
			p.report(s, n.Pos(), at, "there is nothing at "+n.Text())
		}
	}
	look(n.Get("InputPath"), "/InputPath")
	if !isWhole(n.Get("InputPath")) {
		return // the other fields read the result of InputPath
	}
	for _, field := range []string{"ItemsPath", "SecondsPath", "TimestampPath", "TimeoutSecondsPath", "HeartbeatSecondsPath", "MaxConcurrencyPath"} {
		look(n.Get(field), "/"+field)
	}
	var template func(n state.Node, at string)
	template = func(n state.Node, at string) {
		if strings.HasSuffix(n.Name(), ".$") {
			look(n, at)
		}
		for kid := range n.All() {
			template(kid, at)
		}
	}
	switch s.(type) {
	case *state.Task, *state.Pass, *state.Parallel:
		template(n.Get("Parameters"), "/Parameters")
	}
	p.missingInRules(s, n, look)
}

// missingInRules checks the paths of choice rules that are certainly read: those of the
// first rule.
func (p *pass) missingInRules(s state.State, n state.Node, look func(state.Node, string)) {
	for i, rule := range n.Get("Choices").Children() {
		if i == 0 && !rule.Get("IsPresent").Exists() {
			look(rule.Get("Variable"), below("Choices", i)+"/Variable")
		}
	}
}
