package events

import (
	"slices"

	"github.com/goasl/goasl/internal/jsontree"
	"github.com/goasl/goasl/jsonvalue"
)

// object is an object of a pattern. It matches if all fields of one of its ways do; without
// "$or" it has one way.
type object struct {
	ways [][]*field

	// finish makes these of the ways.
	fields  []*field // all of them
	indexes [][]int  // of the fields of each way
}

// field is a field of a pattern. It has either an object or a leaf.
type field struct {
	name   string
	object *object
	leaf   *leaf

	selects bool // it must exist, and so selects the element of an array that it matches in

	// fixed is the level at which a field that must not exist is looked for: in one element of
	// the arrays up to there, in all elements of those below.
	fixed int
}

// reserved are names that no field inside of "$or" may have.
var reserved = []string{
	"exactly", "equals-ignore-case", "prefix", "suffix", "anything-but", "exists", "wildcard", "numeric", "cidr",
	"=", "<", "<=", ">", ">=", "regex", "not-wildcard", "not-equals-ignore-case",
	"date-after", "date-on-or-after", "date-before", "date-on-or-before", "in-date-range",
	"ip-address-in-range", "ip-address-not-in-range",
}

// patternReader reads a pattern.
type patternReader struct {
	made       int  // ways, by combining those of two objects
	tooComplex bool // there were more than may be made
}

// object reads an object of a pattern. Of two leaves at the same place the last one counts, also
// if one of them is inside of "$or".
func (r *patternReader) object(n jsontree.Node, inOr bool) (*object, error) {
	if n.Len() == 0 {
		return nil, wrongAfter(n, "Empty objects are not allowed")
	}
	o := &object{ways: [][]*field{nil}}
	for _, m := range n.All() {
		f, alternatives, err := r.member(m, inOr)
		switch {
		case err != nil:
			return nil, err
		case f != nil:
			for i, way := range o.ways {
				o.ways[i] = r.join(way, f)
			}
		default:
			o = r.both(o, alternatives)
		}
		if r.tooComplex {
			return nil, wrongAfter(m, "Rule is too complex: $or has more than %d combinations", maxWays)
		}
	}
	return o, nil
}

// member reads a field, or the alternatives of "$or".
func (r *patternReader) member(m jsontree.Node, inOr bool) (f *field, alternatives *object, err error) {
	switch {
	case m.Name == "$or" && isOr(m):
		alternatives, err = r.or(m)
		return nil, alternatives, err
	case inOr && slices.Contains(reserved, m.Name):
		return nil, nil, wrongAt(m, "%s is Ruler reserved fieldName which cannot be used inside $or.", m.Name)
	}
	switch m.Kind() {
	case jsonvalue.Object:
		o, err := r.object(m, inOr)
		return objectField(m.Name, o), nil, err
	case jsonvalue.Array:
		l, err := parseLeaf(m)
		return &field{name: m.Name, leaf: l, selects: err == nil && !l.absent}, nil, err
	}
	return nil, nil, wrongAt(m, "\"%s\" must be an object or an array", m.Name)
}

// objectField returns a field with an object, which may be nil if that cannot be read.
func objectField(name string, o *object) *field {
	f := &field{name: name, object: o}
	f.selects = o != nil && slices.ContainsFunc(o.ways, func(way []*field) bool {
		return slices.ContainsFunc(way, func(f *field) bool { return f.selects })
	})
	return f
}

// isOr reports whether the value of "$or" has alternatives. Otherwise it is a field like any
// other.
func isOr(n jsontree.Node) bool {
	if n.Kind() != jsonvalue.Array || n.Len() < 2 {
		return false
	}
	for _, alternative := range n.All() {
		if alternative.Kind() != jsonvalue.Object {
			return false
		}
		for _, m := range alternative.All() {
			if slices.Contains(reserved, m.Name) {
				return false
			}
		}
	}
	return true
}

func (r *patternReader) or(n jsontree.Node) (*object, error) {
	o := new(object)
	for _, alternative := range n.All() {
		one, err := r.object(alternative, true)
		if err != nil {
			return nil, err
		}
		o.ways = append(o.ways, one.ways...)
	}
	return o, nil
}

// both returns an object that matches what a and b match, in the same elements of arrays. If
// that needs too many ways, not all of them are there.
func (r *patternReader) both(a, b *object) *object {
	o := new(object)
	for _, x := range a.ways {
		for _, y := range b.ways {
			if r.made++; r.made > maxMade || len(o.ways) == maxWays {
				r.tooComplex = true
				return o
			}
			way := slices.Clone(x)
			for _, f := range y {
				way = r.join(way, f)
			}
			o.ways = append(o.ways, way)
		}
	}
	return o
}

// join adds a field to a way, which it changes.
func (r *patternReader) join(way []*field, f *field) []*field {
	i := slices.IndexFunc(way, func(g *field) bool { return g.name == f.name && (g.leaf == nil) == (f.leaf == nil) })
	switch {
	case i < 0:
		return append(way, f)
	case f.leaf != nil:
		way[i] = f
	default:
		way[i] = objectField(f.name, r.both(way[i].object, f.object))
	}
	return way
}

// finish completes an object at a level, the root's being 0.
func (o *object) finish(level, fixed int) {
	if o.fields != nil {
		return
	}
	for _, way := range o.ways {
		var indexes []int
		for _, f := range way {
			i := slices.Index(o.fields, f)
			if i < 0 {
				i, o.fields = len(o.fields), append(o.fields, f)
			}
			indexes = append(indexes, i)
			f.finish(way, level, fixed)
		}
		o.indexes = append(o.indexes, indexes)
	}
}

// finish completes a field of a way.
//
// EventBridge goes through the fields by their names, and so looks for one that must not exist
// in the element that a field before it has matched, or else in all elements.
func (f *field) finish(way []*field, level, fixed int) {
	if slices.ContainsFunc(way, func(g *field) bool { return g.name < f.name && g.selects }) {
		fixed = level
	}
	if f.object != nil {
		f.object.finish(level+1, fixed)
		return
	}
	f.fixed = max(f.fixed, fixed)
}
