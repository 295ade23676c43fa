package servertest

import (
	"context"
	"os"
	"os/exec"
	"testing"

	enumspb "go.temporal.io/api/enums/v1"
	historypb "go.temporal.io/api/history/v1"
	"go.temporal.io/sdk/activity"
	"go.temporal.io/sdk/worker"

	"github.com/goasl/goasl/temporal"
)

// replayer is a replayer of the SDK, with which our workflow is registered.
type replayer struct{ worker.WorkflowReplayer }

func (replayer) RegisterActivityWithOptions(any, activity.RegisterOptions) {}

// replay replays all runs of a workflow, and those of its children.
func (q *queue) replay(arn string) {
	q.t.Helper()
	r := replayer{worker.NewWorkflowReplayer()}
	if err := temporal.Register(r, q.machines, q.opts...); err != nil {
		q.t.Fatal(err)
	}
	for _, h := range q.workflows(arn) {
		if err := r.ReplayWorkflowHistory(quiet{}, h); err != nil {
			q.t.Errorf("%s: a run with %d events cannot be replayed: %v", arn, len(h.Events), err)
		}
	}
}

// Workers that keep no workflow in memory, and replay the history for each workflow task, come to
// the same.
func TestWithoutCache(t *testing.T) {
	if *cached == 0 {
		t.Skip("this runs without a cache already")
	}
	out, err := exec.Command(os.Args[0], "-cached", "0", "-test.run", "TestStates|TestContinueAsNew|TestRedrive|TestStop|TestChild").CombinedOutput()
	if err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}

// workflows returns the histories of all runs of a workflow, the last one first, and of its
// children.
func (q *queue) workflows(arn string) (all []*historypb.History) {
	q.t.Helper()
	for run := ""; ; {
		h := q.workflow(arn, run)
		all = append(all, h)
		for _, e := range h.Events {
			if a := e.GetChildWorkflowExecutionStartedEventAttributes(); a != nil {
				all = append(all, q.workflows(a.GetWorkflowExecution().GetWorkflowId())...)
			}
		}
		if run = h.Events[0].GetWorkflowExecutionStartedEventAttributes().GetContinuedExecutionRunId(); run == "" {
			return all
		}
	}
}

// workflow returns the history of one run; "" is the last one.
func (q *queue) workflow(arn, run string) *historypb.History {
	q.t.Helper()
	var h historypb.History
	// The context of the test has ended when its cleanups run.
	for i := q.sdk.GetWorkflowHistory(context.Background(), arn, run, false, enumspb.HISTORY_EVENT_FILTER_TYPE_ALL_EVENT); i.HasNext(); {
		e, err := i.Next()
		if err != nil {
			q.t.Fatal(err)
		}
		h.Events = append(h.Events, e)
	}
	return &h
}
