// Package jsonvalue holds JSON values the way a States Language interpreter
// needs them: immutable, in document order, with the text of numbers kept, and
// decoded no deeper than somebody looks.
//
// A [Value] is a pointer to a node. A node that came from a text keeps the text
// and decodes one level of it the first time a member or an element is asked
// for; the decoded level is published atomically, so values may be shared by
// goroutines. A node that was built ([OfObject], [Value.Set]) holds its level
// and no text. Neither ever changes what it stands for.
//
// Every text inside the package is canonical: compact, valid UTF-8, without
// duplicate members, and with the escapes that AWS prints. [Parse] brings a
// text into that form if it is not, which makes [Value.Size] a look-up and
// [Value.Append] a copy.
//
// Member order shows in the service's answers (wildcards, States.JsonToString,
// the bytes of an output), hence it is kept. Of duplicate members the last
// value wins, in the place of the first one, as Jackson reads them for the
// service.
//
// Nothing in the package recurses over a value, so that no text and no value,
// however deep, can exhaust the stack.
package jsonvalue

import (
	"iter"
	"math"
	"strings"
	"sync/atomic"
)

// Kind is the JSON type of a [Value].
type Kind uint8

// The kinds. None is the kind of the zero Value, which stands for "no value":
// not null, but nothing at all.
const (
	None Kind = iota
	Null
	Bool
	Number
	String
	Array
	Object
)

// String returns the kind's name as JSON Schema spells it ("object"), or "none".
func (k Kind) String() string {
	switch k {
	case Null:
		return "null"
	case Bool:
		return "boolean"
	case Number:
		return "number"
	case String:
		return "string"
	case Array:
		return "array"
	case Object:
		return "object"
	}
	return "none"
}

// kindOf tells the kind of a JSON text by its first byte.
func kindOf(first byte) Kind {
	switch first {
	case '{':
		return Object
	case '[':
		return Array
	case '"':
		return String
	case 't', 'f':
		return Bool
	case 'n':
		return Null
	}
	return Number
}

// Value is an immutable JSON value, or, as its zero value, none. It is one
// pointer wide, cheap to copy, and safe for concurrent use. Values are compared
// by [Equal]; == tells whether two are the same one.
type Value struct{ n *node }

// Member is a member of an object.
type Member struct {
	Name  string
	Value Value
}

// node is what a Value points to. text is the canonical JSON text; it is empty
// for a container that was built, whose level is then always set.
type node struct {
	kind  Kind
	depth int32 // bound on the levels below: 0 for a scalar or an empty container
	text  string
	level atomic.Pointer[level]
}

// size is the length of the canonical text, at most maxSize.
func (n *node) size() int {
	if n.text != "" {
		return len(n.text)
	}
	return n.level.Load().size
}

// newNode returns the node of a canonical text nested at most depth deep.
func newNode(text string, depth int) *node {
	n := new(node)
	n.set(text, int32(depth))
	return n
}

func (n *node) set(text string, depth int32) {
	n.kind, n.text = kindOf(text[0]), text
	if n.kind >= Array && len(text) > len("[]") {
		n.depth = depth
	}
}

// Kind returns the value's kind, None for the zero Value.
func (v Value) Kind() Kind {
	if v.n == nil {
		return None
	}
	return v.n.kind
}

// Exists reports whether there is a value; null is one.
func (v Value) Exists() bool { return v.n != nil }

// Len returns the number of elements of an array or of members of an object,
// and 0 for everything else.
func (v Value) Len() int {
	switch v.Kind() {
	case Array:
		return len(v.n.decoded().elems)
	case Object:
		return len(v.n.decoded().members)
	}
	return 0
}

// Index returns the array's element i, or none if v is no array or i is out of
// its range.
func (v Value) Index(i int) Value {
	if v.Kind() != Array {
		return Value{}
	}
	elems := v.n.decoded().elems
	if i < 0 || i >= len(elems) {
		return Value{}
	}
	return elems[i]
}

// Get returns the object's member with that name, or none if v is no object or
// has no such member.
func (v Value) Get(name string) Value {
	if v.Kind() != Object {
		return Value{}
	}
	l := v.n.decoded()
	if i := l.find(name); i >= 0 {
		return l.members[i].Value
	}
	return Value{}
}

// Member returns name and value of the object's member i in document order, or
// "" and none if there is no such member.
func (v Value) Member(i int) (string, Value) {
	if v.Kind() != Object {
		return "", Value{}
	}
	members := v.n.decoded().members
	if i < 0 || i >= len(members) {
		return "", Value{}
	}
	return members[i].Name, members[i].Value
}

// Elements iterates over an array's elements; over nothing for other kinds.
func (v Value) Elements() iter.Seq2[int, Value] {
	return func(yield func(int, Value) bool) {
		if v.Kind() != Array {
			return
		}
		for i, e := range v.n.decoded().elems {
			if !yield(i, e) {
				return
			}
		}
	}
}

// Members iterates over an object's members in document order; over nothing
// for other kinds.
func (v Value) Members() iter.Seq2[string, Value] {
	return func(yield func(string, Value) bool) {
		if v.Kind() != Object {
			return
		}
		for _, m := range v.n.decoded().members {
			if !yield(m.Name, m.Value) {
				return
			}
		}
	}
}

// IsTrue reports whether v is the value true.
func (v Value) IsTrue() bool { return v.Kind() == Bool && v.n.text == "true" }

// Text returns the content of a string, without quotes and escapes, and "" for
// every other kind.
func (v Value) Text() string {
	if v.Kind() != String {
		return ""
	}
	return unquote(v.n.text)
}

// maxSize is where sizes stop to grow. A value that holds another one twice,
// which does the same, and so on, soon has a text longer than an int can say.
const maxSize = math.MaxInt / 4

// Size returns the length in bytes of the compact JSON text, 0 for none. It
// costs nothing: who builds values out of others' can ask for it before the text
// is made, which may not fit into memory.
func (v Value) Size() int {
	if v.n == nil {
		return 0
	}
	return v.n.size()
}

// Depth bounds the levels of arrays and objects in v, 0 for a scalar: there may be
// fewer, and never more. It costs nothing.
func (v Value) Depth() int {
	if v.n == nil {
		return 0
	}
	return int(v.n.depth)
}

// Clone returns an equal value that keeps no larger text alive. A value that
// outlives the document it was taken out of should be cloned.
func (v Value) Clone() Value {
	if v.n == nil {
		return v
	}
	text := v.n.text
	if text != "" {
		text = strings.Clone(text)
	} else {
		text = v.String() // encodes it, into memory of its own
	}
	return Value{newNode(text, int(v.n.depth))}
}
