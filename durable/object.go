package durable

import (
	"context"
	"errors"
	"fmt"
	"slices"
)

// ownKinds are the kinds of objects of this package.
var ownKinds = []string{secretKind, activityKind, taskKind, mapRunKind}

// PutObject stores an object for those above, such as the definition of a machine, a version or
// tags: see [Store]. The error wraps [ErrConflict] as there, or says that the kind is one of
// this package, or that the store has failed.
func (x *Executor) PutObject(ctx context.Context, o Object, was int64) error {
	if slices.Contains(ownKinds, o.Kind) {
		return fmt.Errorf("durable: PutObject: the kind %q is one of this package", o.Kind)
	}
	return unless(x.store.PutObject(ctx, o, was), ErrConflict)
}

// Object returns an object. The error wraps [ErrNotFound], or says that the store has failed.
func (x *Executor) Object(ctx context.Context, kind, name string) (Object, error) {
	o, err := x.store.Object(ctx, kind, name)
	return o, unless(err, ErrNotFound)
}

// Objects returns objects of a kind whose names are above after, in the order of their names,
// at most max. The error says that the store has failed.
func (x *Executor) Objects(ctx context.Context, kind, after string, max int) ([]Object, error) {
	all, err := x.store.Objects(ctx, kind, after, max)
	return all, storeError(err)
}

// unless returns an error of the store, as it is if it wraps known.
func unless(err, known error) error {
	if errors.Is(err, known) {
		return err
	}
	return storeError(err)
}
