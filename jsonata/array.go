package jsonata

import "github.com/goasl/goasl/jsonvalue"

// arrayFlags say how path expressions treat an array.
type arrayFlags uint8

const (
	// sequence marks a list of results: with one item it stands for that item, and for
	// undefined if it is empty.
	sequence arrayFlags = 1 << iota

	// keepSingleton marks a sequence that stays an array even with one item.
	keepSingleton

	// cons marks an array made by a constructor in a path, which the path keeps whole.
	cons

	// stream marks a sequence of tuples.
	stream

	// wrapper marks the array around an input that is an array itself.
	wrapper
)

// array is an array that was built. It is immutable once it has become a value.
type array struct {
	items []value
	flags arrayFlags
	extent

	// A range has a first number and a count in the place of items.
	first float64
	count int

	// used is how many items of the memory behind items are in use, by this array or by
	// one that was made by appending to it. It is nil if the memory is not shared.
	used *int

	converted jsonvalue.Value // its JSON, once it was needed
}

// extent is how deep and how large a built value is. A value from outside counts as
// depth 0, since its depth is bounded already.
type extent struct {
	depth int32 // arrays and objects inside one another
	size  int   // bytes; a value that occurs twice counts twice
}

// add counts a value that is put inside, with the bytes that holding it takes. It
// returns an error if a limit is passed.
func (x *extent) add(ev *evaluation, v value, bytes int) error {
	inner := v.extent()
	x.depth = max(x.depth, inner.depth+1)
	x.size += inner.size + bytes
	if int(x.depth) > ev.limits.Nested {
		return limitError("levels of a value", ev.limits.Nested, 0)
	}
	if x.size > ev.limits.Size {
		return limitError("bytes of a value", ev.limits.Size, 0)
	}
	return nil
}

func (a *array) is(f arrayFlags) bool { return a.flags&f != 0 }

func (a *array) length() int {
	if a.count > 0 {
		return a.count
	}
	return len(a.items)
}

func (a *array) item(i int) value {
	if a.count > 0 {
		return number(a.first + float64(i))
	}
	return a.items[i]
}

// with returns the array with exactly these flags.
func (a *array) with(flags arrayFlags) *array {
	if a.flags == flags {
		return a
	}
	b := *a
	b.flags = flags
	return &b
}

// newArray returns an array of a few items. It keeps the slice.
func newArray(items []value, flags arrayFlags) *array {
	a := &array{items: items, flags: flags, extent: extent{depth: 1}}
	for i := range items {
		x := items[i].extent()
		a.depth = max(a.depth, x.depth+1)
		a.size += x.size + itemBytes
	}
	return a
}

// push appends an item to an array that is being built.
func (ev *evaluation) push(a *array, v value) error {
	if len(a.items) == cap(a.items) {
		if err := ev.grow(a, 1); err != nil {
			return err
		}
	}
	a.items = append(a.items, v)
	if v.kind < kindArray {
		a.size += itemBytes + v.size()
		if a.size > ev.limits.Size {
			return limitError("bytes of a value", ev.limits.Size, 0)
		}
		return nil
	}
	if err := ev.allocate(containerBytes); err != nil {
		return err
	}
	return a.add(ev, v, itemBytes)
}

// containerBytes is the memory of an array or object without its items. It is counted
// when the value is put into another one.
const containerBytes = 96

// pushAll appends the items of an array to one that is being built.
func (ev *evaluation) pushAll(a *array, v value) error {
	n := v.length()
	if err := ev.spend(n); err != nil {
		return err
	}
	if len(a.items)+n > cap(a.items) {
		if err := ev.grow(a, n); err != nil {
			return err
		}
	}
	for i := range n {
		if err := ev.push(a, v.item(i)); err != nil {
			return err
		}
	}
	return nil
}

// itemBytes is the memory of an item of an array.
const itemBytes = 32

// grow makes room for n more items.
func (ev *evaluation) grow(a *array, n int) error {
	size := len(a.items) + n
	if size > ev.limits.Sequence {
		e := newError("D2015", number(float64(ev.limits.Sequence)))
		e.limit = true
		return e
	}
	size = max(size, min(2*len(a.items), ev.limits.Sequence), 4)
	if err := ev.allocate(size * itemBytes); err != nil {
		return err
	}
	items := make([]value, len(a.items), size)
	copy(items, a.items)
	a.items = items
	return nil
}

// single returns a sequence of one item.
func single(v value) *array { return newArray([]value{v}, sequence) }

// asArray returns v if it is an array, and otherwise the sequence of v alone.
func asArray(v value) value {
	if v.kind == kindArray {
		return v
	}
	return ofArray(single(v))
}

// collapse returns what a sequence stands for: nothing, its only item, or itself.
func collapse(v value, keepArray bool) value {
	a, ok := v.ref.(*array)
	if !ok || a.flags&(sequence|stream) != sequence {
		return v
	}
	switch a.length() {
	case 0:
		return undefined
	case 1:
		if a.is(keepSingleton) {
			return v
		}
		if keepArray {
			return ofArray(a.with(a.flags | keepSingleton))
		}
		return a.item(0)
	}
	return v
}

// appended returns an array of the items of both values. A value that is not an array
// is one item, and undefined adds none.
func (ev *evaluation) appended(a, b value) (value, error) {
	switch {
	case !a.exists():
		return b, nil
	case !b.exists():
		return a, nil
	case a.kind == kindArray && a.length() == 0 && b.kind == kindArray:
		return plainArray(b), nil
	case b.kind == kindArray && b.length() == 0 && a.kind == kindArray:
		return plainArray(a), nil
	}
	out, err := ev.extensibleArray(a)
	if err != nil {
		return undefined, err
	}
	if b.kind == kindArray {
		err = ev.pushAll(out, b)
	} else {
		err = ev.push(out, b)
	}
	if err != nil {
		return undefined, err
	}
	*out.used = len(out.items)
	return ofArray(out), nil
}

// extensibleArray returns an array with the items of v, to which more can be pushed. It
// uses the memory behind the items of v, unless another array has been extended there
// already: a loop that appends one item at a time does not copy all items each time.
func (ev *evaluation) extensibleArray(v value) (*array, error) {
	if a := v.array(); a != nil && a.used != nil && *a.used == len(a.items) {
		return &array{items: a.items, extent: a.extent, used: a.used}, nil
	}
	out := &array{extent: extent{depth: 1}, used: new(int)}
	if v.kind != kindArray {
		return out, ev.push(out, v)
	}
	return out, ev.pushAll(out, v)
}

// plainArray returns the array without flags.
func plainArray(v value) value {
	if a := v.array(); a != nil {
		return ofArray(a.with(0))
	}
	return v
}
