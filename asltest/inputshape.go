package asltest

import (
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
	for {
		if _, isParallel := outer.(*state.Parallel); !isParallel {
			break
		}
		outer = s.def.Outer(outer)
	}
	if s.flows[outer] == nil {
		s.flows[outer] = &shape{}
	}
	return s.flows[outer]
}

// result is the shape of a task's answer, where expressions read it. Without
// Output it goes on to the next state.
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
		if n.Get(field).Exists() {
			items = nil
		}
		for _, r := range readings(n.Get(field).Text(), m.Language()) {
			if r.from == theInput {
				items = flow.at(r.place)
			}
		}
	}
	if items == nil {
		return
	}
	item := items.array()
	for _, field := range []string{"ItemSelector", "Parameters"} {
		if selector := n.Get(field); selector.Exists() {
			each(selector, m.Language(), func(r reading) {
				if r.from == theItem {
					r.note(item)
				}
			})
			return
		}
	}
	s.flows[m] = item
}

// readField notes what a field of a state reads. The states inside it are read by
// themselves.
func (s *shapes) readField(st state.State, field state.Node, flow *shape) {
	switch name := field.Name(); name {
	case "ItemProcessor", "Iterator", "Branches", "ResultPath", "OutputPath", "Catch", "Retry":
	case "Choices":
		for _, rule := range field.Children() {
			s.readRule(st, rule, flow)
		}
	case "SecondsPath", "TimeoutSecondsPath", "HeartbeatSecondsPath", "MaxConcurrencyPath":
		inside(flow, field.Text()).hint(jsonvalue.OfInt(1), jsonvalue.OfInt(60))
	case "TimestampPath":
		inside(flow, field.Text()).hint(timestamp(Start.Add(time.Hour)), timestamp(Start.Add(-time.Hour)))
	default:
		note := func(r reading) {
			switch {
			case name == "ResultSelector" && r.from == theInput, r.from == theResult:
				r.note(s.result(st, flow))
			case r.from == theInput:
				r.note(flow)
			}
		}
		each(field, st.Language(), note)
		if strings.HasSuffix(name, "Path") {
			for _, r := range readings(field.Text(), st.Language()) {
				note(r)
			}
		}
	}
}

// readRule notes what a choice rule compares.
func (s *shapes) readRule(st state.State, rule state.Node, flow *shape) {
	variable := inside(flow, rule.Get("Variable").Text())
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
			inside(flow, n.Text()).hint(values...)
		case name == "Condition" || name == "Assign" || name == "Output":
			s.readField(st, n, flow)
		default:
			variable.hint(compared(name, n.Value())...)
		}
	}
}

// inside is the shape that a path of the definition leads to, nil unless it leads
// into the input.
func inside(flow *shape, path string) *shape {
	if p, err := compilePath(path); err == nil && p.Root() == jsonpath.Input {
		return flow.at(p.Place())
	}
	return nil
}

// compilePath compiles a path, whatever its filters are written in.
func compilePath(text string) (*jsonpath.Path, error) {
	return jsonpath.CompileWith(text, func(string) (jsonpath.FilterFunc, error) { return nil, nil })
}

// origin is what an expression reads from.
type origin int

const (
	elsewhere origin = iota // variables, and what else the context object has
	theInput
	theResult
	theItem // of a Map
)

// reading is a place that an expression reads, and what it tells of the value.
type reading struct {
	from            origin
	place           []jsonvalue.Step
	hints           []jsonvalue.Value
	array, optional bool
}

// note adds the place to a shape.
func (r reading) note(s *shape) {
	s = s.at(r.place)
	s.hint(r.hints...)
	s.optional = s.optional || r.optional
	if r.array {
		s.array()
	}
}

// each calls f with what the expressions in a field read.
func each(n state.Node, l state.Language, f func(reading)) {
	if l == state.JSONata || strings.HasSuffix(n.Name(), ".$") {
		for _, r := range readings(n.Text(), l) {
			f(r)
		}
	}
	for _, inner := range n.Children() {
		each(inner, l, f)
	}
}

// readings are the places that a string of the definition reads if it is an
// expression.
func readings(text string, l state.Language) []reading {
	switch {
	case l == state.JSONata:
		return readingsOfQuery(text)
	case intrinsic.Is(text):
		return readingsOfCall(text)
	}
	if p, err := compilePath(text); err == nil {
		return []reading{readingOf(p)}
	}
	return nil
}

func readingOf(p *jsonpath.Path) reading {
	r := reading{place: p.Place()}
	switch p.Root() {
	case jsonpath.Input:
		r.from = theInput
	case jsonpath.Context:
		r.ofItem("Map", "Item", "Value")
	}
	return r
}

// ofItem takes a place for one in the item of a Map if it begins with these names.
func (r *reading) ofItem(names ...string) {
	for i, name := range names {
		if i >= len(r.place) || r.place[i].Name != name {
			return
		}
	}
	r.from, r.place = theItem, r.place[len(names):]
}

func readingsOfCall(text string) (all []reading) {
	call, err := intrinsic.Parse(text)
	if err != nil {
		return nil
	}
	for _, arg := range call.Paths() {
		if p, err := compilePath(arg.Text); err == nil {
			r := readingOf(p)
			r.argument(strings.TrimPrefix(arg.Function, "States."), arg.Index)
			all = append(all, r)
		}
	}
	return all
}

// argument notes what kind of value a function wants.
func (r *reading) argument(function string, i int) {
	switch {
	case strings.HasPrefix(function, "Math") || function == "ArrayGetItem" && i == 1 || function == "ArrayPartition" && i == 1 || function == "ArrayRange":
		r.hints = []jsonvalue.Value{jsonvalue.OfInt(1), jsonvalue.OfInt(2)}
	case strings.HasPrefix(function, "Array") && function != "Array" && i == 0:
		r.array = true
	case function == "JsonMerge":
		r.hints = []jsonvalue.Value{jsonvalue.EmptyObject}
	case function == "StringToJson":
		r.hints = []jsonvalue.Value{jsonvalue.OfString("{}")}
	case function == "Base64Decode":
		r.hints = []jsonvalue.Value{jsonvalue.OfString("dGV4dA==")}
	case strings.HasPrefix(function, "String") || strings.HasPrefix(function, "Base64") || function == "Hash":
		r.hints = []jsonvalue.Value{jsonvalue.OfString("text"), jsonvalue.OfString("a,b")}
	}
}

// readingsOfQuery are what a JSONata expression reads of $states.
func readingsOfQuery(text string) (all []reading) {
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
		r := reading{optional: ref.Tested, hints: beside(ref.Compared)}
		for _, name := range ref.Path[1:] {
			r.place = append(r.place, jsonvalue.Step{Name: name})
		}
		switch ref.Path[0] {
		case "input":
			r.from = theInput
		case "result":
			r.from = theResult
		case "context":
			r.ofItem("Map", "Item", "Value")
		}
		all = append(all, r)
	}
	return all
}

// beside are values on either side of a literal.
func beside(literal jsonvalue.Value) []jsonvalue.Value {
	switch literal.Kind() {
	case jsonvalue.String:
		return compared("StringEquals", literal)
	case jsonvalue.Number:
		return compared("NumericEquals", literal)
	case jsonvalue.Bool:
		return compared("BooleanEquals", literal)
	}
	return nil
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
