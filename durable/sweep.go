package durable

import (
	"context"
	"encoding/json"
	"errors"
	"time"
)

// Delete deletes executions that have ended, at most max, and returns how many; see
// [WithRetention]. Those that are about to be redriven stay. Those of a Map Run are deleted with
// the one that it is in, and not by themselves. The error says that the store has failed.
func (x *Executor) Delete(ctx context.Context, f Filter, max int) (int, error) {
	if f.MapRun != "" {
		return 0, nil
	}
	n, err := x.store.Delete(ctx, f, max)
	return n, storeError(err)
}

// sweepEvery is how often what is of no use any more is deleted.
const sweepEvery = time.Minute

// sweep deletes executions that have ended long ago, and objects of executions that are no
// more, or do not need them.
func (x *Executor) sweep(ctx context.Context) {
	const atOnce = 1_000
	for deleted := atOnce; x.retention > 0 && deleted == atOnce && ctx.Err() == nil; {
		var err error
		if deleted, err = x.Delete(ctx, Filter{EndedBefore: x.clock.Now().Add(-x.retention)}, atOnce); err != nil {
			x.failed("delete executions", err)
			return
		}
	}
	gone := func(arn string) bool {
		_, _, err := x.store.Load(ctx, arn)
		return errors.Is(err, ErrNotFound)
	}
	err := x.sweepObjects(ctx, mapRunKind, func(o Object) bool { return gone(string(o.Value)) })
	if err == nil {
		err = x.sweepObjects(ctx, taskKind, func(o Object) bool { return x.isOver(ctx, o) })
	}
	if err != nil && ctx.Err() == nil {
		x.failed("delete objects", err)
	}
}

// sweepObjects deletes objects of a kind, a page of them each time, so that it takes no long
// time however many there are.
func (x *Executor) sweepObjects(ctx context.Context, kind string, useless func(Object) bool) error {
	const atOnce = 1_000
	all, err := x.store.Objects(ctx, kind, x.swept[kind], atOnce)
	if err != nil {
		return err
	}
	for _, o := range all {
		x.swept[kind] = o.Name
		if !useless(o) {
			continue
		}
		err := x.store.PutObject(ctx, Object{Kind: kind, Name: o.Name}, o.Version)
		if err != nil && !errors.Is(err, ErrConflict) { // another process may do the same
			return err
		}
	}
	if len(all) < atOnce {
		delete(x.swept, kind)
	}
	return nil
}

// isOver reports whether the task of an activity does not wait for its answer any more.
func (x *Executor) isOver(ctx context.Context, o Object) bool {
	var t taskText
	if json.Unmarshal(o.Value, &t) != nil {
		return true
	}
	is, err := x.offerStatus(ctx, &t)
	return err == nil && is == offerOver
}
