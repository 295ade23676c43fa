package state

import (
	"cmp"
	"slices"
	"strings"

	"github.com/goasl/goasl/history"
	"github.com/goasl/goasl/internal/awsarn"
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

// commonDigits is how much of their UUIDs an execution and its Map Run share. It tells a Map Run
// from millions, and leaves enough to tell the executions of one from each other.
const commonDigits = len("01234567-89ab")

// MapRunPrefix returns how the ARN of a Map Run begins that has started the execution with an
// ARN; "" if that is not one of a Map Run. So a store can find the Map Run of an execution
// without a table of them.
func MapRunPrefix(execution string) string {
	a, ok := awsarn.Parse(execution)
	if !ok || len(a.Resource) < 3 || !strings.Contains(a.Resource[1], "/") || len(a.Resource[2]) < commonDigits {
		return ""
	}
	a.Resource = []string{"mapRun", a.Resource[1], a.Resource[2][:commonDigits]}
	return a.String()
}

// ItemPrefix returns how the ARNs begin of the executions of that type that a Map Run has started;
// "" if the ARN is not one of a Map Run.
func ItemPrefix(mapRun string, t Type) string {
	a, ok := awsarn.Parse(mapRun)
	if !ok || len(a.Resource) < 3 || a.Resource[0] != "mapRun" || !strings.Contains(a.Resource[1], "/") || len(a.Resource[2]) < commonDigits {
		return ""
	}
	kind := "execution"
	if t == Express {
		kind = "express"
	}
	a.Resource = []string{kind, a.Resource[1], a.Resource[2][:commonDigits]}
	return a.String()
}

// ItemName returns the name of the execution of a Map Run with an index, a UUID that follows from
// that. It begins as that of the Map Run does: see MapRunPrefix.
func ItemName(mapRun string, index int64) string {
	name := nameUUID(mapRun, itoa(int(index)))
	id := mapRun[strings.LastIndexByte(mapRun, ':')+1:]
	if len(id) != len(name) { // it is not one of newMapRun
		return name
	}
	return validText(id[:commonDigits]) + name[commonDigits:]
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
	slices.SortFunc(all, func(a, b ItemExecution) int { return cmp.Compare(a.Index, b.Index) })
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
