package otelasl

import (
	"context"

	"github.com/goasl/goasl/internal/xray"

	"go.opentelemetry.io/otel/trace"
)

// TraceHeader returns the AWS X-Ray trace header for the span of a context, "" if there is none.
// With [asl.WithTraceHeader], as the TraceHeader of a durable.Start, or as a header
// X-Amzn-Trace-Id of a call of the API, an execution becomes part of the trace. [Telemetry.Durable]
// lets an executor do that by itself.
//
// [asl.WithTraceHeader]: https://pkg.go.dev/github.com/goasl/goasl/asl#WithTraceHeader
func TraceHeader(ctx context.Context) string { return headerOf(trace.SpanContextFromContext(ctx)) }

func headerOf(c trace.SpanContext) string {
	if !c.IsValid() {
		return ""
	}
	return xray.Header{Trace: c.TraceID(), Parent: c.SpanID(), Sampled: c.IsSampled()}.String()
}

// parentIn returns the span that a header names; if it names only a trace, that.
func parentIn(header string) (parent trace.SpanContext, ok bool) {
	h, ok := xray.Parse(header)
	if !ok {
		return parent, false
	}
	var flags trace.TraceFlags
	return trace.NewSpanContext(trace.SpanContextConfig{
		TraceID: h.Trace, SpanID: h.Parent, TraceFlags: flags.WithSampled(h.Sampled), Remote: true,
	}), true
}
