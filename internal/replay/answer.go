package replay

import (
	"fmt"
	"time"

	"github.com/goasl/goasl/history"
	"github.com/goasl/goasl/jsonvalue"
	"github.com/goasl/goasl/state"
)

// pending is a call that waits for its next recorded step.
type pending struct {
	where    string // the state, with the branches and iterations around it
	task     *state.RunTask
	call     *call
	began    time.Time       // zero until it has started
	own      time.Time       // when the last step was told
	recorded time.Time       // and when it was recorded
	steps    []history.Event // that are left
}

// begin finds the recorded call of a task, and plans its answers.
func (p *player) begin(task *state.RunTask) {
	if task.Token != "" {
		p.tokens[task.Token] = true
	}
	v := p.visits[p.rec.places.in(task.Items, task.State)]
	if v == nil { // cannot be: the state was entered
		return
	}
	v.calls++
	c, reason := p.find(v, task)
	if reason != "" {
		p.leave(v.of.String(), describe(task), reason, c == nil)
		return
	}
	q := &pending{where: v.of.String(), task: task, call: c, own: p.now, recorded: c.scheduled.Timestamp, steps: c.steps}
	if c.scheduled.ID == 0 { // the activity does not exist
		p.tell(state.Input{Kind: state.InputMissing, ID: task.ID})
		return
	}
	p.waiting[task.ID] = q
	if task.Kind == state.Activity {
		p.plan(c.scheduled.Timestamp, c.scheduled.ID, func() {
			if p.tell(state.Input{Kind: state.InputScheduled, ID: task.ID}) {
				p.told(q, c.scheduled)
			}
		})
		return
	}
	p.planStep(q)
}

// leave leaves a call without an answer. isNew says that the recording does not have it.
func (p *player) leave(where, call, reason string, isNew bool) {
	p.unanswered = append(p.unanswered, Unanswered{State: where, Call: call, Reason: reason, behind: isNew && !p.rec.ended()})
}

// describe says what a task calls.
func describe(task *state.RunTask) string {
	const most = 300
	return task.Resource + " with " + task.Input.Preview(most)
}

// find returns the recorded call for the present call of a visit, nil if there is none,
// and the reason why it cannot answer.
func (p *player) find(v *ownVisit, task *state.RunTask) (*call, string) {
	visits := p.rec.visits[p.rec.places.of(v.of)]
	if v.number >= len(visits) {
		return nil, seldom("enters the state", len(visits))
	}
	recorded := visits[v.number]
	switch {
	case v.calls > len(recorded.calls) && task.Kind == state.Activity && p.misses(recorded):
		return &call{}, ""
	case v.calls > len(recorded.calls):
		return nil, seldom("calls the task", len(recorded.calls))
	}
	c := recorded.calls[v.calls-1]
	if theirs, ours := resourceOf(c.scheduled), p.resource(v, task); theirs != ours {
		return c, "the recording calls " + theirs
	}
	for _, e := range c.steps {
		if reason := unknown(e); reason != "" {
			return c, reason
		}
	}
	return c, ""
}

// misses reports whether the execution failed because the activity did not exist.
func (p *player) misses(v *visit) bool {
	return p.rec.line.End == v.of && len(v.calls) == 0
}

// seldom says that the recording does something too few times.
func seldom(does string, n int) string {
	switch n {
	case 0:
		return "the recording never " + does
	case 1:
		return "the recording " + does + " only once"
	}
	return fmt.Sprintf("the recording %s only %d times", does, n)
}

// unknown returns why the result of a task is not known, "" if it is, or if the event has
// none.
func unknown(e history.Event) string {
	if stepOf(e.Type) != succeed {
		return ""
	}
	var output history.Payload
	switch d := e.Details.(type) {
	case *history.Success:
		output = d.Output
	case *history.TaskProgress:
		output = d.Output
	}
	if known(output) {
		return ""
	}
	return fmt.Sprintf("the output of event %d (%s) is not in the export, or not as a whole", e.ID, e.Type)
}

// resourceOf names what a call was scheduled for.
func resourceOf(e history.Event) string {
	switch d := e.Details.(type) {
	case *history.Scheduled:
		return d.Resource
	case *history.TaskScheduled:
		return d.ResourceType + ":" + d.Resource
	}
	return string(e.Type)
}

// resource names what the present call of a visit is for. Of an activity there is no
// event yet.
func (p *player) resource(v *ownVisit, task *state.RunTask) string {
	if task.Kind == state.Activity {
		return task.Resource
	}
	return resourceOf(v.of.Attempts[len(v.of.Attempts)-1].Began)
}

// told notes that a step was told, and plans the next one.
func (p *player) told(q *pending, e history.Event) {
	q.own, q.recorded = p.now, e.Timestamp
	if stepOf(e.Type) == start {
		q.began = p.now
		p.planBeat(q, p.now)
	}
	p.planStep(q)
}

// when returns the time for what was recorded at a time: that time, or, if the execution
// is late, as long after the last step as in the recording.
func (q *pending) when(recorded time.Time) time.Time {
	if q.own.After(q.recorded) {
		return q.own.Add(recorded.Sub(q.recorded))
	}
	return recorded
}

// planStep plans the next step of a call. If there is none, or it has timed out, the
// timers of the execution decide.
func (p *player) planStep(q *pending) {
	if len(q.steps) == 0 {
		return
	}
	e := q.steps[0]
	s := stepOf(e.Type)
	if s == timeOut {
		if q.task.Timeout == 0 && q.task.Heartbeat == 0 {
			p.leave(q.where, describe(q.task), fmt.Sprintf("it times out in the recording (event %d), and the state has no timeout", e.ID), false)
		}
		return
	}
	q.steps = q.steps[1:]
	at := q.when(e.Timestamp)
	if limit := q.began.Add(q.task.Timeout); !q.began.IsZero() && q.task.Timeout > 0 && at.After(limit) && at.Sub(limit) <= p.tolerance {
		at = limit // the service has seen it in time
	}
	p.plan(at, e.ID, func() {
		if p.waiting[q.task.ID] == q && p.tell(inputOf(e, q.task.ID)) {
			p.told(q, e)
		}
	})
}

// inputOf is what a recorded event tells the execution.
func inputOf(e history.Event, id int64) state.Input {
	in := state.Input{ID: id}
	switch stepOf(e.Type) {
	case start:
		in.Kind = state.InputStarted
		if d, ok := e.Details.(*history.ActivityStarted); ok {
			in.Worker = d.WorkerName
		}
	case submit:
		in.Kind = state.InputSubmitted
		if in.Output = e.Payload(); !in.Output.Exists() {
			in.Output = jsonvalue.NullValue // which is not compared
		}
	case succeed:
		in.Kind, in.Output = state.InputDone, e.Payload()
	default:
		in.Kind, in.Failure = state.InputDone, &state.Failure{}
		if why := e.Failure(); why != nil {
			in.Failure.Error, in.Failure.Cause = why.Error, why.Cause
		}
	}
	return in
}

// maxBeats bounds the heartbeats of all tasks.
const maxBeats = 100_000

// planBeat plans the next heartbeat of a task, which the history does not show. A task
// that was answered, or that ran until TimeoutSeconds, has sent them; another one that
// timed out has sent the last one HeartbeatSeconds before.
func (p *player) planBeat(q *pending, last time.Time) {
	period := q.task.Heartbeat
	if p.beats++; period <= 0 || p.beats > maxBeats {
		return
	}
	next := last.Add(period)
	end, missed := p.silence(q)
	if missed {
		silent := end.Add(-period)
		if !last.Before(silent) {
			return
		}
		if next.After(silent) {
			next = silent
		}
	}
	if next.After(end.Add(p.tolerance)) {
		return
	}
	p.plan(next, 0, func() {
		if p.waiting[q.task.ID] == q && p.tell(state.Input{Kind: state.InputHeartbeat, ID: q.task.ID}) {
			p.planBeat(q, p.now)
		}
	})
}

// silence returns when a call ended, and whether it had missed a heartbeat. A call without
// an end was at work up to the last event.
func (p *player) silence(q *pending) (end time.Time, missed bool) {
	e, ended := q.call.end()
	if !ended {
		return p.rec.last().Timestamp, false
	}
	end = q.when(e.Timestamp)
	return end, missedBeat(e, end.Sub(q.began), q.task.Timeout, p.tolerance)
}

// missedBeat reports whether a heartbeat that did not come has ended a call that took so
// long: TimeoutSeconds, 0 for none, would have ended it at another time.
func missedBeat(end history.Event, took, timeout, tolerance time.Duration) bool {
	return stepOf(end.Type) == timeOut && (timeout == 0 || (took-timeout).Abs() > tolerance)
}
