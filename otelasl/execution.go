package otelasl

import (
	"context"
	"time"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/history"
	"github.com/goasl/goasl/state"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/trace"
	nooptrace "go.opentelemetry.io/otel/trace/noop"
)

// execution follows one execution. Only the goroutine that drives it uses it.
type execution struct {
	t     *Telemetry
	x     *asl.Execution
	is    state.Description // at the beginning
	item  bool              // a Map Run has started it
	began time.Time         // or was redriven
	saved bool

	traced  bool          // its spans are recorded
	derived bool          // by IDs that the next process would give them, too
	trace   trace.TraceID // invalid without a TracerProvider
	ctx     context.Context
	measure *machineMetrics // nil without metrics

	main    *thread
	places  map[int64]*thread // by the event that the next one may follow from
	tasks   map[string]*visit // that are open, see taskKey
	mapRuns map[string]*visit // by ARN
	now     time.Time         // of the last event
	clock   func() time.Time
	ended   bool
}

var noSpan trace.Span = nooptrace.Span{}

// begin finds out what is to be told of an execution.
func (t *Telemetry) begin(ctx context.Context, b asl.Beginning) *asl.Telemetry {
	is := b.Execution.Describe()
	x := &execution{t: t, x: b.Execution, is: is, item: is.MapRun != "", saved: b.Saved, now: b.Now(), clock: b.Now, began: is.Started, ctx: ctx}
	if !is.RedriveDate.IsZero() {
		x.began = is.RedriveDate
	}
	span := x.start(b)
	if t.metrics.enabled(ctx) {
		x.measure = t.metrics.of(is.Identity.MachineARN())
	}
	c := span.SpanContext()
	if !c.IsValid() && x.measure == nil {
		return nil
	}
	x.traced, x.trace = span.IsRecording(), c.TraceID()
	x.main = &thread{span: span, began: x.began, lastAt: x.began}
	if !x.traced && x.measure == nil { // others are to know that the trace is not recorded
		header := headerOf(c)
		return &asl.Telemetry{Context: func(ctx context.Context, _ state.Effect) context.Context {
			return asl.ContextWithTraceHeader(trace.ContextWithSpan(ctx, span), header)
		}}
	}
	x.places, x.tasks, x.mapRuns = map[int64]*thread{}, map[string]*visit{}, map[string]*visit{}
	x.restore(b.Lines)
	x.open(b.Lines == nil)
	return &asl.Telemetry{Event: x.event, Context: x.context, Stopped: x.stopped}
}

// start begins the span of the execution.
func (x *execution) start(b asl.Beginning) trace.Span {
	is := &x.is
	parent := trace.SpanContextFromContext(x.ctx)
	if !parent.IsValid() {
		var ok bool
		if parent, ok = parentIn(is.TraceHeader); !ok {
			parent = trace.NewSpanContext(trace.SpanContextConfig{TraceID: traceID(is.ARN, is.Started)})
		}
		x.ctx = trace.ContextWithSpanContext(x.ctx, parent)
	}
	id := spanID(parent.TraceID(), is.ARN, ofExecution, int64(is.RedriveCount))
	opts := []trace.SpanStartOption{trace.WithTimestamp(x.began), trace.WithAttributes(x.attributes()...)}
	if is.RedriveCount > 0 {
		before := trace.NewSpanContext(trace.SpanContextConfig{
			TraceID: parent.TraceID(), SpanID: spanID(parent.TraceID(), is.ARN, ofExecution, int64(is.RedriveCount-1)), TraceFlags: parent.TraceFlags(),
		})
		opts = append(opts, trace.WithLinks(trace.Link{SpanContext: before}))
	}
	_, span := x.t.tracer.Start(context.WithValue(x.ctx, wantedKey{}, id), bounded(is.Identity.Machine), opts...)
	x.derived = span.SpanContext().SpanID() == id
	if b.Lines != nil {
		span.AddEvent(resumed, trace.WithTimestamp(x.now))
	}
	return span
}

func (x *execution) attributes() []attribute.KeyValue {
	is := &x.is
	all := []attribute.KeyValue{
		machineARN.String(bounded(is.Identity.MachineARN())), executionARN.String(bounded(is.ARN)), executionType.String(string(is.Type)),
	}
	if is.RedriveCount > 0 {
		all = append(all, redriveCount.Int(is.RedriveCount))
	}
	if items := x.x.Items(); x.item && len(items) > 0 {
		all = append(all, iterationIndex.Int(items[len(items)-1].Index))
	}
	return all
}

// open notes that the execution is driven here from now on.
func (x *execution) open(isNew bool) {
	if x.measure != nil && !x.item {
		x.measure.running(1)
		if isNew {
			x.measure.started()
		}
	}
}

// ends are the outcomes of executions, by the events that end them.
var ends = map[history.Type]string{
	history.TypeExecutionSucceeded: succeeded, history.TypeExecutionFailed: failed,
	history.TypeExecutionTimedOut: timedOut, history.TypeExecutionAborted: aborted,
}

// finish ends all that is open at the end of the execution.
func (x *execution) finish(base *thread, e history.Event) {
	x.ended = true
	o := x.outcomeOf(e)
	o.status = ends[e.Type]
	if o.status == failed {
		base.fail(o)
	}
	x.closeVisit(x.main, base, o.inside(), e.Timestamp)
	x.main.span.SetAttributes(executionStatus.String(o.status))
	if o.status != succeeded {
		setError(x.main.span, o, e.Timestamp)
	}
	x.main.span.End(trace.WithTimestamp(e.Timestamp))
	switch {
	case x.measure == nil:
	case x.item:
		x.measure.iteration(o.status)
	default:
		x.measure.ended(o, e.Timestamp.Sub(x.began))
	}
}

// stopped forgets the execution. If it has stopped without an end its spans are left to the
// process in which it goes on, unless that would give them other IDs, or there is none.
func (x *execution) stopped(lines []state.Line) {
	if x.measure != nil && !x.item {
		x.measure.running(-1)
	}
	switch {
	case x.ended:
		return
	case x.saved && x.derived:
		x.closeMissing(lines)
		for _, v := range x.tasks {
			x.awaitNoMore(v.attempt)
		}
		return
	}
	x.main.span.AddEvent(interrupted, trace.WithTimestamp(x.now))
	x.closeVisit(x.main, nil, outcome{status: running}, x.now)
	x.main.span.End(trace.WithTimestamp(x.now))
}
