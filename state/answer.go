package state

import (
	"time"

	"github.com/goasl/goasl/history"
	"github.com/goasl/goasl/jsonvalue"
)

// The answers to effects. Each carries the driver's time and reports false if
// it comes too late: the effect was answered, has timed out, or belongs to an
// attempt that is over.

// awaited returns the frame that waits for an effect's answer.
func (r *Run) awaited(now time.Time, id int64) *frame {
	f := r.tasks.Get(id)
	if f == nil || r.ended() {
		return nil
	}
	r.tick(now)
	return f
}

// Scheduled tells that there is the activity that an effect asks for, and that
// its task waits for a worker. Of other effects it is no answer: they are
// scheduled when they are asked for.
func (r *Run) Scheduled(now time.Time, id int64) bool {
	f := r.awaited(now, id)
	if f == nil || !f.unscheduled {
		return false
	}
	r.scheduleActivity(f)
	r.settle()
	return true
}

// scheduleActivity schedules the task of an activity unless that was done
// before: one that is worked on is known to exist.
func (r *Run) scheduleActivity(f *frame) {
	if f.unscheduled {
		f.unscheduled = false
		r.taskScheduled(f)
	}
}

// Missing tells that there is no such activity as an effect asks for. It is no
// answer to one that was scheduled.
// Step Functions: the execution fails, and there is no sign of the task in its
// history.
func (r *Run) Missing(now time.Time, id int64) bool {
	f := r.awaited(now, id)
	if f == nil || !f.unscheduled {
		return false
	}
	f.failed = &fault{Failure: *NewFailure(errRuntime, "The activity "+f.task().arn+" does not exist."), fatal: true}
	r.answer(f)
	return true
}

// Started tells that the work of an effect has begun. worker names the worker
// of an activity, and is ignored otherwise. The state's times count from here:
// waiting for room, or for a worker, is no part of a task.
func (r *Run) Started(now time.Time, id int64, worker string) bool {
	f := r.awaited(now, id)
	if f == nil || f.begun {
		return false
	}
	r.scheduleActivity(f)
	f.begun = true
	r.taskStarted(f, worker)
	r.armTimeout(f)
	r.armHeartbeat(f)
	r.settle()
	return true
}

// Submitted tells that the work has been handed on and will be answered later:
// what a .sync or .waitForTaskToken integration returns at first.
func (r *Run) Submitted(now time.Time, id int64, out jsonvalue.Value) bool {
	f := r.awaited(now, id)
	if f == nil {
		return false
	}
	if res := f.task(); res.kind == Service {
		r.emit(f, history.TypeTaskSubmitted, &history.TaskSubmitted{
			ResourceType: res.service, Resource: res.action, Output: history.Payload{Value: out},
		})
	}
	r.settle()
	return true
}

// Heartbeat tells that a task is still worked on.
func (r *Run) Heartbeat(now time.Time, id int64) bool {
	f := r.awaited(now, id)
	if f == nil {
		return false
	}
	r.armHeartbeat(f)
	return true
}

// Done tells the result of a task, or, if why is not nil, why there is none. A
// result must be a value; none counts as null.
func (r *Run) Done(now time.Time, id int64, out jsonvalue.Value, why *Failure) bool {
	f := r.awaited(now, id)
	if f == nil {
		return false
	}
	if why == nil && !out.Exists() {
		out = jsonvalue.NullValue
	}
	if why == nil && r.cfg.Limits.exceeded(out) {
		why = &r.tooLarge(f.task().label()).Failure
	}
	r.scheduleActivity(f)
	if why != nil {
		r.taskFailed(f, why)
		f.failed = &fault{Failure: *why, fatal: why.Name() == errRuntime && !f.begun}
	} else {
		if !f.begun {
			f.begun = true
			r.taskStarted(f, "")
		}
		r.taskSucceeded(f, out)
		f.work = out
	}
	r.answer(f)
	r.settle()
	return true
}

// label is how the message about a result's size names the resource.
func (res *resource) label() string {
	if res.kind == Service {
		return res.service
	}
	return res.arn
}

// answer lets the frame go on with what it now knows.
func (r *Run) answer(f *frame) {
	r.tasks.Remove(f.effect)
	f.credentials = jsonvalue.Value{}
	f.effect, f.unscheduled = 0, false
	f.dropTimers(timeout, heartbeat, wakeUp)
	f.phase = answered
	r.enqueue(f)
}

// timeOut ends a task whose time is over.
// Step Functions: a missed heartbeat is recorded as States.Timeout, too; neither
// has a cause.
func (r *Run) timeOut(f *frame, missedHeartbeat bool) {
	name := errTimeout
	f.failed = &fault{Failure: Failure{Error: &name}, heartbeat: missedHeartbeat}
	r.taskTimedOut(f, &f.failed.Failure)
	r.effects = append(r.effects, &Cancel{ID: f.effect})
	r.answer(f)
}
