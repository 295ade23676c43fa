package asltest

import (
	"maps"
	"slices"

	"github.com/goasl/goasl/jsonvalue"
)

// shape is what a definition wants of a value: which members and elements it reads, and what
// it compares them with.
type shape struct {
	names    []string // of the members, in the order in which they were found
	members  map[string]*shape
	isObject bool   // also without members
	elements *shape // of an array, else nil
	least    int    // elements that an array has
	asked    int    // the definition asks whether there is this element, counted from 1; 0 for none
	parsed   *shape // what a text holds as JSON, nil for another text
	optional bool   // of a member: the definition asks whether it is there
	hints    []jsonvalue.Value

	depth int
	room  *room // nil for any amount
}

// room is how much more shapes may grow.
type room struct {
	parts  int // how many more there may be
	copied int // how many more may be copied from one shape to another
}

// The bounds of what one definition may want. In a loop, what the next round wants of a
// value may be a part of what this one does.
const (
	maxParts  = 50_000
	maxCopied = 10_000_000
	maxDeep   = 24
	maxLeast  = 20 // elements
)

// newShape returns a shape that grows as long as there is room.
func newShape(r *room) *shape { return &shape{room: r} }

// part returns a new shape for a part of s, one that is in nothing if there is no room.
func (s *shape) part() (part *shape, fits bool) {
	if s.room == nil {
		return &shape{}, true
	}
	if s.room.parts <= 0 || s.depth == maxDeep {
		return &shape{}, false
	}
	s.room.parts--
	return &shape{depth: s.depth + 1, room: s.room}, true
}

func (s *shape) member(name string) *shape {
	if m := s.members[name]; m != nil {
		return m
	}
	part, fits := s.part()
	if fits {
		if s.members == nil {
			s.members = map[string]*shape{}
		}
		s.members[name] = part
		s.names = append(s.names, name)
	}
	return part
}

// array returns the shape of the elements.
func (s *shape) array() *shape { return s.inner(&s.elements) }

// text returns the shape of what is in the text, as JSON.
func (s *shape) text() *shape { return s.inner(&s.parsed) }

func (s *shape) inner(at **shape) *shape {
	if *at == nil {
		part, fits := s.part()
		if !fits {
			return part
		}
		*at = part
	}
	return *at
}

// at returns the shape at a place, which is added if need be.
func (s *shape) at(place []jsonvalue.Step) *shape {
	for _, step := range place {
		if step.IsIndex {
			s = s.array()
		} else {
			s = s.member(step.Name)
		}
	}
	return s
}

// exactly is at for a place that has to be there: arrays are long enough.
func (s *shape) exactly(place []jsonvalue.Step) *shape {
	for i, step := range place {
		if step.IsIndex {
			of := s.at(place[:i])
			of.least = max(of.least, min(length(step), maxLeast))
		}
	}
	return s.at(place)
}

// length is how long an array is in which a step finds something.
func length(step jsonvalue.Step) int {
	if step.Index < 0 {
		return -step.Index
	}
	return step.Index + 1
}

// ask notes that the definition asks whether there is anything at a place.
func (s *shape) ask(place []jsonvalue.Step) {
	if len(place) == 0 {
		return
	}
	last := place[len(place)-1]
	switch of := s.at(place[:len(place)-1]); {
	case !last.IsIndex:
		of.member(last.Name).optional = true
	case of.asked == 0 || length(last) < of.asked:
		of.array()
		of.asked = length(last)
	}
}

// find returns the shape at a place as at does, but adds nothing: where nothing is
// known it is an empty one.
func (s *shape) find(place []jsonvalue.Step) *shape {
	for _, step := range place {
		if s == nil {
			break
		}
		if step.IsIndex {
			s = s.elements
		} else {
			s = s.members[step.Name]
		}
	}
	if s == nil {
		return &shape{}
	}
	return s
}

// hint adds values that are worth trying.
func (s *shape) hint(values ...jsonvalue.Value) {
	for _, v := range values {
		if !slices.ContainsFunc(s.hints, func(h jsonvalue.Value) bool { return jsonvalue.Equal(h, v) }) {
			s.hints = append(s.hints, v)
		}
	}
}

// add adds what is wanted of the same value elsewhere. One shape may be a part of the other.
func (s *shape) add(wanted *shape) {
	if wanted == nil || wanted == s || !wanted.isKnown() {
		return
	}
	if s.room != nil {
		if s.room.copied -= wanted.size(); s.room.copied < 0 {
			return
		}
	}
	s.merge(wanted.clone())
}

func (s *shape) merge(wanted *shape) {
	for _, name := range wanted.names {
		m := wanted.members[name]
		own := s.member(name)
		own.optional = own.optional || m.optional
		own.merge(m)
	}
	if wanted.elements != nil {
		s.array().merge(wanted.elements)
	}
	if wanted.parsed != nil {
		s.text().merge(wanted.parsed)
	}
	s.isObject = s.isObject || wanted.isObject
	s.least = max(s.least, wanted.least)
	if s.asked == 0 || 0 < wanted.asked && wanted.asked < s.asked {
		s.asked = wanted.asked
	}
	s.hint(wanted.hints...)
}

func (s *shape) clone() *shape {
	if s == nil {
		return nil
	}
	c := *s
	c.room, c.names, c.hints, c.members = nil, slices.Clone(s.names), slices.Clone(s.hints), maps.Clone(s.members)
	for name, m := range c.members {
		c.members[name] = m.clone()
	}
	c.elements, c.parsed = s.elements.clone(), s.parsed.clone()
	return &c
}

// without is a copy in which nothing is at a place.
func (s *shape) without(place []jsonvalue.Step) *shape {
	c := s.clone()
	c.cut(place)
	return c
}

// cut removes what is at a place, and what is left empty by that.
func (s *shape) cut(place []jsonvalue.Step) {
	if len(place) == 0 || place[0].IsIndex {
		return
	}
	name := place[0].Name
	m := s.members[name]
	if m == nil {
		return
	}
	if len(place) > 1 {
		if m.cut(place[1:]); m.isKnown() {
			return
		}
	}
	delete(s.members, name)
	s.names = slices.DeleteFunc(s.names, func(n string) bool { return n == name })
}

// isKnown reports whether the definition tells anything of the value.
func (s *shape) isKnown() bool {
	return len(s.names) > 0 || s.isObject || s.elements != nil || s.parsed != nil || len(s.hints) > 0
}

// size is the number of things that are wanted. It grows whenever something is added.
func (s *shape) size() int {
	if s == nil {
		return 0
	}
	n := 1 + len(s.hints) + s.least
	for _, flag := range []bool{s.isObject, s.optional, s.asked > 0} {
		if flag {
			n++
		}
	}
	for _, m := range s.members {
		n += m.size()
	}
	return n + s.elements.size() + s.parsed.size()
}

// settle makes members that are read of an array those of its elements, as JSONata has it.
func (s *shape) settle() {
	if s == nil {
		return
	}
	if s.elements != nil && len(s.names) > 0 {
		s.elements.merge((&shape{names: s.names, members: s.members}).clone())
		s.names, s.members = nil, nil
	}
	for _, m := range s.members {
		m.settle()
	}
	s.elements.settle()
	s.parsed.settle()
}
