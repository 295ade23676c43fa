package parquet

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"

	"github.com/klauspost/compress/snappy"
	"github.com/klauspost/compress/zstd"
	"github.com/parquet-go/parquet-go/format"
)

// codec decompresses the pages of a column.
type codec struct{ is format.CompressionCodec }

// decompress fills dst with what is in text, which must have that length.
func (c codec) decompress(dst, text []byte) error {
	if len(dst) == 0 {
		return nil // some writers compress nothing to nothing
	}
	err := c.fill(dst, text)
	if err == io.EOF {
		err = io.ErrUnexpectedEOF
	}
	if err != nil {
		return fmt.Errorf("a page cannot be decompressed: %w", err)
	}
	return nil
}

func (c codec) fill(dst, text []byte) error {
	switch c.is {
	case format.Snappy:
		return unsnap(dst, text)
	case format.Gzip:
		z, err := gzip.NewReader(bytes.NewReader(text))
		if err != nil {
			return err
		}
		return whole(dst, z)
	case format.Zstd:
		z, err := zstd.NewReader(bytes.NewReader(text), zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true), zstd.WithDecoderMaxWindow(maxWindow))
		if err != nil {
			return err
		}
		defer z.Close()
		return whole(dst, z)
	}
	return fmt.Errorf("the compression %s is not supported", c.is)
}

// maxWindow is the most bytes that Zstandard may look back. Larger windows take memory that is
// not counted.
const maxWindow = 64 << 20

func unsnap(dst, text []byte) error {
	n, err := snappy.DecodedLen(text)
	if err == nil && n != len(dst) {
		err = errPage
	}
	if err != nil {
		return err
	}
	_, err = snappy.Decode(dst, text)
	return err
}

// whole fills dst, after which the text must end.
func whole(dst []byte, from io.Reader) error {
	if _, err := io.ReadFull(from, dst); err != nil {
		return err
	}
	switch n, err := from.Read(make([]byte, 1)); {
	case n > 0:
		return errPage
	case err != io.EOF:
		return err
	}
	return nil
}
