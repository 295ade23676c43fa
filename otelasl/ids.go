package otelasl

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"math/rand/v2"
	"time"

	"go.opentelemetry.io/otel/trace"
)

// IDGenerator gives spans of executions IDs that follow from the execution. So an execution that
// goes on in another process goes on with the spans that it had, and a trace looks as if nothing
// had happened. Other spans get random IDs. It is an IDGenerator of OpenTelemetry's SDK:
//
//	sdktrace.NewTracerProvider(sdktrace.WithIDGenerator(otelasl.IDGenerator{}), …)
type IDGenerator struct{}

// NewIDs returns the IDs of a span that begins a trace.
func (IDGenerator) NewIDs(ctx context.Context) (trace.TraceID, trace.SpanID) {
	var id trace.TraceID
	for !id.IsValid() {
		binary.NativeEndian.PutUint64(id[:8], rand.Uint64())
		binary.NativeEndian.PutUint64(id[8:], rand.Uint64())
	}
	return id, IDGenerator{}.NewSpanID(ctx, id)
}

// NewSpanID returns the ID of a span.
func (IDGenerator) NewSpanID(ctx context.Context, _ trace.TraceID) trace.SpanID {
	id, _ := ctx.Value(wantedKey{}).(trace.SpanID)
	for !id.IsValid() {
		binary.NativeEndian.PutUint64(id[:], rand.Uint64())
	}
	return id
}

type wantedKey struct{}

// A kind of span, with the numbers that tell one in an execution from others.
type kind byte

const (
	ofExecution kind = iota // redrives
	ofVisit                 // the event by which the state was entered, redrives
	ofLine                  // that event of the state around it, the index, the state's attempt, redrives
	ofAttempt               // the effect
	ofAnswer                // the effect
	unasked                 // an attempt without an effect: the event of its state, the attempt
)

// spanID returns the ID of a span of an execution. It is the same in every process.
func spanID(in trace.TraceID, arn string, k kind, numbers ...int64) (id trace.SpanID) {
	text := make([]byte, 0, 256)
	text = append(append(text, in[:]...), byte(k))
	for _, n := range numbers {
		text = binary.BigEndian.AppendUint64(text, uint64(n))
	}
	sum := sha256.Sum256(append(text, arn...))
	copy(id[:], sum[:])
	return id
}

// traceID returns the ID of the trace of an execution that belongs to no other one. Like those
// of X-Ray it begins with the time of the start.
func traceID(arn string, started time.Time) (id trace.TraceID) {
	sum := sha256.Sum256(binary.BigEndian.AppendUint64([]byte(arn), uint64(started.UnixNano())))
	copy(id[:], sum[:])
	binary.BigEndian.PutUint32(id[:4], uint32(started.Unix()))
	return id
}
