package jsonvalue

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Step is one step of a path into a value: a member's name, or an element's
// index if IsIndex is set.
type Step struct {
	Name    string
	Index   int
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

// SetError says at which step of a path nothing can be set.
type SetError struct {
	At   []Step // the path up to the step that failed
	Kind Kind   // what was found where that step wanted an array or object
}

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

// Set returns a copy of v in which path leads to x. Only the containers along
// the path are copied, one level each; all else is shared. A member that is
// missing is appended, and so are the objects on the way to it; a step by index
// needs an element that is there. An empty path gives x; in any other place an x
// that is none becomes null. The error is a *[SetError].
func (v Value) Set(path []Step, x Value) (Value, error) {
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
		x = parents[i].with(step, x.orNull())
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

// changed returns the container that v becomes with another level, whose text
// is longer by that much because of x.
func (v Value) changed(b *built, longer int, x Value) Value {
	size := v.n.size()
	if size >= maxSize || size+longer > maxSize {
		return b.container(v.n.kind) // from such a size nothing can be taken away
	}
	b.level.size = size + longer
	b.node.kind, b.node.depth = v.n.kind, max(v.n.depth, x.n.depth+1)
	b.node.level.Store(&b.level)
	return Value{&b.node}
}
