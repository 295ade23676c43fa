package temporal

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strings"

	workflowpb "go.temporal.io/api/workflow/v1"

	"github.com/goasl/goasl/durable"
	"github.com/goasl/goasl/internal/engine"
	"github.com/goasl/goasl/state"
)

// listItems is List for the executions of a Map Run.
func (c *Client) listItems(ctx context.Context, f durable.Filter) (page []durable.Summary, next string, err error) {
	run, err := c.runOf(ctx, f.MapRun)
	if err != nil {
		return nil, "", err
	}
	list := c.itemList(run, &f)
	page, next, err = f.PageOfItems(func(below int64, yield func(state.ItemExecution) bool) error {
		return list.each(ctx, below, yield)
	})
	return page, next, err
}

// itemList lists executions of a Map Run. The execution that it is in knows those that go on, wait to
// be redriven, or have failed; the others are workflows that the cluster keeps.
type itemList struct {
	*Client
	mapRun string                        // ARN
	begun  int64                         // how many the Map Run has started
	known  map[int64]state.ItemExecution // by index
	only   bool                          // others are not asked for
	step   int64                         // how many are looked for at first
}

func (c *Client) itemList(run *state.Run, f *durable.Filter) *itemList {
	n := engine.MapRun(run, f.MapRun).Executions
	l := &itemList{
		Client: c, mapRun: f.MapRun, known: map[int64]state.ItemExecution{}, step: int64(f.Limit()) + 1,
		begun: n.Running + n.Succeeded + n.Failed + n.TimedOut + n.Aborted + n.PendingRedrive,
		only:  f.Status == state.Running || f.Status == state.PendingRedrive,
	}
	for _, e := range run.ItemExecutions(f.MapRun) {
		l.known[e.Index] = e
	}
	return l
}

// each yields the executions below an index, the last one first. It looks for some at a time, and
// for more of them if many are left out.
func (l *itemList) each(ctx context.Context, below int64, yield func(state.ItemExecution) bool) error {
	below = min(below, l.begun)
	for n := l.step; below > 0; n = min(2*n, maxListed) {
		from := max(0, below-n)
		some, err := l.between(ctx, from, below)
		if err != nil {
			return err
		}
		for _, e := range some {
			if !yield(e) {
				return nil
			}
		}
		below = from
	}
	return nil
}

// between returns the executions with indexes from from to below, the last one first.
func (l *itemList) between(ctx context.Context, from, below int64) (some []state.ItemExecution, err error) {
	indexes := map[string]int64{} // of those that are not known, by their names
	for i := from; i < below; i++ {
		if e, ok := l.known[i]; ok {
			some = append(some, e)
		} else if !l.only {
			indexes[state.ItemName(l.mapRun, i)] = i
		}
	}
	kept, err := l.lastRuns(ctx, l.mapRun, indexes)
	if err != nil {
		return nil, err
	}
	for _, of := range kept {
		s, err := l.summary(ctx, of)
		if err != nil {
			return nil, err
		}
		some = append(some, itemOf(&s.Summary, l.mapRun, indexes[s.Name]))
	}
	slices.SortFunc(some, func(a, b state.ItemExecution) int { return cmp.Compare(b.Index, a.Index) })
	return some, nil
}

// lastRuns returns the last run of each workflow of an execution of a Map Run that has one of the names.
func (c *Client) lastRuns(ctx context.Context, mapRun string, names map[string]int64) (last []*workflowpb.WorkflowExecutionInfo, err error) {
	if len(names) == 0 {
		return nil, nil
	}
	places := map[string]int{}
	err = c.workflows(ctx, hasName(mapRun, slices.Sorted(maps.Keys(names))), func(of *workflowpb.WorkflowExecutionInfo) (bool, error) {
		arn := of.GetExecution().GetWorkflowId()
		at, seen := places[arn]
		switch {
		case !seen:
			places[arn] = len(last)
			last = append(last, of)
		case of.GetStartTime().AsTime().After(last[at].GetStartTime().AsTime()):
			last[at] = of
		}
		return true, nil
	})
	return last, err
}

// hasName returns the condition that a workflow is of an execution of a Map Run with one of the names.
func hasName(mapRun string, names []string) string {
	var ids []string
	for _, t := range []state.Type{state.Standard, state.Express} {
		prefix := state.ItemPrefix(mapRun, t)
		prefix = prefix[:strings.LastIndexByte(prefix, ':')+1]
		for _, name := range names {
			ids = append(ids, quoted(prefix+name))
		}
	}
	return "WorkflowId IN (" + strings.Join(ids, ", ") + ")"
}

// itemOf returns what is listed of an execution of a Map Run.
func itemOf(s *durable.Summary, mapRun string, index int64) state.ItemExecution {
	return state.ItemExecution{
		Description: state.Description{
			ARN: s.ARN, Name: s.Name, Type: typeOf(s.ARN), Identity: identityOf(s.Machine, "", ""), MapRun: mapRun,
			Outcome: state.Outcome{Status: s.Status, Started: s.Started, Ended: s.Ended, RedriveCount: s.RedriveCount, RedriveDate: s.Redriven},
		},
		Index: index, Items: max(s.Items, 1),
	}
}
