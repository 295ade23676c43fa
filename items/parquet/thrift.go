package parquet

import (
	"encoding/binary"
	"errors"
	"io"

	"github.com/parquet-go/parquet-go/encoding/thrift"
)

// The bounds of texts in Thrift's compact protocol, which footers and headers of pages are.
const (
	maxNesting  = 32      // levels
	maxElements = 300_000 // of all lists together
)

var errThrift = errors.New("a text in Thrift's compact protocol is damaged")

// decode reads the struct at the beginning of a text, whose length it returns. The library
// believes what a text says of the lengths of lists in it, so it is checked before. The error
// is io.ErrUnexpectedEOF if the text ends too early.
func decode(text []byte, into any) (int, error) {
	c := &checker{text: text, left: maxElements}
	if err := c.structure(0); err != nil {
		return 0, err
	}
	return c.at, thrift.Unmarshal(&thrift.CompactProtocol{}, text[:c.at], into)
}

// checker passes over a text.
type checker struct {
	text []byte
	at   int
	left int // elements that lists may have
}

// The types of values in the compact protocol that are not one or more varints.
const (
	typeTrue   = 1
	typeFalse  = 2
	typeByte   = 3
	typeDouble = 7
	typeBinary = 8
	typeList   = 9
	typeSet    = 10
	typeStruct = 12
	typeUUID   = 13
)

// skip passes over bytes.
func (c *checker) skip(n uint64) error {
	if n > uint64(len(c.text)-c.at) {
		return io.ErrUnexpectedEOF
	}
	c.at += int(n)
	return nil
}

func (c *checker) byte() (byte, error) {
	if err := c.skip(1); err != nil {
		return 0, err
	}
	return c.text[c.at-1], nil
}

func (c *checker) varint() (uint64, error) {
	v, n := binary.Uvarint(c.text[c.at:])
	switch {
	case n == 0:
		return 0, io.ErrUnexpectedEOF
	case n < 0:
		return 0, errThrift
	}
	c.at += n
	return v, nil
}

// structure passes over the fields of a struct.
func (c *checker) structure(depth int) error {
	if depth > maxNesting {
		return errThrift
	}
	for {
		head, err := c.byte()
		if err != nil || head == 0 {
			return err
		}
		if head>>4 == 0 { // the number of the field
			if _, err := c.varint(); err != nil {
				return err
			}
		}
		if kind := head & 15; kind != typeTrue && kind != typeFalse { // these are their own values
			if err := c.value(kind, depth); err != nil {
				return err
			}
		}
	}
}

func (c *checker) value(kind byte, depth int) error {
	switch kind {
	case typeTrue, typeFalse, typeByte:
		return c.skip(1)
	case 4, 5, 6: // integers
		_, err := c.varint()
		return err
	case typeDouble:
		return c.skip(8)
	case typeBinary:
		n, err := c.varint()
		if err != nil {
			return err
		}
		return c.skip(n)
	case typeList, typeSet:
		return c.list(depth)
	case typeStruct:
		return c.structure(depth + 1)
	case typeUUID:
		return c.skip(16)
	}
	return errThrift // maps are in no struct of Parquet
}

// list passes over a list, whose elements have a byte or more.
func (c *checker) list(depth int) error {
	if depth > maxNesting {
		return errThrift
	}
	head, err := c.byte()
	if err != nil {
		return err
	}
	n := uint64(head >> 4)
	if n == 15 {
		if n, err = c.varint(); err != nil {
			return err
		}
	}
	if n > uint64(c.left) {
		return errThrift
	}
	c.left -= int(n)
	for range n {
		if err := c.value(head&15, depth+1); err != nil {
			return err
		}
	}
	return nil
}
