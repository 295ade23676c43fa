package intrinsic

import (
	"slices"

	"github.com/goasl/goasl/jsonvalue"
)

// array is States.Array(value, …): its arguments as an array.
func array(f *frame) (jsonvalue.Value, error) { return jsonvalue.OfArray(f.args), nil }

// arrayLength is States.ArrayLength(array).
func arrayLength(f *frame) (jsonvalue.Value, error) {
	a, err := f.array(0)
	if err != nil {
		return jsonvalue.Value{}, err
	}
	return jsonvalue.OfInt(int64(a.Len())), nil
}

// arrayGetItem is States.ArrayGetItem(array, index). The developer guide rounds
// the integers of other functions, but not this index.
func arrayGetItem(f *frame) (jsonvalue.Value, error) {
	a, err := f.array(0)
	if err != nil {
		return jsonvalue.Value{}, err
	}
	i, ok := f.args[1].Int64()
	if !ok {
		return jsonvalue.Value{}, f.want(1, "an integer")
	}
	if i < 0 || i >= int64(a.Len()) {
		return jsonvalue.Value{}, f.invalid("the index %d is out of range for an array of length %d", i, a.Len())
	}
	return a.Index(int(i)), nil
}

// arrayContains is States.ArrayContains(array, value). Arrays and objects are compared by
// their content.
func arrayContains(f *frame) (jsonvalue.Value, error) {
	a, err := f.array(0)
	if err != nil {
		return jsonvalue.Value{}, err
	}
	for _, e := range a.Elements() {
		if err := f.spend(comparing(e, f.args[1]), 0); err != nil {
			return jsonvalue.Value{}, err
		}
		if jsonvalue.Equal(e, f.args[1]) {
			return jsonvalue.True, nil
		}
	}
	return jsonvalue.False, nil
}

// comparing returns the steps for comparing an element with a value. A number is read to
// its end each time, even if it differs at the beginning, and so is one in another value.
func comparing(e, with jsonvalue.Value) int {
	if kind := e.Kind(); kind != with.Kind() || kind == jsonvalue.String {
		return 1
	}
	return 1 + (e.Size()+with.Size())/bytesOfStep
}

// arrayPartition is States.ArrayPartition(array, size): the array cut into
// arrays of that size, the last of which may be shorter.
func arrayPartition(f *frame) (jsonvalue.Value, error) {
	a, err := f.array(0)
	if err != nil {
		return jsonvalue.Value{}, err
	}
	size, err := f.integer(1)
	if err != nil {
		return jsonvalue.Value{}, err
	}
	if size < 1 {
		return jsonvalue.Value{}, f.want(1, "a positive integer")
	}
	elems := elements(a)
	chunk := int(min(size, int64(max(len(elems), 1))))
	var chunks []jsonvalue.Value
	for part := range slices.Chunk(elems, chunk) {
		if err := f.spend(len(part), bytesOfChunk); err != nil {
			return jsonvalue.Value{}, err
		}
		chunks = append(chunks, jsonvalue.OfArray(part))
	}
	return jsonvalue.OfArray(chunks), nil
}

// bytesOfChunk is the memory of an array without its elements.
const bytesOfChunk = 160

// maxRange is the largest number of items in a result of States.ArrayRange.
const maxRange = 1000

// arrayRange is States.ArrayRange(first, last, step): the integers from first to last, which
// is included if a step leads exactly to it.
func arrayRange(f *frame) (jsonvalue.Value, error) {
	var n [3]int64
	for i := range n {
		var err error
		if n[i], err = f.integer(i); err != nil {
			return jsonvalue.Value{}, err
		}
	}
	first, last, step := n[0], n[1], n[2]
	if step == 0 {
		return jsonvalue.Value{}, f.want(2, "a non-zero integer")
	}
	// Unsigned differences are right even where signed ones overflow.
	distance, stride := uint64(last)-uint64(first), uint64(step)
	if step < 0 {
		distance, stride = -distance, -stride
	}
	if (step > 0) != (first < last) && first != last {
		return jsonvalue.EmptyArray, nil
	}
	steps := distance / stride
	if steps >= maxRange {
		return jsonvalue.Value{}, f.invalid("the array must not contain more than %d items", maxRange)
	}
	if err := f.spend(int(steps)+1, (int(steps)+1)*bytesOfItem); err != nil {
		return jsonvalue.Value{}, err
	}
	elems := make([]jsonvalue.Value, steps+1)
	for i := range elems {
		elems[i] = jsonvalue.OfInt(first + int64(i)*step)
	}
	return jsonvalue.OfArray(elems), nil
}

// arrayUnique is States.ArrayUnique(array): the array without repeated elements, which are
// compared as by States.ArrayContains. The first occurrence of each stays.
func arrayUnique(f *frame) (jsonvalue.Value, error) {
	a, err := f.array(0)
	if err != nil {
		return jsonvalue.Value{}, err
	}
	seen := make(map[string]bool, a.Len())
	var unique []jsonvalue.Value
	var key []byte
	for _, e := range a.Elements() {
		if err := f.spend(1+e.Size()/bytesOfStep, e.Size()+bytesOfItem); err != nil {
			return jsonvalue.Value{}, err
		}
		var ok bool
		if key, ok = appendKey(key[:0], e, 0); !ok {
			return jsonvalue.Value{}, f.tooDeep()
		}
		if !seen[string(key)] {
			seen[string(key)] = true
			unique = append(unique, e)
		}
	}
	return jsonvalue.OfArray(unique), nil
}

func elements(a jsonvalue.Value) []jsonvalue.Value {
	elems := make([]jsonvalue.Value, 0, a.Len())
	for _, e := range a.Elements() {
		elems = append(elems, e)
	}
	return elems
}
