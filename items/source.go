package items

import (
	"context"

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
	// Source is the text of $$.Map.Item.Source: "s3://bucket/key" of the file that the
	// items are in, or "s3://bucket" for a listing.
	Source string
	Cursor []byte // where the page ends, for Open; opaque
	End    bool   // there are no more items
}

// The limits of files and items. Step Functions: as documented.
const (
	maxFile  = 10 << 30 // bytes of a file, and of what is in it if it is compressed
	maxItem  = 8 << 20  // bytes of an item, as it is in the file
	maxDepth = 1000     // levels of nesting of an item
)

const maxPage = 1 << 20 // bytes of items, after which a page ends

// Reader opens sources. It is safe for concurrent use.
type Reader struct {
	Store ObjectStore // must not be nil
	// Parquet reads Parquet files, as [github.com/goasl/goasl/items/parquet.Open] does. If
	// it is nil they cannot be read.
	Parquet OpenTable
}

// Open opens the source of a Map's items with a [Reader] that has only a store.
func Open(ctx context.Context, store ObjectStore, of Spec, cursor []byte) (Source, error) {
	return Reader{Store: store}.Open(ctx, of, cursor)
}

// Open opens the source of a Map's items at the place of a cursor, nil for the beginning.
// The context ends the reading of an object that has been opened, too. The error is an
// *[Error] with the name [ReaderFailed], or that of the context.
//
// A compressed file is read from its start up to the cursor. An object that has changed
// since the cursor was made cannot be opened with it.
//
// Step Functions: a name that ends in .gz is that of a gzip file. Names for Zstandard,
// .zst and .zstd, are not supported.
func (r Reader) Open(ctx context.Context, of Spec, cursor []byte) (Source, error) {
	if err := of.check(); err != nil {
		return nil, err
	}
	r.Store = OwnedBy(r.Store, of.Owner)
	switch {
	case of.Transformation == flatten:
		return r.openFiles(ctx, of, cursor, flatten, r.listObjects)
	case of.isListing():
		return openListing(r.Store, of, cursor)
	case of.isInventory():
		return r.openFiles(ctx, of, cursor, inventory, r.listInventory)
	case of.ManifestType == athena:
		return r.openFiles(ctx, of, cursor, athena, r.listAthena)
	}
	at, err := parseCursor(cursor, of.InputType)
	if err != nil {
		return nil, err
	}
	f, err := r.openFile(ctx, of, at)
	if err != nil {
		return nil, err
	}
	return f, nil
}
