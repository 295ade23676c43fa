package lint

import (
	"maps"

	"github.com/goasl/goasl/jsonvalue"
	"github.com/goasl/goasl/state"
)

// shape is what is known of the values that may come to a state: nothing, or
// that they are objects with no members but these.
type shape struct {
	known   bool
	members map[string]shape
}

// maxShape bounds the levels of a shape.
const maxShape = 20

// shapeOf is the shape of a fixed value. Of what is no object nothing is known.
func shapeOf(v jsonvalue.Value, depth int) shape {
	if v.Kind() != jsonvalue.Object || depth > maxShape {
		return shape{}
	}
	s := shape{known: true, members: map[string]shape{}}
	for name, member := range v.Members() {
		s.members[name] = shapeOf(member, depth+1)
	}
	return s
}

// shapeOfTemplate is the shape of what a payload template gives.
func shapeOfTemplate(n state.Node, depth int) shape {
	if n.Kind() != jsonvalue.Object || depth > maxShape {
		return shape{}
	}
	s := shape{known: true, members: map[string]shape{}}
	for _, kid := range n.Children() {
		if name := variableName(kid); name != kid.Name() {
			s.members[name] = shape{}
		} else {
			s.members[name] = shapeOfTemplate(kid, depth+1)
		}
	}
	return s
}

// or is the shape of values of one shape or the other.
func (s shape) or(t shape) shape {
	if !s.known || !t.known {
		return shape{}
	}
	both := shape{known: true, members: maps.Clone(s.members)}
	for name, member := range t.members {
		if mine, ok := both.members[name]; ok {
			member = mine.or(member)
		}
		both.members[name] = member
	}
	return both
}

// with is the shape after a member was set at a place.
func (s shape) with(place []string, member shape) shape {
	if len(place) == 0 {
		return member
	}
	if !s.known || len(place) > maxShape {
		return shape{}
	}
	out := shape{known: true, members: maps.Clone(s.members)}
	inner, ok := out.members[place[0]]
	if !ok {
		inner = shape{known: true, members: map[string]shape{}}
	}
	out.members[place[0]] = inner.with(place[1:], member)
	return out
}

// lacks reports whether no value of the shape has anything at a place.
func (s shape) lacks(place []string) bool {
	for _, name := range place {
		if !s.known {
			return false
		}
		inner, ok := s.members[name]
		if !ok {
			return true
		}
		s = inner
	}
	return false
}

func (s shape) equal(t shape) bool {
	return s.known == t.known && maps.EqualFunc(s.members, t.members, shape.equal)
}
