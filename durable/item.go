package durable

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/history"
	"github.com/goasl/goasl/internal/awsarn"
	"github.com/goasl/goasl/internal/engine"
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
	leads := map[*state.Machine]bool{}
	for _, e := range running {
		if _, known := leads[e.Machine]; !known {
			leads[e.Machine] = leadsTo(e.Machine, arn, e.Config.Identity)
		}
		if e.Progress.Started.IsZero() || !leads[e.Machine] {
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

// leadsTo reports whether an execution with an ARN may come from a Map Run of executions of a machine,
// or of those that such a Map Run has started.
func leadsTo(m *state.Machine, arn string, id state.Identity) bool {
	a, _ := awsarn.Parse(arn)
	if len(a.Resource) < 2 {
		return false
	}
	_, label, _ := strings.Cut(a.Resource[1], "/")
	if m.Labelled(label, id) != nil {
		return true
	}
	return slices.ContainsFunc(m.All(), func(s state.State) bool {
		items := m.Processor(s.Name())
		return items != nil && leadsTo(items, arn, id)
	})
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

// awaits reports whether an execution waits for an input, as waits says of its Run. Of one that a
// Map Run has started and that is EXPRESS this is not known, as nothing is saved of it.
func (r *restored) awaits(ctx context.Context, arn string, waits func(*state.Run) bool) (bool, error) {
	run, err := r.of(ctx, arn)
	if run == nil || err != nil {
		return false, err
	}
	return waits(run) || arn != r.row.ARN && run.Describe().Type == asl.Express, nil
}

// item is an execution that a Map Run has started.
type item struct {
	root   string // ARN of the execution at the top
	within *reading
	is     state.ItemExecution
}

// mapRunOf returns the ARN of the Map Run that has started an execution, and that of the execution at
// the top; "" if there is none.
func (x *Executor) mapRunOf(ctx context.Context, arn string) (mapRun, root string, err error) {
	prefix := state.MapRunPrefix(arn)
	if prefix == "" {
		return "", "", nil
	}
	objects, err := x.store.Objects(ctx, mapRunKind, prefix, 1)
	if err != nil || len(objects) == 0 || !strings.HasPrefix(objects[0].Name, prefix) {
		return "", "", storeError(err)
	}
	return objects[0].Name, string(objects[0].Value), nil
}

// findItem returns an execution that a Map Run has started. The error is ExecutionDoesNotExist.
func (x *Executor) findItem(ctx context.Context, arn string) (*item, error) {
	mapRun, root, err := x.mapRunOf(ctx, arn)
	if err != nil {
		return nil, err
	}
	if mapRun == "" {
		return nil, x.noExecution(arn, ErrNotFound)
	}
	within, err := x.readMapRun(ctx, mapRun, root)
	if err != nil {
		return nil, err
	}
	for _, e := range within.executionsOf(mapRun) {
		if e.ARN == arn {
			return &item{root, within, e}, nil
		}
	}
	return nil, x.noExecution(arn, ErrNotFound)
}

// readMapRun returns the execution that a Map Run is in, which is that at the top, or one of its Map
// Runs.
func (x *Executor) readMapRun(ctx context.Context, mapRun, root string) (*reading, error) {
	j, err := x.journalOf(ctx, root)
	if err != nil {
		return nil, err
	}
	found, err := j.find(ctx, mapRun)
	if found == nil && err == nil {
		err = engine.ResourceNotFound(mapRun)
	}
	return found, err
}

func (j *journal) find(ctx context.Context, mapRun string) (*reading, error) {
	r, err := j.read(ctx, nil)
	if err != nil || engine.MapRun(r.run, mapRun) != nil {
		return r, err
	}
	for _, i := range r.items {
		if len(i.steps) == 0 {
			continue
		}
		below, err := i.begin(ctx, nil)
		if err != nil {
			return nil, err
		}
		if found, err := below.find(ctx, mapRun); found != nil || err != nil {
			return found, err
		}
	}
	return nil, nil
}

// executionsOf returns the executions of a Map Run, the last one first. Those that the Run has forgotten
// are in the journal.
func (r *reading) executionsOf(mapRun string) (all []state.ItemExecution) {
	m := engine.MapRun(r.run, mapRun)
	all = r.run.ItemExecutions(mapRun)
	known := map[string]bool{}
	for _, e := range all {
		known[e.ARN] = true
	}
	for _, i := range r.items {
		if i.start.MapRun == mapRun && !known[i.start.Config.ARN] {
			all = append(all, i.describe(m))
		}
	}
	slices.SortFunc(all, func(a, b state.ItemExecution) int { return cmp.Compare(b.Index, a.Index) })
	return all
}

// listItems is List for the executions of a Map Run.
func (x *Executor) listItems(ctx context.Context, f Filter) (page []Summary, next string, err error) {
	o, err := x.store.Object(ctx, mapRunKind, f.MapRun)
	switch {
	case errors.Is(err, ErrNotFound):
		return nil, "", engine.ResourceNotFound(f.MapRun)
	case err != nil:
		return nil, "", storeError(err)
	}
	within, err := x.readMapRun(ctx, f.MapRun, string(o.Value))
	if err != nil {
		return nil, "", err
	}
	return f.PageOfItems(func(below int64, yield func(state.ItemExecution) bool) error {
		for _, e := range within.executionsOf(f.MapRun) {
			if e.Index < below && !yield(e) {
				break
			}
		}
		return nil
	})
}

// itemHistory is History for an execution that a Map Run has started.
func (x *Executor) itemHistory(ctx context.Context, arn string, page *engine.Page) error {
	i, err := x.findItem(ctx, arn)
	if err != nil {
		return err
	}
	known := i.within.byARN[arn]
	if known == nil || len(known.steps) == 0 {
		page.Add([]history.Event{i.is.StartEvent()})
		return nil
	}
	log := new(state.Log)
	j, err := known.begin(ctx, log)
	if err != nil {
		return err
	}
	events := func() {
		page.Add(log.Append(nil, 0, log.Len()))
		log.Reset()
	}
	events()
	_, err = j.read(ctx, events)
	return err
}

// itemMapRuns is MapRuns for an execution that a Map Run has started.
func (x *Executor) itemMapRuns(ctx context.Context, arn string) ([]state.MapRun, error) {
	i, err := x.findItem(ctx, arn)
	if err != nil {
		return nil, err
	}
	known := i.within.byARN[arn]
	if known == nil || len(known.steps) == 0 {
		return nil, nil
	}
	j, err := known.begin(ctx, nil)
	if err != nil {
		return nil, err
	}
	r, err := j.read(ctx, nil)
	if err != nil {
		return nil, err
	}
	return r.run.MapRuns(), nil
}

// stopItem is Stop for an execution that a Map Run has started.
func (x *Executor) stopItem(ctx context.Context, arn string, why *state.Failure) error {
	i, err := x.findItem(ctx, arn)
	if err != nil || i.is.Status != asl.Running {
		return err
	}
	return x.postOnce(ctx, i.root, arn, state.Input{Kind: state.InputAbort, Now: x.clock.Now(), Failure: why})
}
