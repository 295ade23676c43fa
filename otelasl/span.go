package otelasl

import (
	"context"
	"strings"
	"time"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/history"
	"github.com/goasl/goasl/state"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/trace"
)

// child begins a span below another one.
func (x *execution) child(of trace.Span, id trace.SpanID, name string, at time.Time, attrs ...attribute.KeyValue) trace.Span {
	ctx := context.WithValue(trace.ContextWithSpan(x.ctx, of), wantedKey{}, id)
	_, span := x.t.tracer.Start(ctx, name, trace.WithTimestamp(at), trace.WithAttributes(attrs...))
	return span
}

// id returns the ID of a span of the execution.
func (x *execution) id(k kind, numbers ...int64) trace.SpanID {
	return spanID(x.trace, x.is.ARN, k, numbers...)
}

func (x *execution) visitSpan(v *visit) trace.Span {
	if !x.traced {
		return noSpan
	}
	id := x.id(ofVisit, v.entered, int64(x.is.RedriveCount))
	return x.child(v.thread.span, id, bounded(v.name), v.enteredAt, stateName.String(bounded(v.name)), stateType.String(v.typ))
}

// lineSpan begins the span of a branch or an iteration.
func (x *execution) lineSpan(t *thread) trace.Span {
	if !x.traced {
		return noSpan
	}
	v := t.outer
	id := x.id(ofLine, v.entered, int64(t.index), int64(v.attempts), int64(x.is.RedriveCount))
	if v.typ == "Map" {
		return x.child(v.span, id, bounded(v.name)+" iteration", t.began, iterationIndex.Int(t.index))
	}
	return x.child(v.span, id, bounded(v.name)+" branch", t.began, branchIndex.Int(t.index))
}

// attempt is one try of a task.
type attempt struct {
	number int
	began  time.Time
	span   trace.Span // nil until its effect is carried out
	effect int64      // 0 until then
}

// schedule notes that an attempt has begun.
func (x *execution) schedule(v *visit, at time.Time) {
	if v.attempt == nil {
		v.attempt = &attempt{number: v.attempts, began: at}
	}
	x.again(v)
}

// again counts an attempt of a state, and whether it is a retry.
func (x *execution) again(v *visit) {
	if v.failed && x.measure != nil {
		x.measure.retried(v)
	}
	v.attempts++
	v.failed = false
}

// context returns the context in which an effect is carried out: that of the attempt's span, or
// for an execution of a Map Run that of the Map's.
func (x *execution) context(ctx context.Context, e state.Effect) context.Context {
	switch e := e.(type) {
	case *state.RunTask:
		return x.carriedOut(ctx, e)
	case *state.StartChild:
		return x.carriedOut(ctx, &e.RunTask)
	case *state.StartItem:
		if v := x.mapRuns[e.MapRun]; v != nil && x.traced {
			return trace.ContextWithSpan(ctx, v.span)
		}
	}
	return trace.ContextWithSpan(ctx, x.main.span)
}

func (x *execution) carriedOut(ctx context.Context, task *state.RunTask) context.Context {
	v := x.tasks[taskKey(pathOf(task.Items), task.State)]
	if v == nil {
		return withSpan(ctx, x.main.span)
	}
	if v.attempt == nil { // of an activity, or of before the execution was restored
		v.attempt = &attempt{number: task.Attempt, began: x.clock()}
		if task.Attempt == 0 {
			v.attempt.began = v.enteredAt
		}
		v.attempts = max(v.attempts, task.Attempt)
	}
	if !x.traced {
		return withSpan(ctx, x.main.span)
	}
	v.attempt.span = x.child(v.span, x.id(ofAttempt, task.ID), attemptName(v), v.attempt.began, attemptAttributes(v, task)...)
	v.attempt.effect = task.ID
	x.t.waiting.Store(waitingTask{x.is.ARN, task.ID}, v.attempt.span.SpanContext()) // any task may hand its token on
	return withSpan(ctx, v.attempt.span)
}

// awaitNoMore notes that no token can answer an attempt any more, nil for none.
func (x *execution) awaitNoMore(a *attempt) {
	if a != nil && a.effect != 0 {
		x.t.waiting.Delete(waitingTask{x.is.ARN, a.effect})
	}
}

func attemptAttributes(v *visit, task *state.RunTask) []attribute.KeyValue {
	attrs := []attribute.KeyValue{stateName.String(bounded(v.name)), taskAttempt.Int(task.Attempt)}
	if task.Kind == state.Activity {
		attrs = append(attrs, activityARN.String(bounded(task.Resource)))
	} else {
		attrs = append(attrs, taskResource.String(bounded(task.Resource)))
	}
	if task.Function != "" {
		attrs = append(attrs, taskFunction.String(bounded(task.Function)))
	}
	return attrs
}

func attemptName(v *visit) string { return bounded(v.name) + " attempt" }

// withSpan returns a context with a span, and with the trace header that says the same.
func withSpan(ctx context.Context, span trace.Span) context.Context {
	ctx = trace.ContextWithSpan(ctx, span)
	if header := headerOf(span.SpanContext()); header != "" {
		ctx = asl.ContextWithTraceHeader(ctx, header)
	}
	return ctx
}

// endAttempt ends the attempt of a visit, if one is open.
func (x *execution) endAttempt(v *visit, o outcome, at time.Time) {
	a := v.attempt
	if a == nil {
		return
	}
	v.attempt = nil
	x.awaitNoMore(a)
	if a.span == nil && x.traced { // nothing was called
		a.span = x.child(v.span, x.id(unasked, v.entered, int64(a.number)), attemptName(v), a.began,
			stateName.String(bounded(v.name)), taskAttempt.Int(a.number))
	}
	if a.span != nil {
		endPart(a.span, o, at)
	}
	if x.measure != nil && o.status != running {
		x.measure.attempted(v, o, at.Sub(a.began))
	}
}

// typeOf returns the type of a state by the event of its entry.
func typeOf(t history.Type) string { return strings.TrimSuffix(string(t), "StateEntered") }

// branchOf returns the number of the branch of a Parallel that begins with a state, or else.
func branchOf(parallel, first state.State, otherwise int) int {
	if p, ok := parallel.(*state.Parallel); ok && first != nil {
		for i, flow := range p.Branches {
			for _, s := range flow.States {
				if s == first {
					return i
				}
			}
		}
	}
	return otherwise
}
