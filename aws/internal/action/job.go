package action

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/aws/internal/polling"
	"github.com/goasl/goasl/jsonvalue"
)

// job says how to wait for the end of a job, and how to stop it.
type job struct {
	describe string   // the operation that describes it
	by       template // the parameters of that
	status   string   // where its status is in the description
	good     string   // the statuses with which it has succeeded, with spaces between them
	bad      string   // those with which it has failed
	gone     bool     // it has succeeded when it is not found any more

	stop   string   // the operation that stops it, "" if Step Functions does not
	stopBy template // the parameters of that

	result template // the result of the task, and the cause of its failure

	// judge decides in place of the status; nil leaves it to that. done is false while the
	// job runs.
	judge func(ctx context.Context, t *Task, description jsonvalue.Value) (done, succeeded bool)
	// shape changes the result; nil leaves it as it is.
	shape func(t *Task, result jsonvalue.Value) jsonvalue.Value
}

// stopTime is how long it may take to stop a job.
const stopTime = 10 * time.Second

// wait waits for the end of a job, and returns the result of the task.
func (j *job) wait(ctx context.Context, t *Task, response jsonvalue.Value) (jsonvalue.Value, error) {
	from := &sources{parameters: t.Input, response: response}
	succeeded := false
	err := polling.Wait(ctx, func() (ended bool, err error) {
		description, err := t.Call(ctx, t.Service, j.describe, j.by.fill(from))
		switch {
		case err != nil && j.gone && isNotFound(err):
			succeeded = true
			return true, nil
		case err != nil:
			return false, err
		}
		from.description = description
		ended, succeeded = j.ended(ctx, t, description)
		return ended, nil
	})
	switch {
	case err != nil && ctx.Err() != nil:
		return jsonvalue.Value{}, j.abandon(ctx, t, from, err)
	case err != nil:
		return jsonvalue.Value{}, err
	case !succeeded:
		return jsonvalue.Value{}, asl.NewError("States.TaskFailed", j.output(t, from).Compact().String())
	}
	return j.output(t, from), nil
}

// ended tells from a description whether the job has ended, and how.
func (j *job) ended(ctx context.Context, t *Task, description jsonvalue.Value) (done, succeeded bool) {
	if j.judge != nil {
		return j.judge(ctx, t, description)
	}
	status := at(description, j.status).Text()
	isOne := func(of string) bool { return slices.Contains(strings.Fields(of), status) }
	return isOne(j.good) || isOne(j.bad), isOne(j.good)
}

// output returns the result of the task, or the value whose text is the cause of its failure.
func (j *job) output(t *Task, from *sources) jsonvalue.Value {
	result := j.result.fill(from)
	if !result.Exists() { // there was no description
		result = plain(from.response)
	}
	if j.shape != nil {
		result = j.shape(t, result)
	}
	return result
}

// abandon stops the job of a task whose context has ended, and returns the error of the
// task. Step Functions: it tries once.
func (j *job) abandon(ctx context.Context, t *Task, from *sources, err error) error {
	if j.stop == "" || asl.TaskInfoFrom(ctx).Resumes() {
		return err
	}
	stop, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopTime)
	defer cancel()
	_, _ = t.Call(stop, t.Service, j.stop, j.stopBy.fill(from)) // nobody is there to be told
	return err
}

// isNotFound reports whether a service does not find what an operation is about.
func isNotFound(err error) bool {
	var named *asl.Error
	return errors.As(err, &named) && strings.HasSuffix(named.Name, "NotFoundException")
}
