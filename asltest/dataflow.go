package asltest

import (
	"slices"

	"github.com/goasl/goasl/jsonata"
	"github.com/goasl/goasl/jsonpath"
	"github.com/goasl/goasl/jsonvalue"
	"github.com/goasl/goasl/state"
)

// dataflow is what a definition wants of the values that flow through its states. What each
// reader wants of a value is followed back to where the value comes from: the input, the
// answer of a task, an error. So the stages of a state are applied in reverse: from what is
// wanted of its output comes what is wanted of its result and of its input.
type dataflow struct {
	def  *state.Machine
	room room // for shapes

	inputs     map[state.State]*shape // of states
	results    map[state.State]*shape // of the work of states
	failures   map[state.State]*shape // of the errors that states catch, as data
	outputs    map[state.State]*shape // of the flows in Map and Parallel states, and at nil of the machine
	items      map[state.State]*shape // of Map states, as the context object has them
	executions map[state.State]*shape // inputs of executions: of a distributed Map's, and at nil of the machine's
	variables  map[string]*shape

	paths map[string]*jsonpath.Path // nil for a text that is none
	reads map[string][]jsonata.Read
}

// maxRounds bounds how far back in a loop a value is followed.
const maxRounds = 24

// dataflowOf reads a definition.
func dataflowOf(def *state.Machine) *dataflow {
	f := &dataflow{
		def: def, room: room{maxParts, maxCopied}, inputs: map[state.State]*shape{}, results: map[state.State]*shape{}, failures: map[state.State]*shape{},
		outputs: map[state.State]*shape{}, items: map[state.State]*shape{}, executions: map[state.State]*shape{}, variables: map[string]*shape{},
		paths: map[string]*jsonpath.Path{}, reads: map[string][]jsonata.Read{},
	}
	all := def.All()
	size := 0
	for range maxRounds {
		for _, s := range slices.Backward(all) {
			st := stages{dataflow: f, state: s, node: def.NodeOf(s), raw: f.of(f.inputs, s)}
			st.reverse()
		}
		f.input().add(f.of(f.executions, nil))
		before := size
		if size = f.size(); size == before {
			break
		}
	}
	for _, shapes := range f.all() {
		for _, s := range shapes {
			s.settle()
		}
	}
	return f
}

// input is what is wanted of the input of the machine.
func (f *dataflow) input() *shape { return f.of(f.inputs, f.def.State(f.def.StartAt)) }

func (f *dataflow) all() []map[state.State]*shape {
	return []map[state.State]*shape{f.inputs, f.results, f.failures, f.outputs, f.items, f.executions}
}

func (f *dataflow) size() (n int) {
	for _, shapes := range f.all() {
		for _, s := range shapes {
			n += s.size()
		}
	}
	for _, s := range f.variables {
		n += s.size()
	}
	return n
}

// of is one of the shapes of states.
func (f *dataflow) of(shapes map[state.State]*shape, s state.State) *shape {
	if shapes[s] == nil {
		shapes[s] = newShape(&f.room)
	}
	return shapes[s]
}

func (f *dataflow) variable(name string) *shape {
	if f.variables[name] == nil {
		f.variables[name] = newShape(&f.room)
	}
	return f.variables[name]
}

// context is what is wanted at a place in the context object of a state, and where in it
// that is. It is nil for what nobody makes up.
func (f *dataflow) context(s state.State, place []jsonvalue.Step) (of *shape, rest []jsonvalue.Step) {
	begins := func(names ...string) bool {
		for i, name := range names {
			if i == len(place) || place[i].IsIndex || place[i].Name != name {
				return false
			}
		}
		return true
	}
	switch {
	case begins("Execution", "Input"):
		return f.of(f.executions, f.around(s, func(m *state.Map) bool { return m.Distributed })), place[2:]
	case begins("Map", "Item", "Value"):
		if m := f.around(s, func(*state.Map) bool { return true }); m != nil {
			return f.of(f.items, m), place[3:]
		}
	}
	return nil, nil
}

// around is the innermost Map state around a state that is as wanted, nil if there is none.
func (f *dataflow) around(s state.State, is func(*state.Map) bool) state.State {
	for s = f.def.Outer(s); s != nil; s = f.def.Outer(s) {
		if m, isMap := s.(*state.Map); isMap && is(m) {
			return m
		}
	}
	return nil
}
