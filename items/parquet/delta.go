package parquet

import "encoding/binary"

// delta decodes numbers by the differences between them.
type delta struct {
	text    []byte // after the head of the block
	perMini int    // numbers of a miniblock
	minis   int    // in a block
	total   uint64 // numbers that are to come
	n       uint64 // the last number, or the first one
	begun   bool

	least  uint64 // the least difference in the block
	widths []byte // of the miniblocks of the block that are to come
	width  int    // bits of a difference in the miniblock
	left   int    // numbers of it that are to come
	mini   []byte // the miniblock
	bit    int
}

// maxBlock is the most numbers of a block. Writers use 128 or a little more.
const maxBlock = 1 << 16

// newDelta decodes numbers, at most as many as there are entries in the page.
func newDelta(text []byte, entries int64) (*delta, error) {
	d := &delta{text: text}
	if len(text) == 0 {
		return d, nil // there are no values
	}
	var head [3]uint64
	for i := range head {
		var err error
		if head[i], err = d.varint(); err != nil {
			return nil, err
		}
	}
	if head[0] == 0 || head[0] > maxBlock || head[1] == 0 || head[1] > head[0] || head[0]/head[1]%8 != 0 || head[2] > uint64(entries) {
		return nil, errPage
	}
	d.perMini, d.minis, d.total = int(head[0]/head[1]), int(head[1]), head[2]
	first, err := d.zigzag()
	d.n = first
	return d, err
}

func (d *delta) varint() (uint64, error) {
	v, n := binary.Uvarint(d.text)
	if n <= 0 {
		return 0, errShort
	}
	d.text = d.text[n:]
	return v, nil
}

func (d *delta) zigzag() (uint64, error) {
	v, err := d.varint()
	return v>>1 ^ -(v & 1), err
}

func (d *delta) next(v *value) (err error) {
	v.n, err = d.number()
	return err
}

func (d *delta) number() (uint64, error) {
	if d.total == 0 {
		return 0, errShort
	}
	d.total--
	if !d.begun {
		d.begun = true
		return d.n, nil
	}
	if d.left == 0 {
		if err := d.miniblock(); err != nil {
			return 0, err
		}
	}
	d.left--
	difference, err := packed(d.mini, d.bit, d.width)
	d.bit += d.width
	d.n += d.least + difference
	return d.n, err
}

// miniblock begins the next miniblock.
func (d *delta) miniblock() (err error) {
	if len(d.widths) == 0 {
		if d.least, err = d.zigzag(); err != nil {
			return err
		}
		if len(d.text) < d.minis {
			return errShort
		}
		d.widths, d.text = d.text[:d.minis], d.text[d.minis:]
	}
	d.width, d.widths = int(d.widths[0]), d.widths[1:]
	length := d.perMini / 8 * d.width
	if d.width > 64 || length > len(d.text) {
		return errPage
	}
	d.mini, d.text = d.text[:length], d.text[length:]
	d.left, d.bit = d.perMini, 0
	return nil
}

// after returns what is after all numbers, of which miniblocks are passed over whole.
func after(text []byte, entries int64) ([]byte, error) {
	d, err := newDelta(text, entries)
	if err != nil {
		return nil, err
	}
	for left := max(d.total, 1) - 1; left > 0; left -= min(left, uint64(d.perMini)) {
		if err := d.miniblock(); err != nil {
			return nil, err
		}
	}
	return d.text, nil
}

// lengths decodes texts whose lengths come before all of them.
type lengths struct {
	delta *delta
	text  []byte
}

func newLengths(text []byte, entries int64) (*lengths, error) {
	d, err := newDelta(text, entries)
	if err != nil {
		return nil, err
	}
	rest, err := after(text, entries)
	return &lengths{d, rest}, err
}

func (l *lengths) next(v *value) error {
	n, err := l.delta.number()
	if err != nil {
		return err
	}
	if n > uint64(len(l.text)) {
		return errShort
	}
	v.b, l.text = l.text[:n], l.text[n:]
	return nil
}

// prefixes decodes texts that begin as the one before them.
type prefixes struct {
	delta  *delta // the lengths of what is the same
	suffix *lengths
	last   []byte
}

func newPrefixes(text []byte, entries int64) (decoder, error) {
	d, err := newDelta(text, entries)
	if err != nil {
		return nil, err
	}
	rest, err := after(text, entries)
	if err != nil {
		return nil, err
	}
	suffix, err := newLengths(rest, entries)
	return &prefixes{delta: d, suffix: suffix}, err
}

func (p *prefixes) next(v *value) error {
	n, err := p.delta.number()
	if err != nil {
		return err
	}
	if err := p.suffix.next(v); err != nil {
		return err
	}
	if n > uint64(len(p.last)) {
		return errPage
	}
	p.last = append(p.last[:n], v.b...)
	v.b = p.last
	return nil
}
