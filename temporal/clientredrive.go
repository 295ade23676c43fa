package temporal

import (
	"context"
	"time"

	enumspb "go.temporal.io/api/enums/v1"

	"github.com/goasl/goasl/internal/engine"
	"github.com/goasl/goasl/state"
)

// Redrive is that of [durable.Client]. It starts another run of the workflow, with what the last
// one has kept. Of several at the same time one counts; but if the execution ends again at once,
// one that had begun before may do the same once more.
func (c *Client) Redrive(ctx context.Context, arn, token string) (date time.Time, err error) {
	for {
		s, run, err := c.restored(ctx, arn)
		if err != nil {
			return time.Time{}, err
		}
		before := run.Describe().RedriveCount
		date, err = run.Redrive(nextMillisecond(), token)
		switch {
		case err != nil:
			return time.Time{}, engine.Refused(err)
		case run.Describe().RedriveCount == before: // it was redriven with that token
			return date, nil
		}
		if err = s.begin(run); err == nil {
			err = s.check(c.cfg.payload)
		}
		if err != nil {
			return time.Time{}, err
		}
		exists, err := c.execute(ctx, arn, s, enumspb.WORKFLOW_ID_REUSE_POLICY_ALLOW_DUPLICATE_FAILED_ONLY)
		if err != nil || !exists { // else another redrive has come before
			return date, err
		}
	}
}

// nextMillisecond returns the time, which is not before that of any Run, as descriptions have it.
func nextMillisecond() time.Time {
	return time.Now().Add(time.Millisecond - time.Nanosecond).Truncate(time.Millisecond)
}

// restored returns an execution as it is, and what its workflow starts with after a redrive. That is
// what its workflow has kept at its end, or else what a worker tells.
func (c *Client) restored(ctx context.Context, arn string) (*start, *state.Run, error) {
	is, err := c.workflow(ctx, arn)
	if err != nil {
		return nil, nil, err
	}
	id := is.GetExecution().GetRunId()
	s := c.keptBy(ctx, arn, id, is.GetStatus())
	if s == nil {
		text, err := c.ask(ctx, arn, id, QuerySaved)
		if err != nil {
			return nil, nil, err
		}
		if s, err = parseSaved(text); err != nil {
			return nil, nil, err
		}
		s = (&kept{Run: id, start: *s}).next()
	}
	def, err := c.machines.definition(s.Origin, s.Definition)
	if err != nil {
		return nil, nil, err
	}
	run, err := state.Restore(def, s.Snapshot, state.Config{})
	if err == nil && is.GetStatus() != enumspb.WORKFLOW_EXECUTION_STATUS_RUNNING {
		run.Tell(state.Input{Kind: state.InputAbort, Now: is.GetCloseTime().AsTime()}) // if it was terminated
	}
	return s, run, err
}

// keptBy returns what a run of a workflow has kept at its end, nil if that is not enough.
func (c *Client) keptBy(ctx context.Context, arn, run string, status enumspb.WorkflowExecutionStatus) *start {
	switch status {
	case enumspb.WORKFLOW_EXECUTION_STATUS_FAILED, enumspb.WORKFLOW_EXECUTION_STATUS_CANCELED:
	default:
		return nil
	}
	k := keptIn(c.cluster.GetWorkflow(ctx, arn, run).Get(ctx, nil))
	if k == nil || len(k.start.Definition) == 0 { // of an execution of a Map Run
		return nil
	}
	return k.next()
}
