// Package parquet reads Parquet files for the ItemReaders of distributed Maps:
//
//	m, err = m.With(asl.WithObjects(store), asl.WithParquet(parquet.Open))
//
// A row is an item, an object with a member for each column, in the order of the schema. What
// is in a column becomes JSON:
//
//   - integers of 8 to 64 bits, with and without a sign, DECIMAL, FLOAT16, FLOAT and DOUBLE
//     are numbers; those that JSON has no number for are the strings NaN, Infinity and
//     -Infinity;
//   - STRING, ENUM, JSON and UUID are strings, and so are DATE ("2026-01-02"), TIME
//     ("03:04:05.678") and TIMESTAMP ("2026-01-02T03:04:05.678Z", without the Z if it is a
//     local time), and INT96, which is a timestamp;
//   - other bytes are a string if they are valid UTF-8, and else in Base64;
//   - a group is an object, LIST and what is repeated an array, MAP an object, and what is
//     not there null.
//
// How Step Functions writes these types is not documented. It reads files whose pages are
// compressed with Snappy, gzip and Zstandard, and so does this package.
//
// # Bounds
//
// The footer is read first, and then the columns side by side, in pieces. A footer has at
// most 5 MiB, a row group 256 MiB as it is in the file, as Step Functions documents it;
// pages and dictionaries that are open at once have at most 256 MiB, the schema 5,000
// elements and 100 levels, a row 8 MiB. What a file says of itself is checked before memory is
// allocated for it, and the values of a page are decoded one after the other.
//
// # Where to read on
//
// footer.go reads the footer, thrift.go checks texts in its format, schema.go makes a tree
// of the columns. row.go makes rows of columns. column.go reads the values of a column,
// page.go its pages, codec.go decompresses them. runs.go, dictionary.go, delta.go and
// plain.go decode values, json.go writes them.
package parquet

import (
	"errors"
	"fmt"
	"io"

	"github.com/goasl/goasl/items"
	"github.com/goasl/goasl/jsonvalue"
)

// Open opens a Parquet file at a row; it is an [items.OpenTable], for [asl.WithParquet] and
// [items.Reader]. The table is for one goroutine. An error says what is wrong with the file,
// or is that of reading it. Nothing that is in a file makes it panic.
func Open(file io.ReaderAt, size, row int64) (items.Table, error) {
	t := &table{file: file}
	err := guarded(func() (err error) {
		t.footer, err = readFooter(file, size)
		if err == nil {
			err = t.skip(row)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	return t, nil
}

// guarded calls f, and makes an error of a panic in the library that reads the footer and
// headers, and in decompressors.
func guarded(f func() error) (err error) {
	defer func() {
		if problem := recover(); problem != nil {
			err = fmt.Errorf("the file is damaged: %v", problem)
		}
	}()
	return f()
}

// table reads one row group after the other.
type table struct {
	file   io.ReaderAt
	footer *footer
	next   int   // the next row group
	group  *rows // the one that is open, nil for none
	err    error // after which there are no rows
}

// skip opens the row group of a row, and passes over the rows before it.
func (t *table) skip(row int64) error {
	groups := t.footer.groups
	for t.next < len(groups) && row >= groups[t.next].NumRows {
		row -= groups[t.next].NumRows
		t.next++
	}
	if row == 0 || t.next == len(groups) {
		return nil
	}
	if err := t.openGroup(); err != nil {
		return err
	}
	return t.group.skip(row)
}

func (t *table) openGroup() (err error) {
	t.group, err = openRows(t.file, t.footer, t.next)
	t.next++
	return err
}

// Next implements [items.Table].
func (t *table) Next() (row jsonvalue.Value, err error) {
	if t.err != nil {
		return row, t.err
	}
	t.err = guarded(func() error {
		row, err = t.read()
		return err
	})
	return row, t.err
}

func (t *table) read() (jsonvalue.Value, error) {
	for t.group == nil || t.group.left == 0 {
		if t.next == len(t.footer.groups) {
			return jsonvalue.Value{}, io.EOF
		}
		if err := t.openGroup(); err != nil {
			return jsonvalue.Value{}, err
		}
	}
	return t.group.read()
}

// Close implements [items.Table]. The file is the caller's.
func (t *table) Close() error {
	t.err = errors.New("the table is closed")
	t.group = nil
	return nil
}
