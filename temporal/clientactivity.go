package temporal

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"strconv"
	"time"

	enumspb "go.temporal.io/api/enums/v1"
	"go.temporal.io/api/serviceerror"
	taskqueuepb "go.temporal.io/api/taskqueue/v1"
	"go.temporal.io/api/workflowservice/v1"
	"go.temporal.io/sdk/converter"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/durable"
	"github.com/goasl/goasl/state"
)

func (c *Client) activities() durable.Activities {
	return durable.Activities{Objects: c.cfg.objects, Clock: asl.SystemClock()}
}

// CreateActivity is that of [durable.Client]. Tasks of an activity that does not exist wait, too.
func (c *Client) CreateActivity(ctx context.Context, arn string) (durable.Activity, error) {
	return c.activities().Create(ctx, arn)
}

// DescribeActivity is that of [durable.Client].
func (c *Client) DescribeActivity(ctx context.Context, arn string) (durable.Activity, error) {
	return c.activities().Describe(ctx, arn)
}

// DeleteActivity is that of [durable.Client].
func (c *Client) DeleteActivity(ctx context.Context, arn string) error {
	return c.activities().Delete(ctx, arn)
}

// ListActivities is that of [durable.Client].
func (c *Client) ListActivities(ctx context.Context, after string, max int) ([]durable.Activity, error) {
	return c.activities().List(ctx, after, max)
}

// The times of a poll. Temporal: a server waits for a minute at most, and lets nobody poll who
// waits for less than two seconds.
const (
	longestPoll  = 70 * time.Second
	shortestPoll = 3 * time.Second

	handingOver = 10 * time.Second // a task to a worker
)

// Poll is that of [durable.Client]. It takes the task from the queue that has the ARN of the
// activity as its name, or from that which [WithQueue] says. In the last three seconds before the
// deadline of ctx it takes none.
func (c *Client) Poll(ctx context.Context, activity, worker string) (*durable.ActivityTask, error) {
	for {
		_, err := c.DescribeActivity(ctx, activity)
		var task *durable.ActivityTask
		if err == nil {
			task, err = c.poll(ctx, activity, worker)
		}
		switch {
		case task != nil:
			return task, nil
		case ctx.Err() != nil:
			return nil, nil
		case err != nil:
			return nil, err
		}
	}
}

// poll waits for a task for as long as the server does, nil if there is none.
func (c *Client) poll(ctx context.Context, activity, worker string) (*durable.ActivityTask, error) {
	if end, ok := ctx.Deadline(); ok && time.Until(end) < shortestPoll {
		<-ctx.Done()
		return nil, nil
	}
	polling, cancel := context.WithTimeout(ctx, longestPoll)
	defer cancel()
	found, err := c.cluster.WorkflowService().PollActivityTaskQueue(polling, &workflowservice.PollActivityTaskQueueRequest{
		Namespace: c.cfg.namespace, Identity: cmp.Or(worker, ActivityName),
		TaskQueue: &taskqueuepb.TaskQueue{Name: c.cfg.activityQueue(activity), Kind: enumspb.TASK_QUEUE_KIND_NORMAL},
	})
	switch {
	case polling.Err() != nil && ctx.Err() == nil: // the server has not answered in time
		return nil, nil
	case err != nil || len(found.GetTaskToken()) == 0:
		return nil, err
	}
	return c.give(ctx, found, activity, worker)
}

// give tells the workflow that a worker has a task, which is answered by its token; nil if it is
// not awaited any more. Who has told the workflow has the task.
func (c *Client) give(ctx context.Context, found *workflowservice.PollActivityTaskQueueResponse, activity, worker string) (*durable.ActivityTask, error) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), handingOver)
	defer cancel()
	task, err := c.activityTask(ctx, found, activity)
	if err == nil {
		began := inputText(state.Input{Kind: state.InputStarted, Worker: worker})
		err = c.cluster.CompleteActivity(ctx, found.GetTaskToken(), payloadOf(began), nil)
	} else {
		_ = c.cluster.CompleteActivity(ctx, found.GetTaskToken(), nil, err) // gives it back
	}
	var notFound *serviceerror.NotFound
	switch {
	case errors.Is(err, errNotAwaited), errors.As(err, &notFound):
		return nil, nil
	case err != nil:
		return nil, err
	}
	return task, nil
}

// errNotAwaited says that an activity is no task of an activity that waits for a worker.
var errNotAwaited = errors.New("temporal: it is not awaited")

// activityTask asks the workflow for a task that was found.
func (c *Client) activityTask(ctx context.Context, found *workflowservice.PollActivityTaskQueueResponse, activity string) (*durable.ActivityTask, error) {
	id, err := strconv.ParseInt(found.GetActivityId(), 10, 64)
	if err != nil {
		return nil, errNotAwaited
	}
	var v converter.RawValue
	err = c.query(ctx, &v, found.GetWorkflowExecution().GetWorkflowId(), "", QueryActivity, id, activity)
	var task struct {
		Token string
		Input json.RawMessage
	}
	switch {
	case errors.Is(err, durable.ErrExecutionDoesNotExist):
		return nil, errNotAwaited
	case err != nil:
		return nil, err
	}
	if err := json.Unmarshal(textOf(v), &task); err != nil {
		return nil, err
	}
	if task.Token == "" {
		return nil, errNotAwaited
	}
	return &durable.ActivityTask{Token: state.WorkerToken(task.Token, activity), Input: task.Input}, nil
}
