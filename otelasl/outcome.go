package otelasl

import (
	"strings"
	"time"
	"unicode/utf8"

	"github.com/goasl/goasl/history"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/trace"
)

// The statuses of outcomes.
const (
	running   = "RUNNING" // it goes on elsewhere, or nowhere
	succeeded = "SUCCEEDED"
	failed    = "FAILED"
	timedOut  = "TIMED_OUT"
	aborted   = "ABORTED"
)

// outcome is how a part of an execution has ended.
type outcome struct {
	status     string
	err, cause string // the name of the error and its cause; "" for none
}

// unnamed is the name of an error that has none, as OpenTelemetry wants it.
const unnamed = "_OTHER"

// inside returns the outcome of what is still open inside a part that ends with o.
func (o outcome) inside() outcome {
	switch o.status {
	case failed, running:
		return o
	}
	return outcome{status: aborted}
}

// outcomeOf returns the outcome that an event of a failure tells.
func (x *execution) outcomeOf(e history.Event) outcome {
	o := outcome{status: failed}
	why := e.Failure()
	if why == nil {
		return o
	}
	if why.Error != nil {
		o.err = bounded(*why.Error)
	}
	if x.t.causes && why.Cause != nil {
		o.cause = truncated(*why.Cause, maxCause)
	}
	return o
}

// endPart ends the span of a branch, an iteration, a state or an attempt. One that is aborted is
// no error, as it is another one that has failed.
func endPart(span trace.Span, o outcome, at time.Time) {
	switch o.status {
	case failed:
		setError(span, o, at)
	case aborted:
		span.SetAttributes(partOutcome.String(aborted))
	}
	span.End(trace.WithTimestamp(at))
}

// setError records an error as OpenTelemetry's conventions say.
func setError(span trace.Span, o outcome, at time.Time) {
	if !span.IsRecording() {
		return
	}
	name := o.err
	switch {
	case name != "":
	case o.status == failed:
		name = unnamed
	default:
		name = o.status
	}
	attrs := []attribute.KeyValue{exceptionType.String(name)}
	if o.cause != "" {
		attrs = append(attrs, exceptionMessage.String(o.cause))
	}
	span.SetAttributes(errorType.String(name))
	span.SetStatus(codes.Error, name)
	span.AddEvent("exception", trace.WithTimestamp(at), trace.WithAttributes(attrs...))
}

// The most bytes of a text, and of a cause.
const (
	maxText  = 256
	maxCause = 1024
)

// bounded returns a text from outside as it may be a name or an attribute.
func bounded(text string) string { return truncated(text, maxText) }

func truncated(text string, most int) string {
	if len(text) <= most && utf8.ValidString(text) {
		return text
	}
	text = strings.ToValidUTF8(text[:min(len(text), most)], "\uFFFD")
	for len(text) > most {
		_, size := utf8.DecodeLastRuneInString(text)
		text = text[:len(text)-size]
	}
	return text
}

// orFailed returns o, or if it is none a failure without a name.
func (o outcome) orFailed() outcome {
	if o.status == "" {
		o.status = failed
	}
	return o
}

// name returns the name of an error for an attribute.
func (o outcome) name() string {
	if o.err == "" {
		return unnamed
	}
	return o.err
}
