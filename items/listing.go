package items

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"strconv"
	"strings"
	"time"

	"github.com/goasl/goasl/jsonvalue"
)

// listing is the source of the objects of a bucket, as items that describe them.
type listing struct {
	store ObjectStore
	spec  Spec
	at    cursor
	found []Info // listed and not read yet
	more  bool   // there may be objects after them
}

// listPage is how many objects are listed at a time. A folder is read whole each time.
const listPage = 10_000

// listForm is the form of a cursor of a listing.
const listForm = "LIST"

func openListing(store ObjectStore, of Spec, text []byte) (Source, error) {
	at, err := parseCursor(text, listForm)
	if err != nil {
		return nil, err
	}
	return newListing(store, of, at), nil
}

func newListing(store ObjectStore, of Spec, at cursor) *listing {
	return &listing{store: store, spec: of, at: at, more: !at.End}
}

func (l *listing) Close() error { return nil }

func (l *listing) Next(ctx context.Context, most int) (Page, error) {
	if ctx.Err() != nil {
		return Page{}, ctx.Err()
	}
	p := Page{Source: l.spec.source()}
	for size := 0; len(p.Items) < max(most, 1) && size < maxPage && !l.at.End; {
		info, err := l.object(ctx)
		if err == io.EOF {
			break
		}
		if err != nil {
			return Page{}, err
		}
		item := info.item()
		p.Items = append(p.Items, item)
		size += item.Size()
	}
	p.Cursor, p.End = l.at.encode(), l.at.End
	return p, nil
}

// object returns the next object, and moves the cursor behind it. It returns io.EOF if
// there are no more.
func (l *listing) object(ctx context.Context) (Info, error) {
	if err := l.list(ctx); err != nil {
		return Info{}, err
	}
	if len(l.found) == 0 {
		l.at.End = true
		return Info{}, io.EOF
	}
	info := l.found[0]
	l.found = l.found[1:]
	l.at.Items++
	l.at.After = info.Key
	l.at.End = l.at.Items == l.spec.MaxItems || len(l.found) == 0 && !l.more
	return info, nil
}

// list lists more objects, if all that were listed have been read.
func (l *listing) list(ctx context.Context) (err error) {
	if len(l.found) > 0 || !l.more {
		return nil
	}
	place := "s3://" + l.spec.Bucket + "/" + l.spec.Prefix
	l.found, l.more, err = l.store.List(ctx, l.spec.Bucket, l.spec.Prefix, l.at.After, listPage)
	switch {
	case err != nil && ctx.Err() != nil:
		return ctx.Err()
	case errors.Is(err, fs.ErrNotExist):
		return readerFailed("The bucket %s does not exist: %w", l.spec.Bucket, err)
	case err != nil:
		return readerFailed("The objects of %s could not be listed: %w", place, err)
	case len(l.found) > 0 && l.found[0].Key <= l.at.After || len(l.found) == 0 && l.more:
		return readerFailed("The objects of %s were listed in the wrong order.", place)
	}
	return nil
}

// item returns what describes the object.
// Step Functions: the members are these, in this order. The entity tag has its quotes.
func (i *Info) item() jsonvalue.Value {
	return jsonvalue.OfObject([]jsonvalue.Member{
		{Name: "Etag", Value: jsonvalue.OfString(`"` + i.ETag + `"`)},
		{Name: "Key", Value: jsonvalue.OfString(i.Key)},
		{Name: "LastModified", Value: jsonvalue.OfNumber(javaSeconds(i.Modified))},
		{Name: "Size", Value: jsonvalue.OfInt(i.Size)},
		{Name: "StorageClass", Value: jsonvalue.OfString(i.StorageClass)},
	})
}

// javaSeconds returns the seconds from 1970 to t as Java writes them in a double:
// 1.790204286E9.
func javaSeconds(t time.Time) string {
	seconds := t.Unix()
	if seconds < 1e7 {
		return strconv.FormatInt(max(seconds, 0), 10) + ".0"
	}
	digits := strconv.FormatInt(seconds, 10)
	fraction := strings.TrimRight(digits[1:], "0")
	if fraction == "" {
		fraction = "0"
	}
	return digits[:1] + "." + fraction + "E" + strconv.Itoa(len(digits)-1)
}
