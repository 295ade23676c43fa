package items

import (
	"context"
	"errors"
	"io"

	"github.com/goasl/goasl/jsonvalue"
)

// Source has the items of a Map. It is not safe for concurrent use.
type Source interface {
	// Next reads the next items: at most max, and at least one unless there are no more.
	// If a file has a mistake, the items before it come first, and then the error. That is
	// an *[Error] with the name [ReaderFailed], or the one of the context. After an error,
	// open the source again with the last cursor.
	Next(ctx context.Context, max int) (Page, error)

	// Close ends the reading.
	Close() error
}

// Page has some items of a Source. How many items come in one page is not defined; what
// the pages have in sum, in their order, is.
type Page struct {
	Items []jsonvalue.Value // compact
	Keys  []string          // the names beside Items, if the items are members of an object
	// Source is the text of $$.Map.Item.Source: "s3://bucket/key", or "s3://bucket" for a
	// listing.
	Source string
	Cursor []byte // where the page ends, for Open; opaque
	End    bool   // there are no more items
}

const (
	maxItem  = 8 << 20 // bytes of an item, as it is in the file. Step Functions: as documented.
	maxDepth = 1000    // levels of nesting of an item
	maxPage  = 1 << 20 // bytes of items, after which a page ends
)

// Open opens the source of a Map's items at the place of a cursor, nil for the beginning.
// The context ends the reading of an object that has been opened, too. The error is an
// *[Error] with the name [ReaderFailed], or that of the context.
//
// A compressed file is read from its start up to the cursor. An object that has changed
// since the cursor was made cannot be opened with it.
//
// Step Functions: a name that ends in .gz is that of a gzip file. Names for Zstandard,
// .zst and .zstd, are not supported.
func Open(ctx context.Context, store ObjectStore, of Spec, cursor []byte) (Source, error) {
	if err := of.check(); err != nil {
		return nil, err
	}
	if of.isListing() {
		return openListing(store, of, cursor)
	}
	return openFile(ctx, store, of, cursor)
}

// form is the form of a file: it reads one item after the other.
type form interface {
	// begin reads what is before the first item, and notes in the cursor what it must
	// know about it; or, after some items, takes that from the cursor. It returns io.EOF
	// if there are no items.
	begin(t *text, at *cursor) error
	// next reads an item, with its name if it is the member of an object. It returns
	// io.EOF if there are no more.
	next(t *text, at *cursor) (item jsonvalue.Value, name string, err error)
}

func (s *Spec) form() (form, error) {
	switch s.InputType {
	case "CSV":
		return newCSV(s)
	case "JSON":
		return newJSON(s)
	case "JSONL":
		return jsonLines{}, nil
	}
	const names = "CSV, JSON and JSONL"
	return nil, readerFailed("The ItemReader's InputType %q is none of %s.", s.InputType, names)
}

// file is the source of the items in one file.
type file struct {
	spec   Spec
	form   form
	text   *text
	closer io.Closer // nil if nothing is open
	begun  bool      // what is before the first item was read
	at     cursor
	err    error // of the next item
}

func openFile(ctx context.Context, store ObjectStore, of Spec, text []byte) (Source, error) {
	f := &file{spec: of}
	var err error
	if f.form, err = of.form(); err != nil {
		return nil, err
	}
	if f.at, err = parseCursor(text, of.InputType); err != nil {
		return nil, err
	}
	if f.at.End {
		return f, nil
	}
	if f.text, f.closer, err = openText(ctx, store, &of, &f.at); err != nil {
		return nil, f.failed(ctx, err)
	}
	if err := f.begin(len(text) == 0); err != nil {
		f.Close()
		return nil, f.failed(ctx, err)
	}
	return f, nil
}

// begin reads what is before the first item.
func (f *file) begin(isStart bool) error {
	if isStart {
		if err := f.text.skipBOM(); err != nil {
			return err
		}
	}
	err := f.form.begin(f.text, &f.at)
	if err == io.EOF {
		f.at.End, err = true, nil
	}
	if err == nil {
		f.begun = true
		f.at.Offset = f.text.offset
	}
	return err
}

func (f *file) Close() error {
	if f.closer == nil {
		return nil
	}
	return f.closer.Close()
}

func (f *file) Next(ctx context.Context, most int) (Page, error) {
	if ctx.Err() != nil {
		return Page{}, ctx.Err()
	}
	if f.text != nil {
		f.text.ctx = ctx
	}
	p := Page{Source: f.spec.source()}
	for size := 0; len(p.Items) < max(most, 1) && size < maxPage && !f.at.End && f.err == nil; {
		item, name, err := f.form.next(f.text, &f.at)
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
	p.Cursor, p.End = f.at.encode(), f.at.End
	return p, nil
}

// add adds an item to a page and moves the cursor behind it.
func (f *file) add(p *Page, item jsonvalue.Value, name string) {
	p.Items = append(p.Items, item)
	if f.at.Object {
		p.Keys = append(p.Keys, name)
	}
	f.at.Items++
	f.at.Offset = f.text.offset
	f.at.End = f.at.Items == f.spec.MaxItems
}

// failed returns the error with which the source fails because of err.
func (f *file) failed(ctx context.Context, err error) error {
	var known *Error
	object := f.spec.source()
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case errors.As(err, &known):
		return err
	case f.text == nil:
		return readerFailed("The object %s could not be opened: %w", object, err)
	case errors.Is(err, f.text.err):
		return readerFailed("The object %s could not be read after item %d, at byte %d: %w",
			object, f.at.Items, f.text.offset, err)
	case !f.begun:
		return readerFailed("The object %s has a mistake before its first item, at byte %d: %w",
			object, f.text.offset, err)
	}
	return readerFailed("The object %s has a mistake in item %d, which begins at byte %d: %w",
		object, f.at.Items+1, f.at.Offset, err)
}
