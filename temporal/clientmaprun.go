package temporal

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	workflowpb "go.temporal.io/api/workflow/v1"
	"go.temporal.io/api/workflowservice/v1"

	"github.com/goasl/goasl/durable"
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

// runOf returns the execution that a Map Run is in, as it is. It is the one that has started the Map
// Run's executions. The error may be ResourceNotFound: these may be gone, or begin as those of another
// Map Run.
func (c *Client) runOf(ctx context.Context, mapRun string) (found *state.Run, err error) {
	starts, err := startsOfItems(mapRun)
	if err != nil {
		return nil, err
	}
	tried := map[string]bool{}
	err = c.workflows(ctx, starts, func(item *workflowpb.WorkflowExecutionInfo) (more bool, err error) {
		item, err = c.workflow(ctx, item.GetExecution().GetWorkflowId())
		parent := item.GetParentExecution().GetWorkflowId()
		if err == nil && !tried[parent] {
			tried[parent] = true
			found, err = c.runWith(ctx, mapRun, parent)
		}
		if errors.Is(err, durable.ErrExecutionDoesNotExist) { // the cluster does not keep it any longer
			err = nil
		}
		return found == nil, err
	})
	if err == nil && found == nil {
		err = engine.ResourceNotFound(mapRun)
	}
	return found, err
}

// runWith returns an execution as it is if it has a Map Run, or else nil.
func (c *Client) runWith(ctx context.Context, mapRun, execution string) (*state.Run, error) {
	_, run, err := c.restored(ctx, execution)
	if err != nil || engine.MapRun(run, mapRun) == nil {
		return nil, err
	}
	return run, nil
}

// startsOfItems returns the condition that a workflow has an ID that begins as those of the
// executions of a Map Run. The error is ResourceNotFound.
func startsOfItems(mapRun string) (string, error) {
	var starts []string
	for _, t := range []state.Type{state.Standard, state.Express} {
		prefix := state.ItemPrefix(mapRun, t)
		if prefix == "" {
			return "", engine.ResourceNotFound(mapRun)
		}
		starts = append(starts, "WorkflowId STARTS_WITH "+quoted(prefix))
	}
	return "(" + strings.Join(starts, " OR ") + ")", nil
}

// workflows tells f the runs of workflows of executions for which a condition holds, until f returns
// false or an error, which it returns then.
func (c *Client) workflows(ctx context.Context, condition string, f func(*workflowpb.WorkflowExecutionInfo) (more bool, err error)) error {
	r := &workflowservice.ListWorkflowExecutionsRequest{
		PageSize: maxListed, Query: "WorkflowType = " + quoted(WorkflowName) + " AND ExecutionStatus != 'ContinuedAsNew' AND " + condition,
	}
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
