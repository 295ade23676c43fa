package folder

import (
	"context"
	"fmt"
	"io"
	"io/fs"
	"os"

	"github.com/goasl/goasl/items"
)

// objects is the object store of distributed Maps whose buckets are folders.
type objects struct {
	folders *items.Dir
	buckets map[string]*os.Root
}

// Objects returns the object store with these buckets, for distributed Maps. What they write
// is an event, too. It is of use until the buckets are closed, and safe for concurrent use.
func Objects(buckets []*Bucket) items.ObjectStore {
	all := map[string]*os.Root{}
	for _, b := range buckets {
		all[b.name] = b.root
	}
	return &objects{items.NewFolders(all), all}
}

// check returns an error if there is no bucket of that name.
func (o *objects) check(bucket string) error {
	if o.buckets[bucket] == nil {
		return fmt.Errorf("there is no bucket %q: name its folder, with --bucket %s=FOLDER: %w", bucket, bucket, fs.ErrNotExist)
	}
	return nil
}

// Open is that of [items.ObjectStore].
func (o *objects) Open(ctx context.Context, bucket, key string, at items.Position) (*items.Object, error) {
	if err := o.check(bucket); err != nil {
		return nil, err
	}
	return o.folders.Open(ctx, bucket, key, at)
}

// List is that of [items.ObjectStore]. Files that are no events are left out.
func (o *objects) List(ctx context.Context, bucket, prefix, after string, max int) (found []items.Info, more bool, err error) {
	if err := o.check(bucket); err != nil {
		return nil, false, err
	}
	for more = true; more && len(found) == 0; {
		var all []items.Info
		if all, more, err = o.folders.List(ctx, bucket, prefix, after, max); err != nil {
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
	if err := o.check(bucket); err != nil {
		return items.Info{}, err
	}
	return o.folders.Put(ctx, bucket, key, body)
}
