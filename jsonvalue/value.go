// Package jsonvalue has immutable JSON values for an interpreter of the States Language.
// A [Value] keeps the order of members and the text of numbers, and decodes a text only as
// far as it is read:
//
//	v, err := jsonvalue.Parse([]byte(`{"name": "Ada", "age": 36.0}`))
//	v.Get("name").Text()    // Ada
//	v.Get("age").Number()   // 36.0
//	v.Get("email").Exists() // false
//
// The zero Value is called none. It is not null, but the absence of a value: the result of
// looking for a member that does not exist. Methods that read a value return a zero result
// for a value of another kind, and none of them panics.
//
// Of members with the same name in one object, the last value wins and takes the place of
// the first one, as in Jackson, with which Step Functions reads JSON.
//
// # Texts
//
// A value that was read from a text keeps this text, with its spaces, line breaks and
// escapes, and is written with it again. Everything else is compact: the members and
// elements of a value, and each array or object that a program builds, whatever the texts of
// its parts are. Only [OfTexts] builds an array with the texts of its elements.
// [Value.Compact] returns the same value with the compact text.
//
//	v.String()             // {"name": "Ada", "age": 36.0}
//	v.Compact().String()   // {"name":"Ada","age":36.0}
//
// # Implementation
//
// A Value is a pointer to a node. The node of a value from a text keeps the text, and
// decodes one level of it when a member or an element is read for the first time. It
// publishes the decoded level atomically, so goroutines may share values. The node of a
// value that a program has built, with [OfObject] or [Value.Set], has a level and no text.
// This makes [Value.Size] a look-up and [Value.Append] a copy.
//
// Most texts are canonical: compact, valid UTF-8, without duplicate members, and with the
// escapes that Step Functions writes. The node of another text is called raw. It gets a
// second node with the canonical text when the value is looked into for the first time, and
// everything is read from that one. So a value that is only passed on has one text. Only a
// canonical node has parts, so that no part is ever raw, except for the elements of an array
// from [OfTexts], which is raw itself.
//
// Nothing in the package recurses over a value, so that no text and no value can exhaust
// the stack, however deep it is.
package jsonvalue

import (
	"iter"
	"math"
	"strings"
	"sync/atomic"
)

// Kind is the JSON type of a [Value].
type Kind uint8

// The kinds. None is the kind of the zero Value, which is the absence of a value.
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

// kindOf returns the kind of a JSON text with that first byte.
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

// Value is an immutable JSON value. The zero Value is none, the absence of a value. A Value
// is a pointer, which is cheap to copy, and safe for concurrent use. [Equal] compares
// values by their content; == only tells whether two values are the same pointer.
type Value struct{ n *node }

// Member is a member of an object.
type Member struct {
	Name  string
	Value Value
}

// node is the target of a Value. text is its JSON text, which is canonical unless the node
// is raw. It is empty for an array or object that a program has built, whose level is
// always set. The level of a raw node is not read, but leads to the canonical node.
type node struct {
	kind  Kind
	raw   bool
	odd   bool  // a number in it may not be normal, see NormalNumbers
	depth int32 // upper bound of the levels below: 0 for a scalar or an empty container
	text  string
	level atomic.Pointer[level]
}

// size is the length of the text, at most maxSize.
func (n *node) size() int {
	if n.text != "" {
		return len(n.text)
	}
	return n.level.Load().size
}

// newNode returns the node of a canonical text with at most depth levels of nesting, whose
// numbers are normal.
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

// Kind returns the kind of the value, which is None for the zero Value.
func (v Value) Kind() Kind {
	if v.n == nil {
		return None
	}
	return v.n.kind
}

// Exists reports whether v is a value, null included, and not none.
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

// Index returns element i of an array, counted from 0. It returns none if i is out of range
// or if v is not an array.
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

// Get returns the value of the member of an object with that name. It returns none if there
// is no such member or if v is not an object.
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

// Member returns name and value of member i of an object, counted from 0 in document order.
// It returns "" and none if i is out of range or if v is not an object.
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

// Elements iterates over the indexes and elements of an array. There are none in a value of
// another kind.
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

// Members iterates over the names and values of an object's members in document order.
// There are none in a value of another kind.
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
func (v Value) IsTrue() bool { return v.Kind() == Bool && v.n.compact().text == "true" }

// Text returns the content of a string, without quotes and escapes. It returns "" for a
// value of another kind.
func (v Value) Text() string {
	if v.Kind() != String {
		return ""
	}
	return unquote(v.n.compact().text)
}

// maxSize bounds sizes so that they do not overflow. If a value contains another one twice,
// which does the same, and so on, the length of its text soon exceeds an int.
const maxSize = math.MaxInt / 4

// Size returns the length of the JSON text in bytes, as [Value.String] returns it, 0
// for none. It does not make the text, which may be too large for memory: so the size
// of a built value can be checked before it is encoded. A size beyond math.MaxInt/4 is
// reported as math.MaxInt/4.
func (v Value) Size() int {
	if v.n == nil {
		return 0
	}
	return v.n.size()
}

// Depth returns an upper bound of the number of arrays and objects inside one another in v,
// 0 for a scalar. It does not decode the value.
func (v Value) Depth() int {
	if v.n == nil {
		return 0
	}
	return int(v.n.depth)
}

// Clone returns an equal value with the same text in memory of its own. Other values may
// share the memory of the whole document that they were read from; one that is kept longer
// than the document should be cloned.
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
	if v.n.raw {
		return Value{newRaw(text, int(v.n.depth), v.n.odd)}
	}
	n := newNode(text, int(v.n.depth))
	n.odd = v.n.odd
	return Value{n}
}
