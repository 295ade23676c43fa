package parquet

import (
	"encoding/binary"
	"errors"

	"github.com/parquet-go/parquet-go/format"
)

var errShort = errors.New("a page has fewer values than it says")

// runs decodes numbers of a few bits, which come as runs of one number and as packed ones.
type runs struct {
	text  []byte
	width int    // bits of a number
	count uint64 // numbers of the run that are to come
	same  bool   // they are all value
	value uint64
	bit   int // of the next packed number in text
}

func (r *runs) next() (uint64, error) {
	for r.count == 0 {
		if err := r.begin(); err != nil {
			return 0, err
		}
	}
	r.count--
	if r.same {
		return r.value, nil
	}
	v, err := packed(r.text, r.bit, r.width)
	r.bit += r.width
	if r.count == 0 || err != nil {
		r.text = r.text[min((r.bit+7)/8, len(r.text)):]
	}
	return v, err
}

// begin reads the head of the next run.
func (r *runs) begin() error {
	head, n := binary.Uvarint(r.text)
	if n <= 0 {
		return errShort
	}
	r.text = r.text[n:]
	if r.same = head&1 == 0; !r.same {
		r.count, r.bit = head>>1*8, 0
		if head>>1 > uint64(len(r.text)) && r.width > 0 { // the last run may be cut off
			r.count = uint64(len(r.text)) * 8
		}
		return nil
	}
	r.count = head >> 1
	length := (r.width + 7) / 8
	if len(r.text) < length {
		return errShort
	}
	r.value = 0
	for i := range length {
		r.value |= uint64(r.text[i]) << (8 * i)
	}
	r.text = r.text[length:]
	return nil
}

// packed returns the number of width bits, at most 64, at a bit of a text.
func packed(text []byte, bit, width int) (uint64, error) {
	if bit+width > len(text)*8 {
		return 0, errShort
	}
	v, got := uint64(0), 0
	for at := bit / 8; got < width; at++ {
		skip := 0
		if got == 0 {
			skip = bit % 8
		}
		v |= uint64(text[at]>>skip) << got
		got += 8 - skip
	}
	if width < 64 {
		v &= 1<<width - 1
	}
	return v, nil
}

// levels are the repetition or definition levels of a page.
type levels struct{ runs }

// level returns the next level.
func (l *levels) level(highest int) (int, error) {
	if highest == 0 {
		return 0, nil
	}
	v, err := l.next()
	if err == nil && v > uint64(highest) {
		err = errLevels
	}
	return int(v), err
}

// flags decodes booleans in runs.
type flags struct{ runs runs }

func newFlags(text []byte) (decoder, error) {
	l, _, err := levelsV1(text, 1, format.RLE)
	return &flags{l.runs}, err
}

func (f *flags) next(v *value) (err error) {
	v.n, err = f.runs.next()
	return err
}
