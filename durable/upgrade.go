package durable

import (
	"context"
	"errors"

	"github.com/goasl/goasl/asl"
)

// snapshotKey is the key of a post that asks for a snapshot. It has no input.
const snapshotKey = "snapshot"

// RequestSnapshots lets all executions that run have a snapshot that needs no records, soon,
// and returns how many there are. Call it some minutes before the first process has a version
// of this library with another revision of the step machine, while processes with this one still
// run: a snapshot can be restored then, and records cannot. The error says that the store has
// failed.
func (x *Executor) RequestSnapshots(ctx context.Context) (n int, err error) {
	f := Filter{Status: asl.Running, Max: 1_000}
	for {
		rows, next, err := x.store.List(ctx, f)
		if err != nil {
			return n, storeError(err)
		}
		for _, row := range rows {
			err := x.store.Post(ctx, row.ARN, Post{Key: snapshotKey, Text: []byte("{}")})
			switch {
			case err == nil || errors.Is(err, ErrPosted):
				n++
			case !errors.Is(err, ErrNotFound):
				return n, storeError(err)
			}
		}
		if f.After = next; next == "" {
			x.wake()
			return n, nil
		}
	}
}
