package parquet

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"

	"github.com/parquet-go/parquet-go/format"
)

// The limits of a file. Step Functions: as documented.
const (
	maxFooter = 5 << 20   // bytes
	maxGroup  = 256 << 20 // bytes of a row group, as it is in the file
)

// footer is what a file says of itself at its end.
type footer struct {
	size   int64 // of the file
	root   *node
	leaves []*leaf
	groups []format.RowGroup
}

const (
	magic     = "PAR1"
	encrypted = "PARE"
	tailSize  = 8 // the length of the footer, and the magic number
)

// readFooter reads the footer of a file.
func readFooter(file io.ReaderAt, size int64) (*footer, error) {
	tail := make([]byte, tailSize)
	if size < int64(len(magic))+tailSize {
		return nil, errors.New("it is no Parquet file: it is too short")
	}
	if err := readAt(file, tail, size-tailSize); err != nil {
		return nil, err
	}
	length := int64(binary.LittleEndian.Uint32(tail))
	switch end := string(tail[4:]); {
	case end == encrypted:
		return nil, errors.New("it is an encrypted Parquet file, which is not supported")
	case end != magic:
		return nil, fmt.Errorf("it is no Parquet file: it ends in %q", end)
	case length > maxFooter:
		return nil, fmt.Errorf("its footer has %d bytes, more than %d", length, int64(maxFooter))
	case length > size-tailSize-int64(len(magic)):
		return nil, errors.New("its footer is longer than the file")
	}
	text := make([]byte, length)
	if err := readAt(file, text, size-tailSize-length); err != nil {
		return nil, err
	}
	var meta format.FileMetaData
	if _, err := decode(text, &meta); err != nil {
		return nil, fmt.Errorf("its footer cannot be read: %w", err)
	}
	return newFooter(&meta, size)
}

func newFooter(meta *format.FileMetaData, size int64) (*footer, error) {
	f := &footer{size: size, groups: meta.RowGroups}
	var err error
	if f.root, f.leaves, err = newSchema(meta.Schema); err != nil {
		return nil, err
	}
	for i := range f.groups {
		if err := f.check(&f.groups[i]); err != nil {
			return nil, fmt.Errorf("row group %d: %w", i+1, err)
		}
	}
	return f, nil
}

// check checks what is said of a row group.
func (f *footer) check(g *format.RowGroup) error {
	if len(g.Columns) != len(f.leaves) || g.NumRows < 0 {
		return fmt.Errorf("it has %d columns and %d rows; the schema has %d columns", len(g.Columns), g.NumRows, len(f.leaves))
	}
	sum := int64(0)
	for i := range g.Columns {
		start, length := extent(&g.Columns[i])
		if start < 0 || length < 0 || start > f.size || length > f.size-start || g.Columns[i].FilePath != "" {
			return fmt.Errorf("the column %s is not in the file", f.leaves[i].path())
		}
		if sum += length; sum > maxGroup {
			return fmt.Errorf("it has more than %d bytes", int64(maxGroup))
		}
	}
	return nil
}

// extent returns where a column of a row group is in the file.
func extent(c *format.ColumnChunk) (start, length int64) {
	start = c.MetaData.DataPageOffset
	if first := c.MetaData.DictionaryPageOffset; first > 0 && first < start {
		start = first
	}
	return start, c.MetaData.TotalCompressedSize
}

// readAt reads bytes that must be there.
func readAt(file io.ReaderAt, b []byte, at int64) error {
	n, err := file.ReadAt(b, at)
	switch {
	case n == len(b):
		return nil
	case err == nil || err == io.EOF:
		return io.ErrUnexpectedEOF
	}
	return err
}
