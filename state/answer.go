package state

import (
	"time"

	"github.com/goasl/goasl/history"
	"github.com/goasl/goasl/jsonvalue"
)

// The answers to effects, each of them an [Input]. They report what [Run.Tell]
// reports.

// Scheduled tells that there is the activity that an effect asks for, and that
// its task waits for a worker. Of other effects it is no answer: they are
// scheduled when they are asked for.
func (r *Run) Scheduled(now time.Time, id int64) bool {
	return r.Tell(Input{Kind: InputScheduled, Now: now, ID: id})
}

// Missing tells that there is no such activity as an effect asks for. It is no
// answer to one that was scheduled.
// Step Functions: the execution fails, and there is no sign of the task in its
// history.
func (r *Run) Missing(now time.Time, id int64) bool {
	return r.Tell(Input{Kind: InputMissing, Now: now, ID: id})
}

// Started tells that the work of an effect has begun. worker names the worker
// of an activity, and is ignored otherwise. The state's times count from here:
// waiting for room, or for a worker, is no part of a task.
func (r *Run) Started(now time.Time, id int64, worker string) bool {
	return r.Tell(Input{Kind: InputStarted, Now: now, ID: id, Worker: worker})
}

// Submitted tells, once for each effect, that the work has been handed on and
// will be answered later: what a .sync or .waitForTaskToken integration returns
// at first. It is remembered, see [Run.Outstanding], and recorded if there is an
// output.
func (r *Run) Submitted(now time.Time, id int64, out jsonvalue.Value) bool {
	return r.Tell(Input{Kind: InputSubmitted, Now: now, ID: id, Output: out})
}

// Heartbeat tells that a task is still worked on.
func (r *Run) Heartbeat(now time.Time, id int64) bool {
	return r.Tell(Input{Kind: InputHeartbeat, Now: now, ID: id})
}

// Done tells the result of a task, or, if why is not nil, why there is none. A
// result must be a value; none counts as null.
func (r *Run) Done(now time.Time, id int64, out jsonvalue.Value, why *Failure) bool {
	return r.Tell(Input{Kind: InputDone, Now: now, ID: id, Output: out, Failure: why})
}

// TimedOut tells that a task has timed out, or that a heartbeat was missed. It is
// for drivers whose engine keeps the time of tasks; others need only
// [Run.Advance].
func (r *Run) TimedOut(now time.Time, id int64, heartbeat bool) bool {
	kind := InputTimedOut
	if heartbeat {
		kind = InputMissedHeartbeat
	}
	return r.Tell(Input{Kind: kind, Now: now, ID: id})
}

// Again tells that the work of an effect that had been started begins anew, as
// after an outage. Its times count from now; the history does not show it. It
// reports false if the work was never started, too.
func (r *Run) Again(now time.Time, id int64) bool {
	return r.Tell(Input{Kind: InputAgain, Now: now, ID: id})
}

// ChildStarted tells that the execution that a [StartChild] asks for has begun.
// If the task does not wait for its end, that is its result.
func (r *Run) ChildStarted(now time.Time, id int64, child ChildOutcome) bool {
	return r.Tell(Input{Kind: InputChildStarted, Now: now, ID: id, Child: &child})
}

// ChildDone tells how the execution that a [StartChild] asks for has ended. Of
// a task that waits for a token it is no answer.
// Step Functions: the result is what DescribeExecution says of the child; a
// child that did not succeed is a States.TaskFailed with that as its Cause.
func (r *Run) ChildDone(now time.Time, id int64, child ChildOutcome) bool {
	return r.Tell(Input{Kind: InputChildDone, Now: now, ID: id, Child: &child})
}

// Awaits reports whether an answer to an effect is waited for.
func (r *Run) Awaits(id int64) bool { return r.tasks.Get(id) != nil && !r.ended() }

// accepts reports whether an input is an answer to the frame's pending task.
func (f *frame) accepts(in *Input) bool {
	res := f.task()
	switch in.Kind {
	case InputScheduled, InputMissing:
		return f.unscheduled
	case InputStarted:
		return !f.begun
	case InputSubmitted:
		return !f.submitted
	case InputAgain:
		return f.begun
	case InputChildStarted:
		return res.isStartExecution() && in.Child != nil && !f.submitted
	case InputChildDone:
		return res.isStartExecution() && in.Child != nil && res.pattern != WaitForTaskToken
	case InputHeartbeat, InputDone, InputTimedOut, InputMissedHeartbeat:
		return true
	}
	return false
}

// answer does what an answer to the frame's pending task says.
func (r *Run) answer(f *frame, in *Input) {
	switch in.Kind {
	case InputScheduled:
		r.scheduleActivity(f)
	case InputMissing:
		f.failed = f.runtimeFault("The activity " + f.task().arn + " does not exist.")
		r.taskOver(f)
	case InputStarted:
		r.startTask(f, in.Worker)
	case InputSubmitted:
		r.submitTask(f, in.Output.Compact())
	case InputHeartbeat:
		r.armHeartbeat(f)
	case InputDone:
		r.endTask(f, f.task().result(in.Output), in.Failure)
	case InputTimedOut, InputMissedHeartbeat:
		r.timeOut(f, in.Kind == InputMissedHeartbeat)
	case InputAgain:
		r.armTimeout(f)
		r.armHeartbeat(f)
	case InputChildStarted:
		r.childStarted(f, in.Child)
	case InputChildDone:
		r.childEnded(f, in.Child)
	}
}

// scheduleActivity schedules the task of an activity unless that was done
// before: one that is worked on is known to exist.
func (r *Run) scheduleActivity(f *frame) {
	if f.unscheduled {
		f.unscheduled = false
		r.taskScheduled(f)
	}
}

// startTask begins the work of a task.
func (r *Run) startTask(f *frame, worker string) {
	r.scheduleActivity(f)
	f.begun = true
	r.taskStarted(f, worker)
	r.armTimeout(f)
	r.armHeartbeat(f)
}

// submitTask remembers that the work of a task was handed on.
func (r *Run) submitTask(f *frame, out jsonvalue.Value) {
	f.submitted = true
	if res := f.task(); res.kind == Service && out.Exists() {
		r.emit(f, history.TypeTaskSubmitted, &history.TaskProgress{
			ResourceType: res.service, Resource: res.action, Output: history.Payload{Value: out},
		})
	}
}

// result is what an answer of the resource comes to.
// Step Functions: a service's answer is made anew, while the result of a function or
// an activity, and what a token was answered with, stays the text that it is.
func (res *resource) result(answer jsonvalue.Value) jsonvalue.Value {
	if res.kind == Service && res.pattern != WaitForTaskToken {
		return answer.Compact()
	}
	return answer
}

// endTask takes up what came of a task.
func (r *Run) endTask(f *frame, out jsonvalue.Value, why *Failure) {
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
	r.taskOver(f)
}

// label is how the message about a result's size names the resource.
func (res *resource) label() string {
	if res.kind == Service {
		return res.service
	}
	return res.arn
}

// taskOver lets the frame go on with what it now knows of its task.
func (r *Run) taskOver(f *frame) {
	r.tasks.Remove(f.effect)
	f.credentials = jsonvalue.Value{}
	f.effect, f.unscheduled, f.submitted = 0, false, false
	f.dropTimers(timeout, heartbeat, wakeUp)
	f.phase = answered
	r.enqueue(f)
}

// timeOut ends a task whose time is over.
// Step Functions: a missed heartbeat is recorded as States.Timeout, too; neither
// has a cause.
func (r *Run) timeOut(f *frame, missedHeartbeat bool) {
	name := errTimeout
	r.scheduleActivity(f)
	f.failed = &fault{Failure: Failure{Error: &name}, heartbeat: missedHeartbeat}
	r.taskTimedOut(f, &f.failed.Failure)
	r.effects = append(r.effects, &Cancel{ID: f.effect})
	r.taskOver(f)
}
