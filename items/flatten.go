package items

import (
	"context"
	"strings"
)

// objects is the list of the objects of a listing, whose contents are the items.
type objects struct {
	*listing
}

// listObjects opens the list of the objects of a listing.
func (r Reader) listObjects(_ context.Context, of Spec, at *cursor) (list, error) {
	start, err := at.orStart(listForm)
	if err != nil {
		return nil, err
	}
	of.MaxItems = 0 // it counts items, and not objects
	return &objects{newListing(r.Store, of, start)}, nil
}

// next returns the next object. One that stands for a folder has no items.
func (o *objects) next(ctx context.Context) (Spec, error) {
	for {
		info, err := o.object(ctx)
		if err != nil {
			return Spec{}, err
		}
		if isFolder := strings.HasSuffix(info.Key, "/") && info.Size == 0; !isFolder {
			return o.file(o.spec.Bucket, info.Key), nil
		}
	}
}

func (o *objects) file(bucket, key string) Spec { return o.spec.file(bucket, key) }

func (o *objects) place() cursor { return o.at }
