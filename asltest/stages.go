package asltest

import (
	"slices"
	"strings"

	"github.com/goasl/goasl/jsonvalue"
	"github.com/goasl/goasl/state"
)

// stages applies the stages of a state's data flow in reverse.
type stages struct {
	*dataflow
	state state.State
	node  state.Node
	raw   *shape // the input of the state
}

// scope returns where expressions begin that read one value as $, or as $states.input.
func (s *stages) scope(input *shape) scope {
	return scope{dataflow: s.dataflow, state: s.state, roots: map[string]*shape{"input": input}}
}

func (s *stages) with(input *shape, root string, value *shape) scope {
	c := s.scope(input)
	c.roots[root] = value
	return c
}

func (s *stages) isJSONata() bool { return s.state.Language() == state.JSONata }

// either returns the one of two fields that the state has.
func (s *stages) either(name, other string) state.Node {
	if n := s.node.Get(name); n.Exists() {
		return n
	}
	return s.node.Get(other)
}

// output is what is wanted of the output: by the next state, or by the state around it.
func (s *stages) output() *shape {
	out := newShape(&s.room)
	if next := s.node.Get("Next"); next.Exists() {
		out.add(s.inputOf(next))
	} else {
		out.add(s.of(s.outputs, s.def.Outer(s.state)))
	}
	return out
}

// inputOf is what the state wants of its input that a field names.
func (s *stages) inputOf(next state.Node) *shape {
	if target := s.def.State(next.Text()); target != nil {
		return s.inputs[target]
	}
	return nil
}

func (s *stages) reverse() {
	effective := s.raw
	path := s.node.Get("InputPath")
	if path.Exists() {
		effective = newShape(&s.room)
	}
	switch s.state.(type) {
	case *state.Choice:
		s.choice(effective)
	case *state.Task, *state.Pass, *state.Parallel, *state.Map:
		s.work(effective)
	case *state.Fail:
		s.fields(effective)
	default:
		s.fields(effective)
		s.exit(s.node, s.scope(effective), effective, s.output())
	}
	for _, c := range s.node.Get("Catch").Children() {
		s.catch(c)
	}
	if path.Exists() {
		s.scope(s.raw).read(path.Text(), effective)
	}
}

// exit reverses the end of a state: Assign and Output of the state, or of a rule or a catcher
// by which it is left, and OutputPath. value is the output if they change nothing.
func (s *stages) exit(by state.Node, c scope, value, out *shape) {
	c.assign(by.Get("Assign"))
	switch output, path := by.Get("Output"), s.node.Get("OutputPath"); {
	case output.Exists():
		c.template(output, out)
	case path.Exists():
		s.scope(value).read(path.Text(), out)
	default:
		value.add(out)
	}
}

// choice reverses a Choice state. Each rule is a way out of it.
func (s *stages) choice(effective *shape) {
	c := s.scope(effective)
	leave := func(by state.Node, next string) {
		out := newShape(&s.room)
		out.add(s.inputOf(by.Get(next)))
		s.exit(by, c, effective, out)
	}
	for _, rule := range s.node.Get("Choices").Children() {
		c.rule(rule)
		leave(rule, "Next")
	}
	leave(s.node, "Default")
}

// work reverses a state whose result is that of some work.
func (s *stages) work(effective *shape) {
	out := s.output()
	result := s.of(s.results, s.state)
	if _, isPass := s.state.(*state.Pass); isPass && s.isJSONata() {
		result = effective // there is no $states.result
	}
	if s.isJSONata() {
		s.exit(s.node, s.with(effective, "result", result), result, out)
	} else {
		s.place(result, out)
	}
	switch st := s.state.(type) {
	case *state.Parallel:
		s.parallel(effective, result)
	case *state.Map:
		s.iterate(st, effective, result)
	case *state.Pass:
		s.pass(effective, result)
	default:
		s.fields(effective)
	}
}

// place reverses ResultSelector, Assign, ResultPath and OutputPath, in JSONPath.
func (s *stages) place(result, out *shape) {
	selected := result
	selector := s.node.Get("ResultSelector")
	if selector.Exists() {
		selected = newShape(&s.room)
	}
	s.scope(selected).assign(s.node.Get("Assign"))
	placed := out
	if path := s.node.Get("OutputPath"); path.Exists() {
		placed = newShape(&s.room)
		s.scope(placed).read(path.Text(), out)
	}
	s.putInto(s.node.Get("ResultPath"), selected, placed)
	if selector.Exists() {
		s.scope(result).template(selector, selected)
	}
}

// putInto reverses a ResultPath: a part of what is wanted is wanted of the value that it
// puts into the raw input, and the rest of that.
func (s *stages) putInto(path state.Node, value, placed *shape) {
	place := s.placeOf(path.Text())
	switch {
	case path.Kind() == jsonvalue.Null:
		s.raw.add(placed)
	case len(place) == 0:
		value.add(placed)
	default:
		value.add(placed.find(place))
		s.raw.add(placed.without(place))
		for i := range place {
			if !place[i].IsIndex {
				s.raw.at(place[:i]).isObject = true
			}
		}
	}
}

// catch reverses a catcher.
func (s *stages) catch(c state.Node) {
	failure := s.of(s.failures, s.state)
	out := newShape(&s.room)
	out.add(s.inputOf(c.Get("Next")))
	if s.isJSONata() {
		s.exit(c, s.with(s.raw, "errorOutput", failure), failure, out)
		return
	}
	s.scope(failure).assign(c.Get("Assign"))
	s.putInto(c.Get("ResultPath"), failure, out)
}

// pass reverses the work of a Pass state.
func (s *stages) pass(effective, result *shape) {
	parameters := s.node.Get("Parameters")
	switch {
	case s.node.Get("Result").Exists() || s.isJSONata():
	case parameters.Exists():
		s.scope(effective).template(parameters, result)
	default:
		effective.add(result)
	}
}

// begin is what a flow in the state wants of its input.
func (s *stages) begin(flow state.Node) *shape { return s.inputOf(flow.Get("StartAt")) }

func (s *stages) parallel(effective, result *shape) {
	s.of(s.outputs, s.state).add(result.elements)
	input := newShape(&s.room)
	for _, branch := range s.node.Get("Branches").Children() {
		input.add(s.begin(branch))
	}
	if t := s.either("Parameters", "Arguments"); t.Exists() {
		s.scope(effective).template(t, input)
	} else {
		effective.add(input)
	}
}

// iterate reverses the work of a Map state.
func (s *stages) iterate(m *state.Map, effective, result *shape) {
	s.of(s.outputs, s.state).add(result.elements)
	input := newShape(&s.room)
	input.add(s.begin(s.either("ItemProcessor", "Iterator")))
	if m.Distributed {
		input.add(s.of(s.executions, m))
	}
	if batcher := s.node.Get("ItemBatcher"); batcher.Exists() {
		input = s.batch(batcher, effective, input)
	}
	item := s.of(s.items, m)
	if selector := s.either("ItemSelector", "Parameters"); selector.Exists() {
		s.with(effective, "item", item).template(selector, input)
	} else {
		item.add(input)
	}
	s.mapped(effective, item)
	s.fields(effective, "Parameters")
}

// batch reverses an ItemBatcher. It returns what is wanted of the items.
func (s *stages) batch(batcher state.Node, effective, input *shape) *shape {
	s.scope(effective).template(batcher.Get("BatchInput"), input.members["BatchInput"])
	item := newShape(&s.room)
	if items := input.members["Items"]; items != nil {
		item.add(items.elements)
		for _, name := range items.names {
			item.member(name).add(items.members[name]) // as JSONata reads them
		}
	}
	return item
}

// mapped reverses the choice of the items.
func (s *stages) mapped(effective, item *shape) {
	if s.node.Get("ItemReader").Exists() {
		return
	}
	items := newShape(&s.room)
	items.array().add(item)
	c := s.scope(effective)
	switch path, query := s.node.Get("ItemsPath"), s.node.Get("Items"); {
	case path.Exists():
		c.read(path.Text(), items)
	case query.Exists():
		c.template(query, items)
	default:
		effective.add(items)
	}
}

// fields reads the fields that are no stages of the data flow.
func (s *stages) fields(effective *shape, except ...string) {
	c := s.scope(effective)
	for _, n := range s.node.Children() {
		name := n.Name()
		base, isPath := strings.CutSuffix(name, "Path")
		switch {
		case isStage(name) || slices.Contains(except, name):
		case isPath || s.isJSONata() && wantedBy(base) != nil:
			c.read(n.Text(), wantedBy(base))
		default:
			c.template(n, nil)
		}
	}
}

// isStage reports whether a field is one of a stage, or has states in it.
func isStage(field string) bool {
	switch field {
	case "InputPath", "ItemsPath", "Items", "ItemSelector", "ResultSelector", "ResultPath", "OutputPath", "Output", "Assign",
		"Choices", "Retry", "Catch", "ItemProcessor", "Iterator", "Branches":
		return true
	}
	return false
}
