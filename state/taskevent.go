package state

import (
	"time"

	"github.com/goasl/goasl/history"
	"github.com/goasl/goasl/jsonvalue"
)

// The events of a task come in three families, one for each kind of resource.

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
		r.emit(f, history.TypeActivityScheduled, &history.Scheduled{
			Resource: res.arn, Input: in, TimeoutInSeconds: timeout, HeartbeatInSeconds: heartbeat,
		})
	default:
		r.emit(f, history.TypeLambdaFunctionScheduled, &history.Scheduled{
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

// taskFailures are the events of tasks that fail, that cannot be started, and that
// time out, by the kind of their resource.
var taskFailures = map[Kind]struct{ failed, unstarted, timedOut history.Type }{
	Function: {history.TypeLambdaFunctionFailed, history.TypeLambdaFunctionScheduleFailed, history.TypeLambdaFunctionTimedOut},
	Service:  {history.TypeTaskFailed, history.TypeTaskStartFailed, history.TypeTaskTimedOut},
	Activity: {history.TypeActivityFailed, history.TypeActivityScheduleFailed, history.TypeActivityTimedOut},
}

// taskFailed records a failure; of a task that was never started, the failure
// to start it.
func (r *Run) taskFailed(f *frame, why *Failure) {
	types := taskFailures[f.task().kind]
	if !f.begun {
		types.failed = types.unstarted
	}
	r.emitFailure(f, types.failed, why.Error, why.Cause)
}

func (r *Run) taskTimedOut(f *frame, why *Failure) {
	r.emitFailure(f, taskFailures[f.task().kind].timedOut, why.Error, nil)
}

func (r *Run) emitFailure(f *frame, t history.Type, name, cause *string) {
	if res := f.task(); res.kind == Service {
		r.emit(f, t, &history.TaskFailure{ResourceType: res.service, Resource: res.action, Error: name, Cause: cause})
		return
	}
	r.emit(f, t, &history.Failure{Error: name, Cause: cause})
}

// task returns the resource of the Task state that the frame is in.
func (f *frame) task() *resource { return &f.state.(*Task).resource }

// roleOf returns the role of evaluated Credentials.
func roleOf(credentials jsonvalue.Value) history.TaskCredentials {
	return history.TaskCredentials{RoleArn: credentials.Get("RoleArn").Text()}
}
