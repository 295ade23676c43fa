package durable

import (
	"context"
	"time"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/state"
)

// A journal tells of all executions of Map Runs: when a Run asked for each, the steps of each, and
// its end.

// journal is what one execution can be derived from: its Run at the beginning, and its steps.
type journal struct {
	run   *state.Run
	steps []step
}

// step is a step of an execution, or its redrive.
type step struct {
	record   []byte
	redriven time.Time // zero for a step
}

// itemJournal is an execution that a Map Run has started, with what a journal tells of it.
type itemJournal struct {
	start   *state.StartItem // as it was asked for at first
	began   time.Time        // Config.Now of the Run; zero if no step is known
	steps   []step
	outcome *state.Outcome // nil if it goes on, or was aborted with its Map Run
	again   bool           // it is redriven with its next step
}

// reading is an execution that is derived from its journal.
type reading struct {
	run    *state.Run
	items  []*itemJournal // in the order in which they were asked for
	byARN  map[string]*itemJournal
	byID   map[int64]*itemJournal // by the effect that asks for them, while they run
	batch  state.Batch
	events func() // is called after each step; nil for none
}

// read derives an execution from its journal. It calls events after each step, unless it is nil.
func (j *journal) read(ctx context.Context, events func()) (*reading, error) {
	r := &reading{run: j.run, byARN: map[string]*itemJournal{}, byID: map[int64]*itemJournal{}, events: events}
	for _, p := range j.run.Outstanding() {
		r.asked(p.Effect)
	}
	for _, s := range j.steps {
		if err := r.take(s); err != nil {
			return nil, err
		}
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
	}
	return r, nil
}

func (r *reading) take(s step) error {
	if !s.redriven.IsZero() {
		r.run.Tell(state.Input{Kind: state.InputRedrive, Now: s.redriven})
		r.run.Flush(&r.batch)
		r.done()
		return nil
	}
	rec, err := state.ParseRecord(s.record)
	if err != nil {
		return err
	}
	for i := range rec.Inputs {
		r.note(&rec.Inputs[i])
		if err := r.run.Replay(&r.batch, state.Record{Inputs: rec.Inputs[i : i+1]}); err != nil {
			return err
		}
		r.done()
	}
	err = r.run.Replay(&r.batch, state.Record{Turn: rec.Turn})
	r.done()
	return err
}

// done handles what a step has led to.
func (r *reading) done() {
	for _, e := range r.batch.Effects {
		r.asked(e)
	}
	r.batch.Effects = r.batch.Effects[:0]
	if r.events != nil {
		r.events()
	}
}

// asked takes an effect that may ask for an execution.
func (r *reading) asked(e state.Effect) {
	start, ok := e.(*state.StartItem)
	if !ok {
		return
	}
	item := r.byARN[start.Config.ARN]
	if item == nil {
		item = new(itemJournal)
		r.byARN[start.Config.ARN], r.items = item, append(r.items, item)
	}
	if item.again = item.start != nil && start.Redrive && start.Snapshot != nil; !item.again { // else it goes on
		*item = itemJournal{start: start, began: start.Progress.Started}
	}
	item.outcome, r.byID[start.ID] = nil, item
}

// note takes an input that may tell of an execution.
func (r *reading) note(in *state.Input) {
	item := r.byID[in.ID]
	switch {
	case item == nil:
	case in.Kind == state.InputItemSaved:
		if item.began.IsZero() {
			item.began = in.Saved.Started
		}
		if item.again {
			item.again, item.steps = false, append(item.steps, step{redriven: in.Saved.Started})
		}
		item.steps = append(item.steps, step{record: in.Saved.Record})
	case in.Kind == state.InputChildDone && in.Child != nil:
		item.outcome = &in.Child.Outcome
	}
}

// begin returns the journal of the execution. Its Run gives its events to log.
func (i *itemJournal) begin(ctx context.Context, log *state.Log) (*journal, error) {
	cfg := state.Config{Now: i.began, Log: log, Interrupt: func() bool { return ctx.Err() != nil }}
	run, err := i.start.Begin(cfg)
	if err != nil {
		return nil, err
	}
	run.Flush(new(state.Batch)) // the first event
	return &journal{run, i.steps}, nil
}

// describe returns what the journal tells of the execution.
func (i *itemJournal) describe(m *state.MapRun) state.ItemExecution {
	cfg := &i.start.Config
	d := state.ItemExecution{Index: i.start.Index, Items: i.start.Items, Description: state.Description{
		ARN: cfg.ARN, Name: cfg.Name, Type: cfg.Type, Identity: cfg.Identity, TraceHeader: cfg.TraceHeader, MapRun: i.start.MapRun,
		Outcome: state.Outcome{Status: asl.Aborted, Started: i.began, Ended: m.Ended},
	}}
	d.Input.Value = i.start.Input
	if i.outcome != nil {
		d.Outcome = *i.outcome
	}
	return d
}

// journalOf returns the journal of an execution that has a row.
func (x *Executor) journalOf(ctx context.Context, arn string) (*journal, error) {
	row, saved, err := x.store.Journal(ctx, arn)
	if err != nil {
		return nil, x.noExecution(arn, err)
	}
	steps := make([]step, len(saved.Records))
	for i, text := range saved.Records {
		steps[i].record = text
	}
	r, err := x.restore(ctx, row, asl.Saved{Snapshot: saved.Snapshot})
	if err != nil {
		return nil, err
	}
	return &journal{r.run, steps}, nil
}
