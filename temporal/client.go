package temporal

import (
	"cmp"
	"context"
	"errors"
	"fmt"

	enumspb "go.temporal.io/api/enums/v1"
	"go.temporal.io/api/serviceerror"
	workflowpb "go.temporal.io/api/workflow/v1"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/converter"
	sdk "go.temporal.io/sdk/temporal"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/durable"
	"github.com/goasl/goasl/internal/engine"
	"github.com/goasl/goasl/state"
)

// Client starts executions on a cluster, tells about them and answers their tasks, from any
// process. It is a [durable.Client], and safe for concurrent use.
//
// Descriptions and histories of executions that run, and histories of others, come from workers:
// without a worker of the task queue these methods fail after ten seconds.
type Client struct {
	cluster  client.Client
	queue    string
	cfg      *config
	machines *machines
}

var _ durable.Client = (*Client)(nil)

// NewClient returns a client for executions on a task queue. machines are those that it can
// start, by their ARNs, as for [Register]; no worker needs to have them, but for their tasks.
// The error says that an ARN is not that of a state machine, that a machine or c is nil, that
// the queue has no name, or that an option is wrong.
func NewClient(c client.Client, queue string, machines map[string]*asl.Machine, opts ...Option) (*Client, error) {
	cfg, err := newConfig(opts)
	switch {
	case err != nil:
		return nil, err
	case c == nil:
		return nil, errors.New("temporal: NewClient: the client is nil")
	case queue == "":
		return nil, errors.New("temporal: NewClient: the task queue has no name")
	}
	known, err := newMachines(machines)
	if err != nil {
		return nil, err
	}
	return &Client{cluster: c, queue: queue, cfg: cfg, machines: known}, nil
}

// Start is that of [durable.Client]. EXPRESS executions are kept, too. Temporal: the name of
// an execution can be used again when the cluster keeps the workflow no longer.
func (c *Client) Start(ctx context.Context, s durable.Start) (state.Description, error) {
	run, begin, err := c.begin(s)
	if err != nil {
		return state.Description{}, err
	}
	return c.start(ctx, run, begin)
}

// start starts the workflow of an execution.
func (c *Client) start(ctx context.Context, run *state.Run, begin *start) (state.Description, error) {
	exists, err := c.execute(ctx, run.ARN(), begin, enumspb.WORKFLOW_ID_REUSE_POLICY_REJECT_DUPLICATE)
	switch {
	case exists:
		return c.again(ctx, run)
	case err != nil:
		return state.Description{}, err
	}
	return run.Describe(), nil
}

// execute starts the workflow of an execution. It reports whether there is one already that the
// policy does not let it follow.
func (c *Client) execute(ctx context.Context, arn string, begin *start, policy enumspb.WorkflowIdReusePolicy) (exists bool, err error) {
	_, err = c.cluster.ExecuteWorkflow(ctx, client.StartWorkflowOptions{
		ID: arn, TaskQueue: c.queue, WorkflowIDReusePolicy: policy, WorkflowExecutionErrorWhenAlreadyStarted: true,
		TypedSearchAttributes: begin.searchAttributes(), Memo: begin.workflowMemo(),
	}, WorkflowName, begin.arguments()...)
	var before *serviceerror.WorkflowExecutionAlreadyStarted
	var invalid *serviceerror.InvalidArgument
	switch {
	case errors.As(err, &before):
		return true, nil
	case begin.Origin.Attributes && errors.As(err, &invalid):
		return false, fmt.Errorf("temporal: %w: register the search attributes of WithSearchAttributes before", err)
	case err != nil:
		return false, fmt.Errorf("temporal: %w", err)
	}
	return false, nil
}

// begin returns the Run of a Start, which has taken no turn, and what the workflow gets.
func (c *Client) begin(s durable.Start) (*state.Run, *start, error) {
	m, opts, err := c.target(s)
	if err != nil {
		return nil, nil, err
	}
	cfg, err := m.Config(opts...)
	if err != nil {
		return nil, nil, err
	}
	cfg.Log, cfg.Identity.Alias = nil, cmp.Or(s.Alias, cfg.Identity.Alias)
	c.cfg.bound(&cfg)
	run, err := state.Start(m.Definition(), engine.Input(s.Input), cfg)
	if err != nil {
		return nil, nil, engine.InvalidExecutionInput(err)
	}
	begin, err := newStart(origin{Machine: s.Machine, Attributes: c.cfg.attributes}, m, run)
	if err == nil {
		err = begin.check(c.cfg.payload)
	}
	return run, begin, err
}

// target returns the machine of a Start, and the options that the Start stands for.
func (c *Client) target(s durable.Start) (*asl.Machine, []asl.Option, error) {
	m := c.machines.get(s.Machine)
	if m == nil {
		return nil, nil, engine.StateMachineDoesNotExist(s.Machine)
	}
	opts, err := engine.StartOptions(s.Name, s.TraceHeader)
	return m, opts, err
}

// again returns the execution that has the name of a new one, if it runs and has its input.
func (c *Client) again(ctx context.Context, run *state.Run) (state.Description, error) {
	known, err := c.Describe(ctx, run.ARN())
	if err != nil {
		return state.Description{}, err
	}
	return engine.Again(known.Description, run.Describe())
}

// StartSync is that of [durable.Client].
func (c *Client) StartSync(ctx context.Context, s durable.Start) (state.Description, error) {
	m, _, err := c.target(s)
	switch {
	case err != nil:
		return state.Description{}, err
	case m.Definition().Type != asl.Express:
		return state.Description{}, engine.StateMachineTypeNotSupported()
	}
	is, err := c.Start(ctx, s)
	if err != nil {
		return is, err
	}
	ended, err := c.Wait(ctx, is.ARN)
	return ended.Description, err
}

// Describe is that of [durable.Client]. An execution whose workflow has ended without it has the
// status that follows from that of the workflow: it is ABORTED if the workflow was terminated. Its
// description has no payloads then.
func (c *Client) Describe(ctx context.Context, arn string) (durable.Description, error) {
	of, err := c.workflow(ctx, arn)
	if err != nil {
		return durable.Description{}, err
	}
	if of.GetStatus() == enumspb.WORKFLOW_EXECUTION_STATUS_RUNNING {
		text, err := c.ask(ctx, arn, "", QueryDescription)
		if err != nil {
			return durable.Description{}, err
		}
		is, err := parseDescription(text)
		return durable.Description{Description: is}, err
	}
	return c.ended(ctx, arn)
}

// ended describes an execution whose workflow has ended, or waits until it has.
func (c *Client) ended(ctx context.Context, arn string) (durable.Description, error) {
	var v converter.RawValue
	err := c.cluster.GetWorkflow(ctx, arn, "").Get(ctx, &v)
	if ctx.Err() != nil {
		return durable.Description{}, ctx.Err()
	}
	text := textOf(v)
	if err != nil {
		text = detailsOf(err)
	}
	is, problem := parseDescription(text)
	if problem == nil {
		return durable.Description{Description: is}, nil
	}
	return c.endedWithout(ctx, arn, cmp.Or(err, problem))
}

// endedWithout describes an execution whose workflow has ended without its description.
func (c *Client) endedWithout(ctx context.Context, arn string, why error) (durable.Description, error) {
	of, err := c.workflow(ctx, arn)
	if err != nil {
		return durable.Description{}, err
	}
	s, err := c.summary(ctx, of)
	if err != nil || s.Status == state.Running { // the cluster has not told how it has ended
		return durable.Description{}, cmp.Or(err, fmt.Errorf("temporal: %w", why))
	}
	is := state.Description{ARN: arn, Name: s.Name, Type: typeOf(arn), Identity: identityOf(s.Machine, s.Version, s.Alias), MapRun: s.MapRun}
	is.Outcome = state.Outcome{Status: s.Status, Started: s.Started, Ended: s.Ended, Failure: failureOf(why)}
	return durable.Description{Description: is}, nil
}

// failureOf returns the failure that the error of a workflow tells.
func failureOf(err error) *state.Failure {
	var failed *sdk.ApplicationError
	if errors.As(err, &failed) {
		return state.NewFailure(failed.Type(), failed.Message())
	}
	cause := err.Error()
	return &state.Failure{Cause: &cause}
}

// Wait is that of [durable.Client].
func (c *Client) Wait(ctx context.Context, arn string) (durable.Description, error) {
	return c.ended(ctx, arn)
}

// workflow returns what the cluster knows of the last run of an execution's workflow. The error is
// ExecutionDoesNotExist, or that of the cluster.
func (c *Client) workflow(ctx context.Context, arn string) (*workflowpb.WorkflowExecutionInfo, error) {
	is, err := c.cluster.DescribeWorkflowExecution(ctx, arn, "")
	var notFound *serviceerror.NotFound
	switch {
	case errors.As(err, &notFound):
		return nil, engine.ExecutionDoesNotExist(arn)
	case err != nil:
		return nil, fmt.Errorf("temporal: %w", err)
	}
	return is.GetWorkflowExecutionInfo(), nil
}

// Definition is that of [durable.Client].
func (c *Client) Definition(ctx context.Context, execution string) ([]byte, error) {
	return c.ask(ctx, execution, "", QueryDefinition)
}

// ask returns the text that a query is answered with.
func (c *Client) ask(ctx context.Context, arn, run, query string, args ...any) ([]byte, error) {
	var v converter.RawValue
	err := c.query(ctx, &v, arn, run, query, args...)
	return textOf(v), err
}

// query asks a run of the workflow of an execution, "" for the last one. The error is
// ExecutionDoesNotExist, or that of the cluster.
func (c *Client) query(ctx context.Context, to any, arn, run, query string, args ...any) error {
	answer, err := c.cluster.QueryWorkflow(ctx, arn, run, query, args...)
	if err == nil {
		err = answer.Get(to)
	}
	var notFound *serviceerror.NotFound
	switch {
	case run == "" && errors.As(err, &notFound):
		return engine.ExecutionDoesNotExist(arn)
	case err != nil:
		return fmt.Errorf("temporal: %w", err)
	}
	return nil
}
