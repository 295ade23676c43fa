package items

import (
	"context"
	"errors"
	"io"

	"github.com/goasl/goasl/jsonvalue"
)

// form is the form of a text: it reads one item after the other. Its methods are those of
// [content].
type form interface {
	begin(t *text, at *cursor) error
	next(t *text, at *cursor) (item jsonvalue.Value, name string, err error)
}

// textFile is the content of a file that is a text.
type textFile struct {
	form   form
	text   *text
	closer io.Closer // nil if nothing is open
}

func (f *textFile) open(ctx context.Context, store ObjectStore, of *Spec, at *cursor) (err error) {
	f.text, f.closer, err = openText(ctx, store, of, at)
	return err
}

func (f *textFile) begin(at *cursor) error {
	if at.Items == 0 && at.Offset == 0 {
		if err := f.text.skipBOM(); err != nil {
			return err
		}
	}
	err := f.form.begin(f.text, at)
	if err == nil {
		at.Offset = f.text.offset
	}
	return err
}

func (f *textFile) next(at *cursor) (jsonvalue.Value, string, error) {
	item, name, err := f.form.next(f.text, at)
	if err == nil {
		at.Offset = f.text.offset
	}
	return item, name, err
}

func (f *textFile) during(ctx context.Context) {
	if f.text != nil {
		f.text.ctx = ctx
	}
}

func (f *textFile) explain(object string, at *cursor, hasBegun bool, err error) error {
	switch {
	case errors.Is(err, f.text.err):
		return readerFailed("The object %s could not be read after item %d, at byte %d: %w",
			object, at.Items, f.text.offset, err)
	case !hasBegun:
		return readerFailed("The object %s has a mistake before its first item, at byte %d: %w",
			object, f.text.offset, err)
	}
	return readerFailed("The object %s has a mistake in item %d, which begins at byte %d: %w",
		object, at.Items+1, at.Offset, err)
}

func (f *textFile) Close() error {
	if f.closer == nil {
		return nil
	}
	return f.closer.Close()
}
