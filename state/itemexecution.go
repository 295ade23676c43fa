package state

import (
	"slices"

	"github.com/goasl/goasl/history"
)

// PendingRedrive is the status of an execution in a list of those of a Map Run: it has not
// succeeded, and waits until the Map Run redrives it.
const PendingRedrive Status = "PENDING_REDRIVE"

// ItemExecution is an execution that a Map Run has started.
type ItemExecution struct {
	Description
	Index int64 // in the Map Run
	Items int64 // that it has got: more than one with an ItemBatcher
}

// ItemExecutions returns the executions that a Map Run knows, in the order of their indexes:
// those that run, that wait to be redriven, and that have ended without success, unless
// these were more than it keeps. It forgets them when it has succeeded, and each that has.
func (r *Run) ItemExecutions(mapRun string) (all []ItemExecution) {
	f := r.root.withMapRun(mapRun)
	if f == nil {
		return nil
	}
	m := f.mapRun
	for _, q := range r.requests.All() {
		if c := q.child; c != nil && q.f == f {
			all = append(all, c.describe(m, Outcome{Status: Running, Started: c.began, RedriveCount: c.redrives, RedriveDate: c.redriven}))
		}
	}
	for i := range m.unsuccessful {
		all = append(all, m.unsuccessful[i].describe(m, m.unsuccessful[i].outcome))
	}
	for i := range m.again {
		o := m.again[i].outcome
		o.Status = PendingRedrive
		all = append(all, m.again[i].describe(m, o))
	}
	slices.SortFunc(all, func(a, b ItemExecution) int { return int(a.Index - b.Index) })
	return all
}

func (c *mapChild) describe(m *mapRun, o Outcome) ItemExecution {
	return ItemExecution{
		Description: Description{
			ARN: c.arn, Name: c.name, Type: m.child.Type, Identity: m.child.Identity, Input: history.Payload{Value: c.input},
			TraceHeader: m.child.TraceHeader, MapRun: m.record.ARN, Outcome: o,
		},
		Index: c.index, Items: c.items,
	}
}

// withMapRun returns the frame of a Map Run, f or one below it, nil if there is none.
func (f *frame) withMapRun(arn string) *frame {
	if f.mapRun != nil && f.mapRun.record.ARN == arn {
		return f
	}
	if f.fan == nil {
		return nil
	}
	for child := f.fan.first; child != nil; child = child.after {
		if found := child.withMapRun(arn); found != nil {
			return found
		}
	}
	return nil
}
