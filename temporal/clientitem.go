package temporal

import (
	"cmp"
	"context"
	"slices"

	workflowpb "go.temporal.io/api/workflow/v1"

	"github.com/goasl/goasl/durable"
	"github.com/goasl/goasl/internal/engine"
	"github.com/goasl/goasl/state"
)

// listItems is List for the executions of a Map Run. The execution that it is in knows those that go
// on, wait to be redriven, or have failed; the others are workflows that the cluster keeps.
func (c *Client) listItems(ctx context.Context, f durable.Filter) (page []durable.Summary, next string, err error) {
	run, err := c.runOf(ctx, f.MapRun)
	if err != nil {
		return nil, "", err
	}
	all := run.ItemExecutions(f.MapRun)
	known := map[string]bool{}
	for _, e := range all {
		known[e.ARN] = true
	}
	rest, err := c.lastRuns(ctx, f.MapRun, known)
	if err != nil {
		return nil, "", err
	}
	indexes := indexesOf(engine.MapRun(run, f.MapRun))
	for _, of := range rest {
		s, err := c.summary(ctx, of)
		if err != nil {
			return nil, "", err
		}
		if index, ok := indexes[s.Name]; ok { // else it is of a Map Run with a name that begins the same
			all = append(all, itemOf(&s.Summary, f.MapRun, index))
		}
	}
	slices.SortFunc(all, func(a, b state.ItemExecution) int { return cmp.Compare(b.Index, a.Index) })
	page, next = f.PageOfItems(all)
	return page, next, nil
}

// lastRuns returns the last run of each workflow of an execution of a Map Run, without those that
// are known.
func (c *Client) lastRuns(ctx context.Context, mapRun string, known map[string]bool) (last []*workflowpb.WorkflowExecutionInfo, err error) {
	places := map[string]int{}
	err = c.itemsOf(ctx, mapRun, func(of *workflowpb.WorkflowExecutionInfo) (bool, error) {
		arn := of.GetExecution().GetWorkflowId()
		at, seen := places[arn]
		switch {
		case known[arn]:
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

// indexesOf returns the indexes of the executions that a Map Run has started, by their names.
func indexesOf(m *state.MapRun) map[string]int64 {
	n := &m.Executions
	begun := n.Running + n.Succeeded + n.Failed + n.TimedOut + n.Aborted + n.PendingRedrive
	all := make(map[string]int64, begun)
	for i := range begun {
		all[state.ItemName(m.ARN, i)] = i
	}
	return all
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
