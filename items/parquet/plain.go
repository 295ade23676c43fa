package parquet

import (
	"encoding/binary"

	"github.com/parquet-go/parquet-go/format"
)

// plain decodes values that are one after the other.
type plain struct {
	kind  format.Type
	width int // bytes of a value; 0 if they differ, and for booleans
	text  []byte
	bit   int
}

func newPlain(e *format.SchemaElement, text []byte) decoder {
	return &plain{kind: e.Type.V, width: width(e), text: text}
}

// width returns how many bytes a value has, 0 if they differ, and for booleans.
func width(e *format.SchemaElement) int {
	switch e.Type.V {
	case format.Int32, format.Float:
		return 4
	case format.Int64, format.Double:
		return 8
	case format.Int96:
		return 12
	case format.FixedLenByteArray:
		return int(e.TypeLength.V)
	}
	return 0
}

func (p *plain) next(v *value) (err error) {
	if p.kind == format.Boolean {
		v.n, err = packed(p.text, p.bit, 1)
		p.bit++
		return err
	}
	length := p.width
	if length == 0 {
		if len(p.text) < 4 || uint64(binary.LittleEndian.Uint32(p.text)) > uint64(len(p.text)-4) {
			return errShort
		}
		length = int(binary.LittleEndian.Uint32(p.text))
		p.text = p.text[4:]
	}
	if len(p.text) < length {
		return errShort
	}
	v.set(p.kind, p.text[:length])
	p.text = p.text[length:]
	return nil
}

// set sets a value from its bytes.
func (v *value) set(kind format.Type, b []byte) {
	switch kind {
	case format.Int32, format.Float:
		v.n = uint64(binary.LittleEndian.Uint32(b))
	case format.Int64, format.Double:
		v.n = binary.LittleEndian.Uint64(b)
	default:
		v.b = b
	}
}

// split decodes values of which first all first bytes come, then all second ones.
type split struct {
	kind  format.Type
	text  []byte
	count int // of values
	i     int
	one   []byte
}

// newSplit takes memory for a value only if the page has one: the schema may say any length.
func newSplit(e *format.SchemaElement, text []byte) (decoder, error) {
	n := width(e)
	if n == 0 || len(text)%n != 0 {
		return nil, errPage
	}
	return &split{kind: e.Type.V, text: text, count: len(text) / n, one: make([]byte, min(n, len(text)))}, nil
}

func (s *split) next(v *value) error {
	if s.i == s.count {
		return errShort
	}
	for k := range s.one {
		s.one[k] = s.text[k*s.count+s.i]
	}
	s.i++
	v.set(s.kind, s.one)
	return nil
}
