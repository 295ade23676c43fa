package items

import (
	"context"
	"fmt"
	"io"

	"github.com/goasl/goasl/jsonvalue"
)

// Table has the rows of a file, one after the other, from the one on that it was opened
// at. It is not safe for concurrent use.
type Table interface {
	// Next returns the next row, which is an object, or io.EOF if there are no more.
	Next() (jsonvalue.Value, error)

	// Close ends the reading.
	Close() error
}

// OpenTable opens a file of size bytes at a row, 0 for the first one. What it needs of the
// file it reads in pieces, also later and while rows are read. A row after the last one is
// none, and no error.
type OpenTable func(file io.ReaderAt, size, row int64) (Table, error)

// tableFile is the content of a file that is a table.
type tableFile struct {
	openTable OpenTable
	pieces    *pieces
	table     Table // nil if nothing is open
}

func (f *tableFile) open(ctx context.Context, store ObjectStore, of *Spec, at *cursor) error {
	position := at.position(of)
	position.Length = 1
	o, err := store.Open(ctx, of.Bucket, of.Key, position)
	if err != nil {
		return err
	}
	if err := o.Close(); err != nil {
		return err
	}
	if o.Size > maxFile {
		return errTooLarge
	}
	at.Version, at.ETag = o.Version, o.ETag
	f.pieces = &pieces{ctx: ctx, store: store, bucket: of.Bucket, info: o.Info}
	return nil
}

func (f *tableFile) begin(at *cursor) (err error) {
	f.table, err = f.openTable(f.pieces, f.pieces.info.Size, at.Items)
	return err
}

func (f *tableFile) next(*cursor) (jsonvalue.Value, string, error) {
	if err := f.pieces.ctx.Err(); err != nil {
		return jsonvalue.Value{}, "", err
	}
	row, err := f.table.Next()
	if err == nil && row.Size() > maxItem {
		err = errTooLong
	}
	return row.Compact(), "", err
}

func (f *tableFile) during(ctx context.Context) {
	if f.pieces != nil {
		f.pieces.ctx = ctx
	}
}

func (f *tableFile) explain(object string, at *cursor, hasBegun bool, err error) error {
	switch {
	case f.pieces.err != nil:
		return readerFailed("The object %s could not be read after item %d: %w", object, at.Items, f.pieces.err)
	case !hasBegun:
		return readerFailed("The object %s has a mistake before its first item: %w", object, err)
	}
	return readerFailed("The object %s has a mistake in item %d: %w", object, at.Items+1, err)
}

func (f *tableFile) Close() error {
	if f.table == nil {
		return nil
	}
	return f.table.Close()
}

// pieces reads pieces of an object. It is an [io.ReaderAt] for one goroutine.
type pieces struct {
	ctx    context.Context // of the call that reads
	store  ObjectStore
	bucket string
	info   Info
	err    error // with which the object could not be read
}

func (p *pieces) ReadAt(b []byte, offset int64) (int, error) {
	want := min(int64(len(b)), max(p.info.Size-offset, 0))
	if want == 0 || p.err != nil {
		return 0, p.failure()
	}
	at := Position{Version: p.info.Version, ETag: p.info.ETag, Offset: offset, Length: want}
	o, err := p.store.Open(p.ctx, p.bucket, p.info.Key, at)
	if err != nil {
		p.err = err
		return 0, err
	}
	defer o.Close()
	n, err := io.ReadFull(o, b[:want])
	if err != nil {
		p.err = fmt.Errorf("%d bytes from %d on: %w", want, offset, err)
		return n, p.err
	}
	if n < len(b) {
		err = io.EOF
	}
	return n, err
}

// failure returns why nothing can be read.
func (p *pieces) failure() error {
	if p.err != nil {
		return p.err
	}
	return io.EOF
}
