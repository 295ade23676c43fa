package temporal

import (
	"cmp"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
	"time"

	enumspb "go.temporal.io/api/enums/v1"
	workflowpb "go.temporal.io/api/workflow/v1"
	"go.temporal.io/api/workflowservice/v1"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/durable"
	"github.com/goasl/goasl/internal/awsarn"
	"github.com/goasl/goasl/state"
)

// maxListed is how many workflows are asked for at once. Temporal: a server gives no more.
const maxListed = 1_000

// List is that of [durable.Client], but for the order: those that run come first, the newest first,
// and then those that have ended, that which has ended last first. So it is as of a moment ago.
// None is listed as stalled. Without [WithSearchAttributes] the error may be that Version and Alias
// cannot be asked for.
func (c *Client) List(ctx context.Context, f durable.Filter) (page []durable.Summary, next string, err error) {
	if f.MapRun != "" {
		return c.listItems(ctx, f)
	}
	query, err := c.listQuery(&f)
	if query == "" || err != nil {
		return nil, "", err
	}
	token, err := base64.RawURLEncoding.DecodeString(f.After)
	if err != nil {
		return nil, "", fmt.Errorf("temporal: %q is not what List has returned", f.After)
	}
	for most := cmp.Or(f.Max, 100); ; {
		found, err := c.cluster.ListWorkflow(ctx, &workflowservice.ListWorkflowExecutionsRequest{
			Query: query, PageSize: int32(min(most-len(page), maxListed)), NextPageToken: token,
		})
		if err != nil {
			return nil, "", fmt.Errorf("temporal: List: %w", err)
		}
		for _, of := range found.GetExecutions() {
			s, err := c.summary(ctx, of)
			if err != nil {
				return nil, "", err
			}
			if s.ofMapRun || !f.Matches(&s.Summary) {
				continue
			}
			last, err := c.isLast(ctx, of)
			if err != nil {
				return nil, "", err
			}
			if last {
				page = append(page, s.Summary)
			}
		}
		if token = found.GetNextPageToken(); len(token) == 0 || len(page) >= most {
			return page, base64.RawURLEncoding.EncodeToString(token), nil
		}
	}
}

// isLast reports whether a run of a workflow is the last one: after one that has failed, another
// may have been started by a redrive.
func (c *Client) isLast(ctx context.Context, of *workflowpb.WorkflowExecutionInfo) (bool, error) {
	if s := of.GetStatus(); s == enumspb.WORKFLOW_EXECUTION_STATUS_RUNNING || s == enumspb.WORKFLOW_EXECUTION_STATUS_COMPLETED {
		return true, nil
	}
	last, err := c.workflow(ctx, of.GetExecution().GetWorkflowId())
	return last.GetExecution().GetRunId() == of.GetExecution().GetRunId(), err
}

// listQuery returns the query for the workflows that a filter means; it may find some more. It is
// "" if there is none.
func (c *Client) listQuery(f *durable.Filter) (string, error) {
	if (f.Version != "" || f.Alias != "") && !c.cfg.attributes {
		return "", errors.New("temporal: List: the cluster does not know versions and aliases of executions without WithSearchAttributes")
	}
	all := []string{"WorkflowType = " + quoted(WorkflowName)}
	status, ok := c.statusQuery(f.Status)
	if all = append(all, status); !ok || f.Stalled {
		return "", nil
	}
	if f.Machine != "" {
		a, ok := awsarn.Parse(f.Machine)
		if !ok || len(a.Resource) != 2 {
			return "", nil
		}
		all = append(all, "("+startsWith(a, "execution")+" OR "+startsWith(a, "express")+")")
	}
	if !f.EndedBefore.IsZero() {
		all = append(all, "CloseTime < "+quoted(f.EndedBefore.UTC().Format(time.RFC3339Nano)))
	}
	if c.cfg.attributes {
		all = append(all, AttributeMapRun+" IS NULL")
		for _, a := range []struct{ name, value string }{{AttributeVersion, f.Version}, {AttributeAlias, f.Alias}} {
			if a.value != "" {
				all = append(all, a.name+" = "+quoted(a.value))
			}
		}
	}
	return strings.Join(all, " AND "), nil
}

// statusQuery returns the condition for a status. ok is false if no workflow has it.
func (c *Client) statusQuery(s asl.Status) (query string, ok bool) {
	const failed = "ExecutionStatus = 'Failed'"
	switch s {
	case "":
		return "ExecutionStatus != 'ContinuedAsNew'", true
	case state.Running:
		return "ExecutionStatus = 'Running'", true
	case state.Succeeded:
		return "ExecutionStatus = 'Completed'", true
	case state.Aborted:
		return "ExecutionStatus IN ('Canceled', 'Terminated')", true
	case state.Failed:
		return failed, true
	case state.TimedOut:
		const timedOut = " OR ExecutionStatus = 'TimedOut')"
		if c.cfg.attributes { // those of before have none
			return "(" + AttributeTimedOut + " = true OR " + failed + " AND " + AttributeStarted + " IS NULL" + timedOut, true
		}
		return "(" + failed + timedOut, true
	}
	return "", false
}

// startsWith returns the condition that a workflow is of an execution of a machine, by its ARN.
func startsWith(machine awsarn.ARN, kind string) string {
	machine.Resource = []string{kind, machine.Resource[1], ""}
	return "WorkflowId STARTS_WITH " + quoted(machine.String())
}

// quoted returns a text as a value of a query.
func quoted(text string) string {
	return "'" + strings.NewReplacer(`\`, `\\`, `'`, `\'`).Replace(text) + "'"
}

// summary is what a list of workflows tells of an execution.
type summary struct {
	durable.Summary
	ofMapRun bool
}

func (c *Client) summary(ctx context.Context, of *workflowpb.WorkflowExecutionInfo) (s summary, err error) {
	has := attributes(of.GetSearchAttributes().GetIndexedFields())
	s.Summary = durable.Summary{
		ARN: of.GetExecution().GetWorkflowId(), Status: statusOf(of.GetStatus()), Started: has.time(AttributeStarted),
		Version: has.text(AttributeVersion), Alias: has.text(AttributeAlias), MapRun: has.text(AttributeMapRun),
	}
	m := readMemo(of.GetMemo())
	s.Items, s.RedriveCount, s.Redriven = m.Items, m.Redrives, m.Redriven
	a, _ := awsarn.Parse(s.ARN)
	if len(a.Resource) > 2 {
		s.Name, s.ofMapRun = a.Resource[2], strings.Contains(a.Resource[1], "/")
		a.Resource = []string{"stateMachine", a.Resource[1]}
		s.Machine = a.String()
	}
	if s.Started.IsZero() {
		s.Started = m.Started
	}
	if s.Started.IsZero() {
		s.Started = of.GetStartTime().AsTime()
	}
	if s.Status == state.Running {
		return s, nil
	}
	s.Ended = of.GetCloseTime().AsTime()
	if s.Status == state.Failed {
		s.Status, err = c.failedStatus(ctx, of, has)
	}
	return s, err
}

// failedStatus returns the status of an execution whose workflow has failed: TIMED_OUT is told
// by a search attribute if it has some, or else by the description in the failure of the workflow.
func (c *Client) failedStatus(ctx context.Context, of *workflowpb.WorkflowExecutionInfo, has attributes) (asl.Status, error) {
	switch {
	case has.is(AttributeTimedOut):
		return state.TimedOut, nil
	case has[AttributeStarted] != nil:
		return state.Failed, nil
	}
	err := c.cluster.GetWorkflow(ctx, of.GetExecution().GetWorkflowId(), of.GetExecution().GetRunId()).Get(ctx, nil)
	if ctx.Err() != nil {
		return "", ctx.Err()
	}
	if is, problem := parseDescription(detailsOf(err)); problem == nil {
		return is.Status, nil
	}
	return state.Failed, nil
}

// statusOf returns the status of an execution by that of its workflow.
func statusOf(s enumspb.WorkflowExecutionStatus) asl.Status {
	switch s {
	case enumspb.WORKFLOW_EXECUTION_STATUS_COMPLETED:
		return state.Succeeded
	case enumspb.WORKFLOW_EXECUTION_STATUS_FAILED:
		return state.Failed
	case enumspb.WORKFLOW_EXECUTION_STATUS_TIMED_OUT:
		return state.TimedOut
	case enumspb.WORKFLOW_EXECUTION_STATUS_CANCELED, enumspb.WORKFLOW_EXECUTION_STATUS_TERMINATED:
		return state.Aborted
	}
	return state.Running
}
