package jsonpath

import (
	"strconv"

	"github.com/goasl/goasl/jsonvalue"
)

// stepKind is the kind of a step.
type stepKind uint8

const (
	property   stepKind = iota // ['a']: a member
	properties                 // ['a','b']: one object of several members
	index                      // [2]: an element
	last                       // [(@.length-1)]: an element counted from the end
	union                      // [0,2]: several elements
	slice                      // [1:3]: a range of elements
	wildcard                   // [*]: all members or elements
	scan                       // ..: the value and all values inside it
	filtered                   // [?(…)]: the elements that satisfy a filter, or the object itself
)

// step is one step of a compiled path.
type step struct {
	kind   stepKind
	open   openEnd
	strict bool     // a member that is missing before the last step is an error, not an empty result
	at     int      // offset in the path's text
	name   string   // of property
	names  []string // of properties; empty for a name whose quote is never closed
	nums   []int    // of index and last (1), slice (1 or 2) and union
	filter *filter  // of filtered
}

// openEnd is the end of a slice that is left out.
type openEnd uint8

const (
	closed openEnd = iota
	openRight
	openLeft
)

// definite reports whether the step leads to at most one value.
func (s *step) definite() bool { return s.kind <= last }

// fault is the reason why a step cannot go on.
type fault uint8

const (
	none fault = iota
	missing
	notObject
	isNull
	outOfRange
	notArray
	notLeaf
	notContainer
)

// invalid reports whether the fault is an [EvalError]. Other faults are a [NotFoundError],
// which wildcards and comparisons ignore.
func (f fault) invalid() bool { return f >= notArray }

// child follows a definite step. leaf tells whether it is the last one of the path.
func (s *step) child(v jsonvalue.Value, leaf bool) (jsonvalue.Value, fault) {
	switch s.kind {
	case property:
		if v.Kind() != jsonvalue.Object {
			return v, notObject
		}
		member := v.Get(s.name)
		if !member.Exists() {
			return v, missing
		}
		return member, none
	case properties:
		return s.merged(v, leaf)
	}
	if f := arrayFault(v); f != none {
		return v, f
	}
	element := v.Index(s.position(v))
	if !element.Exists() {
		return v, outOfRange
	}
	return element, none
}

// position returns the index in array that an index or last step selects.
func (s *step) position(array jsonvalue.Value) int {
	if s.kind == last {
		return array.Len() + s.nums[0]
	}
	return s.nums[0]
}

// merged returns an object of the members of v that the step names.
func (s *step) merged(v jsonvalue.Value, leaf bool) (jsonvalue.Value, fault) {
	if v.Kind() != jsonvalue.Object {
		return v, notObject
	}
	if !leaf {
		return v, notLeaf
	}
	members := make([]jsonvalue.Member, 0, len(s.names))
	for _, name := range s.names {
		if member := v.Get(name); member.Exists() {
			members = append(members, jsonvalue.Member{Name: name, Value: member})
		}
	}
	return jsonvalue.OfObject(members), none
}

// arrayFault returns the fault of a step into an element of v, none if v is an array.
func arrayFault(v jsonvalue.Value) fault {
	switch v.Kind() {
	case jsonvalue.Array:
		return none
	case jsonvalue.Null:
		return isNull
	}
	return notArray
}

// bounds returns the range of elements that a slice takes of an array of that length. A
// start before the array is moved to its beginning only if the end is left out.
func (s *step) bounds(length int) (from, to int) {
	switch {
	case length == 0:
		return 0, 0
	case s.open == openRight:
		from = s.nums[0]
		if from < 0 {
			from = max(0, length+from)
		}
		return from, length
	case s.open == openLeft:
		to = s.nums[0]
		if to < 0 {
			to += length
		}
		return 0, min(to, length)
	}
	return s.nums[0], min(s.nums[1], length)
}

// append appends the step as Jayway writes it in its messages.
func (s *step) append(dst []byte) []byte {
	switch s.kind {
	case wildcard:
		return append(dst, "[*]"...)
	case scan:
		return append(dst, ".."...)
	case filtered:
		return append(dst, "[?]"...)
	case property:
		return appendName(dst, s.name)
	case properties:
		dst = append(dst, '[')
		for i, name := range s.names {
			if i > 0 {
				dst = append(dst, ", "...)
			}
			dst = append(append(append(dst, '\''), name...), '\'')
		}
		return append(dst, ']')
	}
	return s.appendNumbers(dst)
}

// appendName appends a name in a bracket, without escapes.
func appendName(dst []byte, name string) []byte {
	return append(append(append(dst, "['"...), name...), "']"...)
}

func (s *step) appendNumbers(dst []byte) []byte {
	dst = append(dst, '[')
	separator := byte(',')
	switch {
	case s.kind == last:
		dst = append(dst, "@.size()"...)
	case s.kind == slice:
		separator = ':'
	}
	if s.open == openLeft {
		dst = append(dst, ':')
	}
	for i, n := range s.nums {
		if i > 0 {
			dst = append(dst, separator)
		}
		dst = strconv.AppendInt(dst, int64(n), 10)
	}
	if s.open == openRight {
		dst = append(dst, ':')
	}
	return append(dst, ']')
}

// walk follows definite steps as far as possible. It returns the value that it has reached
// and the number of steps that led there.
func walk(steps []step, v jsonvalue.Value) (jsonvalue.Value, int) {
	for i := range steps {
		next, f := steps[i].child(v, i == len(steps)-1)
		if f != none {
			return v, i
		}
		v = next
	}
	return v, len(steps)
}
