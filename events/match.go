package events

import (
	"slices"

	"github.com/goasl/goasl/jsonvalue"
)

// match is the matching of one event.
type match struct {
	values []jsonvalue.Value // the objects on the way to where it is, the event first
	names  []string          // of the fields that lead from each to the next
	absent map[place]bool    // what absence has found
}

// place is a field of a pattern that must not exist, and where it is looked for.
type place struct {
	field *field
	in    jsonvalue.Value
}

// object reports whether an object of a pattern matches a value. One element of an array has to
// match all fields.
func (m *match) object(o *object, v jsonvalue.Value) bool {
	if v.Kind() != jsonvalue.Array {
		return m.fields(o, v)
	}
	objects := false
	for e := range elements(v) {
		if e.Kind() != jsonvalue.Object {
			continue
		}
		if objects = true; m.fields(o, e) {
			return true
		}
	}
	return !objects && m.fields(o, jsonvalue.Value{})
}

// fields reports whether all fields of one way match. No field is looked at twice.
func (m *match) fields(o *object, v jsonvalue.Value) bool {
	m.values = append(m.values, v)
	defer func() { m.values = m.values[:len(m.values)-1] }()
	const unknown, yes, no = 0, 1, 2
	known := make([]byte, len(o.fields))
	matches := func(i int) bool {
		if known[i] == unknown {
			known[i] = no
			if m.field(o.fields[i], v.Get(o.fields[i].name)) {
				known[i] = yes
			}
		}
		return known[i] == yes
	}
	return slices.ContainsFunc(o.indexes, func(way []int) bool {
		return !slices.ContainsFunc(way, func(i int) bool { return !matches(i) })
	})
}

func (m *match) field(f *field, v jsonvalue.Value) bool {
	m.names = append(m.names, f.name)
	defer func() { m.names = m.names[:len(m.names)-1] }()
	if f.object != nil {
		return m.object(f.object, v)
	}
	return f.leaf.matches(v) || f.leaf.absent && m.absence(f)
}

// absence reports whether the event does not have a field. It is there if it has a value that
// is no object, null included.
func (m *match) absence(f *field) bool {
	at := place{f, m.values[f.fixed]}
	is, known := m.absent[at]
	if !known {
		is = !exists(at.in, m.names[f.fixed:])
		m.absent[at] = is
	}
	return is
}

// exists reports whether names lead to a value that is no object, in any element of arrays.
func exists(v jsonvalue.Value, names []string) bool {
	for e := range elements(v) {
		switch {
		case len(names) == 0 && e.Kind() != jsonvalue.Object:
			return true
		case len(names) > 0 && exists(e.Get(names[0]), names[1:]):
			return true
		}
	}
	return false
}

// elements returns an iterator over what is in an array and in the arrays in it, or over a value
// that is no array. There is nothing in none.
func elements(v jsonvalue.Value) func(yield func(jsonvalue.Value) bool) {
	return func(yield func(jsonvalue.Value) bool) { each(v, yield) }
}

func each(v jsonvalue.Value, yield func(jsonvalue.Value) bool) bool {
	switch v.Kind() {
	case jsonvalue.None:
		return true
	case jsonvalue.Array:
		for _, e := range v.Elements() {
			if !each(e, yield) {
				return false
			}
		}
		return true
	}
	return yield(v)
}
