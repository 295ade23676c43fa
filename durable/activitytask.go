package durable

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/goasl/goasl/state"
)

// taskKind is the kind of the objects of tasks of activities. Their names begin with the ARN of the
// activity and when they were offered.
const taskKind = "activity task"

// taskText is the value of a task that waits for a worker.
type taskText struct {
	Root      string `json:"root"` // the execution at the top
	Execution string `json:"execution"`
	ID        int64  `json:"id"`
	Token     string `json:"token"`
	Input     string `json:"input"` // the text as it is
}

// activityTasks keeps the tasks of activities for workers.
type activityTasks struct {
	x    *Executor
	root string // ARN of the execution at the top
}

// Offer adds a task. If it was added before, one of the two is not given to a worker.
func (a activityTasks) Offer(ctx context.Context, t *state.RunTask) (exists bool, err error) {
	_, err = a.x.store.Object(ctx, activityKind, t.Resource)
	switch {
	case errors.Is(err, ErrNotFound):
		return false, nil
	case err != nil:
		return false, storeError(err)
	}
	arn, _, _ := originOf(t.Key)
	text, err := json.Marshal(taskText{a.root, arn, t.ID, t.Token, t.Input.String()})
	if err != nil {
		return true, err
	}
	name := fmt.Sprintf("%s %020d %s", t.Resource, a.x.clock.Now().UnixMicro(), t.Key)
	err = a.x.store.PutObject(ctx, Object{Kind: taskKind, Name: name, Value: text}, 0)
	if err != nil && !errors.Is(err, ErrConflict) {
		return true, storeError(err)
	}
	a.x.offers.wake()
	return true, nil
}

// Poll is that of [Client].
func (x *Executor) Poll(ctx context.Context, activity, worker string) (*ActivityTask, error) {
	for {
		offered := x.offers.wait()
		if _, err := x.DescribeActivity(ctx, activity); err != nil {
			return nil, unlessEnded(ctx, err)
		}
		task, err := x.takeTask(ctx, activity, worker)
		if task != nil || err != nil {
			return task, unlessEnded(ctx, err)
		}
		reached, stop := x.clock.At(x.clock.Now().Add(x.poll))
		select {
		case <-ctx.Done():
			stop()
			return nil, nil
		case <-offered:
		case <-reached:
		}
		stop()
	}
}

// unlessEnded returns err, but not if it only says that ctx has ended.
func unlessEnded(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return nil
	}
	return err
}

// takeTask gives the first task to a worker. It returns nil if there is none. A task whose
// execution cannot be read, as it is stalled, stays.
func (x *Executor) takeTask(ctx context.Context, activity, worker string) (*ActivityTask, error) {
	const atOnce = 10
	for after := activity + " "; ; {
		objects, err := x.store.Objects(ctx, taskKind, after, atOnce)
		if err != nil {
			return nil, storeError(err)
		}
		for _, o := range objects {
			if after = o.Name; !strings.HasPrefix(o.Name, activity+" ") {
				return nil, nil
			}
			task, err := x.takeOne(ctx, o, worker)
			if task != nil || errors.Is(err, errStore) || ctx.Err() != nil {
				return task, err
			}
		}
		if len(objects) < atOnce {
			return nil, nil
		}
	}
}

// takeOne gives a task to a worker, if it waits for one. Of several workers that start it that
// one has it which deletes it.
func (x *Executor) takeOne(ctx context.Context, o Object, worker string) (*ActivityTask, error) {
	var t taskText
	is := offerOver
	if json.Unmarshal(o.Value, &t) == nil {
		var err error
		if is, err = x.give(ctx, &t, worker); err != nil || is == offerTaken {
			return nil, err
		}
	}
	ctx = context.WithoutCancel(ctx)
	err := x.store.PutObject(ctx, Object{Kind: o.Kind, Name: o.Name}, o.Version)
	switch {
	case errors.Is(err, ErrConflict):
		return nil, nil
	case is == offerWaits: // if it stays it is given to nobody else
		activity, _, _ := strings.Cut(o.Name, " ")
		return &ActivityTask{Token: state.WorkerToken(t.Token, activity), Input: json.RawMessage(t.Input)}, nil
	}
	return nil, storeError(err)
}

// offerStatus says what has become of a task of an activity.
type offerStatus int

const (
	offerWaits offerStatus = iota // for a worker
	offerTaken                    // a worker has it, or is about to
	offerOver                     // it does not wait for its answer any more
)

// give starts a task in its execution, if it waits.
func (x *Executor) give(ctx context.Context, t *taskText, worker string) (offerStatus, error) {
	is, err := x.offerStatus(ctx, t)
	switch {
	case errors.Is(err, errNoMachine): // this process cannot know whether it waits
	case err != nil || is != offerWaits:
		return is, err
	}
	ctx = context.WithoutCancel(ctx) // who has told the execution has the task
	in := state.Input{Kind: state.InputStarted, Now: x.clock.Now(), ID: t.ID, Worker: worker}
	err = x.post(ctx, t.Root, forItem(in, t.Root, t.Execution))
	switch {
	case errors.Is(err, ErrPosted):
		return offerTaken, nil
	case errors.Is(err, ErrNotFound):
		return offerOver, nil
	}
	return offerWaits, err
}

// offerStatus returns what has become of a task, as of the last commit.
func (x *Executor) offerStatus(ctx context.Context, t *taskText) (status offerStatus, err error) {
	status = offerOver
	err = x.peek(ctx, t.Root, func(r *restored) error {
		run, err := r.of(ctx, t.Execution)
		if run == nil || err != nil {
			return err
		}
		for _, p := range run.Outstanding() {
			task, ok := p.Effect.(*state.RunTask)
			switch {
			case !ok || task.ID != t.ID:
			case p.Begun:
				status = offerTaken
			default:
				status = offerWaits
			}
		}
		return nil
	})
	if errors.Is(err, ErrExecutionDoesNotExist) {
		return offerOver, nil
	}
	return status, err
}
