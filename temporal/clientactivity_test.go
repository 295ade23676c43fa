package temporal_test

import (
	"context"
	"encoding/json"
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	commonpb "go.temporal.io/api/common/v1"
	"go.temporal.io/api/serviceerror"
	"go.temporal.io/api/workflowservice/v1"
	"go.temporal.io/sdk/activity"
	"go.temporal.io/sdk/converter"
	"go.temporal.io/sdk/workflow"
	"google.golang.org/grpc"

	"github.com/goasl/goasl/durable"
	"github.com/goasl/goasl/history"
	"github.com/goasl/goasl/jsonvalue"
	"github.com/goasl/goasl/state"
	"github.com/goasl/goasl/temporal"
)

const carve = "arn:aws:states:us-east-1:123456789012:activity:carve"

// queues is the service of a cluster, as far as it gives activities of task queues to those who
// poll. A server answers them after a while if there is none.
type queues struct {
	workflowservice.WorkflowServiceClient
	waiting map[string][]*workflowservice.PollActivityTaskQueueResponse
	idle    func() // is called if there is none, unless it is nil
	token   string // of the last task
}

func (q *queues) PollActivityTaskQueue(ctx context.Context, r *workflowservice.PollActivityTaskQueueRequest, _ ...grpc.CallOption) (*workflowservice.PollActivityTaskQueueResponse, error) {
	if r.Namespace != "default" {
		return nil, serviceerror.NewNamespaceNotFound(r.Namespace)
	}
	queue := r.TaskQueue.Name
	if len(q.waiting[queue]) == 0 {
		if q.idle != nil {
			q.idle()
		}
		return &workflowservice.PollActivityTaskQueueResponse{}, ctx.Err()
	}
	found := q.waiting[queue][0]
	q.waiting[queue] = q.waiting[queue][1:]
	return found, nil
}

// offer lets activities of the cluster wait on their queues, but for those of other tasks.
func (q *queues) offer(c *cluster, execution string) {
	q.waiting = map[string][]*workflowservice.PollActivityTaskQueueResponse{}
	c.env.RegisterActivityWithOptions(func(ctx context.Context, w temporal.Work, input converter.RawValue) (converter.RawValue, error) {
		if w.Kind != state.Activity {
			return temporal.Answer(state.Input{Kind: state.InputDone, Output: jsonvalue.True}).(converter.RawValue), nil
		}
		is := activity.GetInfo(ctx)
		q.token = w.Token
		q.waiting[is.TaskQueue] = append(q.waiting[is.TaskQueue], &workflowservice.PollActivityTaskQueueResponse{
			TaskToken: is.TaskToken, ActivityId: is.ActivityID, WorkflowExecution: &commonpb.WorkflowExecution{WorkflowId: execution},
		})
		return converter.RawValue{}, activity.ErrResultPending
	}, activity.RegisterOptions{Name: temporal.ActivityName, DisableAlreadyRegisteredCheck: true})
}

// carving returns a client with the activity, and an execution whose tasks are for its workers.
func carving(t *testing.T, definition string, opts ...temporal.Option) (c *cluster, our *temporal.Client, execution string, w *oneWorkflow) {
	t.Helper()
	c = newCluster(t, definition, functions())
	w = &oneWorkflow{c: c, queues: &queues{}}
	our, err := temporal.NewClient(w, "queue", c.machines, append(opts, temporal.WithObjects(durable.Memory()))...)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := our.CreateActivity(t.Context(), carve); err != nil {
		t.Fatal(err)
	}
	is, err := our.Start(t.Context(), durable.Start{Machine: arn, Input: []byte(`{"a":  1}`)})
	if err != nil {
		t.Fatal(err)
	}
	c.client = our
	c.during = func(c *cluster) { w.queues.offer(c, is.ARN) }
	return c, our, is.ARN, w
}

// poll returns a task, which has to be there.
func poll(t *testing.T, our *temporal.Client) *durable.ActivityTask {
	t.Helper()
	task, err := our.Poll(t.Context(), carve, "ann")
	if err != nil || task == nil {
		t.Error(task, err)
		return &durable.ActivityTask{}
	}
	return task
}

// A worker that polls is told in the history, keeps its task by heartbeats, and answers by the
// token. TimeoutSeconds count from when it begins.
func TestPoll(t *testing.T) {
	c, our, execution, w := carving(t, `{"StartAt":"A","States":{"A":{"Type":"Task","Resource":"`+carve+`","HeartbeatSeconds":1000,"TimeoutSeconds":3000,"End":true}}}`)
	c.newRun(time.Now())
	var task *durable.ActivityTask
	c.env.RegisterDelayedCallback(func() { task = poll(t, our) }, 10*time.Minute)
	for i := range 4 {
		c.env.RegisterDelayedCallback(func() {
			if err := our.SendTaskHeartbeat(t.Context(), task.Token); err != nil {
				t.Error(err)
			}
		}, time.Duration(i+1)*15*time.Minute)
	}
	c.env.RegisterDelayedCallback(func() {
		short, cancel := context.WithTimeout(t.Context(), 10*time.Millisecond)
		defer cancel()
		if again, err := our.Poll(short, carve, "bob"); again != nil || err != nil {
			t.Error("another worker has it, too:", again, err)
		}
		if err := our.SendTaskSuccess(t.Context(), task.Token, []byte(`"carved"`)); err != nil {
			t.Error(err)
		}
	}, time.Hour-time.Minute)
	c.env.ExecuteWorkflow(temporal.WorkflowName, w.args...)
	c.collect()

	if is := c.description(); is.Output != `"carved"` {
		t.Errorf("%+v %v", is, types(c.events))
	}
	if string(task.Input) != `{"a":  1}` {
		t.Errorf("%s", task.Input)
	}
	want := []history.Type{
		history.TypeExecutionStarted, history.TypeTaskStateEntered, history.TypeActivityScheduled, history.TypeActivityStarted,
		history.TypeActivitySucceeded, history.TypeTaskStateExited, history.TypeExecutionSucceeded,
	}
	if diff := cmp.Diff(want, types(c.events)); diff != "" {
		t.Error(diff)
	}
	if text := string(c.events[3].AppendJSON(nil)); !json.Valid([]byte(text)) || c.events[3].Details.(*history.ActivityStarted).WorkerName != "ann" {
		t.Error(text)
	}
	err := our.SendTaskSuccess(t.Context(), task.Token, []byte(`1`))
	if !errors.Is(err, durable.ErrTaskTimedOut) || err.Error() != "TaskTimedOut: Task Timed Out: '"+carve+"'" {
		t.Errorf("a late answer of %s: %v", execution, err)
	}
}

// A worker that answers at once is told in the history, too: its answer comes by a signal, which
// the workflow reads before it learns that the worker begins.
func TestAnswerAtOnce(t *testing.T) {
	c, _, _, w := carving(t, `{"StartAt":"A","States":{"A":{"Type":"Task","Resource":"`+carve+`","End":true}}}`)
	worker := c.newRun(time.Now())
	c.env.RegisterWorkflowWithOptions(worker.ExecuteAtOnce, workflow.RegisterOptions{Name: "at once"})
	c.env.ExecuteWorkflow("at once", w.args...)
	c.collect()
	want := []history.Type{
		history.TypeExecutionStarted, history.TypeTaskStateEntered, history.TypeActivityScheduled, history.TypeActivityStarted,
		history.TypeActivitySucceeded, history.TypeTaskStateExited, history.TypeExecutionSucceeded,
	}
	if diff := cmp.Diff(want, types(c.events)); diff != "" {
		t.Fatal(diff)
	}
	if by := c.events[3].Details.(*history.ActivityStarted).WorkerName; by != "ann" {
		t.Errorf("the worker is %q", by)
	}
}

// A task that a worker has does not keep the workflow from continuing as new, and is offered to
// nobody else then.
func TestPolledTaskContinues(t *testing.T) {
	const echo = `{"Type":"Task","Resource":"` + function + `echo",`
	c, our, execution, w := carving(t, `{"StartAt":"P","States":{"P":{"Type":"Parallel","End":true,"Branches":[
		{"StartAt":"C","States":{"C":{"Type":"Task","Resource":"`+carve+`","End":true}}},
		{"StartAt":"W","States":{"W":{"Type":"Wait","Seconds":600,"Next":"T"},"T":`+echo+`"End":true}}}]}}}`, temporal.WithContinueAfter(2))
	var task *durable.ActivityTask
	c.during = func(c *cluster) {
		w.queues.offer(c, execution)
		switch c.runs {
		case 0:
			c.env.RegisterDelayedCallback(func() { task = poll(t, our) }, time.Minute)
		case 1:
			c.env.RegisterDelayedCallback(func() {
				if len(w.queues.waiting[carve]) > 0 {
					t.Error("it is offered again")
				}
				if err := our.SendTaskSuccess(t.Context(), task.Token, []byte(`"carved"`)); err != nil {
					t.Error(err)
				}
			}, time.Hour)
		}
	}
	c.driveFrom(time.Now(), w.args)
	if is := c.description(); is.Output != `["carved",true]` || c.runs != 2 {
		t.Errorf("%+v in %d runs, %v", is, c.runs, c.err)
	}
}

// A task that a Temporal worker has begun, which was lost then, is for others.
func TestPollAfterALostWorker(t *testing.T) {
	c, our, _, w := carving(t, `{"StartAt":"A","States":{"A":{"Type":"Task","Resource":"`+carve+`","TimeoutSeconds":600,"End":true}}}`)
	c.newRun(time.Now())
	c.env.RegisterDelayedCallback(func() {
		c.env.SignalWorkflow(temporal.SignalName, temporal.Signal(w.queues.token, state.Input{Kind: state.InputStarted}))
	}, time.Minute)
	var task *durable.ActivityTask
	c.env.RegisterDelayedCallback(func() { task = poll(t, our) }, 8*time.Minute)
	c.env.RegisterDelayedCallback(func() { // its time counts anew
		if err := our.SendTaskSuccess(t.Context(), task.Token, []byte(`"carved"`)); err != nil {
			t.Error(err)
		}
	}, 16*time.Minute)
	c.env.ExecuteWorkflow(temporal.WorkflowName, w.args...)
	c.collect()
	if is := c.description(); is.Output != `"carved"` || count(c.events, history.TypeActivityStarted) != 1 {
		t.Errorf("%+v %v", is, types(c.events))
	}
}

// What waits on the queue of an activity and is no such task is given back.
func TestPollFindsSomethingElse(t *testing.T) {
	shared := temporal.WithQueue(func(string) string { return "shared" })
	c, our, execution, w := carving(t, `{"StartAt":"A","States":{"A":{"Type":"Task","Resource":"`+carve+`s","End":true}}}`, shared)
	c.newRun(time.Now())
	c.env.RegisterDelayedCallback(func() {
		waiting := w.queues.waiting["shared"]
		w.queues.waiting["shared"] = append(waiting, &workflowservice.PollActivityTaskQueueResponse{
			TaskToken: []byte("x"), ActivityId: "read.1", WorkflowExecution: &commonpb.WorkflowExecution{WorkflowId: "x"},
		})
		short, cancel := context.WithCancel(t.Context())
		w.queues.idle = cancel
		task, err := our.Poll(short, carve, "ann")
		if len(waiting) != 1 || task != nil || err != nil || len(w.queues.waiting["shared"]) > 0 {
			t.Errorf("%d waited; %v %v", len(waiting), task, err)
		}
		if err := our.Stop(t.Context(), execution, nil); err != nil {
			t.Error(err)
		}
	}, time.Minute)
	c.env.ExecuteWorkflow(temporal.WorkflowName, w.args...)
	c.collect()
	if n := count(c.events, history.TypeActivityStarted); n != 0 {
		t.Error(types(c.events))
	}
}

func TestActivities(t *testing.T) {
	_, our, _, _ := carving(t, waits)
	for arn, want := range map[string]error{"x": durable.ErrInvalidArn, carve + "<": durable.ErrInvalidName} {
		if _, err := our.CreateActivity(t.Context(), arn); !errors.Is(err, want) {
			t.Error(arn, err)
		}
	}
	all, err := our.ListActivities(t.Context(), "", 10)
	if err != nil || len(all) != 1 || all[0].ARN != carve || all[0].Name != "carve" || all[0].Created.IsZero() {
		t.Error(all, err)
	}
	if err := our.DeleteActivity(t.Context(), carve); err != nil {
		t.Error(err)
	}
	if _, err := our.DescribeActivity(t.Context(), carve); !errors.Is(err, durable.ErrActivityDoesNotExist) {
		t.Error(err)
	}
	if _, err := our.Poll(t.Context(), carve, ""); !errors.Is(err, durable.ErrActivityDoesNotExist) {
		t.Error(err)
	}

	none, err := temporal.NewClient(&oneWorkflow{}, "queue", nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := none.CreateActivity(t.Context(), carve); err == nil || errors.Is(err, durable.ErrActivityDoesNotExist) {
		t.Error("without objects:", err)
	}
	elsewhere, err := temporal.NewClient(&oneWorkflow{queues: &queues{}}, "queue", nil, temporal.WithObjects(durable.Memory()), temporal.WithNamespace("mine"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := elsewhere.CreateActivity(t.Context(), carve); err != nil {
		t.Fatal(err)
	}
	if _, err := elsewhere.Poll(t.Context(), carve, ""); err == nil {
		t.Error("a namespace that is not there is no error")
	}
}
