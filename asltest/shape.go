package asltest

import (
	"math/rand/v2"
	"slices"

	"github.com/goasl/goasl/jsonvalue"
)

// shape is what a definition tells of the form of a value: which members it
// reads, and what it compares them with.
type shape struct {
	names    []string // of the members, in the order in which they were found
	members  map[string]*shape
	elements *shape // of an array, else nil
	optional bool   // the definition asks whether it is there
	hints    []jsonvalue.Value
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

// find returns the shape at a place as at does, but adds nothing: where nothing is
// known it is an empty one. Tasks that run at once may call it.
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

func (s *shape) array() *shape {
	if s.elements == nil {
		s.elements = &shape{}
	}
	return s.elements
}

func (s *shape) member(name string) *shape {
	if s.members == nil {
		s.members = map[string]*shape{}
	}
	if s.members[name] == nil {
		s.members[name] = &shape{}
		s.names = append(s.names, name)
	}
	return s.members[name]
}

// hint adds values that are worth trying.
func (s *shape) hint(values ...jsonvalue.Value) {
	if s == nil {
		return
	}
	for _, v := range values {
		if !slices.ContainsFunc(s.hints, func(h jsonvalue.Value) bool { return jsonvalue.Equal(h, v) }) {
			s.hints = append(s.hints, v)
		}
	}
}

// maxElements is how long arrays are made.
const maxElements = 3

// plain are the values where nothing is known.
var plain = []jsonvalue.Value{
	jsonvalue.OfString("text"), jsonvalue.OfInt(1), jsonvalue.OfInt(0), jsonvalue.OfString(""), jsonvalue.True, jsonvalue.OfInt(1000),
}

// isKnown reports whether the definition tells anything of the value.
func (s *shape) isKnown() bool { return len(s.names) > 0 || s.elements != nil || len(s.hints) > 0 }

// generate makes a value of the shape.
func (s *shape) generate(r *rand.Rand) jsonvalue.Value {
	switch {
	case s == nil:
		return jsonvalue.EmptyObject
	case len(s.names) > 0:
		var members []jsonvalue.Member
		for _, name := range s.names {
			if m := s.members[name]; !m.optional || r.IntN(2) == 0 {
				members = append(members, jsonvalue.Member{Name: name, Value: m.generate(r)})
			}
		}
		return jsonvalue.OfObject(members)
	case s.elements != nil:
		var elems []jsonvalue.Value
		for range r.IntN(maxElements + 1) {
			elems = append(elems, s.elements.generate(r))
		}
		return jsonvalue.OfArray(elems)
	case len(s.hints) > 0:
		return s.hints[r.IntN(len(s.hints))]
	}
	return plain[r.IntN(len(plain))]
}

// vary changes an example where the shape knows something to try: it sets
// members to hints, and leaves out those that the definition asks for.
func (s *shape) vary(v jsonvalue.Value, r *rand.Rand) jsonvalue.Value {
	switch {
	case s == nil:
		return v
	case len(s.hints) > 0 && r.IntN(2) == 0:
		return s.hints[r.IntN(len(s.hints))]
	case v.Kind() == jsonvalue.Array && s.elements != nil:
		var elems []jsonvalue.Value
		for _, elem := range v.Elements() {
			if r.IntN(4) > 0 {
				elems = append(elems, s.elements.vary(elem, r))
			}
		}
		return jsonvalue.OfArray(elems)
	case v.Kind() != jsonvalue.Object:
		return v
	}
	var members []jsonvalue.Member
	for name, member := range v.Members() {
		inner := s.members[name]
		if inner != nil && inner.optional && r.IntN(3) == 0 {
			continue
		}
		members = append(members, jsonvalue.Member{Name: name, Value: inner.vary(member, r)})
	}
	for _, name := range s.names {
		if inner := s.members[name]; inner.optional && !v.Get(name).Exists() && r.IntN(3) == 0 {
			members = append(members, jsonvalue.Member{Name: name, Value: inner.generate(r)})
		}
	}
	return jsonvalue.OfObject(members)
}
