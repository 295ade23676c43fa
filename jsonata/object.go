package jsonata

import (
	"slices"
	"strconv"

	"github.com/goasl/goasl/jsonvalue"
)

// object is an object that an evaluation has built. It is immutable once it has become a
// value, except inside a transformation.
type object struct {
	members []member
	index   map[string]int // positions by name, nil if there are few members
	extent

	// used is how many members of the memory behind members, and of index, are in use, by
	// this object or by one that was made by extending it. It is nil if the memory is not
	// shared.
	used   *int
	shared bool // members belong to another object too, and must not be replaced

	converted jsonvalue.Value // its JSON, once it was needed
}

// member is a member of an object.
type member struct {
	name  string
	value value
}

const (
	// indexFrom is the number of members above which they are looked up in a map.
	indexFrom = 16

	// memberBytes is the memory of a member.
	memberBytes = 96
)

func newObject(n int) *object {
	return &object{members: make([]member, 0, n), extent: extent{depth: 1}}
}

// find returns the position of a member, -1 if there is none.
func (o *object) find(name string) int {
	if o.index != nil {
		// The index may have members of an object that extends this one.
		if i, ok := o.index[name]; ok && i < len(o.members) {
			return i
		}
		return -1
	}
	for i := range o.members {
		if o.members[i].name == name {
			return i
		}
	}
	return -1
}

// set sets a member. A member of that name keeps its place.
func (o *object) set(name string, v value) {
	if i := o.find(name); i >= 0 {
		o.own()
		o.members[i].value = v
		return
	}
	o.members = append(o.members, member{name, v})
	switch {
	case o.index != nil:
		o.index[name] = len(o.members) - 1
	case len(o.members) > indexFrom:
		o.reindex()
	}
}

// own copies shared members, so that they may be replaced.
func (o *object) own() {
	if !o.shared {
		return
	}
	o.shared = false
	o.members = slices.Clone(o.members)
	if o.used = new(int); o.index != nil {
		o.reindex()
	}
}

// extensibleObject returns an object with the members of v, to which more can be added.
// It uses the memory behind the members of v, unless another object has been extended
// there already: a loop that merges one member at a time does not copy all members each
// time.
func (ev *evaluation) extensibleObject(v value) (*object, error) {
	if o, ok := v.ref.(*object); ok && o.used != nil && *o.used == len(o.members) {
		return &object{members: o.members, index: o.index, extent: o.extent, used: o.used, shared: true}, nil
	}
	o := newObject(v.members())
	o.used = new(int)
	return o, ev.extend(o, v)
}

func (o *object) reindex() {
	o.index = make(map[string]int, 2*len(o.members))
	for i := range o.members {
		o.index[o.members[i].name] = i
	}
}

// remove removes the members with these names.
func (o *object) remove(names map[string]bool) {
	o.own()
	o.members = slices.DeleteFunc(o.members, func(m member) bool { return names[m.name] })
	if o.index != nil {
		o.reindex()
	}
}

// set sets a member of an object that is being built.
func (ev *evaluation) set(o *object, name string, v value) error {
	bytes := memberBytes
	if v.kind >= kindArray {
		bytes += containerBytes
	}
	if err := ev.allocate(bytes); err != nil {
		return err
	}
	o.set(name, v)
	return o.add(ev, v, memberBytes+len(name))
}

// object returns an object with these members.
func (ev *evaluation) object(members ...member) (value, error) {
	o := newObject(len(members))
	for _, m := range members {
		if err := ev.set(o, m.name, m.value); err != nil {
			return undefined, err
		}
	}
	return ofObject(o), nil
}

// extend sets all members of another object in one that is being built.
func (ev *evaluation) extend(o *object, other value) error {
	for i := range other.members() {
		name, v := other.member(i)
		if err := ev.set(o, name, v); err != nil {
			return err
		}
	}
	return nil
}

// get returns a member of an object, undefined if there is none.
func (v value) get(name string) value {
	switch ref := v.ref.(type) {
	case jsonvalue.Value:
		return fromJSON(ref.Get(name))
	case *object:
		if i := ref.find(name); i >= 0 {
			return ref.members[i].value
		}
	}
	return undefined
}

// members returns the number of members of an object.
func (v value) members() int {
	switch ref := v.ref.(type) {
	case jsonvalue.Value:
		return ref.Len()
	case *object:
		return len(ref.members)
	}
	return 0
}

// member returns member i of an object, in the order of the members' creation.
func (v value) member(i int) (string, value) {
	if o, ok := v.ref.(*object); ok {
		return o.members[i].name, o.members[i].value
	}
	name, m := v.ref.(jsonvalue.Value).Member(i)
	return name, fromJSON(m)
}

// order returns the order in which JavaScript iterates over the members of an object:
// names that are array indexes come first. It is nil if that is the order of the
// members' creation.
func (v value) order() []int {
	if !v.hasIndex() {
		return nil
	}
	return orderOf(v.members(), func(i int) string {
		name, _ := v.member(i)
		return name
	})
}

// hasIndex reports whether an object has a member whose name is an array index.
func (v value) hasIndex() bool {
	switch ref := v.ref.(type) {
	case jsonvalue.Value:
		for name := range ref.Members() {
			if isIndex(name) {
				return true
			}
		}
	case *object:
		for i := range ref.members {
			if isIndex(ref.members[i].name) {
				return true
			}
		}
	}
	return false
}

// orderOf returns the positions of n different names in JavaScript's order: array indexes
// by their number, then the others as they are.
func orderOf(n int, name func(int) string) []int {
	order := make([]int, 0, n)
	indexes := make([]uint64, 0, n) // each with its position in the lower half
	for i := range n {
		if isIndex(name(i)) {
			index, _ := strconv.ParseUint(name(i), 10, 32)
			indexes = append(indexes, index<<32|uint64(i))
		}
	}
	slices.Sort(indexes)
	for _, index := range indexes {
		order = append(order, int(uint32(index)))
	}
	for i := range n {
		if !isIndex(name(i)) {
			order = append(order, i)
		}
	}
	return order
}

// isIndex reports whether JavaScript takes a name for an array index: an integer below
// 2^32-1 without leading zeros.
func isIndex(name string) bool {
	if name == "" || len(name) > len("4294967294") || name[0] == '0' && len(name) > 1 {
		return false
	}
	for i := 0; i < len(name); i++ {
		if name[i] < '0' || name[i] > '9' {
			return false
		}
	}
	return len(name) < len("4294967294") || name <= "4294967294"
}

// each calls f with the members of an object, in JavaScript's order, until f returns an
// error.
func (ev *evaluation) each(v value, f func(name string, v value) error) error {
	n := v.members()
	if err := ev.spend(n); err != nil {
		return err
	}
	order := v.order()
	for i := range n {
		at := i
		if order != nil {
			at = order[i]
		}
		name, m := v.member(at)
		if err := f(name, m); err != nil {
			return err
		}
	}
	return nil
}
