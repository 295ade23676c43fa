package otelasl

import (
	"context"

	"github.com/goasl/goasl/state"

	"go.opentelemetry.io/otel/trace"
)

// StartAnswer begins a span for the answer to the task that waits for a token, in the trace of
// ctx. It is linked with the attempt of the task if that waits in this process. The caller ends it
// once it has answered:
//
//	_, span := telemetry.StartAnswer(ctx, token)
//	defer span.End()
//	err := execution.SendTaskSuccess(token, output)
//
// Answers to a durable executor have such a span without it ([Telemetry.Durable]).
func (t *Telemetry) StartAnswer(ctx context.Context, token string) (context.Context, trace.Span) {
	arn, effect, ok := state.TokenOf(token)
	var links []trace.Link
	if c, waits := t.waits(arn, effect); ok && waits {
		links = []trace.Link{{SpanContext: c}}
	}
	return t.startAnswer(ctx, arn, links...)
}

func (t *Telemetry) startAnswer(ctx context.Context, arn string, links ...trace.Link) (context.Context, trace.Span) {
	return t.tracer.Start(ctx, "task answer", trace.WithSpanKind(trace.SpanKindProducer), trace.WithLinks(links...),
		trace.WithAttributes(executionARN.String(bounded(arn))))
}

// waitingTask names a task that waits for an answer, as its token does.
type waitingTask struct {
	arn    string
	effect int64
}

// waits returns the span of an attempt that waits in this process.
func (t *Telemetry) waits(arn string, effect int64) (trace.SpanContext, bool) {
	c, ok := t.waiting.Load(waitingTask{arn, effect})
	if !ok {
		return trace.SpanContext{}, false
	}
	return c.(trace.SpanContext), true
}

// answered makes the span of an answer to a durable executor. Without [IDGenerator] it is not
// known which span the attempt of an execution has that is not in this process.
func (t *Telemetry) answered(ctx context.Context, root state.Description, arn string, effect int64) {
	if c, waits := t.waits(arn, effect); waits {
		_, span := t.startAnswer(ctx, arn, trace.Link{SpanContext: c})
		span.End()
		return
	}
	parent, ok := parentIn(root.TraceHeader)
	in := parent.TraceID()
	if !ok {
		in = traceID(root.ARN, root.Started)
	}
	attempt := spanID(in, arn, ofAttempt, effect)
	answer := spanID(in, arn, ofAnswer, effect)
	_, span := t.startAnswer(context.WithValue(ctx, wantedKey{}, answer), arn)
	if span.SpanContext().SpanID() == answer {
		span.AddLink(trace.Link{SpanContext: trace.NewSpanContext(trace.SpanContextConfig{TraceID: in, SpanID: attempt, TraceFlags: trace.FlagsSampled})})
	}
	span.End()
}
