package state

import (
	"time"

	"github.com/goasl/goasl/history"
	"github.com/goasl/goasl/jsonvalue"
)

// Each kind of resource has events of its own for a task.

func (r *Run) taskScheduled(f *frame) {
	s := f.state.(*Task)
	if s.bare || f.timeout == seconds(s.Timeout.fixed) && f.heartbeat == seconds(s.Heartbeat.fixed) && !f.credentials.Exists() {
		r.emitCompact(f, s.eventCode(scheduled), f.work)
		return
	}
	in := history.Payload{Value: f.work}
	timeout, heartbeat := int64(f.timeout/time.Second), int64(f.heartbeat/time.Second)
	switch res := f.task(); res.kind {
	case Service:
		r.emit(f, history.TypeTaskScheduled, &history.TaskScheduled{
			ResourceType: res.service, Resource: res.action, Region: r.cfg.Identity.Region,
			Parameters: f.work, TimeoutInSeconds: timeout, HeartbeatInSeconds: heartbeat,
			TaskCredentials: roleOf(f.credentials),
		})
	case Activity:
		r.emit(f, history.TypeActivityScheduled, &history.ActivityScheduled{
			Resource: res.arn, Input: in, TimeoutInSeconds: timeout, HeartbeatInSeconds: heartbeat,
		})
	default:
		r.emit(f, history.TypeLambdaFunctionScheduled, &history.LambdaFunctionScheduled{
			Resource: res.arn, Input: in, TimeoutInSeconds: timeout, TaskCredentials: roleOf(f.credentials),
		})
	}
}

func (r *Run) taskStarted(f *frame, worker string) {
	if f.task().kind == Activity {
		r.emit(f, history.TypeActivityStarted, &history.ActivityStarted{WorkerName: worker})
		return
	}
	r.emitCompact(f, f.state.base().eventCode(started), jsonvalue.Value{})
}

func (r *Run) taskSucceeded(f *frame, output jsonvalue.Value) {
	r.emitCompact(f, f.state.base().eventCode(succeeded), output)
}

// taskFailed records the failure of a task. If the task was never started, that is the
// failure to start it.
func (r *Run) taskFailed(f *frame, why *Failure) {
	switch res := f.task(); {
	case res.kind == Service && f.begun:
		r.emit(f, history.TypeTaskFailed, &history.TaskFailed{ResourceType: res.service, Resource: res.action, Error: why.Error, Cause: why.Cause})
	case res.kind == Service:
		r.emit(f, history.TypeTaskStartFailed, &history.TaskStartFailed{ResourceType: res.service, Resource: res.action, Error: why.Error, Cause: why.Cause})
	case res.kind == Activity && f.begun:
		r.emit(f, history.TypeActivityFailed, &history.ActivityFailed{Error: why.Error, Cause: why.Cause})
	case res.kind == Activity:
		r.emit(f, history.TypeActivityScheduleFailed, &history.ActivityScheduleFailed{Error: why.Error, Cause: why.Cause})
	case f.begun:
		r.emit(f, history.TypeLambdaFunctionFailed, &history.LambdaFunctionFailed{Error: why.Error, Cause: why.Cause})
	default:
		r.emit(f, history.TypeLambdaFunctionScheduleFailed, &history.LambdaFunctionScheduleFailed{Error: why.Error, Cause: why.Cause})
	}
}

func (r *Run) taskTimedOut(f *frame, why *Failure) {
	switch res := f.task(); res.kind {
	case Service:
		r.emit(f, history.TypeTaskTimedOut, &history.TaskTimedOut{ResourceType: res.service, Resource: res.action, Error: why.Error})
	case Activity:
		r.emit(f, history.TypeActivityTimedOut, &history.ActivityTimedOut{Error: why.Error})
	default:
		r.emit(f, history.TypeLambdaFunctionTimedOut, &history.LambdaFunctionTimedOut{Error: why.Error})
	}
}

// task returns the resource of the Task state that the frame is in.
func (f *frame) task() *resource { return &f.state.(*Task).resource }

// roleOf returns the role of evaluated Credentials.
func roleOf(credentials jsonvalue.Value) history.TaskCredentials {
	return history.TaskCredentials{RoleArn: credentials.Get("RoleArn").Text()}
}
