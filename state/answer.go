package state

import (
	"time"

	"github.com/goasl/goasl/history"
	"github.com/goasl/goasl/jsonvalue"
)

// The answers to effects. Each method tells the Run an [Input], and returns what
// [Run.Tell] returns.

// Scheduled tells that the activity of an effect exists, and that its task waits for a
// worker; or with Config.ChecksCalls that a service can be called. Other effects take no such
// answer.
func (r *Run) Scheduled(now time.Time, id int64) bool {
	return r.Tell(Input{Kind: InputScheduled, Now: now, ID: id})
}

// Missing tells that the activity of an effect does not exist. An effect takes no such
// answer after [Run.Scheduled].
//
// Step Functions: the execution fails, and its history does not show the task.
func (r *Run) Missing(now time.Time, id int64) bool {
	return r.Tell(Input{Kind: InputMissing, Now: now, ID: id})
}

// Unusable tells that the service of an effect cannot be called with the effect's Input, and
// why. Only with Config.ChecksCalls an effect takes such an answer, and none after
// [Run.Scheduled].
//
// Step Functions: the execution fails, and its history does not show the task.
func (r *Run) Unusable(now time.Time, id int64, why string) bool {
	return r.Tell(Input{Kind: InputUnusable, Now: now, ID: id, Failure: &Failure{Cause: &why}})
}

// Started tells that the work of an effect has begun. worker is the name of an
// activity's worker, and is ignored for other effects. Timeout and Heartbeat of the
// effect count from here: the time before, in which work waits for a free worker, is no
// part of the task.
func (r *Run) Started(now time.Time, id int64, worker string) bool {
	return r.Tell(Input{Kind: InputStarted, Now: now, ID: id, Worker: worker})
}

// Submitted tells that the work of an effect was handed on and will be answered later,
// as a .sync or .waitForTaskToken integration does. out is what the integration
// returned at first; if it exists, the history has it as TaskSubmitted.
// [Run.Outstanding] shows that an effect was submitted. An effect takes this answer
// once.
func (r *Run) Submitted(now time.Time, id int64, out jsonvalue.Value) bool {
	return r.Tell(Input{Kind: InputSubmitted, Now: now, ID: id, Output: out})
}

// Heartbeat tells that a task is still at work. The effect's Heartbeat counts from now.
func (r *Run) Heartbeat(now time.Time, id int64) bool {
	return r.Tell(Input{Kind: InputHeartbeat, Now: now, ID: id})
}

// Done tells the end of a task: its result, or, if why is not nil, its failure. A
// result that is none counts as null.
func (r *Run) Done(now time.Time, id int64, out jsonvalue.Value, why *Failure) bool {
	return r.Tell(Input{Kind: InputDone, Now: now, ID: id, Output: out, Failure: why})
}

// TimedOut tells that a task has timed out, or, with heartbeat, that it missed a
// heartbeat. It is for drivers whose engine keeps the times of tasks. Others call only
// [Run.Advance].
func (r *Run) TimedOut(now time.Time, id int64, heartbeat bool) bool {
	kind := InputTimedOut
	if heartbeat {
		kind = InputMissedHeartbeat
	}
	return r.Tell(Input{Kind: kind, Now: now, ID: id})
}

// Again tells that the work of an effect begins once more, for instance after an
// outage. Its Timeout and Heartbeat count from now; the history does not show it. It
// also reports false if the work was never started.
func (r *Run) Again(now time.Time, id int64) bool {
	return r.Tell(Input{Kind: InputAgain, Now: now, ID: id})
}

// ChildStarted tells that the execution that a [StartChild] asks for has begun. child
// needs ARN and Started. If the task does not wait for the end of the execution, it is
// done.
func (r *Run) ChildStarted(now time.Time, id int64, child ChildOutcome) bool {
	return r.Tell(Input{Kind: InputChildStarted, Now: now, ID: id, Child: &child})
}

// ChildDone tells that the execution that a [StartChild] or [StartItem] asks for has
// ended. A task that waits for a token takes no such answer. For a StartItem, child
// needs its Outcome only.
//
// Step Functions: the result of the task is what DescribeExecution returns for the
// child. If the child did not succeed, the task fails with States.TaskFailed and that
// as its Cause.
func (r *Run) ChildDone(now time.Time, id int64, child ChildOutcome) bool {
	return r.Tell(Input{Kind: InputChildDone, Now: now, ID: id, Child: &child})
}

// ItemsRead tells the items that a [ReadItems] asks for, or, if why is not nil, why they
// cannot be read: States.ItemReaderFailed.
func (r *Run) ItemsRead(now time.Time, id int64, page *Page, why *Failure) bool {
	return r.Tell(Input{Kind: InputItemsRead, Now: now, ID: id, Page: page, Failure: why})
}

// ResultsWritten tells that the objects of a [WriteResults] were written. sizes are
// their lengths in bytes, in the order of its Files. If why is not nil they were not
// written: States.ResultWriterFailed.
func (r *Run) ResultsWritten(now time.Time, id int64, sizes []int64, why *Failure) bool {
	return r.Tell(Input{Kind: InputResultsWritten, Now: now, ID: id, Sizes: sizes, Failure: why})
}

// Awaits reports whether the Run waits for an answer to an effect.
func (r *Run) Awaits(id int64) bool {
	return !r.ended() && (r.tasks.Get(id) != nil || r.requests.Get(id) != nil)
}

// accepts reports whether an input is an answer to the frame's pending task.
func (f *frame) accepts(in *Input) bool {
	res := f.task()
	switch in.Kind {
	case InputScheduled:
		return f.unscheduled
	case InputMissing:
		return f.unscheduled && res.kind == Activity
	case InputUnusable:
		return f.unscheduled && res.kind == Service && in.Failure != nil && in.Failure.Cause != nil
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
		r.schedule(f)
	case InputUnusable:
		f.failed = f.unusable(f.work, *in.Failure.Cause)
		r.taskOver(f)
	case InputMissing:
		f.failed = f.runtimeFault("The activity " + f.task().arn + " does not exist.")
		r.taskOver(f)
	case InputStarted:
		r.startTask(f, in.Worker)
	case InputSubmitted:
		r.schedule(f)
		out := in.Output.Compact()
		r.submitTask(f, out)
		r.keepSubmission(f, out)
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

// schedule records that a task is scheduled, unless it was. A driver that starts the task has
// found the activity, and can call the service.
func (r *Run) schedule(f *frame) {
	if f.unscheduled {
		f.unscheduled = false
		r.taskScheduled(f)
	}
}

// startTask notes that the work of a task begins.
func (r *Run) startTask(f *frame, worker string) {
	r.schedule(f)
	f.begun = true
	r.taskStarted(f, worker)
	r.armTimeout(f)
	r.armHeartbeat(f)
}

// submitTask notes that the work of a task was handed on.
func (r *Run) submitTask(f *frame, out jsonvalue.Value) {
	f.submitted = true
	if res := f.task(); res.kind == Service && out.Exists() {
		r.emit(f, history.TypeTaskSubmitted, &history.TaskProgress{
			ResourceType: res.service, Resource: res.action, Output: history.Payload{Value: out},
		})
	}
}

// result returns the result of a task that gets an answer.
// Step Functions: the response of a service is made anew. The result of a function or
// an activity, and an answer with a token, keep their text.
func (res *resource) result(answer jsonvalue.Value) jsonvalue.Value {
	if res.kind == Service && res.pattern != WaitForTaskToken {
		return answer.Compact()
	}
	return answer
}

// endTask takes the result or the failure of a task.
func (r *Run) endTask(f *frame, out jsonvalue.Value, why *Failure) {
	if r.deleted {
		r.taskOver(f)
		return
	}
	if why == nil && !out.Exists() {
		out = jsonvalue.NullValue
	}
	if why == nil && r.cfg.Limits.exceeded(out) {
		why = &r.tooLarge(f.task().label()).Failure
	}
	r.schedule(f)
	if why == nil {
		if r.room(f, f.made(out)-f.made(f.work)) != nil {
			why = &r.tooLarge(f.task().label()).Failure
		}
		r.setWork(f, out)
	}
	if why != nil {
		r.setWork(f, jsonvalue.Value{})
		r.taskFailed(f, why)
		f.failed = &fault{Failure: *why, fatal: why.Name() == errRuntime && !f.begun}
	} else {
		if !f.begun {
			f.begun = true
			r.taskStarted(f, "")
		}
		r.taskSucceeded(f, out)
	}
	r.taskOver(f)
}

// label returns how the message about the size of a result names the resource.
func (res *resource) label() string {
	if res.kind == Service {
		return res.service
	}
	return res.arn
}

// taskOver ends the frame's task and gives the frame its turn.
func (r *Run) taskOver(f *frame) {
	r.tasks.Remove(f.effect)
	r.setMore(f, jsonvalue.Value{}, jsonvalue.Value{})
	f.effect, f.unscheduled, f.submitted = 0, false, false
	f.dropTimers(timeout, heartbeat, wakeUp)
	f.phase = answered
	r.enqueue(f)
}

// timeOut ends a task whose time is over.
// Step Functions: a missed heartbeat is recorded as States.Timeout, too. Neither has a
// Cause.
func (r *Run) timeOut(f *frame, missedHeartbeat bool) {
	if !r.deleted {
		name := errTimeout
		r.schedule(f)
		f.failed = &fault{Failure: Failure{Error: &name}, heartbeat: missedHeartbeat}
		r.taskTimedOut(f, &f.failed.Failure)
		r.setWork(f, jsonvalue.Value{})
	}
	r.effects = append(r.effects, &Cancel{ID: f.effect})
	r.taskOver(f)
}
