package state

import (
	"strings"
	"time"

	"github.com/goasl/goasl/history"
	"github.com/goasl/goasl/jsonvalue"
)

// taskEvents are the types of a task's events, by the kind of its resource.
var taskEvents = [...]struct{ scheduled, started, succeeded, failed, unstarted, timedOut history.Type }{
	Function: {
		history.TypeLambdaFunctionScheduled, history.TypeLambdaFunctionStarted, history.TypeLambdaFunctionSucceeded,
		history.TypeLambdaFunctionFailed, history.TypeLambdaFunctionScheduleFailed, history.TypeLambdaFunctionTimedOut,
	},
	Service: {
		history.TypeTaskScheduled, history.TypeTaskStarted, history.TypeTaskSucceeded,
		history.TypeTaskFailed, history.TypeTaskStartFailed, history.TypeTaskTimedOut,
	},
	Activity: {
		history.TypeActivityScheduled, history.TypeActivityStarted, history.TypeActivitySucceeded,
		history.TypeActivityFailed, history.TypeActivityScheduleFailed, history.TypeActivityTimedOut,
	},
}

// scheduled returns the details of the event by which a call begins. Timeout and
// heartbeat are in seconds, 0 for none.
func (res *resource) scheduled(region string, in jsonvalue.Value, timeout, heartbeat int64, credentials history.TaskCredentials) history.Details {
	switch res.kind {
	case Service:
		return &history.TaskScheduled{
			ResourceType: res.service, Resource: res.action, Region: region,
			Parameters: in, TimeoutInSeconds: timeout, HeartbeatInSeconds: heartbeat, TaskCredentials: credentials,
		}
	case Activity:
		credentials = history.TaskCredentials{}
	default:
		heartbeat = 0
	}
	return &history.Scheduled{
		Resource: res.arn, Input: history.Payload{Value: in},
		TimeoutInSeconds: timeout, HeartbeatInSeconds: heartbeat, TaskCredentials: credentials,
	}
}

// progress returns the details of the start of a service's call, which has no
// output, or of a result.
func (res *resource) progress(out history.Payload) history.Details {
	if res.kind == Service {
		return &history.TaskProgress{ResourceType: res.service, Resource: res.action, Output: out}
	}
	return &history.Success{Output: out}
}

func (res *resource) failed(name, cause *string) history.Details {
	if res.kind != Service {
		return &history.Failure{Error: name, Cause: cause}
	}
	return &history.TaskFailure{ResourceType: res.service, Resource: res.action, Error: name, Cause: cause}
}

// submits reports whether the resource starts a job, and waits for its end.
// Step Functions: if the call for that fails, the event is TaskSubmitFailed. The failure of
// the job itself is States.TaskFailed.
func (res *resource) submits() bool {
	return res.kind == Service && (res.pattern == Sync || res.pattern == SyncOutput)
}

func (r *Run) taskScheduled(f *frame) {
	s := f.state.(*Task)
	if s.bare || f.timeout == seconds(s.Timeout.fixed) && f.heartbeat == seconds(s.Heartbeat.fixed) && !f.credentials().Exists() {
		r.emitCompact(f, s.eventCode(scheduled), f.work)
		return
	}
	role := history.TaskCredentials{RoleArn: f.credentials().Get("RoleArn").Text()}
	r.emit(f, taskEvents[s.resource.kind].scheduled,
		s.resource.scheduled(r.cfg.Identity.Region, f.work, int64(f.timeout/time.Second), int64(f.heartbeat/time.Second), role))
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
	res := f.task()
	types := taskEvents[res.kind]
	switch {
	case !f.begun:
		types.failed = types.unstarted
	case res.submits() && !f.submitted && !strings.HasPrefix(why.Name(), "States."):
		types.failed = history.TypeTaskSubmitFailed
	}
	r.emit(f, types.failed, res.failed(why.Error, why.Cause))
}

func (r *Run) taskTimedOut(f *frame, why *Failure) {
	res := f.task()
	r.emit(f, taskEvents[res.kind].timedOut, res.failed(why.Error, nil))
}

// task returns the resource of the Task state that the frame is in.
func (f *frame) task() *resource { return &f.state.(*Task).resource }
