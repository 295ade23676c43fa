package temporal_test

import (
	"context"
	"errors"
	"testing"
	"time"

	commonpb "go.temporal.io/api/common/v1"
	enumspb "go.temporal.io/api/enums/v1"
	"go.temporal.io/api/serviceerror"
	workflowpb "go.temporal.io/api/workflow/v1"
	"go.temporal.io/api/workflowservice/v1"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/converter"
	sdk "go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/testsuite"

	"github.com/google/go-cmp/cmp"

	"github.com/goasl/goasl/durable"
	"github.com/goasl/goasl/history"
	"github.com/goasl/goasl/state"
	"github.com/goasl/goasl/temporal"
)

// oneWorkflow is a client of the SDK, as far as ours needs it, for the workflow of a cluster.
type oneWorkflow struct {
	client.Client
	c       *cluster
	id      string
	options client.StartWorkflowOptions
	args    []any

	queues     *queues // nil for none
	saved      int     // how often it was asked for what it could start with
	terminated bool    // by somebody else

	before *testsuite.TestWorkflowEnvironment // that of the run before the last redrive, nil without one
	mute   bool                               // no worker answers queries
}

// ownRun is the ID that each run has in the test suite, by which those before the last one are
// asked.
const ownRun = "default-test-run-id"

// status is that of the last run. One that was started by a redrive, and has no environment yet,
// is running.
func (w *oneWorkflow) status() enumspb.WorkflowExecutionStatus {
	var canceled *sdk.CanceledError
	switch {
	case w.terminated:
		return enumspb.WORKFLOW_EXECUTION_STATUS_TERMINATED
	case !w.c.env.IsWorkflowCompleted() || w.c.env == w.before:
		return enumspb.WORKFLOW_EXECUTION_STATUS_RUNNING
	case errors.As(w.c.env.GetWorkflowError(), &canceled):
		return enumspb.WORKFLOW_EXECUTION_STATUS_CANCELED
	case w.c.env.GetWorkflowError() != nil:
		return enumspb.WORKFLOW_EXECUTION_STATUS_FAILED
	}
	return enumspb.WORKFLOW_EXECUTION_STATUS_COMPLETED
}

func (w *oneWorkflow) WorkflowService() workflowservice.WorkflowServiceClient { return w.queues }

func (w *oneWorkflow) CompleteActivity(_ context.Context, token []byte, result any, err error) error {
	return w.c.env.CompleteActivity(token, result, err)
}

func (w *oneWorkflow) ExecuteWorkflow(_ context.Context, o client.StartWorkflowOptions, _ any, args ...any) (client.WorkflowRun, error) {
	failed := w.id != "" && w.status() != enumspb.WORKFLOW_EXECUTION_STATUS_RUNNING && w.status() != enumspb.WORKFLOW_EXECUTION_STATUS_COMPLETED
	again := failed && o.WorkflowIDReusePolicy == enumspb.WORKFLOW_ID_REUSE_POLICY_ALLOW_DUPLICATE_FAILED_ONLY
	if again {
		w.before = w.c.env
	}
	if w.id == o.ID && !again {
		return nil, serviceerror.NewWorkflowExecutionAlreadyStarted("it has started", "", "")
	}
	w.id, w.options, w.args = o.ID, o, args
	return nil, nil
}

func (w *oneWorkflow) DescribeWorkflowExecution(_ context.Context, id, _ string) (*workflowservice.DescribeWorkflowExecutionResponse, error) {
	if id != w.id {
		return nil, serviceerror.NewNotFound("no such workflow")
	}
	return &workflowservice.DescribeWorkflowExecutionResponse{WorkflowExecutionInfo: &workflowpb.WorkflowExecutionInfo{
		Execution: &commonpb.WorkflowExecution{WorkflowId: id, RunId: "last"}, Status: w.status(),
	}}, nil
}

// ListWorkflow lists the workflow, whatever is asked for.
func (w *oneWorkflow) ListWorkflow(ctx context.Context, _ *workflowservice.ListWorkflowExecutionsRequest) (*workflowservice.ListWorkflowExecutionsResponse, error) {
	is, err := w.DescribeWorkflowExecution(ctx, w.id, "")
	if err != nil || w.id == "" {
		return &workflowservice.ListWorkflowExecutionsResponse{}, nil
	}
	return &workflowservice.ListWorkflowExecutionsResponse{Executions: []*workflowpb.WorkflowExecutionInfo{is.WorkflowExecutionInfo}}, nil
}

func (w *oneWorkflow) QueryWorkflow(_ context.Context, id, run, query string, args ...any) (converter.EncodedValue, error) {
	if id != w.id {
		return nil, serviceerror.NewNotFound("no such workflow")
	}
	if w.mute {
		return nil, context.DeadlineExceeded
	}
	if query == temporal.QuerySaved {
		w.saved++
	}
	if run == ownRun {
		return w.before.QueryWorkflow(query, args...)
	}
	return w.c.env.QueryWorkflow(query, args...)
}

func (w *oneWorkflow) SignalWorkflow(_ context.Context, _, _, name string, arg any) error {
	if w.c.env.IsWorkflowCompleted() {
		return serviceerror.NewNotFound("workflow execution already completed")
	}
	w.c.env.SignalWorkflow(name, arg)
	return nil
}

func (w *oneWorkflow) GetWorkflow(_ context.Context, id, _ string) client.WorkflowRun {
	return oneRun{w: w, id: id}
}

type oneRun struct {
	client.WorkflowRun
	w  *oneWorkflow
	id string
}

func (r oneRun) Get(_ context.Context, to any) error {
	if r.id != r.w.id {
		return serviceerror.NewNotFound("no such workflow")
	}
	if to == nil {
		return r.w.c.env.GetWorkflowError()
	}
	return r.w.c.env.GetWorkflowResult(to)
}

// clientOf returns a client, and the workflow that it starts.
func clientOf(t *testing.T, c *cluster) (*temporal.Client, *oneWorkflow) {
	t.Helper()
	w := &oneWorkflow{c: c}
	our, err := temporal.NewClient(w, "queue", c.machines)
	if err != nil {
		t.Fatal(err)
	}
	return our, w
}

func TestClient(t *testing.T) {
	var k tokens
	c := newCluster(t, approval, k.mux())
	our, w := clientOf(t, c)
	ctx := t.Context()
	started, err := our.Start(ctx, durable.Start{Machine: arn, Name: "o-1", Input: []byte(`{"a": 1}`)})
	if err != nil || w.id != started.ARN || started.Status != state.Running {
		t.Fatal(started, err)
	}
	c.newRun(time.Now())
	c.env.RegisterDelayedCallback(func() {
		if is, err := our.Describe(ctx, started.ARN); err != nil || is.Status != state.Running || is.Input.String() != `{"a": 1}` {
			t.Error("while it runs:", is, err)
		}
		again, err := our.Start(ctx, durable.Start{Machine: arn, Name: "o-1", Input: []byte(`{"a":1}`)})
		if err != nil || again.ARN != started.ARN {
			t.Error("the same start:", again, err)
		}
		if _, err := our.Start(ctx, durable.Start{Machine: arn, Name: "o-1", Input: []byte(`2`)}); !errors.Is(err, durable.ErrExecutionAlreadyExists) {
			t.Error("another start of that name:", err)
		}
		for name, err := range map[string]error{
			"heartbeat":         our.SendTaskHeartbeat(ctx, k.last()),
			"success, no JSON":  wants(our.SendTaskSuccess(ctx, k.last(), []byte(`x`)), durable.ErrInvalidOutput),
			"success, no token": wants(our.SendTaskSuccess(ctx, "x", []byte(`1`)), durable.ErrInvalidToken),
			"success":           our.SendTaskSuccess(ctx, k.last(), []byte(`"yes"`)),
		} {
			if err != nil {
				t.Error(name, err)
			}
		}
	}, time.Minute)
	c.env.ExecuteWorkflow(temporal.WorkflowName, w.args...)

	ended, err := our.Wait(ctx, started.ARN)
	if err != nil || ended.Status != state.Succeeded || ended.Stalled != "" {
		t.Error(ended, err)
	}
	if err := wants(our.SendTaskSuccess(ctx, k.last(), []byte(`1`)), durable.ErrTaskTimedOut); err != nil {
		t.Error("a late answer:", err)
	}
	if err := our.Stop(ctx, started.ARN, nil); err != nil {
		t.Error("a late stop:", err)
	}
	events, next, err := our.History(ctx, started.ARN, durable.HistoryPage{Reverse: true, Max: 2})
	if err != nil || next != 6 || !cmp.Equal(types(events), []history.Type{history.TypeExecutionSucceeded, history.TypeTaskStateExited}) {
		t.Error(types(events), next, err)
	}
	events, next, err = our.History(ctx, started.ARN, durable.HistoryPage{From: next})
	if err != nil || next != 0 || len(events) != 3 {
		t.Error(types(events), next, err)
	}
}

// An answer does not need a worker, nor does one that comes too late.
func TestClientAnswersWithoutWorkers(t *testing.T) {
	var k tokens
	c := newCluster(t, approval, k.mux())
	our, w := clientOf(t, c)
	w.mute = true
	ctx := t.Context()
	started, err := our.Start(ctx, durable.Start{Machine: arn})
	if err != nil {
		t.Fatal(err)
	}
	c.newRun(time.Now())
	c.env.RegisterDelayedCallback(func() {
		for range 2 { // nobody knows that the second one comes too late
			if err := our.SendTaskSuccess(ctx, k.last(), []byte(`"yes"`)); err != nil {
				t.Error(err)
			}
		}
		ended, cancel := context.WithCancel(ctx)
		cancel()
		if err := our.SendTaskSuccess(ended, k.last(), []byte(`"yes"`)); err == nil {
			t.Error("an answer whose context has ended is taken")
		}
	}, time.Minute)
	c.env.ExecuteWorkflow(temporal.WorkflowName, w.args...)
	if is, err := our.Wait(ctx, started.ARN); err != nil || is.Output.String() != `"yes"` {
		t.Error(is, err)
	}
	if err := wants(our.SendTaskSuccess(ctx, k.last(), []byte(`1`)), durable.ErrTaskTimedOut); err != nil {
		t.Error("a late answer:", err)
	}
}

// someToken returns a task token of an execution that does not run.
func someToken(t *testing.T, c *cluster) string {
	t.Helper()
	cfg, err := c.machines[arn].Config()
	if err != nil {
		t.Fatal(err)
	}
	run, err := state.Start(c.machines[arn].Definition(), []byte(`{}`), cfg)
	if err != nil {
		t.Fatal(err)
	}
	return run.Token(1)
}

// wants returns an error unless err is another one.
func wants(err, want error) error {
	if errors.Is(err, want) {
		return nil
	}
	return errors.Join(errors.New("it is not "+want.Error()), err)
}

func TestClientStops(t *testing.T) {
	var k tokens
	c := newCluster(t, approval, k.mux())
	our, w := clientOf(t, c)
	started, err := our.Start(t.Context(), durable.Start{Machine: arn})
	if err != nil {
		t.Fatal(err)
	}
	c.newRun(time.Now())
	c.env.RegisterDelayedCallback(func() {
		if err := our.Stop(t.Context(), started.ARN, state.NewFailure("Enough", "for today")); err != nil {
			t.Error(err)
		}
	}, time.Minute)
	c.env.ExecuteWorkflow(temporal.WorkflowName, w.args...)
	is, err := our.Describe(t.Context(), started.ARN)
	if err != nil || is.Status != state.Aborted || is.Failure.Name() != "Enough" || *is.Failure.Cause != "for today" {
		t.Error(is, err)
	}
}

func TestClientErrors(t *testing.T) {
	var k tokens
	c := newCluster(t, approval, k.mux())
	our, _ := clientOf(t, c)
	ctx := t.Context()
	start := func(s durable.Start) error { _, err := our.Start(ctx, s); return err }
	sync := func(s durable.Start) error { _, err := our.StartSync(ctx, s); return err }
	describe := func(arn string) error { _, err := our.Describe(ctx, arn); return err }
	wait := func(arn string) error { _, err := our.Wait(ctx, arn); return err }
	long := string(make([]byte, 300))
	for name, c := range map[string]struct{ err, want error }{
		"no machine":         {start(durable.Start{Machine: "x"}), durable.ErrStateMachineDoesNotExist},
		"a name":             {start(durable.Start{Machine: arn, Name: "a b"}), durable.ErrInvalidName},
		"an input":           {start(durable.Start{Machine: arn, Input: []byte(`{`)}), durable.ErrInvalidExecutionInput},
		"sync":               {sync(durable.Start{Machine: arn, Input: []byte(`{`)}), durable.ErrStateMachineTypeNotSupported},
		"no execution":       {describe("x"), durable.ErrExecutionDoesNotExist},
		"nothing to await":   {wait("x"), durable.ErrExecutionDoesNotExist},
		"nothing to stop":    {our.Stop(ctx, "x", nil), durable.ErrExecutionDoesNotExist},
		"no token":           {our.SendTaskSuccess(ctx, "x", []byte(`x`)), durable.ErrInvalidToken},
		"no such task":       {our.SendTaskHeartbeat(ctx, someToken(t, c)), durable.ErrTaskDoesNotExist},
		"sync, no name":      {sync(durable.Start{Machine: arn, Name: "a b"}), durable.ErrInvalidName},
		"a name of an error": {our.Stop(ctx, "x", &state.Failure{Error: &long}), durable.ErrValidation},
	} {
		if !errors.Is(c.err, c.want) {
			t.Errorf("%s: %v, want %v", name, c.err, c.want)
		}
	}
	if _, err := temporal.NewClient(nil, "q", nil); err == nil {
		t.Error("a client without a cluster")
	}
}
