package temporal

import (
	"slices"
	"time"

	"go.temporal.io/sdk/converter"
	"go.temporal.io/sdk/workflow"

	"github.com/goasl/goasl/state"
)

// startItem starts the workflow of an execution of a Map Run. All that it starts with follows
// from the Run of this one.
func (d *driver) startItem(c *call) {
	began := &state.ChildOutcome{Outcome: state.Outcome{Status: state.Running, Started: d.now()}}
	e := c.item
	switch err := c.sends.err; {
	case err != nil && e.Redrive:
		d.finish(state.Input{Kind: state.InputRedriveRefused, ID: c.id, Failure: state.NewFailure("States.Runtime", err.Error())})
		return
	case err != nil:
		d.finish(state.Input{Kind: state.InputChildDone, ID: c.id, Child: ended(began, nil, err, d.now())})
		return
	}
	d.running++
	s, again := c.sends.begin, e.Redrive || e.Config.RedriveCount > 0
	c.sends.begin = nil
	future := d.spawn(c, s, e.Config.ARN, true, again)
	workflow.Go(d.ctx, func(ctx workflow.Context) {
		var v converter.RawValue
		err := future.Get(ctx, &v)
		for again && d.waitForEnd(ctx, c, err) {
			err = d.spawn(c, s, e.Config.ARN, true, again).Get(ctx, &v)
		}
		d.inbox = append(d.inbox, letter{call: c, input: state.Input{Kind: state.InputChildDone, Child: ended(began, textOf(v), err, d.now())}})
	})
}

// waitForEnd waits a moment if an execution could not be started again, as it was cancelled with
// its Map Run and has not ended yet. It reports whether it is worth trying once more.
func (d *driver) waitForEnd(ctx workflow.Context, c *call, err error) bool {
	if !alreadyStarted(err) {
		return false
	}
	_ = workflow.Sleep(ctx, time.Second) // ctx does not end
	return d.calls[c.id] == c            // else it was cancelled
}

// newItem returns what an execution of a Map Run starts with.
func (d *driver) newItem(asked *state.StartItem) *outgoing {
	e, before := *asked, ""
	if e.Snapshot != nil {
		before, e.Snapshot = readForMapRun(e.Snapshot)
	}
	run, err := e.Begin(state.Config{Now: d.now()})
	if err != nil {
		return &outgoing{err: err}
	}
	if e.Snapshot == nil {
		leaveOutStart(run)
	}
	s := &start{Origin: d.start.Origin, Definition: d.start.Definition, items: e.Items}
	s.Origin.Runs, s.Origin.Before = 0, before
	s.Origin.Generation++
	s.Origin.Maps = append(slices.Clip(s.Origin.Maps), e.State)
	s.Origin.Items = append(slices.Clip(s.Origin.Items), state.MapIndex{State: e.State, Index: int(e.Index)})
	if err := s.begin(run); err != nil {
		return &outgoing{err: err}
	}
	if err := s.check(d.payload); err != nil {
		return &outgoing{err: err}
	}
	return &outgoing{begin: s, size: s.size()}
}
