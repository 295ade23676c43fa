package durable

import (
	"context"
	"errors"

	"github.com/goasl/goasl/internal/engine"
	"github.com/goasl/goasl/state"
)

// mapRunKind is the kind of objects that tell which execution a Map Run is of: its ARN does
// not.
const mapRunKind = "map run"

// nameMapRuns stores in which execution Map Runs are, before their start is committed: that at
// the top.
func (x *Executor) nameMapRuns(ctx context.Context, arn string, mapRuns []string) error {
	for _, run := range mapRuns {
		err := x.store.PutObject(ctx, Object{Kind: mapRunKind, Name: run, Value: []byte(arn)}, 0)
		if err != nil && !errors.Is(err, ErrConflict) {
			return storeError(err)
		}
	}
	return nil
}

// MapRuns is that of [Client].
func (x *Executor) MapRuns(ctx context.Context, execution string) ([]state.MapRun, error) {
	r, err := x.load(ctx, execution)
	switch {
	case errors.Is(err, ErrExecutionDoesNotExist):
		return x.itemMapRuns(ctx, execution)
	case err != nil:
		return nil, err
	}
	return r.run.MapRuns(), nil
}

// MapRun is that of [Client].
func (x *Executor) MapRun(ctx context.Context, arn string) (state.MapRun, error) {
	r, err := x.loadMapRun(ctx, arn)
	if err != nil {
		return state.MapRun{}, err
	}
	if m := engine.MapRun(r.run, arn); m != nil {
		return *m, nil
	}
	within, err := x.readMapRun(ctx, arn, r.row.ARN)
	if err != nil {
		return state.MapRun{}, err
	}
	return *engine.MapRun(within.run, arn), nil
}

// loadMapRun restores the execution of a Map Run.
func (x *Executor) loadMapRun(ctx context.Context, arn string) (*restored, error) {
	o, err := x.store.Object(ctx, mapRunKind, arn)
	switch {
	case errors.Is(err, ErrNotFound):
		return nil, engine.ResourceNotFound(arn)
	case err != nil:
		return nil, storeError(err)
	}
	r, err := x.load(ctx, string(o.Value))
	if errors.Is(err, ErrExecutionDoesNotExist) {
		return nil, engine.ResourceNotFound(arn)
	}
	return r, err
}

// UpdateMapRun is that of [Client].
func (x *Executor) UpdateMapRun(ctx context.Context, u state.MapRunUpdate) error {
	r, err := x.loadMapRun(ctx, u.ARN)
	if err != nil {
		return err
	}
	now := x.clock.Now()
	if !r.run.UpdateMapRun(now, u) {
		return engine.MapRunNotUpdated(u.ARN)
	}
	return x.post(ctx, r.row.ARN, state.Input{Kind: state.InputUpdateMapRun, Now: now, MapRun: &u})
}
