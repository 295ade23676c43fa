package parquet

import (
	"cmp"
	"encoding/binary"
	"fmt"

	"github.com/parquet-go/parquet-go/format"
)

// dictionary has the values that the data pages of a column refer to.
type dictionary struct {
	kind  format.Type
	width int // bytes of a value; 0 if they differ
	text  []byte
	count int
	at    []uint32 // where texts begin, if their lengths differ
}

// newDictionary counts what it keeps among what is open, before it allocates it.
func newDictionary(e *format.SchemaElement, text []byte, count int, memory *memory) (*dictionary, error) {
	d := &dictionary{kind: e.Type.V, width: width(e), text: text, count: count}
	switch {
	case count < 0 || d.kind == format.Boolean:
		return nil, errPage
	case count > len(text)/cmp.Or(d.width, 4): // the length of a text has four bytes
		return nil, errShort
	}
	if err := memory.swap(0, d.size()); err != nil || d.width > 0 {
		return d, err
	}
	d.at = make([]uint32, 0, count)
	values := plain{kind: d.kind, text: text}
	for range count {
		d.at = append(d.at, uint32(len(text)-len(values.text)))
		if err := values.next(new(value)); err != nil {
			return nil, err
		}
	}
	return d, nil
}

// size is how many bytes a dictionary has in memory.
func (d *dictionary) size() int64 {
	size := int64(len(d.text))
	if d.width == 0 {
		size += 4 * int64(d.count)
	}
	return size
}

// value sets a value to that of a number.
func (d *dictionary) value(i uint64, v *value) error {
	if d == nil || i >= uint64(d.count) {
		n := 0
		if d != nil {
			n = d.count
		}
		return fmt.Errorf("a page refers to value %d of a dictionary of %d values", i+1, n)
	}
	if d.width > 0 {
		v.set(d.kind, d.text[int(i)*d.width:][:d.width])
		return nil
	}
	text := d.text[d.at[i]:]
	length := binary.LittleEndian.Uint32(text)
	v.b = text[4:][:length]
	return nil
}

// indexes decodes values of a dictionary.
type indexes struct {
	runs runs
	dict *dictionary
}

func newIndexes(dict *dictionary, text []byte) (decoder, error) {
	if len(text) == 0 { // there are no values
		return &indexes{}, nil
	}
	if text[0] > 32 {
		return nil, errPage
	}
	return &indexes{runs{text: text[1:], width: int(text[0])}, dict}, nil
}

func (x *indexes) next(v *value) error {
	i, err := x.runs.next()
	if err != nil {
		return err
	}
	return x.dict.value(i, v)
}
