package jsonvalue

import (
	"math"
	"strconv"
)

// Values that need not be built. Do not assign to these variables.
var (
	NullValue   = Value{newNode("null", 0)}
	True        = Value{newNode("true", 0)}
	False       = Value{newNode("false", 0)}
	EmptyArray  = Value{newNode("[]", 0)}
	EmptyObject = Value{newNode("{}", 0)}
)

// OfBool returns true or false as a Value.
func OfBool(b bool) Value {
	if b {
		return True
	}
	return False
}

// OfInt returns the number i as a Value.
func OfInt(i int64) Value { return Value{newNode(strconv.FormatInt(i, 10), 0)} }

// OfFloat returns the number f as a Value. Its text is the one that encoding/json writes,
// the shortest that is read as f. It returns none for NaN and the infinities, which JSON does
// not have.
func OfFloat(f float64) Value {
	if math.IsNaN(f) || math.IsInf(f, 0) {
		return Value{}
	}
	format := byte('f')
	if abs := math.Abs(f); abs != 0 && (abs < 1e-6 || abs >= 1e21) {
		format = 'e'
	}
	text := strconv.FormatFloat(f, format, -1, 64)
	if n := len(text); format == 'e' && n >= 4 && text[n-4:n-1] == "e-0" {
		text = text[:n-2] + text[n-1:] // e-09 is e-9
	}
	return ofNumber(text)
}

// OfNumber returns the number with the JSON text text, which is not changed. It returns none
// if text is not a JSON number.
func OfNumber(text string) Value {
	if end := scanNumber(text, 0); end < 0 || end != len(text) {
		return Value{}
	}
	return ofNumber(text)
}

func ofNumber(text string) Value {
	n := newNode(text, 0)
	n.odd = !isNormal(text)
	return Value{n}
}

// OfString returns the string s as a Value. Invalid UTF-8 becomes U+FFFD.
func OfString(s string) Value {
	if plainEnd(s, 0) == len(s) {
		return Value{newNode(`"`+s+`"`, 0)}
	}
	return Value{newNode(string(AppendString(nil, s)), 0)}
}

// OfArray returns an array, whose text is compact. It keeps elems, which the caller
// must not use any more. An element that is none becomes null.
func OfArray(elems []Value) Value {
	if len(elems) == 0 {
		return EmptyArray
	}
	for i, e := range elems {
		elems[i] = e.part()
	}
	b := &built{level: level{elems: elems}}
	return b.container(Array)
}

// OfTexts is [OfArray] for an array in whose text each element has its own text, that
// of [Value.String], with commas and no spaces between them. An element that is taken
// out of it is compact.
func OfTexts(elems []Value) Value {
	raw := false
	for i, e := range elems {
		elems[i] = e.orNull()
		raw = raw || e.IsRaw()
	}
	if !raw {
		return OfArray(elems)
	}
	b := &built{level: level{elems: elems}}
	b.node.raw = true
	return b.container(Array)
}

// OfObject returns an object with members in the given order, whose text is compact. It
// keeps the slice, which the caller must not use any more. Of members with the same
// name, the last value wins and takes the place of the first one. A value that is none
// becomes null, and invalid UTF-8 in a name becomes U+FFFD.
func OfObject(members []Member) Value {
	if len(members) == 0 {
		return EmptyObject
	}
	for i := range members {
		m := &members[i]
		m.Name, m.Value = validUTF8(m.Name), m.Value.part()
	}
	b := new(built)
	b.level.fold(members)
	return b.container(Object)
}

// orNull returns v, or null if v is none, which an array or object cannot contain.
func (v Value) orNull() Value {
	if v.n == nil {
		return NullValue
	}
	return v
}

// part returns v in the form in which a compact array or object contains it.
func (v Value) part() Value { return Value{v.orNull().n.compact()} }

// built is a node with its level, in one allocation.
type built struct {
	node  node
	level level
}

// container returns the value whose level b has, which is not empty.
func (b *built) container(kind Kind) Value {
	n, l := &b.node, &b.level
	n.kind, n.depth, n.odd, l.size = kind, 0, false, 1
	for _, e := range l.elems {
		l.size = min(l.size+e.n.size()+1, maxSize)
		n.depth = max(n.depth, e.n.depth+1)
		n.odd = n.odd || e.n.odd
	}
	for i := range l.members {
		m := &l.members[i]
		l.size = min(l.size+m.size()+1, maxSize)
		n.depth = max(n.depth, m.Value.n.depth+1)
		n.odd = n.odd || m.Value.n.odd
	}
	n.level.Store(l)
	return Value{n}
}

// size returns the length of the member's text.
func (m *Member) size() int { return quotedLen(m.Name) + len(":") + m.Value.n.size() }
