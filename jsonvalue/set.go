package jsonvalue

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Step is one step of a path into a value: to a member of an object, or to an element of an
// array.
type Step struct {
	Name    string // of the member, unless IsIndex is set
	Index   int    // of the element, from 0, if IsIndex is set
	IsIndex bool
}

// String returns the step in bracket notation: ['name'] or [3].
func (s Step) String() string {
	if s.IsIndex {
		return "[" + strconv.Itoa(s.Index) + "]"
	}
	quoted := AppendString(nil, s.Name) // makes control characters harmless
	return "['" + string(quoted[1:len(quoted)-1]) + "']"
}

// SetError says at which step of a path [Value.Set] has failed.
type SetError struct {
	At   []Step // the path up to and including the step that failed
	Kind Kind   // the kind of the value that the step cannot be applied to
}

// Error returns a message with the path.
func (e *SetError) Error() string {
	var path strings.Builder
	path.WriteByte('$')
	for _, s := range e.At {
		path.WriteString(s.String())
	}
	if e.Kind == Array && e.At[len(e.At)-1].IsIndex {
		return fmt.Sprintf("cannot set %s: the array has no such element", path.String())
	}
	return fmt.Sprintf("cannot set %s in a value of type %s", path.String(), e.Kind)
}

// Set returns a copy of v in which path leads to x; v itself does not change. It copies one
// level of each array and object along the path, and the copy shares everything else with v.
//
// A missing member is appended to its object, and missing objects on the way to it are
// created. A step with an index needs an element that exists. With an empty path the result
// is x. Otherwise, the copy is compact, and an x that is none becomes null. The error is a
// *[SetError].
func (v Value) Set(path []Step, x Value) (Value, error) {
	if len(path) == 0 {
		return x, nil
	}
	v, x = v.Compact(), x.part()
	parents := make([]Value, len(path))
	for i, step := range path {
		parents[i] = v
		if !v.settable(step) {
			return Value{}, &SetError{At: slices.Clone(path[:i+1]), Kind: v.Kind()}
		}
		if v = v.child(step); !v.Exists() {
			v = EmptyObject
		}
	}
	for i, step := range slices.Backward(path) {
		x = parents[i].with(step, x)
	}
	return x, nil
}

// settable reports whether step leads to a place in v that can be set.
func (v Value) settable(step Step) bool {
	if step.IsIndex {
		return v.Index(step.Index).Exists()
	}
	return v.Kind() == Object
}

func (v Value) child(step Step) Value {
	if step.IsIndex {
		return v.Index(step.Index)
	}
	return v.Get(validUTF8(step.Name))
}

// with returns a copy of the container v in which step leads to x.
func (v Value) with(step Step, x Value) Value {
	if step.IsIndex {
		return v.withElement(step.Index, x)
	}
	return v.withMember(Member{Name: validUTF8(step.Name), Value: x})
}

func (v Value) withElement(i int, x Value) Value {
	elems := slices.Clone(v.n.decoded().elems)
	longer := x.n.size() - elems[i].n.size()
	elems[i] = x
	return v.changed(&built{level: level{elems: elems}}, longer, x)
}

func (v Value) withMember(m Member) Value {
	old := v.n.decoded()
	if i := old.find(m.Name); i >= 0 {
		b := &built{level: level{members: slices.Clone(old.members)}}
		b.level.index.Store(old.index.Load()) // the names are the same
		longer := m.Value.n.size() - b.level.members[i].Value.n.size()
		b.level.members[i].Value = m.Value
		return v.changed(b, longer, m.Value)
	}
	members := append(make([]Member, 0, len(old.members)+1), old.members...)
	longer := m.size()
	if len(members) > 0 {
		longer += len(",")
	}
	return v.changed(&built{level: level{members: append(members, m)}}, longer, m.Value)
}

// changed returns v with the level of b, in which x is new. longer is the difference
// between the lengths of the texts.
func (v Value) changed(b *built, longer int, x Value) Value {
	size := v.n.size()
	if size >= maxSize || size+longer > maxSize {
		return b.container(v.n.kind) // such a size is not exact
	}
	b.level.size = size + longer
	b.node.kind, b.node.depth = v.n.kind, max(v.n.depth, x.n.depth+1)
	b.node.odd = v.n.odd || x.n.odd
	b.node.level.Store(&b.level)
	return Value{&b.node}
}
