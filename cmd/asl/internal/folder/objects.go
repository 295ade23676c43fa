package folder

import (
	"context"
	"fmt"
	"io"
	"io/fs"
	"os"

	"github.com/goasl/goasl/items"
)

// objects is the object store of distributed Maps: buckets that are folders, and others
// elsewhere.
type objects struct {
	folders *items.Dir
	here    map[string]*os.Root // the buckets that are folders
	others  items.ObjectStore   // nil for none
}

// NewStore returns the object store whose buckets are folders, by their names, for distributed
// Maps. Other buckets are those of another store, if that is not nil. The folders are the
// caller's, who closes them when the store is of no use any more. It is safe for concurrent use.
func NewStore(folders map[string]*os.Root, others items.ObjectStore) items.ObjectStore {
	return &objects{items.NewFolders(folders), folders, others}
}

// Objects is NewStore with the folders of buckets, until these are closed. What is written there
// is an event, too.
func Objects(buckets []*Bucket, others items.ObjectStore) items.ObjectStore {
	folders := map[string]*os.Root{}
	for _, b := range buckets {
		folders[b.name] = b.root
	}
	return NewStore(folders, others)
}

// of returns the store that has a bucket.
func (o *objects) of(bucket string) (items.ObjectStore, error) {
	switch {
	case o.here[bucket] != nil:
		return o.folders, nil
	case o.others != nil:
		return o.others, nil
	}
	return nil, fmt.Errorf("there is no bucket %q: name its folder, with --bucket %s=FOLDER: %w", bucket, bucket, fs.ErrNotExist)
}

// Open is that of [items.ObjectStore].
func (o *objects) Open(ctx context.Context, bucket, key string, at items.Position) (*items.Object, error) {
	store, err := o.of(bucket)
	if err != nil {
		return nil, err
	}
	return store.Open(ctx, bucket, key, at)
}

// List is that of [items.ObjectStore]. Of a folder, files that are no events are left out.
func (o *objects) List(ctx context.Context, bucket, prefix, after string, max int) (found []items.Info, more bool, err error) {
	store, err := o.of(bucket)
	if err != nil {
		return nil, false, err
	}
	if o.here[bucket] == nil {
		return store.List(ctx, bucket, prefix, after, max)
	}
	for more = true; more && len(found) == 0; {
		var all []items.Info
		if all, more, err = store.List(ctx, bucket, prefix, after, max); err != nil {
			return nil, false, err
		}
		for _, info := range all {
			if after = info.Key; isObject(after) {
				found = append(found, info)
			}
		}
	}
	return found, more, nil
}

// Put is that of [items.ObjectStore].
func (o *objects) Put(ctx context.Context, bucket, key string, body io.Reader) (items.Info, error) {
	store, err := o.of(bucket)
	if err != nil {
		return items.Info{}, err
	}
	return store.Put(ctx, bucket, key, body)
}

// OwnedBy is that of [items.Owned]. A folder belongs to every account.
func (o *objects) OwnedBy(account string) items.ObjectStore {
	return &objects{o.folders, o.here, items.OwnedBy(o.others, account)}
}
