// Package action knows what Step Functions makes of the parameters and the responses of its
// optimised integrations, and how it waits for the jobs that they start. It calls the
// services through a function.
package action

import (
	"context"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/aws/internal/polling"
	"github.com/goasl/goasl/jsonvalue"
)

// A Caller calls an operation of a service, by the names that both have in the resources of
// aws-sdk integrations, except that the operation begins with a capital: "sfn" and
// "StartExecution". The parameters and the response are those of an optimised integration;
// the response may have SdkHttpMetadata and SdkResponseMetadata. An error is that of the
// task.
type Caller func(ctx context.Context, service, operation string, parameters jsonvalue.Value) (jsonvalue.Value, error)

// A Task is a call of an optimised integration.
type Task struct {
	Action    string // in the resource: "batch:submitJob"
	Service   string // that is called
	Operation string // that is called, unless the action is none of the service
	Pattern   asl.Pattern
	Input     jsonvalue.Value // the effective input of the state
	Call      Caller
}

// action is what an integration does besides the call.
type action struct {
	operation string // in place of the task's
	// request returns the parameters of the operation; nil stands for those of the task.
	request func(ctx context.Context, t *Task) (jsonvalue.Value, error)
	// result returns the result of the task for a response; nil stands for the response.
	result func(ctx context.Context, t *Task, response jsonvalue.Value) (jsonvalue.Value, error)
	job    *job // that the operation starts
}

// Run calls the service, waits for the end of the job if the pattern is .sync, and returns
// the result. ctx is that of a task.
//
// If ctx ends meanwhile the job is stopped, where Step Functions stops it, unless the
// execution goes on elsewhere.
func (t *Task) Run(ctx context.Context) (jsonvalue.Value, error) {
	a := actions[t.Action]
	if a.job != nil && t.isSync() {
		if before, ok := polling.Submitted(ctx); ok {
			return a.job.wait(ctx, t, before)
		}
	}
	in, err := t.Input, error(nil)
	if a.request != nil {
		if in, err = a.request(ctx, t); err != nil {
			return jsonvalue.Value{}, err
		}
	}
	if a.operation != "" {
		t.Operation = a.operation
	}
	response, err := t.Call(ctx, t.Service, t.Operation, in)
	if err != nil {
		return jsonvalue.Value{}, err
	}
	if a.result != nil {
		if response, err = a.result(ctx, t, response); err != nil {
			return jsonvalue.Value{}, err
		}
	}
	if a.job == nil || !t.isSync() {
		return response, nil
	}
	if err := asl.Submit(ctx, response.JSON()); err != nil {
		return jsonvalue.Value{}, err
	}
	return a.job.wait(ctx, t, response)
}

func (t *Task) isSync() bool { return t.Pattern == asl.Sync || t.Pattern == asl.SyncOutput }
