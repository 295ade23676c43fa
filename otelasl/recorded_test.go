package otelasl_test

import (
	"context"
	"encoding/binary"
	"testing"
	"time"

	"github.com/goasl/goasl/otelasl"

	sdkmetric "go.opentelemetry.io/otel/sdk/metric"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"
	"go.opentelemetry.io/otel/trace"
)

// recorded has what a Telemetry tells.
type recorded struct {
	telemetry *otelasl.Telemetry
	spans     *tracetest.SpanRecorder
	tracer    trace.Tracer
	metrics   *sdkmetric.ManualReader
}

// record returns a Telemetry whose spans and metrics are recorded.
func record(t testing.TB, opts ...sdktrace.TracerProviderOption) *recorded {
	t.Helper()
	r := &recorded{spans: tracetest.NewSpanRecorder(), metrics: sdkmetric.NewManualReader()}
	p := sdktrace.NewTracerProvider(append([]sdktrace.TracerProviderOption{
		sdktrace.WithSpanProcessor(r.spans), sdktrace.WithIDGenerator(otelasl.IDGenerator{}),
	}, opts...)...)
	var err error
	r.telemetry, err = otelasl.New(otelasl.WithTracerProvider(p),
		otelasl.WithMeterProvider(sdkmetric.NewMeterProvider(sdkmetric.WithReader(r.metrics))))
	if err != nil {
		t.Fatal(err)
	}
	r.tracer = p.Tracer("test")
	return r
}

// settled waits until all spans have ended: executions that a Map Run has started, and that are
// aborted with it, end a little later.
func (r *recorded) settled(t testing.TB) {
	t.Helper()
	open := func() int { return len(r.spans.Started()) - len(r.spans.Ended()) }
	for deadline := time.Now().Add(10 * time.Second); open() > 0; time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("%d spans are open", open())
		}
	}
}

// attr returns an attribute of a span as text, "" if it has none of that name.
func attr(s sdktrace.ReadOnlySpan, name string) string {
	for _, a := range s.Attributes() {
		if string(a.Key) == name {
			return a.Value.Emit()
		}
	}
	return ""
}

// NewIDs returns the next IDs.
func (c *counter) NewIDs(ctx context.Context) (trace.TraceID, trace.SpanID) {
	id := c.NewSpanID(ctx, trace.TraceID{})
	return trace.TraceID(append(id[:], id[:]...)), id
}

// NewSpanID returns the next ID.
func (c *counter) NewSpanID(context.Context, trace.TraceID) (id trace.SpanID) {
	binary.BigEndian.PutUint64(id[:], c.n.Add(1))
	return id
}
