package jsonata

import "github.com/goasl/goasl/jsonvalue"

// arrayFlags say what an array is besides.
type arrayFlags uint8

const (
	sequence      arrayFlags = 1 << iota // of results: one of one item is that item, an empty one is nothing
	keepSingleton                        // a sequence of one item stays an array
	cons                                 // made by a constructor in a path, not taken apart by the path
	stream                               // of tuples
	wrapper                              // of the input, which is an array itself
)

// array is an array that was built. It is immutable once it has become a value.
type array struct {
	items []value
	flags arrayFlags
	extent

	// A range has no items, but a first number and a count.
	first float64
	count int

	// used is how many items of the memory behind items are taken, by this array or
	// by one that goes on where this one ends. It is nil if there is no such memory.
	used *int

	converted jsonvalue.Value // its JSON, once somebody asked for it
}

// extent is how deep and how large a value is that was built. What came from
// outside has no depth, for it is bounded already.
type extent struct {
	depth int32 // arrays and objects inside one another
	size  int   // bytes, counting what is in there twice as often
}

// add makes room for a value inside, and returns the error about the limit that is
// passed.
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

// with returns the array with these flags only.
func (a *array) with(flags arrayFlags) *array {
	if a.flags == flags {
		return a
	}
	b := *a
	b.flags = flags
	return &b
}

// newArray returns an array of a few items, which it takes over.
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

// containerBytes is what an array or object takes besides its items. It is counted
// when it is put somewhere.
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

// itemBytes is what an item of an array takes.
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

// asArray returns v, if it is an array, or a sequence of it.
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

// appended returns an array of the items of both values, which count as themselves
// if they are no arrays. What is undefined adds nothing.
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

// extensibleArray returns an array with the items of v, to push more to. It goes on in
// the memory of v if nobody else did, so that a loop that appends one item at a time
// does not copy all of them each time.
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
