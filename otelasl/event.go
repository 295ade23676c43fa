package otelasl

import (
	"strings"

	"github.com/goasl/goasl/history"

	"go.opentelemetry.io/otel/trace"
)

// event follows the execution by an event. The event before says in which thread it is, or in
// which thread it was that has ended. What contradicts that is left out.
func (x *execution) event(e history.Event) {
	x.now = e.Timestamp
	base := x.places[e.PreviousEventID]
	if base == nil {
		base = x.main
	}
	switch d := e.Details.(type) {
	case *history.StateEntered:
		x.enter(base, e, d.Name)
	case *history.StateExited:
		x.exit(base, e, d.Name)
	case *history.MapIteration:
		x.iteration(base, e, d)
	case *history.EvaluationFailed:
		x.evaluationFailed(base, e, d)
	default:
		x.progress(base, e)
	}
}

func (x *execution) exit(base *thread, e history.Event, name string) {
	v := base.nearest(func(v *visit) bool { return v.name == name })
	if v == nil {
		return
	}
	t := v.thread
	if v.failed && x.traced {
		v.span.AddEvent(caught, trace.WithTimestamp(e.Timestamp), trace.WithAttributes(errorType.String(t.why.name())))
	}
	x.closeVisit(t, base, outcome{status: succeeded}, e.Timestamp)
	t.why = outcome{}
	x.advance(t, e)
	inBranch := t.outer != nil && t.outer.typ == "Parallel"
	if inBranch && !v.failed && x.x.Machine().Definition().Ends(v.state) { // no event tells the end of a branch
		x.closeThread(t, t, outcome{status: succeeded}, e.Timestamp)
	}
}

func (x *execution) iteration(base *thread, e history.Event, d *history.MapIteration) {
	v := base.nearest(func(v *visit) bool { return v.typ == "Map" && v.name == d.Name })
	if v == nil { // it is that of a Map that is aborted with another branch
		return
	}
	t := v.threads[d.Index]
	switch {
	case e.Type == history.TypeMapIterationStarted:
		x.advance(x.fork(v, d.Index, e.Timestamp), e)
	case t == nil:
	case e.Type == history.TypeMapIterationSucceeded:
		x.closeThread(t, base, outcome{status: succeeded}, e.Timestamp)
		x.advance(v.thread, e)
	case e.Type == history.TypeMapIterationFailed:
		v.thread.why, v.failed = base.why, true
		x.closeThread(t, base, base.why.orFailed(), e.Timestamp)
	case e.Type == history.TypeMapIterationAborted:
		x.closeThread(t, base, outcome{status: aborted}, e.Timestamp)
	}
}

// evaluationFailed notes that an expression has failed. That of a branch that has not entered a
// state follows from an event that the branches share.
func (x *execution) evaluationFailed(base *thread, e history.Event, d *history.EvaluationFailed) {
	if v := base.visit; v != nil && v.name != d.State {
		for _, t := range v.threads {
			if t.visit != nil && t.visit.name == d.State {
				base = t
			}
		}
	}
	x.failure(base, e)
}

// failure notes the failure of a state, or of the attempt of its task.
func (x *execution) failure(t *thread, e history.Event) {
	o := x.outcomeOf(e)
	t.why = o
	if v := t.visit; v != nil {
		v.failed = true
		x.endAttempt(v, o, e.Timestamp)
	}
	x.advance(t, e)
}

// progress notes an event that says no more than its type.
func (x *execution) progress(base *thread, e history.Event) {
	kind := string(e.Type)
	switch {
	case ends[e.Type] != "":
		x.finish(base, e)
	case strings.HasPrefix(kind, "Execution"):
		if e.Type == history.TypeExecutionRedriven && x.measure != nil && !x.item {
			x.measure.redriven()
		}
	case strings.HasSuffix(kind, "Aborted"): // so is what has failed, which tells it
	case strings.HasPrefix(kind, "MapState"):
		x.fanOut(base, e, "Map")
	case strings.HasPrefix(kind, "ParallelState"):
		x.fanOut(base, e, "Parallel")
	case strings.HasPrefix(kind, "MapRun"):
		x.mapRun(base, e)
	default:
		x.work(base, e)
	}
}

// fanOut notes an event of a Parallel or Map state, which base is in, or was.
func (x *execution) fanOut(base *thread, e history.Event, typ string) {
	v := base.nearest(func(v *visit) bool { return v.typ == typ && !v.over })
	if v == nil {
		return
	}
	switch strings.TrimPrefix(string(e.Type), typ) {
	case "StateStarted": // another attempt, if one has failed
		x.failThreads(v, base, e)
		x.again(v)
		v.kept = append(v.kept, e.ID)
		x.advance(v.thread, e)
	case "StateFailed":
		x.failThreads(v, base, e)
		v.over = true
		x.advance(v.thread, e)
	case "StateSucceeded":
		x.closeThreads(v, base, outcome{status: succeeded}, e.Timestamp)
	}
}

// failThreads ends the attempt of a Parallel or Map state that has failed, in the thread base if
// that is inside.
func (x *execution) failThreads(v *visit, base *thread, e history.Event) {
	if base != v.thread {
		v.thread.why, v.failed = base.why, true
	}
	x.closeThreads(v, base, base.why.orFailed(), e.Timestamp)
}

// mapRun notes an event of the Map Run of the state that base is in.
func (x *execution) mapRun(base *thread, e history.Event) {
	v := base.nearest(func(v *visit) bool { return v.typ == "Map" })
	if v == nil {
		return
	}
	d, _ := e.Details.(*history.MapRun)
	switch {
	case d != nil:
		x.mapRuns[d.MapRunArn] = v
		x.advance(v.thread, e)
	case e.Type == history.TypeMapRunFailed:
		x.failure(v.thread, e)
	default: // the end of the Map follows from it, and what comes then does not
		x.places[e.ID] = v.thread
		v.kept = append(v.kept, e.ID)
	}
}

// work notes an event of the task of the state that a thread is in.
func (x *execution) work(t *thread, e history.Event) {
	v := t.visit
	if v == nil {
		return
	}
	kind := string(e.Type)
	switch {
	case e.Failure() != nil:
		x.failure(t, e)
		return
	case strings.HasSuffix(kind, "Scheduled"):
		x.schedule(v, e.Timestamp)
	case strings.HasSuffix(kind, "Submitted") && v.attempt != nil && v.attempt.span != nil:
		v.attempt.span.AddEvent(submitted, trace.WithTimestamp(e.Timestamp))
	case strings.HasSuffix(kind, "Succeeded"):
		v.failed = false // an attempt of before the execution was restored
		x.endAttempt(v, outcome{status: succeeded}, e.Timestamp)
	}
	x.advance(t, e)
}
