package durable

import (
	"context"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/state"
)

// Executions that a Map Run has started have no rows: they are in the records of the execution
// at the top. What is posted for one is posted for that, with the ARN of the one that it is
// meant for.

// itemIn returns the execution with an ARN that a Map Run of run has started, or one of those that it
// has started, as it was saved last; nil if none goes on.
func itemIn(ctx context.Context, run *state.Run, arn string) (*state.Run, error) {
	var running []*state.StartItem
	for _, p := range run.Outstanding() {
		if e, ok := p.Effect.(*state.StartItem); ok {
			if e.Config.ARN == arn {
				return beginItem(ctx, e)
			}
			running = append(running, e)
		}
	}
	for _, e := range running {
		if e.Progress.Started.IsZero() {
			continue
		}
		item, err := beginItem(ctx, e)
		if err != nil {
			return nil, err
		}
		if len(item.MapRuns()) == 0 {
			continue
		}
		if below, err := itemIn(ctx, item, arn); below != nil || err != nil {
			return below, err
		}
	}
	return nil, nil
}

func beginItem(ctx context.Context, e *state.StartItem) (*state.Run, error) {
	return e.Begin(state.Config{Log: new(state.Log), Interrupt: func() bool { return ctx.Err() != nil }})
}

// of returns the execution with an ARN: r itself, or one that a Map Run of it has started and
// that goes on; nil if there is none.
func (r *restored) of(ctx context.Context, arn string) (*state.Run, error) {
	if arn == r.row.ARN {
		return r.run, nil
	}
	return itemIn(ctx, r.run, arn)
}

// awaits reports whether an execution waits for the answer to an effect. Of one that is EXPRESS this
// is not known, as nothing is saved of it.
func (r *restored) awaits(ctx context.Context, arn string, id int64) (bool, error) {
	run, err := r.of(ctx, arn)
	if run == nil || err != nil {
		return false, err
	}
	return run.Awaits(id) || arn != r.row.ARN && run.Describe().Type == asl.Express, nil
}
