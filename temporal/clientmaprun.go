package temporal

import (
	"context"
	"fmt"
	"strings"
	"time"

	workflowpb "go.temporal.io/api/workflow/v1"
	"go.temporal.io/api/workflowservice/v1"

	"github.com/goasl/goasl/internal/engine"
	"github.com/goasl/goasl/state"
)

// MapRuns is that of [durable.Client].
func (c *Client) MapRuns(ctx context.Context, execution string) ([]state.MapRun, error) {
	_, run, err := c.restored(ctx, execution)
	if err != nil {
		return nil, err
	}
	return run.MapRuns(), nil
}

// MapRun is that of [durable.Client]. The cluster's visibility finds a Map Run by the executions that
// it has started: so one is not found that has started none, or did so a moment ago.
func (c *Client) MapRun(ctx context.Context, arn string) (state.MapRun, error) {
	run, err := c.runOf(ctx, arn)
	if err != nil {
		return state.MapRun{}, err
	}
	return *engine.MapRun(run, arn), nil
}

// UpdateMapRun is that of [durable.Client]; what is said of MapRun holds.
func (c *Client) UpdateMapRun(ctx context.Context, u state.MapRunUpdate) error {
	run, err := c.runOf(ctx, u.ARN)
	switch {
	case err != nil:
		return err
	case !run.UpdateMapRun(time.Now(), u):
		return engine.MapRunNotUpdated(u.ARN)
	}
	return c.tell(ctx, run.ARN(), state.Input{Kind: state.InputUpdateMapRun, MapRun: &u})
}

// runOf returns the execution that a Map Run is in, as it is. The error may be ResourceNotFound.
func (c *Client) runOf(ctx context.Context, mapRun string) (*state.Run, error) {
	var run *state.Run
	err := c.itemsOf(ctx, mapRun, func(item *workflowpb.WorkflowExecutionInfo) (more bool, err error) {
		if item, err = c.workflow(ctx, item.GetExecution().GetWorkflowId()); err == nil {
			_, run, err = c.restored(ctx, item.GetParentExecution().GetWorkflowId())
		}
		return false, err
	})
	if err == nil && (run == nil || engine.MapRun(run, mapRun) == nil) {
		err = engine.ResourceNotFound(mapRun)
	}
	return run, err
}

// itemsOf tells f the runs of workflows whose IDs begin as those of the executions of a Map Run, until
// f returns false or an error, which it returns then.
func (c *Client) itemsOf(ctx context.Context, mapRun string, f func(*workflowpb.WorkflowExecutionInfo) (more bool, err error)) error {
	var begin []string
	for _, t := range []state.Type{state.Standard, state.Express} {
		prefix := state.ItemPrefix(mapRun, t)
		if prefix == "" {
			return engine.ResourceNotFound(mapRun)
		}
		begin = append(begin, "WorkflowId STARTS_WITH "+quoted(prefix))
	}
	r := &workflowservice.ListWorkflowExecutionsRequest{PageSize: maxListed, Query: "WorkflowType = " + quoted(WorkflowName) +
		" AND ExecutionStatus != 'ContinuedAsNew' AND (" + strings.Join(begin, " OR ") + ")"}
	for {
		found, err := c.cluster.ListWorkflow(ctx, r)
		if err != nil {
			return fmt.Errorf("temporal: %w", err)
		}
		for _, of := range found.GetExecutions() {
			if more, err := f(of); !more || err != nil {
				return err
			}
		}
		if r.NextPageToken = found.GetNextPageToken(); len(r.NextPageToken) == 0 {
			return nil
		}
	}
}
