package temporal

import (
	"maps"
	"slices"

	"go.temporal.io/sdk/workflow"
)

// extent says how long the history of a workflow is.
type extent struct{ events, bytes int }

func (d *driver) extent() extent {
	info := workflow.GetInfo(d.ctx)
	return extent{info.GetCurrentHistoryLength(), info.GetCurrentHistorySize()}
}

// tooLong is the extent at which a workflow has to continue as new.
// Temporal: a server ends a workflow with more than 51,200 events or 50 MiB.
var tooLong = extent{25_000, 25 << 20}

// reaches reports whether one of the numbers is as large as the other one.
func (e extent) reaches(other extent) bool { return e.events >= other.events || e.bytes >= other.bytes }

// continues reports whether the history of the workflow has become so long that it is to
// continue as new. Then no further task is started.
func (d *driver) continues() bool {
	suggested := workflow.GetInfo(d.ctx).GetContinueAsNewSuggested() || d.continueAfter > 0 && d.answers >= d.continueAfter
	return suggested && d.extent().reaches(d.postponed)
}

// drained reports whether the workflow can continue as new: the cluster has no task of this
// run, and nothing has happened that the Run was not told. Tasks of activities that no worker
// has begun do not count, as they may wait for a year: they end with this run, and the next one
// offers them again.
func (d *driver) drained() bool {
	waiting := 0
	for _, id := range slices.Sorted(maps.Keys(d.calls)) {
		if c := d.calls[id]; c.isActivity() && !c.begun && c.cancel != nil {
			waiting++
		}
	}
	return d.running == waiting && d.stopped == 0 && !d.full && len(d.inbox) == 0
}

// continueAsNew returns the error by which the workflow continues with a snapshot, nil if that is
// postponed: values that are too large for a message now, as those of a Map with many items, may
// be gone when the history is longer by a half.
func (d *driver) continueAsNew() error {
	snapshot, err := d.run.Snapshot()
	if err != nil {
		return final(unsupported, err.Error())
	}
	next := *d.start
	next.Snapshot = snapshot
	next.Origin.Runs++
	if err := next.check(d.payload); err != nil {
		now := d.extent()
		if now.reaches(tooLong) {
			return final("States.DataLimitExceeded", err.Error())
		}
		d.postponed = extent{now.events*3/2 + 1, now.bytes*3/2 + 1}
		return nil
	}
	return workflow.NewContinueAsNewError(d.ctx, WorkflowName, next.arguments()...)
}
