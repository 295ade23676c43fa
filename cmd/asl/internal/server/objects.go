package server

import (
	"context"
	"io"

	"github.com/goasl/goasl/cmd/asl/internal/folder"
	"github.com/goasl/goasl/items"
)

// objects is the object store of distributed Maps: buckets that are folders, and others in S3,
// if that is named.
type objects struct {
	folders items.ObjectStore
	here    map[string]bool // the buckets that are folders
	others  items.ObjectStore
}

// storage returns the object store of the server's machines.
func (s *Server) storage() items.ObjectStore {
	o := objects{folder.Objects(s.buckets), map[string]bool{}, s.Objects}
	if o.others == nil {
		return o.folders
	}
	for _, b := range s.Buckets {
		o.here[b.Name] = true
	}
	return o
}

func (o objects) of(bucket string) items.ObjectStore {
	if o.here[bucket] {
		return o.folders
	}
	return o.others
}

// Open is that of [items.ObjectStore].
func (o objects) Open(ctx context.Context, bucket, key string, at items.Position) (*items.Object, error) {
	return o.of(bucket).Open(ctx, bucket, key, at)
}

// List is that of [items.ObjectStore].
func (o objects) List(ctx context.Context, bucket, prefix, after string, max int) ([]items.Info, bool, error) {
	return o.of(bucket).List(ctx, bucket, prefix, after, max)
}

// Put is that of [items.ObjectStore].
func (o objects) Put(ctx context.Context, bucket, key string, body io.Reader) (items.Info, error) {
	return o.of(bucket).Put(ctx, bucket, key, body)
}

// OwnedBy is that of [items.Owned].
func (o objects) OwnedBy(account string) items.ObjectStore {
	o.folders, o.others = items.OwnedBy(o.folders, account), items.OwnedBy(o.others, account)
	return o
}
