package items

import (
	"context"
	"errors"
	"io"
)

// files is the source of the items in several files, one after the other.
type files struct {
	ctx    context.Context // of the files, which stay open between two pages
	reader Reader
	most   int64 // MaxItems
	list   list
	file   *file // nil between two files
	at     cursor
}

// list has the files of a source.
type list interface {
	// next returns the next file, and io.EOF if there are no more.
	next(ctx context.Context) (Spec, error)
	// file returns a file that was named before.
	file(bucket, key string) Spec
	// place returns the place behind the last file.
	place() cursor
	Close() error
}

// openFiles opens the source of the items in the files of a list, whose name is in the
// cursor.
func (r Reader) openFiles(ctx context.Context, of Spec, text []byte, name string, open func(context.Context, Spec, *cursor) (list, error)) (Source, error) {
	probe := of.file(of.Bucket, of.Key)
	if name == inventory {
		probe.InputType = "CSV"
	}
	if _, err := r.content(&probe); err != nil {
		return nil, err
	}
	at, err := parseCursor(text, name)
	if err != nil {
		return nil, err
	}
	f := &files{ctx: ctx, reader: r, most: of.MaxItems, at: at}
	if at.End {
		return f, nil
	}
	if f.list, err = open(ctx, of, at.List); err != nil {
		return nil, err
	}
	if err := f.resume(); err != nil {
		f.Close()
		return nil, err
	}
	return f, nil
}

// resume opens the file that was being read.
func (f *files) resume() error {
	at := f.at.File
	if at == nil {
		return nil
	}
	of := f.list.file(f.at.Bucket, f.at.Key)
	if !at.fits(of.InputType) || at.Items > f.at.Items {
		return errCursor
	}
	return f.open(of, *at)
}

// open opens a file, of whose items some may have been read.
func (f *files) open(of Spec, at cursor) (err error) {
	if f.most > 0 {
		of.MaxItems = f.most - (f.at.Items - at.Items)
	}
	f.file, err = f.reader.openFile(f.ctx, of, at)
	return err
}

func (f *files) Close() error {
	var err error
	if f.file != nil {
		err = f.file.Close()
	}
	if f.list != nil {
		err = errors.Join(err, f.list.Close())
	}
	return err
}

func (f *files) Next(ctx context.Context, most int) (Page, error) {
	if ctx.Err() != nil {
		return Page{}, ctx.Err()
	}
	p := Page{}
	for len(p.Items) == 0 && !f.at.End {
		err := f.next(ctx)
		if err == io.EOF {
			f.at.End = true
			break
		}
		if err == nil {
			p, err = f.file.page(ctx, most)
		}
		if err != nil {
			return Page{}, err
		}
		f.took(len(p.Items))
	}
	p.Cursor, p.End = f.at.encode(), f.at.End
	return p, nil
}

// next opens the next file, if none is open.
func (f *files) next(ctx context.Context) error {
	if f.file != nil {
		return nil
	}
	of, err := f.list.next(ctx)
	if err != nil {
		return err
	}
	place := f.list.place()
	f.at.List, f.at.Bucket, f.at.Key = &place, of.Bucket, of.Key
	return f.open(of, cursor{Form: of.InputType})
}

// took moves the cursor behind items of the file, and closes the file after its last one.
func (f *files) took(n int) {
	f.at.Items += int64(n)
	f.at.File = &f.file.at
	if !f.file.at.End {
		return
	}
	f.file.Close()
	f.file, f.at.File = nil, nil
	f.at.Bucket, f.at.Key = "", ""
	f.at.End = f.most > 0 && f.at.Items >= f.most
}
