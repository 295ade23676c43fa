package jsonata

import (
	"fmt"
	"math"

	"github.com/goasl/goasl/jsonvalue"
)

// result returns the value of an evaluation as JSON.
func (ev *evaluation) result(v value) (jsonvalue.Value, error) {
	j, err := ev.toJSON(v)
	if err == nil && j.Size() > ev.limits.Result {
		err = limitError("bytes of a result", ev.limits.Result, 0)
	}
	if err != nil {
		return jsonvalue.Value{}, err
	}
	return j, nil
}

// toJSON returns a value as JSON. An array or object that occurs twice is converted once.
func (ev *evaluation) toJSON(v value) (jsonvalue.Value, error) {
	if j, ok := v.ref.(jsonvalue.Value); ok {
		return ev.handOn(j)
	}
	switch v.kind {
	case kindArray:
		return ev.arrayToJSON(v.ref.(*array))
	case kindObject:
		return ev.objectToJSON(v.ref.(*object))
	case kindFunction:
		return jsonvalue.Value{}, fmt.Errorf("%w: it is a function", ErrUnsupportedResult)
	}
	if v.kind == kindString {
		if err := ev.allocate(v.size()); err != nil {
			return jsonvalue.Value{}, err
		}
	}
	if v.kind == kindNumber && ev.profile == AWS {
		if j := jsonvalue.OfDouble(v.num); j.Exists() {
			return j, nil
		}
		return jsonvalue.OfString(infinite(v.num)), nil
	}
	j, ok := v.json()
	if !ok {
		return jsonvalue.Value{}, fmt.Errorf("%w: it is the number %v", ErrUnsupportedResult, v.num)
	}
	return j, nil
}

// handOn returns a value from outside as a part of the result.
// Step Functions: its numbers are written anew.
func (ev *evaluation) handOn(j jsonvalue.Value) (jsonvalue.Value, error) {
	if ev.profile != AWS {
		return j, nil
	}
	normal, _ := j.NormalNumbers()
	if normal == j {
		return j, nil
	}
	if err := ev.spendOn(j.Size()); err != nil {
		return jsonvalue.Value{}, err
	}
	return normal, ev.allocate(normal.Size())
}

// jsonBytes is the memory of an item as JSON, without the text of a string.
const jsonBytes = 64

// infinite returns the string that Step Functions has in a result for a number that JSON
// does not have.
func infinite(f float64) string {
	switch {
	case math.IsNaN(f):
		return "NaN"
	case f < 0:
		return "-Infinity"
	}
	return "Infinity"
}

// json returns a value as JSON. ok is false if it is a function, a number that JSON does
// not have, or an array or object that an evaluation has built.
func (v value) json() (j jsonvalue.Value, ok bool) {
	if j, ok := v.ref.(jsonvalue.Value); ok {
		return j, true
	}
	switch v.kind {
	case kindUndefined:
		return jsonvalue.Value{}, true
	case kindNull:
		return jsonvalue.NullValue, true
	case kindBool:
		return jsonvalue.OfBool(v.isTrue()), true
	case kindNumber:
		j = numberToJSON(v.num)
		return j, j.Exists()
	case kindString:
		return jsonvalue.OfString(validText(v.text())), true
	}
	return jsonvalue.Value{}, false
}

func numberToJSON(f float64) jsonvalue.Value {
	if f == math.Trunc(f) && math.Abs(f) < 1<<53 {
		return jsonvalue.OfInt(int64(f))
	}
	return jsonvalue.OfFloat(f)
}

func (ev *evaluation) arrayToJSON(a *array) (jsonvalue.Value, error) {
	if a.converted.Exists() {
		return a.converted, nil
	}
	n := a.length()
	if err := ev.allocate(n * jsonBytes); err != nil {
		return jsonvalue.Value{}, err
	}
	elems := make([]jsonvalue.Value, n)
	for i := range elems {
		err := ev.spendOne()
		if err != nil {
			return jsonvalue.Value{}, err
		}
		if elems[i], err = ev.toJSON(a.item(i)); err != nil {
			return jsonvalue.Value{}, err
		}
	}
	a.converted = jsonvalue.OfArray(elems)
	return a.converted, nil
}

func (ev *evaluation) objectToJSON(o *object) (jsonvalue.Value, error) {
	if o.converted.Exists() {
		return o.converted, nil
	}
	if err := ev.allocate(len(o.members) * jsonBytes); err != nil {
		return jsonvalue.Value{}, err
	}
	members := make([]jsonvalue.Member, 0, len(o.members))
	for _, m := range o.members {
		if err := ev.spendOne(); err != nil {
			return jsonvalue.Value{}, err
		}
		v, err := ev.toJSON(m.value)
		if err != nil {
			return jsonvalue.Value{}, err
		}
		if v.Exists() {
			members = append(members, jsonvalue.Member{Name: validText(m.name), Value: v})
		}
	}
	o.converted = jsonvalue.OfObject(members)
	return o.converted, nil
}
