package jsonata

import (
	"math"
	"unsafe"

	"github.com/goasl/goasl/jsonvalue"
)

// kind is the type of a value.
type kind uint8

const (
	kindUndefined kind = iota
	kindNull
	kindBool
	kindNumber
	kindString
	kindArray
	kindObject
	kindFunction
	kindTail // a tail call that the caller of a lambda has to perform
)

// value is the result of evaluating a node. A value from outside stays a
// [jsonvalue.Value], and is returned as it is, but for its numbers, if it becomes part of the result.
//
// Numbers, booleans and null take no memory beyond this struct, strings only their bytes.
type value struct {
	kind kind
	len  uint32  // of a string
	num  float64 // of a number without ref; 1 for true

	// ref is a jsonvalue.Value, a *byte (the first of a string), *buffer, *array,
	// *object, callable or *tailCall, or nil.
	ref any
}

var undefined = value{}

func number(f float64) value { return value{kind: kindNumber, num: f} }

func boolean(b bool) value {
	if b {
		return value{kind: kindBool, num: 1}
	}
	return value{kind: kindBool}
}

func null() value { return value{kind: kindNull} }

func ofString(s string) value {
	if s == "" {
		return value{kind: kindString}
	}
	return value{kind: kindString, len: uint32(len(s)), ref: unsafe.StringData(s)}
}

func ofArray(a *array) value { return value{kind: kindArray, ref: a} }

func ofObject(o *object) value { return value{kind: kindObject, ref: o} }

func ofFunction(c callable) value { return value{kind: kindFunction, ref: c} }

// fromJSON returns the value of v.
func fromJSON(v jsonvalue.Value) value {
	v = v.Compact()
	switch v.Kind() {
	case jsonvalue.Null:
		return null()
	case jsonvalue.Bool:
		return boolean(v.IsTrue())
	case jsonvalue.Number:
		return value{kind: kindNumber, ref: v}
	case jsonvalue.String:
		return value{kind: kindString, ref: v}
	case jsonvalue.Array:
		return value{kind: kindArray, ref: v}
	case jsonvalue.Object:
		return value{kind: kindObject, ref: v}
	}
	return undefined
}

// exists reports whether the value is not undefined.
func (v value) exists() bool { return v.kind != kindUndefined }

// isTrue reports whether the value is true.
func (v value) isTrue() bool { return v.kind == kindBool && v.num != 0 }

// text returns the content of a string.
func (v value) text() string {
	switch ref := v.ref.(type) {
	case *byte:
		return unsafe.String(ref, v.len)
	case jsonvalue.Value:
		return ref.Text()
	case *buffer:
		return unsafe.String(unsafe.SliceData(ref.bytes), v.len)
	}
	return ""
}

// isEmpty reports whether a string is empty, without decoding it.
func (v value) isEmpty() bool {
	if j, ok := v.ref.(jsonvalue.Value); ok {
		return j.Size() <= len(`""`)
	}
	return v.len == 0
}

// size returns an upper bound of the length of a string in bytes, without decoding it. Of
// any other value from outside it returns the length of the JSON text.
func (v value) size() int {
	if v.ref == nil {
		return 0
	}
	if j, ok := v.ref.(jsonvalue.Value); ok {
		return j.Size()
	}
	return int(v.len)
}

// float returns a number as a float64. A number beyond its range is an infinity, as in
// JavaScript.
func (v value) float() float64 {
	if v.ref == nil {
		return v.num
	}
	return parseFloat(v.ref.(jsonvalue.Value).Number())
}

// length returns the number of items of an array, 0 for everything else.
func (v value) length() int {
	if v.kind != kindArray {
		return 0
	}
	switch ref := v.ref.(type) {
	case *array:
		return ref.length()
	case jsonvalue.Value:
		return ref.Len()
	}
	return 0
}

// item returns item i of an array.
func (v value) item(i int) value {
	if a, ok := v.ref.(*array); ok {
		return a.item(i)
	}
	return fromJSON(v.ref.(jsonvalue.Value).Index(i))
}

// array returns the array that the value refers to. It is nil for an array from outside
// and for values of other kinds.
func (v value) array() *array {
	if v.kind != kindArray {
		return nil
	}
	a, _ := v.ref.(*array)
	return a
}

// isSequence reports whether the value is a sequence.
func (v value) isSequence() bool {
	a := v.array()
	return a != nil && a.is(sequence)
}

// isStream reports whether the value is a stream of tuples.
func (v value) isStream() bool {
	a := v.array()
	return a != nil && a.is(stream)
}

// extent returns how deep and how large the value is.
func (v value) extent() extent {
	switch ref := v.ref.(type) {
	case *array:
		return ref.extent
	case *object:
		return ref.extent
	case jsonvalue.Value:
		return extent{size: ref.Size()}
	}
	return extent{size: int(v.len)}
}

// isNumber reports whether the value is a number other than NaN. An infinity is an error.
func (v value) isNumber() (bool, error) {
	if v.kind != kindNumber {
		return false, nil
	}
	f := v.float()
	if math.IsInf(f, 0) {
		return false, newError("D1001", v)
	}
	return f == f, nil
}
