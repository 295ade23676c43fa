package items

import (
	"context"
	"errors"
	"io"
	"strings"

	"github.com/goasl/goasl/jsonvalue"
)

// content is what an open object has: a text in some form, or a table.
type content interface {
	// open opens the object at the place of a cursor, into which it writes which state of
	// the object it is.
	open(ctx context.Context, store ObjectStore, of *Spec, at *cursor) error
	// begin reads what is before the first item, and notes in the cursor what it must
	// know about it; or, after some items, takes that from the cursor. It returns io.EOF
	// if there are no items.
	begin(at *cursor) error
	// next reads an item, with its name if it is the member of an object, and moves the
	// cursor behind it. It returns io.EOF if there are no more.
	next(at *cursor) (item jsonvalue.Value, name string, err error)
	// during sets the context of the calls that follow.
	during(ctx context.Context)
	// explain returns what went wrong in the object: err, and where it was. hasBegun says
	// that begin has done its work.
	explain(object string, at *cursor, hasBegun bool, err error) error
	Close() error
}

// content returns what reads a file.
func (r Reader) content(of *Spec) (content, error) {
	switch of.InputType {
	case "CSV":
		c, err := newCSV(of)
		return &textFile{form: c}, err
	case "JSON":
		c, err := newJSON(of)
		return &textFile{form: c}, err
	case "JSONL":
		return &textFile{form: jsonLines{}}, nil
	case parquet:
		if r.Parquet == nil {
			return nil, readerFailed("The ItemReader reads a Parquet file, and the machine has no reader for it: give it one, with asl.WithParquet.")
		}
		return &tableFile{openTable: r.Parquet}, nil
	}
	const names = "CSV, JSON, JSONL and PARQUET"
	return nil, readerFailed("The ItemReader's InputType %q is none of %s.", of.InputType, names)
}

// file is the source of the items in one file.
type file struct {
	spec    Spec
	content content
	begun   bool // what is before the first item was read
	at      cursor
	err     error // of the next item
}

var errZstandard = errors.New("it is a Zstandard file, which this version does not support")

// openFile opens a file at the place of a cursor.
func (r Reader) openFile(ctx context.Context, of Spec, at cursor) (*file, error) {
	content, err := r.content(&of)
	if err != nil {
		return nil, err
	}
	f := &file{spec: of, content: content, at: at}
	if f.at.End {
		return f, nil
	}
	if strings.HasSuffix(of.Key, ".zst") || strings.HasSuffix(of.Key, ".zstd") {
		return nil, f.unopened(ctx, errZstandard)
	}
	if err := content.open(ctx, r.Store, &of, &f.at); err != nil {
		return nil, f.unopened(ctx, err)
	}
	switch err := content.begin(&f.at); err {
	case nil:
		f.begun = true
	case io.EOF:
		f.at.End = true
	default:
		err = f.failed(ctx, err)
		f.Close()
		return nil, err
	}
	return f, nil
}

func (f *file) Close() error { return f.content.Close() }

func (f *file) Next(ctx context.Context, most int) (Page, error) {
	p, err := f.page(ctx, most)
	if err == nil {
		p.Cursor, p.End = f.at.encode(), f.at.End
	}
	return p, err
}

// page is Next without the cursor, and without the end.
func (f *file) page(ctx context.Context, most int) (Page, error) {
	if ctx.Err() != nil {
		return Page{}, ctx.Err()
	}
	f.content.during(ctx)
	p := Page{Source: f.spec.source()}
	for size := 0; len(p.Items) < max(most, 1) && size < maxPage && !f.at.End && f.err == nil; {
		item, name, err := f.content.next(&f.at)
		switch {
		case err == io.EOF:
			f.at.End = true
		case err != nil:
			f.err = f.failed(ctx, err)
		default:
			f.add(&p, item, name)
			size += item.Size() + len(name)
		}
	}
	if f.err != nil && (len(p.Items) == 0 || ctx.Err() != nil) {
		return Page{}, f.err
	}
	return p, nil
}

// add adds an item to a page.
func (f *file) add(p *Page, item jsonvalue.Value, name string) {
	p.Items = append(p.Items, item)
	if f.at.Object {
		p.Keys = append(p.Keys, name)
	}
	f.at.Items++
	f.at.End = f.at.Items == f.spec.MaxItems
}

// unopened returns the error with which the source fails because the object cannot be
// opened.
func (f *file) unopened(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return readerFailed("The object %s could not be opened: %w", f.spec.source(), err)
}

// failed returns the error with which the source fails because of err.
func (f *file) failed(ctx context.Context, err error) error {
	var known *Error
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case errors.As(err, &known):
		return err
	}
	return f.content.explain(f.spec.source(), &f.at, f.begun, err)
}
