package temporal

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"time"

	enumspb "go.temporal.io/api/enums/v1"
	"go.temporal.io/api/serviceerror"
	"go.temporal.io/sdk/converter"
	sdk "go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/workflow"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/internal/engine"
	"github.com/goasl/goasl/state"
)

// maxDepth is how many executions may have started one another below the first one. It is the
// default of Limits.ChildDepth of package asl.
const maxDepth = 32

// child is an execution that is started for a task, or why it is not.
type child struct {
	ARN     string // of the execution
	Name    string
	Began   time.Time
	Size    int // in bytes of what it starts with
	Refusal *state.Failure
}

// findingTime is how long it may take to find the machine of a child; see [Client.FindMachines].
const findingTime = 10 * time.Second

// startChild starts the workflow of an execution that a task asks for. Which machines this worker
// has, and the secret of the tokens, are no part of the workflow's history, so that a local
// activity makes the child, whose result is kept; but not what the child starts with, since a
// replay does not start it again. It is not tried again, as that has the Retry of the state.
func (d *driver) startChild(c *call) {
	var made child
	var begin *start
	ctx := workflow.WithLocalActivityOptions(d.ctx, workflow.LocalActivityOptions{
		ScheduleToCloseTimeout: findingTime, RetryPolicy: &sdk.RetryPolicy{MaximumAttempts: 1}, Summary: c.task.State,
	})
	err := workflow.ExecuteLocalActivity(ctx, d.newChild, c.child, d.childOrigin(), d.now(), &begin).Get(d.ctx, &made)
	if err != nil {
		made.Refusal = state.NewFailure("States.TaskFailed", err.Error())
	}
	if made.Refusal != nil {
		d.tell(state.Input{Kind: state.InputStarted, ID: c.id})
		d.finish(state.Input{Kind: state.InputDone, ID: c.id, Failure: made.Refusal})
		return
	}
	d.sent += made.Size
	d.running++
	future := d.spawn(c, begin, made.ARN, c.isAwaited(), false)
	workflow.Go(d.ctx, func(ctx workflow.Context) { d.follow(ctx, c, &made, future) })
}

// spawn starts a workflow. One that is awaited ends with this one, and with the call. One that
// starts again has failed, or was cancelled, before.
func (d *driver) spawn(c *call, s *start, arn string, awaited, again bool) workflow.ChildWorkflowFuture {
	options := workflow.ChildWorkflowOptions{
		WorkflowID: arn, ParentClosePolicy: enumspb.PARENT_CLOSE_POLICY_ABANDON,
		WorkflowIDReusePolicy: enumspb.WORKFLOW_ID_REUSE_POLICY_REJECT_DUPLICATE, TypedSearchAttributes: s.searchAttributes(),
		Memo: s.workflowMemo(),
	}
	if awaited {
		options.ParentClosePolicy = enumspb.PARENT_CLOSE_POLICY_REQUEST_CANCEL
	}
	if again {
		options.WorkflowIDReusePolicy = enumspb.WORKFLOW_ID_REUSE_POLICY_ALLOW_DUPLICATE_FAILED_ONLY
	}
	ctx, cancel := workflow.WithCancel(workflow.WithChildOptions(d.ctx, options))
	if c.cancel = func() {}; awaited {
		c.cancel = cancel
	}
	return workflow.ExecuteChildWorkflow(ctx, WorkflowName, s.arguments()...)
}

// isAwaited reports whether a task waits for the end of its child.
func (c *call) isAwaited() bool {
	return c.task.Pattern == state.Sync || c.task.Pattern == state.SyncOutput
}

// follow puts into the inbox that a child has started and, if that is awaited, that it has
// ended.
func (d *driver) follow(ctx workflow.Context, c *call, made *child, future workflow.ChildWorkflowFuture) {
	began := state.ChildOutcome{ARN: made.ARN, Name: made.Name, Input: c.child.ChildInput.String(), Outcome: state.Outcome{Status: state.Running, Started: made.Began}}
	if err := future.GetChildWorkflowExecution().Get(ctx, nil); err != nil {
		d.inbox = append(d.inbox, letter{call: c, input: made.notStarted(err)})
		return
	}
	started := letter{input: state.Input{Kind: state.InputChildStarted, ID: c.id, Child: &began}}
	if !c.isAwaited() {
		started.call = c
		d.inbox = append(d.inbox, started)
		return
	}
	d.inbox = append(d.inbox, started)
	var v converter.RawValue
	err := future.Get(ctx, &v)
	d.inbox = append(d.inbox, letter{call: c, input: state.Input{Kind: state.InputChildDone, Child: ended(&began, textOf(v), err, d.now())}})
}

// notStarted returns the answer to a task whose child the cluster did not start.
func (made *child) notStarted(err error) state.Input {
	in := state.Input{Kind: state.InputDone, Failure: state.NewFailure("States.TaskFailed", err.Error())}
	if alreadyStarted(err) {
		in.Failure = state.ExecutionAlreadyExists(made.ARN)
	}
	return in
}

// childOrigin is the origin of a child, but for its machine.
func (d *driver) childOrigin() origin {
	return origin{Generation: d.start.Origin.Generation + 1, Attributes: d.start.Origin.Attributes}
}

// alreadyStarted reports whether a workflow was not started as there is another one of its ID. The
// test suite has another error for that than the SDK.
func alreadyStarted(err error) bool {
	var exists *sdk.ChildWorkflowExecutionAlreadyStartedError
	var existsInSuite *serviceerror.WorkflowExecutionAlreadyStarted
	return errors.As(err, &exists) || errors.As(err, &existsInSuite)
}

// newChild is a local activity: it returns the execution that a task asks for, and what it begins
// with, or why it is refused. The error says that the machine could not be looked for.
func (w *worker) newChild(ctx context.Context, asked *state.StartChild, o origin, now time.Time, begin **start) (child, error) {
	arn, m, alias, err := w.machines.found(ctx, asked.ARN)
	o.Machine = arn
	refused := func(why *state.Failure) (child, error) { return child{Refusal: why}, nil }
	var exception *asl.Error
	switch {
	case errors.As(err, &exception):
		return refused(state.RefusedStart(exception.Name, exception.Cause))
	case err != nil:
		return child{}, err
	case m == nil:
		return refused(state.StateMachineDoesNotExist(asked.ARN))
	case asked.Name != "" && asl.CheckName(asked.Name) != nil:
		return refused(state.InvalidName(asked.Name))
	case m.Definition().Type == asl.Express && asked.Pattern != state.RequestResponse:
		return refused(state.StateMachineTypeNotSupported())
	case o.Generation > maxDepth:
		return refused(state.ExecutionLimitExceeded(fmt.Sprintf("%d executions have started one another below the first one", maxDepth)))
	}
	cfg, err := m.Config(asl.WithName(engine.ChildName(asked)))
	if err != nil {
		return refused(state.NewFailure("States.Runtime", err.Error()))
	}
	cfg.Now, cfg.Log, cfg.Identity.Alias = now, nil, cmp.Or(alias, cfg.Identity.Alias)
	w.bound(&cfg)
	run, err := state.StartWith(m.Definition(), asked.ChildInput, cfg)
	if err != nil {
		return refused(state.NewFailure("States.Runtime", err.Error()))
	}
	s, err := newStart(o, m, run)
	if err == nil {
		err = s.check(w.payload)
	}
	if err != nil {
		return refused(dataLimit(err))
	}
	is := run.Describe()
	*begin = s
	return child{ARN: is.ARN, Name: is.Name, Began: is.Started, Size: s.size()}, nil
}

// ended returns the outcome of a child from the result or the error of its workflow. One that
// was terminated, or has failed without a description, has failed.
func ended(began *state.ChildOutcome, result []byte, err error, now time.Time) *state.ChildOutcome {
	if err != nil {
		result = detailsOf(err)
	}
	o := *began
	is, problem := parseDescription(result)
	if problem != nil {
		o.Status, o.Ended, o.Failure = state.Failed, now, state.NewFailure("States.Runtime", cmp.Or(err, problem).Error())
		return &o
	}
	o.Outcome = is.Outcome
	if k := keptIn(err); k != nil {
		o.NoRedrive, o.Snapshot = k.NoRedrive, k.forMapRun()
	}
	return &o
}
