package otelasl_test

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/history"
	"github.com/goasl/goasl/lambda"
	"github.com/goasl/goasl/otelasl"

	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/trace"
)

func machine(t testing.TB, definition string, opts ...asl.Option) *asl.Machine {
	t.Helper()
	m, err := asl.MustParse(definition).With(opts...)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func echo(_ context.Context, in json.RawMessage) (json.RawMessage, error) { return in, nil }

func virtual() asl.Option { return asl.WithClock(asl.NewVirtualClock(start)) }

// named returns the spans with a name.
func (r *recorded) named(t testing.TB, name string, want int) []sdktrace.ReadOnlySpan {
	t.Helper()
	var all []sdktrace.ReadOnlySpan
	for _, s := range r.spans.Ended() {
		if s.Name() == name {
			all = append(all, s)
		}
	}
	if len(all) != want {
		t.Fatalf("there are %d spans %q, want %d", len(all), name, want)
	}
	return all
}

func below(t testing.TB, s sdktrace.ReadOnlySpan, of trace.SpanContext) {
	t.Helper()
	if s.Parent().SpanID() != of.SpanID() || s.SpanContext().TraceID() != of.TraceID() {
		t.Errorf("%s is below %s of trace %s, want %s of %s", s.Name(), s.Parent().SpanID(), s.SpanContext().TraceID(), of.SpanID(), of.TraceID())
	}
}

// belowOne checks that one of the spans is below another one: they end in any order.
func belowOne(t testing.TB, all []sdktrace.ReadOnlySpan, of sdktrace.ReadOnlySpan) {
	t.Helper()
	n := 0
	for _, s := range all {
		if s.Parent().SpanID() == of.SpanContext().SpanID() {
			n++
		}
	}
	if n != 1 {
		t.Errorf("%d of the spans %s are below %s", n, all[0].Name(), of.Name())
	}
}

// starts returns a machine that starts an execution of another one, and a Map Run.
func starts(t testing.TB, opts ...asl.Option) *asl.Machine {
	t.Helper()
	var mux asl.Mux
	mux.Handle("work", echo)
	mux.HandleMachine("child", machine(t, `{"StartAt": "T", "States": {"T": {"Type": "Task", "Resource": "work", "End": true}}}`,
		asl.WithIdentity(asl.Identity{Machine: "child"})))
	return machine(t, `{"StartAt": "C", "States": {
		"C": {"Type": "Task", "Resource": "arn:aws:states:::states:startExecution.sync:2", "Next": "M", "ResultPath": null,
			"Parameters": {"StateMachineArn": "arn:aws:states:us-east-1:000000000000:stateMachine:child", "Input": {}}},
		"M": {"Type": "Map", "End": true, "Label": "Many", "ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "EXPRESS"},
			"StartAt": "P", "States": {"P": {"Type": "Pass", "End": true}}}}}}`, append(opts, asl.WithResolver(&mux), virtual())...)
}

// TestChildren: an execution is below the span of its caller, and what it starts is below the
// attempt, or the Map, that has started it.
func TestChildren(t *testing.T) {
	r := record(t)
	m := starts(t, r.telemetry.Option())
	ctx, caller := r.tracer.Start(t.Context(), "caller")
	if _, err := m.Execute(ctx, []byte(`[1, 2]`)); err != nil {
		t.Fatal(err)
	}
	all := r.named(t, "StateMachine", 3)
	below(t, all[2], caller.SpanContext())
	child := r.named(t, "child", 1)[0]
	below(t, child, r.named(t, "C attempt", 1)[0].SpanContext())
	below(t, r.named(t, "T", 1)[0], child.SpanContext())
	for _, s := range all[:2] {
		below(t, s, r.named(t, "M", 1)[0].SpanContext())
		belowOne(t, r.named(t, "P", 2), s)
		if attr(s, "goasl.map.index") == "" || attr(s, "goasl.execution.type") != "EXPRESS" {
			t.Errorf("an execution of the Map Run has %v", s.Attributes())
		}
	}
}

// TestLeftOut: of an execution that the sampler leaves out nothing is recorded, nor of what it
// starts, and the sampler is not asked again. All of them are measured.
func TestLeftOut(t *testing.T) {
	var asked atomic.Int64
	first := sampled(func(sdktrace.SamplingParameters) bool { return asked.Add(1) > 1 })
	r := record(t, sdktrace.WithSampler(sdktrace.ParentBased(first)))
	if _, err := starts(t, r.telemetry.Option()).Execute(t.Context(), []byte(`[1, 2]`)); err != nil {
		t.Fatal(err)
	}
	if n := len(r.spans.Started()); n > 0 || asked.Load() != 1 {
		t.Errorf("%d spans are recorded, and the sampler is asked %d times", n, asked.Load())
	}
	if got := strings.Join(r.measured(t), "\n"); !strings.Contains(got, "goasl.map.iterations 2 ") {
		t.Errorf("it is measured as\n%s", got)
	}
}

// TestTaskContext: what a task begins is below its attempt, and so is what it calls elsewhere.
func TestTaskContext(t *testing.T) {
	r := record(t)
	var headers http.Header
	s := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, req *http.Request) { headers = req.Header }))
	defer s.Close()
	functions, err := lambda.New([]lambda.Function{{Name: "f", URL: s.URL}})
	if err != nil {
		t.Fatal(err)
	}
	defer functions.Close()
	m := machine(t, `{"StartAt": "T", "States": {"T": {"Type": "Task", "Resource": "own", "Next": "F"}, "F": {"Type": "Task", "Resource": "f", "End": true}}}`,
		asl.WithResolver(functions), asl.WithTask("T", func(ctx context.Context, in json.RawMessage) (json.RawMessage, error) {
			_, span := r.tracer.Start(ctx, "inner")
			span.End()
			return in, nil
		}), r.telemetry.Option())
	if _, err := m.Execute(t.Context(), []byte(`{}`)); err != nil {
		t.Fatal(err)
	}
	below(t, r.named(t, "inner", 1)[0], r.named(t, "T attempt", 1)[0].SpanContext())
	called := r.named(t, "F attempt", 1)[0].SpanContext()
	if want := "00-" + called.TraceID().String() + "-" + called.SpanID().String() + "-01"; headers.Get("Traceparent") != want {
		t.Errorf("the function is called with %q, want %q", headers.Get("Traceparent"), want)
	}
	if got, want := headers.Get("X-Amzn-Trace-Id"), otelasl.TraceHeader(trace.ContextWithSpanContext(t.Context(), called)); got != want {
		t.Errorf("the function is called with %q, want %q", got, want)
	}
}

// TestTraceHeader: an execution belongs to the trace of its header, with or without a parent, and
// is recorded as that says.
func TestTraceHeader(t *testing.T) {
	const root = "Root=1-6ab4ae1a-76cd1e61fecf47d6a7af7587"
	m := machine(t, `{"StartAt": "T", "States": {"T": {"Type": "Task", "Resource": "own", "End": true}}}`)
	for _, c := range []struct {
		header, parent string
		spans          int
	}{
		{root + ";Parent=0123456789abcdef;Sampled=1", "0123456789abcdef", 3},
		{root + ";Sampled=1", "0000000000000000", 3},
		{root + ";Parent=0123456789abcdef;Sampled=0", "", 0},
	} {
		r := record(t)
		var inTask trace.SpanContext
		var header string
		work := func(ctx context.Context, in json.RawMessage) (json.RawMessage, error) {
			inTask, header = trace.SpanContextFromContext(ctx), asl.TraceHeader(ctx)
			return in, nil
		}
		if _, err := m.Execute(t.Context(), []byte(`1`), asl.WithTask("T", work), asl.WithTraceHeader(c.header), r.telemetry.Option()); err != nil {
			t.Fatal(err)
		}
		spans := r.spans.Ended()
		if len(spans) != c.spans {
			t.Errorf("%s: %d spans", c.header, len(spans))
		}
		if c.spans > 0 && spans[2].Parent().SpanID().String() != c.parent {
			t.Errorf("%s: the parent is %s", c.header, spans[2].Parent().SpanID())
		}
		if inTask.TraceID().String() != "6ab4ae1a76cd1e61fecf47d6a7af7587" || inTask.IsSampled() != (c.spans > 0) || !strings.HasPrefix(header, root) {
			t.Errorf("%s: the task is in %v and %q", c.header, inTask, header)
		}
	}
}

// TestAnswerToPending: a task that goes on elsewhere of its own accord is answered by its token, too.
func TestAnswerToPending(t *testing.T) {
	r := record(t)
	tokens := make(chan string, 1)
	m := machine(t, oneTask, asl.WithTask("T", func(ctx context.Context, _ json.RawMessage) (json.RawMessage, error) {
		tokens <- asl.TaskInfoFrom(ctx).Token()
		return nil, asl.ErrPending
	}), r.telemetry.Option())
	x, err := m.Start(t.Context(), []byte(`{}`))
	if err != nil {
		t.Fatal(err)
	}
	token := <-tokens
	_, span := r.telemetry.StartAnswer(t.Context(), token)
	if err := x.SendTaskSuccess(token, []byte(`1`)); err != nil {
		t.Fatal(err)
	}
	span.End()
	if _, err := x.Wait(t.Context()); err != nil {
		t.Fatal(err)
	}
	attempt := r.named(t, "T attempt", 1)[0].SpanContext().SpanID()
	if links := r.named(t, "task answer", 1)[0].Links(); len(links) != 1 || links[0].SpanContext.SpanID() != attempt {
		t.Errorf("the answer has the links %v", links)
	}
}

// TestAnswer: the span of an answer is linked with the attempt that waits for it, as long as it
// waits.
func TestAnswer(t *testing.T) {
	r := record(t)
	tokens := make(chan string, 1)
	m := machine(t, `{"StartAt": "Ask", "States": {"Ask": {"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken", "End": true,
		"Parameters": {"QueueUrl": "q", "MessageBody.$": "$$.Task.Token"}}}}`,
		asl.WithTask("Ask", func(ctx context.Context, in json.RawMessage) (json.RawMessage, error) {
			tokens <- asl.TaskInfoFrom(ctx).Token()
			return in, nil
		}), r.telemetry.Option())
	x, err := m.Start(t.Context(), []byte(`{}`))
	if err != nil {
		t.Fatal(err)
	}
	token := <-tokens
	for e, err := range x.Events(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		if e.Type == history.TypeTaskSubmitted {
			break
		}
	}
	ctx, worker := r.tracer.Start(t.Context(), "worker")
	for range 2 {
		_, span := r.telemetry.StartAnswer(ctx, token)
		_ = x.SendTaskSuccess(token, []byte(`1`)) // the second one comes too late
		span.End()
		if _, err := x.Wait(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	_, span := r.telemetry.StartAnswer(t.Context(), "no token")
	span.End()
	attempt := r.named(t, "Ask attempt", 1)[0]
	if events := attempt.Events(); len(events) != 1 || events[0].Name != "goasl.submitted" {
		t.Errorf("the attempt has the events %v", events)
	}
	answers := r.named(t, "task answer", 3)
	below(t, answers[0], worker.SpanContext())
	if links := answers[0].Links(); len(links) != 1 || links[0].SpanContext.SpanID() != attempt.SpanContext().SpanID() {
		t.Errorf("the answer has the links %v", links)
	}
	for _, late := range answers[1:] {
		if len(late.Links()) > 0 {
			t.Errorf("an answer to nothing has the links %v", late.Links())
		}
	}
	if attempt.EndTime().Before(attempt.StartTime()) || time.Since(attempt.EndTime()) > time.Minute {
		t.Errorf("the attempt ends at %v", attempt.EndTime())
	}
}
