package temporal

import (
	"slices"

	"go.temporal.io/sdk/converter"
	"go.temporal.io/sdk/workflow"

	"github.com/goasl/goasl/state"
)

// startItem starts the workflow of an execution of a Map Run. All that it starts with follows
// from the Run of this one.
func (d *driver) startItem(c *call) {
	began := &state.ChildOutcome{Outcome: state.Outcome{Status: state.Running, Started: d.now()}}
	if err := c.sends.err; err != nil {
		d.finish(state.Input{Kind: state.InputChildDone, ID: c.id, Child: ended(began, nil, err, d.now())})
		return
	}
	future := d.spawn(c, c.sends.begin, c.item.Config.ARN, true)
	c.sends.begin = nil
	workflow.Go(d.ctx, func(ctx workflow.Context) {
		var v converter.RawValue
		err := future.Get(ctx, &v)
		d.inbox = append(d.inbox, letter{call: c, input: state.Input{Kind: state.InputChildDone, Child: ended(began, textOf(v), err, d.now())}})
	})
}

// newItem returns what an execution of a Map Run starts with.
func (d *driver) newItem(e *state.StartItem) *outgoing {
	run, err := e.Begin(state.Config{Now: d.now()})
	if err != nil {
		return &outgoing{err: err}
	}
	s := &start{Origin: d.start.Origin, Definition: d.start.Definition}
	s.Origin.Runs = 0
	s.Origin.Generation++
	s.Origin.Maps = append(slices.Clip(s.Origin.Maps), e.State)
	s.Origin.Items = append(slices.Clip(s.Origin.Items), state.MapIndex{State: e.State, Index: int(e.Index)})
	if err := s.begin(run); err != nil {
		return &outgoing{err: err}
	}
	return &outgoing{begin: s, size: s.size(), err: s.check(d.payload)}
}
