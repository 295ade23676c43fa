package action

import (
	"slices"
	"strings"

	"github.com/goasl/goasl/jsonvalue"
)

// membersOf returns a copy of the members of an object, which may be changed.
func membersOf(v jsonvalue.Value) []jsonvalue.Member {
	members := make([]jsonvalue.Member, 0, v.Len()+1)
	for name, value := range v.Members() {
		members = append(members, jsonvalue.Member{Name: name, Value: value})
	}
	return members
}

// without returns an object without some of its members.
func without(v jsonvalue.Value, names ...string) jsonvalue.Value {
	return jsonvalue.OfObject(slices.DeleteFunc(membersOf(v), func(m jsonvalue.Member) bool {
		return slices.Contains(names, m.Name)
	}))
}

// with returns an object with a member, which takes the place of one of this name.
func with(v jsonvalue.Value, name string, value jsonvalue.Value) jsonvalue.Value {
	return jsonvalue.OfObject(append(membersOf(v), jsonvalue.Member{Name: name, Value: value}))
}

// sorted returns an object with its members in alphabetical order, as results have them.
func sorted(v jsonvalue.Value) jsonvalue.Value {
	members := membersOf(v)
	slices.SortStableFunc(members, func(a, b jsonvalue.Member) int { return strings.Compare(a.Name, b.Name) })
	return jsonvalue.OfObject(members)
}

// renamed returns an object in which a member has another name and value, in the order of
// results.
func renamed(v jsonvalue.Value, from, to string, value jsonvalue.Value) jsonvalue.Value {
	return sorted(with(without(v, from), to, value))
}

func listOf(values ...jsonvalue.Value) jsonvalue.Value { return jsonvalue.OfArray(values) }

// elementsOf returns a copy of the elements of an array.
func elementsOf(v jsonvalue.Value) []jsonvalue.Value {
	elements := make([]jsonvalue.Value, 0, v.Len()+1)
	for _, element := range v.Elements() {
		elements = append(elements, element)
	}
	return elements
}
