package lint

import (
	"maps"

	"github.com/goasl/goasl/jsonvalue"
	"github.com/goasl/goasl/state"
)

// shape is what is known about values: nothing (the zero value), or that they are
// objects with no other members than these.
type shape struct {
	known   bool
	members map[string]shape
	size    int // the number of members at all levels
}

// The limits of a shape, in levels and members. A shape beyond them is not known. There
// may be as many shapes as states.
const (
	maxShape   = 20
	maxMembers = 100
)

// shapeWith returns the shape of objects that have only these members.
func shapeWith(members map[string]shape) shape {
	size := len(members)
	for _, member := range members {
		size += member.size
	}
	if size > maxMembers {
		return shape{}
	}
	return shape{known: true, members: members, size: size}
}

// shapeOf returns the shape of a fixed value.
func shapeOf(v jsonvalue.Value, depth int) shape {
	if v.Kind() != jsonvalue.Object || depth > maxShape {
		return shape{}
	}
	members := map[string]shape{}
	for name, member := range v.Members() {
		members[name] = shapeOf(member, depth+1)
	}
	return shapeWith(members)
}

// shapeOfTemplate returns the shape of the result of a payload template.
func shapeOfTemplate(n state.Node, depth int) shape {
	if n.Kind() != jsonvalue.Object || depth > maxShape {
		return shape{}
	}
	members := map[string]shape{}
	for kid := range n.All() {
		if name := variableName(kid); name != kid.Name() {
			members[name] = shape{}
		} else {
			members[name] = shapeOfTemplate(kid, depth+1)
		}
	}
	return shapeWith(members)
}

// or returns the shape of values of either shape.
func (s shape) or(t shape) shape {
	if !s.known || !t.known {
		return shape{}
	}
	both := maps.Clone(s.members)
	for name, member := range t.members {
		if mine, ok := both[name]; ok {
			member = mine.or(member)
		}
		both[name] = member
	}
	return shapeWith(both)
}

// with returns the shape after a member was set at a place.
func (s shape) with(place []string, member shape) shape {
	if len(place) == 0 {
		return member
	}
	if !s.known || len(place) > maxShape {
		return shape{}
	}
	members := maps.Clone(s.members)
	inner, ok := members[place[0]]
	if !ok {
		inner = shapeWith(map[string]shape{})
	}
	members[place[0]] = inner.with(place[1:], member)
	return shapeWith(members)
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
