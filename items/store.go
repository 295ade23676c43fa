package items

import (
	"context"
	"errors"
	"io"
	"time"
)

// ObjectStore has objects, which are files, in buckets. A key is the name of an object in
// its bucket: "2026/orders.csv". An implementation is safe for concurrent use, and retries
// what may succeed the next time.
//
// Errors: a missing bucket or object is [fs.ErrNotExist], an object that is not the one of
// a [Position] is [ErrChanged]; errors.Is finds them. The text of an error says what it is
// about.
type ObjectStore interface {
	// Open opens an object for reading at a position. The context ends the reading, not
	// only the opening.
	Open(ctx context.Context, bucket, key string, at Position) (*Object, error)

	// List returns objects whose key begins with prefix and comes after after, sorted by
	// the bytes of the key: at most max of them, and perhaps fewer. more says that there
	// may be others. Objects that are put or removed meanwhile may be in the list or not.
	List(ctx context.Context, bucket, prefix, after string, max int) (found []Info, more bool, err error)

	// Put writes an object with what it reads from body, in place of an older one with
	// the key. If body or the store fails, nothing has changed.
	Put(ctx context.Context, bucket, key string, body io.Reader) (Info, error)
}

// Position says which object is to be opened, and from which byte on.
type Position struct {
	Version string // one of Info.Version; "" for the newest one
	ETag    string // one of Info.ETag; "" for any
	Offset  int64  // in bytes; at or after the end there is nothing to read
	// Length is how many bytes will be read at most, 0 for all that follow. A store may
	// offer more.
	Length int64
}

// Owned is an [ObjectStore] whose buckets belong to accounts.
type Owned interface {
	ObjectStore
	// OwnedBy returns the store in which the bucket of another account is an error.
	OwnedBy(account string) ObjectStore
}

// OwnedBy returns the store in which a bucket must belong to an account, the
// ExpectedBucketOwner of an ItemReader or ResultWriter; "" is any account. A store that is
// not [Owned] knows no accounts, and is returned as it is.
func OwnedBy(store ObjectStore, account string) ObjectStore {
	if owned, ok := store.(Owned); ok && account != "" {
		return owned.OwnedBy(account)
	}
	return store
}

// Object is an open object. The caller closes it. Read returns [ErrChanged] if the object
// was written to since it was opened and the store cannot read the old one any more.
type Object struct {
	io.ReadCloser
	Info
}

// Info describes an object.
type Info struct {
	Key          string
	Version      string // what the store tells this state of the object from others by; may be ""
	ETag         string // without quotes; "" if the store would have to read the object for it
	StorageClass string // such as STANDARD
	Size         int64  // in bytes
	Modified     time.Time
}

// ErrChanged says that an object is not the one that a reader began with.
var ErrChanged = errors.New("the object has changed")
