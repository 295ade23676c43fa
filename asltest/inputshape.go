package asltest

import (
	"slices"
	"strings"
	"time"

	"github.com/goasl/goasl/intrinsic"
	"github.com/goasl/goasl/jsonata"
	"github.com/goasl/goasl/jsonpath"
	"github.com/goasl/goasl/jsonvalue"
	"github.com/goasl/goasl/state"
)

// shapes are what a definition reads, by what its paths begin at.
type shapes struct {
	def     *state.Machine
	flows   map[state.State]*shape // the input of a flow, by the Map state around it; that of the machine is at nil
	results map[state.State]*shape // the answer of a Task state, where that is not its output
}

// finder returns the shape of what an expression reads: a place in the "input" or
// "result" of a state, or in the "item" of a Map. It is nil for what has none.
type finder func(from string, place []jsonvalue.Step) *shape

// inside finds what is in one of these.
func inside(s *shape, root string) finder {
	return func(from string, place []jsonvalue.Step) *shape {
		if s == nil || from != root {
			return nil
		}
		return s.at(place)
	}
}

// shapesOf reads a definition.
func shapesOf(def *state.Machine) *shapes {
	s := &shapes{def: def, flows: map[state.State]*shape{nil: {}}, results: map[state.State]*shape{}}
	for _, st := range def.All() { // an outer state comes before those inside it
		flow := s.of(def.Outer(st))
		if m, isMap := st.(*state.Map); isMap {
			s.readMap(m, flow)
		}
		for _, field := range def.NodeOf(st).Children() {
			s.readField(st, field, flow)
		}
	}
	return s
}

// of is the shape of a flow's input. The branches of a Parallel state read that
// of the state.
func (s *shapes) of(outer state.State) *shape {
	for outer != nil && outer.Type() == "Parallel" {
		outer = s.def.Outer(outer)
	}
	if s.flows[outer] == nil {
		s.flows[outer] = &shape{}
	}
	return s.flows[outer]
}

// result is the shape of a task's answer, where expressions read it. In JSONata it
// goes on to the next state if there is no Output.
func (s *shapes) result(st state.State, flow *shape) *shape {
	if st.Language() == state.JSONata && !s.def.NodeOf(st).Get("Output").Exists() {
		return flow
	}
	if s.results[st] == nil {
		s.results[st] = &shape{}
	}
	return s.results[st]
}

// readMap joins the items of an array and what the iterations read. An
// ItemSelector comes between the two.
func (s *shapes) readMap(m *state.Map, flow *shape) {
	n := s.def.NodeOf(m)
	items := flow
	for _, field := range []string{"ItemsPath", "Items"} {
		if path := n.Get(field); path.Exists() {
			items = read(path.Text(), m.Language(), inside(flow, "input"))
		}
	}
	if items == nil {
		return
	}
	for _, field := range []string{"ItemSelector", "Parameters"} {
		if selector := n.Get(field); selector.Exists() {
			readAll(selector, m.Language(), inside(items.array(), "item"))
			return
		}
	}
	s.flows[m] = items.array()
}

// readField notes what a field of a state reads. The states inside it are read by
// themselves.
func (s *shapes) readField(st state.State, field state.Node, flow *shape) {
	text, l, input := field.Text(), st.Language(), inside(flow, "input")
	switch field.Name() {
	case "ItemProcessor", "Iterator", "Branches", "ResultPath", "OutputPath", "Catch", "Retry":
	case "Choices":
		for _, rule := range field.Children() {
			s.readRule(st, rule, flow)
		}
	case "SecondsPath", "TimeoutSecondsPath", "HeartbeatSecondsPath", "MaxConcurrencyPath":
		read(text, l, input).hint(jsonvalue.OfInt(1), jsonvalue.OfInt(60))
	case "TimestampPath":
		read(text, l, input).hint(timestamp(Start.Add(time.Hour)), timestamp(Start.Add(-time.Hour)))
	case "ResultSelector":
		readAll(field, l, inside(s.result(st, flow), "input"))
	default:
		if strings.HasSuffix(field.Name(), "Path") {
			read(text, l, input)
		}
		readAll(field, l, func(from string, place []jsonvalue.Step) *shape {
			if from == "result" {
				return s.result(st, flow).at(place)
			}
			return input(from, place)
		})
	}
}

// readRule notes what a choice rule compares.
func (s *shapes) readRule(st state.State, rule state.Node, flow *shape) {
	input := inside(flow, "input")
	variable := read(rule.Get("Variable").Text(), state.JSONPath, input)
	for _, n := range rule.Children() {
		switch name := n.Name(); {
		case name == "And" || name == "Or":
			for _, part := range n.Children() {
				s.readRule(st, part, flow)
			}
		case name == "Not":
			s.readRule(st, n, flow)
		case name == "IsPresent" && variable != nil:
			variable.optional = true
		case strings.HasSuffix(name, "Path"):
			values := compared(name, jsonvalue.Value{})
			variable.hint(values...)
			read(n.Text(), state.JSONPath, input).hint(values...)
		case name == "Condition" || name == "Assign" || name == "Output":
			s.readField(st, n, flow)
		default:
			variable.hint(compared(name, n.Value())...)
		}
	}
}

// readAll reads the expressions in a value of the definition.
func readAll(n state.Node, l state.Language, find finder) {
	if l == state.JSONata || strings.HasSuffix(n.Name(), ".$") {
		read(n.Text(), l, find)
	}
	for _, inner := range n.Children() {
		readAll(inner, l, find)
	}
}

// read reads an expression, and returns the shape of what it reads last.
func read(text string, l state.Language, find finder) *shape {
	switch {
	case l == state.JSONata:
		return readQuery(text, find)
	case intrinsic.Is(text):
		return readCall(text, find)
	}
	path, err := compilePath(text)
	if err != nil {
		return nil
	}
	from := map[jsonpath.Root]string{jsonpath.Input: "input", jsonpath.Context: "context"}[path.Root()]
	return found(find, from, path.Place())
}

// compilePath compiles a path, whatever its filters are written in.
func compilePath(text string) (*jsonpath.Path, error) {
	return jsonpath.CompileWith(text, func(string) (jsonpath.FilterFunc, error) { return nil, nil })
}

// found finds a place. The item of a Map is one in the context object.
func found(find finder, from string, place []jsonvalue.Step) *shape {
	item := []jsonvalue.Step{{Name: "Map"}, {Name: "Item"}, {Name: "Value"}}
	if from == "context" && len(place) >= len(item) && slices.Equal(place[:len(item)], item) {
		from, place = "item", place[len(item):]
	}
	return find(from, place)
}

func readCall(text string, find finder) (s *shape) {
	call, err := intrinsic.Parse(text)
	if err != nil {
		return nil
	}
	for _, arg := range call.Paths() {
		s = read(arg.Text, state.JSONPath, find)
		s.argument(strings.TrimPrefix(arg.Function, "States."), arg.Index)
	}
	return s
}

// argument notes what kind of value a function wants.
func (s *shape) argument(function string, i int) {
	switch {
	case s == nil:
	case strings.HasPrefix(function, "Math") || function == "ArrayGetItem" && i == 1 || function == "ArrayPartition" && i == 1 || function == "ArrayRange":
		s.hint(jsonvalue.OfInt(1), jsonvalue.OfInt(2))
	case strings.HasPrefix(function, "Array") && function != "Array" && i == 0:
		s.array()
	case function == "JsonMerge":
		s.hint(jsonvalue.EmptyObject)
	case function == "StringToJson":
		s.hint(jsonvalue.OfString("{}"))
	case function == "Base64Decode":
		s.hint(jsonvalue.OfString("dGV4dA=="))
	case strings.HasPrefix(function, "String") || strings.HasPrefix(function, "Base64") || function == "Hash":
		s.hint(jsonvalue.OfString("text"), jsonvalue.OfString("a,b"))
	}
}

// readQuery reads what a JSONata expression reads of $states.
func readQuery(text string, find finder) (s *shape) {
	text, opened := strings.CutPrefix(text, "{%")
	text, closed := strings.CutSuffix(text, "%}")
	if !opened || !closed {
		return nil
	}
	query, err := jsonata.Compile(text, jsonata.WithProfile(jsonata.AWS))
	if err != nil {
		return nil
	}
	for _, ref := range query.References().Variables {
		if ref.Name != "states" || len(ref.Path) == 0 {
			continue
		}
		var place []jsonvalue.Step
		for _, name := range ref.Path[1:] {
			place = append(place, jsonvalue.Step{Name: name})
		}
		if s = found(find, ref.Path[0], place); s != nil {
			s.hint(beside(ref.Compared)...)
			s.optional = s.optional || ref.Tested
		}
	}
	return s
}

// beside are values on either side of a literal.
func beside(literal jsonvalue.Value) []jsonvalue.Value {
	operators := map[jsonvalue.Kind]string{jsonvalue.String: "StringEquals", jsonvalue.Number: "NumericEquals", jsonvalue.Bool: "BooleanEquals"}
	return compared(operators[literal.Kind()], literal)
}

func timestamp(t time.Time) jsonvalue.Value { return jsonvalue.OfString(t.Format(time.RFC3339)) }

// compared are values on either side of what an operator compares with.
func compared(operator string, with jsonvalue.Value) []jsonvalue.Value {
	text := with.Text()
	switch {
	case strings.HasPrefix(operator, "Numeric"):
		n, _ := with.Float64()
		return []jsonvalue.Value{jsonvalue.OfFloat(n), jsonvalue.OfFloat(n - 1), jsonvalue.OfFloat(n + 1)}
	case operator == "StringMatches":
		return []jsonvalue.Value{jsonvalue.OfString(strings.ReplaceAll(text, "*", "x")), jsonvalue.OfString("text")}
	case strings.HasPrefix(operator, "String"):
		return []jsonvalue.Value{jsonvalue.OfString(text), jsonvalue.OfString(text + "x"), jsonvalue.OfString("")}
	case strings.HasPrefix(operator, "Boolean"), operator == "IsBoolean":
		return []jsonvalue.Value{jsonvalue.True, jsonvalue.False}
	case strings.HasPrefix(operator, "Timestamp"), operator == "IsTimestamp":
		at, err := time.Parse(time.RFC3339, text)
		if err != nil {
			at = Start
		}
		return []jsonvalue.Value{timestamp(at), timestamp(at.Add(-time.Second)), timestamp(at.Add(time.Second))}
	case operator == "IsNull":
		return []jsonvalue.Value{jsonvalue.NullValue, jsonvalue.OfString("text")}
	case operator == "IsNumeric", operator == "IsString":
		return []jsonvalue.Value{jsonvalue.OfInt(1), jsonvalue.OfString("text")}
	}
	return nil
}
