package asltest

import (
	"math/rand/v2"
	"slices"

	"github.com/goasl/goasl/jsonvalue"
)

// maxElements is how long arrays are made.
const maxElements = 3

// maxMade is of how many values one value is made at most.
const maxMade = 5_000

// plain are the values where nothing is known.
var plain = []jsonvalue.Value{
	jsonvalue.OfString("text"), jsonvalue.OfInt(1), jsonvalue.OfInt(0), jsonvalue.OfString(""), jsonvalue.True, jsonvalue.OfInt(1000),
}

// generate makes a value of the shape.
func (s *shape) generate(r *rand.Rand) jsonvalue.Value {
	m := maker{r: r, left: maxMade}
	return m.value(s)
}

// maker makes values.
type maker struct {
	r    *rand.Rand
	left int
}

func (m *maker) value(s *shape) jsonvalue.Value {
	if m.left--; m.left < 0 {
		return jsonvalue.EmptyObject
	}
	switch {
	case s == nil:
		return jsonvalue.EmptyObject
	case s.elements != nil:
		return m.array(s)
	case len(s.names) > 0 || s.isObject:
		if slices.ContainsFunc(s.hints, isNull) && m.r.IntN(3) == 0 {
			return jsonvalue.NullValue
		}
		return m.object(s)
	case s.parsed != nil && s.parsed.isKnown():
		return jsonvalue.OfString(m.value(s.parsed).String())
	case s.parsed != nil:
		return jsonvalue.OfString("{}")
	case len(s.hints) > 0:
		return s.hints[m.r.IntN(len(s.hints))]
	}
	return plain[m.r.IntN(len(plain))]
}

func isNull(v jsonvalue.Value) bool { return v.Kind() == jsonvalue.Null }

func (m *maker) object(s *shape) jsonvalue.Value {
	var members []jsonvalue.Member
	for _, name := range s.names {
		if inner := s.members[name]; !inner.optional || m.r.IntN(2) == 0 {
			members = append(members, jsonvalue.Member{Name: name, Value: m.value(inner)})
		}
	}
	return jsonvalue.OfObject(members)
}

func (m *maker) array(s *shape) jsonvalue.Value {
	n := max(m.r.IntN(maxElements+1), s.least)
	if s.asked > 0 && m.r.IntN(2) == 0 {
		n = min(n, s.asked-1)
	}
	elems := make([]jsonvalue.Value, n)
	for i := range elems {
		elems[i] = m.value(s.elements)
	}
	return jsonvalue.OfArray(elems)
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
		return s.varyArray(v, r)
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

// varyArray changes the elements, and leaves some out if fewer are enough.
func (s *shape) varyArray(v jsonvalue.Value, r *rand.Rand) jsonvalue.Value {
	least := s.least
	if s.asked > 0 {
		least = min(least, s.asked-1)
	}
	var elems []jsonvalue.Value
	for i, elem := range v.Elements() {
		left := v.Len() - i
		if len(elems)+left <= least || r.IntN(4) > 0 {
			elems = append(elems, s.elements.vary(elem, r))
		}
	}
	return jsonvalue.OfArray(elems)
}
