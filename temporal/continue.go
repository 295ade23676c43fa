package temporal

import (
	"maps"
	"slices"

	"go.temporal.io/sdk/workflow"
)

// continues reports whether the history of the workflow has become so long that it is to
// continue as new. Then no further task is started.
func (d *driver) continues() bool {
	return workflow.GetInfo(d.ctx).GetContinueAsNewSuggested() || d.continueAfter > 0 && d.answers >= d.continueAfter
}

// drained reports whether the workflow can continue as new: the cluster has no task of this
// run, and nothing has happened that the Run was not told. Tasks of activities that no worker
// has begun are taken back, as they may wait for a year.
func (d *driver) drained() bool {
	for _, id := range slices.Sorted(maps.Keys(d.calls)) {
		if c := d.calls[id]; c.isActivity() && !c.begun && c.cancel != nil {
			c.cancel()
		}
	}
	return d.running == 0 && len(d.inbox) == 0
}

// continueAsNew returns the error by which the workflow continues with a snapshot.
func (d *driver) continueAsNew() error {
	snapshot, err := d.run.Snapshot()
	if err != nil {
		return final(unsupported, err.Error())
	}
	next := *d.start
	next.Snapshot = snapshot
	next.Origin.Runs++
	if err := next.check(d.payload); err != nil {
		return final("States.DataLimitExceeded", err.Error())
	}
	return workflow.NewContinueAsNewError(d.ctx, WorkflowName, next.arguments()...)
}
