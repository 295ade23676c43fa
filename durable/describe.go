package durable

import (
	"context"
	"errors"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/internal/awsarn"
	"github.com/goasl/goasl/state"
)

// Describe is that of [Client].
func (x *Executor) Describe(ctx context.Context, arn string) (Description, error) {
	if run := x.express.get(arn); run != nil {
		return Description{Description: run.x.Describe()}, nil
	}
	row, saved, err := x.store.Load(ctx, arn)
	switch {
	case errors.Is(err, ErrNotFound):
		i, err := x.findItem(ctx, arn)
		if err != nil {
			return Description{}, err
		}
		return Description{i.is.Description, ""}, nil
	case err != nil:
		return Description{}, storeError(err)
	}
	r, err := x.restore(ctx, row, saved)
	switch {
	case ctx.Err() != nil:
		return Description{}, ctx.Err()
	case err != nil || r.run.Status() != row.Status: // it was aborted when it could not be restored
		return Description{row.describe(), row.Stalled}, nil
	}
	return Description{r.run.Describe(), row.Stalled}, nil
}

// describe returns what a row tells of an execution.
func (r *Row) describe() state.Description {
	d := state.Description{ARN: r.ARN, Name: r.Name, Type: asl.Standard, Outcome: state.Outcome{
		Status: r.Status, Started: r.Started, Ended: r.Ended, RedriveCount: r.RedriveCount, RedriveDate: r.Redriven,
	}}
	if a, ok := awsarn.Parse(r.Machine); ok && len(a.Resource) > 1 {
		d.Identity = state.Identity{
			Partition: a.Partition, Region: a.Region, Account: a.Account, Machine: a.Resource[1], Version: r.Version, Alias: r.Alias,
		}.OrDefault()
	}
	return d
}

// Definition is that of [Client].
func (x *Executor) Definition(ctx context.Context, execution string) ([]byte, error) {
	if run := x.express.get(execution); run != nil {
		return []byte(run.machine.Definition().Text()), nil
	}
	row, _, err := x.store.Load(ctx, execution)
	if errors.Is(err, ErrNotFound) {
		var root string
		if _, root, err = x.mapRunOf(ctx, execution); err != nil {
			return nil, err
		}
		row, _, err = x.store.Load(ctx, root)
	}
	if err != nil {
		return nil, x.noExecution(execution, err)
	}
	text, err := x.store.Definition(ctx, row.Hash)
	return text, storeError(err)
}

// List is that of [Client].
func (x *Executor) List(ctx context.Context, f Filter) ([]Summary, string, error) {
	if f.MapRun != "" {
		return x.listItems(ctx, f)
	}
	list := func() ([]Row, string, error) { return x.store.List(ctx, f) }
	if m := x.machines.get(f.Machine); m != nil && m.machine.Definition().Type == asl.Express {
		list = func() ([]Row, string, error) { return x.express.list(&f) }
	}
	rows, next, err := list()
	if err != nil {
		return nil, "", storeError(err)
	}
	page := make([]Summary, len(rows))
	for i := range rows {
		page[i] = rows[i].Summary
	}
	return page, next, nil
}

// Wait is that of [Client].
func (x *Executor) Wait(ctx context.Context, arn string) (Description, error) {
	if run := x.express.get(arn); run != nil {
		_, _ = run.x.Wait(ctx) // its errors are those of the execution, and of ctx
		return Description{Description: run.x.Describe()}, ctx.Err()
	}
	for {
		ended := x.ends.wait()
		row, _, err := x.store.Load(ctx, arn)
		if err != nil || row.Status != asl.Running { // or it is of a Map Run
			d, err := x.Describe(ctx, arn)
			if err != nil || d.Status != asl.Running {
				return d, err
			}
		}
		reached, stop := x.clock.At(x.clock.Now().Add(x.poll))
		select {
		case <-ctx.Done():
		case <-ended:
		case <-reached:
		}
		stop()
		if ctx.Err() != nil {
			return Description{}, ctx.Err()
		}
	}
}
