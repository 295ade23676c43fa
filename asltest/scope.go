package asltest

import (
	"slices"
	"strings"

	"github.com/goasl/goasl/intrinsic"
	"github.com/goasl/goasl/jsonata"
	"github.com/goasl/goasl/jsonpath"
	"github.com/goasl/goasl/jsonvalue"
	"github.com/goasl/goasl/state"
)

// scope is where the expressions of a state begin. It applies them in reverse: what is wanted
// of the result is wanted of the values that it is made of.
type scope struct {
	*dataflow
	state state.State
	roots map[string]*shape // "input", which is $ in JSONPath, "result", "errorOutput", and the "item" of a Map
}

// read reads an expression of which something is wanted, or nothing if that is nil.
func (c scope) read(text string, want *shape) {
	if want == nil {
		want = &shape{}
	}
	if c.state.Language() == state.JSONata {
		c.query(text, want)
		return
	}
	if intrinsic.Is(text) {
		if call, err := intrinsic.Parse(text); err == nil {
			c.call(call, want)
		}
		return
	}
	c.path(text, want)
}

// assign reads an Assign: of its members is wanted what is wanted of the variables.
func (c scope) assign(n state.Node) {
	for _, member := range n.Children() {
		name := member.Name()
		if c.state.Language() == state.JSONPath {
			name = strings.TrimSuffix(name, ".$")
		}
		c.template(member, c.variable(name))
	}
}

// template reads the expressions in a value of the definition.
func (c scope) template(n state.Node, want *shape) {
	if want == nil {
		want = &shape{}
	}
	switch {
	case n.Kind() == jsonvalue.String && (c.state.Language() == state.JSONata || strings.HasSuffix(n.Name(), ".$")):
		c.read(n.Text(), want)
	case n.Kind() == jsonvalue.Array:
		for _, elem := range n.Children() {
			c.template(elem, want.elements)
		}
	case n.Kind() == jsonvalue.Object:
		for _, member := range n.Children() {
			name := member.Name()
			if c.state.Language() == state.JSONPath {
				name = strings.TrimSuffix(name, ".$")
			}
			c.template(member, want.members[name])
		}
	}
}

// path reads a path of JSONPath.
func (c scope) path(text string, want *shape) {
	p := c.compiled(text)
	if p == nil {
		return
	}
	at, place := c.begin(p)
	switch {
	case at == nil:
	case p.Definite():
		at.exactly(place).add(want)
	case !strings.Contains(text, ".."): // the result is an array of all that is found
		at.at(place).add(want.elements)
		if i := lastIndex(place); i >= 0 {
			of := at.at(place[:i])
			of.least = max(of.least, want.least)
		}
	}
}

// lastIndex is the last step to an element, -1 if there is none.
func lastIndex(place []jsonvalue.Step) int {
	i := len(place) - 1
	for i >= 0 && !place[i].IsIndex {
		i--
	}
	return i
}

// ask reads a path that may lead to nothing.
func (c scope) ask(text string) {
	if p := c.compiled(text); p != nil {
		if at, place := c.begin(p); at != nil {
			at.ask(place)
		}
	}
}

// begin is the value in which a path leads to a place.
func (c scope) begin(p *jsonpath.Path) (of *shape, place []jsonvalue.Step) {
	switch place = p.Place(); p.Root() {
	case jsonpath.Context:
		return c.ofContext(place)
	case jsonpath.Variable:
		return c.variable(p.Variable()), place
	}
	return c.roots["input"], place
}

// ofContext is [dataflow.context], but for what selects the input of an iteration.
func (c scope) ofContext(place []jsonvalue.Step) (of *shape, rest []jsonvalue.Step) {
	value := []jsonvalue.Step{{Name: "Map"}, {Name: "Item"}, {Name: "Value"}}
	if item := c.roots["item"]; item != nil && len(place) >= len(value) && slices.Equal(place[:len(value)], value) {
		return item, place[len(value):]
	}
	return c.context(c.state, place)
}

// compiled compiles a path, whatever its filters are written in. It is nil for what is none.
func (f *dataflow) compiled(text string) *jsonpath.Path {
	p, known := f.paths[text]
	if !known {
		var err error
		if p, err = jsonpath.CompileWith(text, func(string) (jsonpath.FilterFunc, error) { return nil, nil }); err != nil {
			p = nil
		}
		f.paths[text] = p
	}
	return p
}

// placeOf is where a path leads, nothing for what is no path.
func (f *dataflow) placeOf(path string) []jsonvalue.Step {
	if p := f.compiled(path); p != nil {
		return p.Place()
	}
	return nil
}

// call reads a call of an intrinsic function.
func (c scope) call(call *intrinsic.Call, want *shape) {
	args := call.Args()
	for i, arg := range args {
		wanted := argument(strings.TrimPrefix(call.Function(), "States."), i, args, want)
		switch {
		case arg.Call != nil:
			c.call(arg.Call, wanted)
		case arg.Path != "":
			c.path(arg.Path, wanted)
		}
	}
}

// query reads a JSONata expression.
func (c scope) query(text string, want *shape) {
	for _, r := range c.readsOf(text) {
		of, place := c.root(r)
		if of == nil {
			continue
		}
		at := of.follow(place)
		if r.Returned {
			at.add(want.find(r.Result))
		}
		at.use(r.Use)
		if r.Tested {
			of.doubt(place)
		}
	}
}

// readsOf is what a JSONata expression reads, nothing if it is none.
func (f *dataflow) readsOf(text string) []jsonata.Read {
	source, opened := strings.CutPrefix(text, "{%")
	source, closed := strings.CutSuffix(source, "%}")
	if !opened || !closed {
		return nil
	}
	reads, known := f.reads[text]
	if !known {
		if query, err := jsonata.Compile(source, jsonata.WithProfile(jsonata.AWS)); err == nil {
			reads = query.Reads()
		}
		f.reads[text] = reads
	}
	return reads
}

// root is the value that a JSONata expression reads, and where in it. It is nil for what
// nobody makes up.
func (c scope) root(r jsonata.Read) (of *shape, place []jsonata.ReadStep) {
	if r.Variable != "states" {
		return c.variable(r.Variable), r.Place
	}
	if len(r.Place) == 0 || r.Place[0].Name == "" {
		return nil, nil
	}
	place = r.Place[1:]
	if r.Place[0].Name != "context" {
		return c.roots[r.Place[0].Name], place
	}
	plain := make([]jsonvalue.Step, 0, len(place))
	for _, step := range place {
		if step.Each || step.Parsed {
			break
		}
		plain = append(plain, step.Step)
	}
	of, rest := c.ofContext(plain)
	return of, place[len(plain)-len(rest):]
}

// follow returns the shape at a place, which is added if need be.
func (s *shape) follow(place []jsonata.ReadStep) *shape {
	for _, step := range place {
		switch {
		case step.Each:
			s = s.array()
		case step.Parsed:
			s = s.text()
		default:
			s = s.exactly([]jsonvalue.Step{step.Step})
		}
	}
	return s
}

// doubt notes that an expression may find nothing at a place.
func (s *shape) doubt(place []jsonata.ReadStep) {
	if last := len(place) - 1; last >= 0 && !place[last].Each && !place[last].Parsed {
		s.follow(place[:last]).ask([]jsonvalue.Step{place[last].Step})
	}
}
