package otelasl_test

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/durable"

	sdktrace "go.opentelemetry.io/otel/sdk/trace"
)

const arnOf = "arn:aws:states:us-east-1:123456789012:stateMachine:"

// executor drives executions of a store until it is stopped.
type executor struct {
	*durable.Executor
	*recorded
	t    testing.TB
	stop func()
}

// serve begins a process, whose machines are made with its Telemetry.
func serve(t testing.TB, store durable.Store, r *recorded, machines map[string]*asl.Machine) *executor {
	t.Helper()
	x, err := durable.New(store, r.telemetry.Durable())
	if err != nil {
		t.Fatal(err)
	}
	for name, m := range machines {
		if m, err = m.With(r.telemetry.Option()); err == nil {
			err = x.Register(arnOf+name, m)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error)
	go func() { ended <- x.Run(ctx) }()
	stopped := false
	stop := func() {
		if cancel(); !stopped {
			stopped = true
			if err := <-ended; err != nil {
				t.Error(err)
			}
		}
	}
	t.Cleanup(stop)
	return &executor{x, r, t, stop}
}

func (x *executor) begin(ctx context.Context, machine, name, input string) string {
	x.t.Helper()
	d, err := x.Start(ctx, durable.Start{Machine: arnOf + machine, Name: name, Input: []byte(input)})
	if err != nil {
		x.t.Fatal(err)
	}
	return d.ARN
}

// after checks the status of an execution after a time.
func (x *executor) after(d time.Duration, arn string, status asl.Status) durable.Description {
	x.t.Helper()
	time.Sleep(d)
	synctest.Wait()
	is, err := x.Describe(x.t.Context(), arn)
	if err != nil || is.Status != status || is.Stalled != "" {
		x.t.Fatalf("%s is %s, %v, %s, want %s", arn, is.Status, err, is.Stalled, status)
	}
	return is
}

// ask gives its token to somebody who answers.
func ask(tokens chan<- string) asl.TaskFunc {
	return func(ctx context.Context, in json.RawMessage) (json.RawMessage, error) {
		tokens <- asl.TaskInfoFrom(ctx).Token()
		return in, nil
	}
}

const asks = `{"StartAt": "Wait", "States": {"Wait": {"Type": "Wait", "Seconds": 60, "Next": "Ask"}, "Ask": {"Type": "Task", "End": true,
	"Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken", "Parameters": {"QueueUrl": "q", "MessageBody.$": "$$.Task.Token"}}}}`

// TestRestart: an execution that waits while its process is replaced is one trace, in which each
// span is there once, whole, and whoever answers is linked with the attempt.
func TestRestart(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store, tokens, began := durable.Memory(), make(chan string, 1), time.Now()
		machines := map[string]*asl.Machine{"m": machine(t, asks, asl.WithTask("Ask", ask(tokens)))}
		first := serve(t, store, record(t), machines)
		ctx, caller := first.tracer.Start(t.Context(), "caller")
		arn := first.begin(ctx, "m", "x", `{}`)
		caller.End()
		first.after(90*time.Second, arn, asl.Running)
		first.stop()
		time.Sleep(time.Hour)
		second := serve(t, store, record(t), machines)
		second.after(time.Minute, arn, asl.Running)
		ctx, worker := second.tracer.Start(t.Context(), "worker")
		if err := second.SendTaskSuccess(ctx, <-tokens, []byte(`1`)); err != nil {
			t.Fatal(err)
		}
		worker.End()
		second.after(time.Minute, arn, asl.Succeeded)
		second.stop()

		both := slices.Concat(first.spans.Ended(), second.spans.Ended())
		var names []string
		for _, s := range both {
			names = append(names, s.Name())
		}
		slices.Sort(names)
		if got := strings.Join(names, ", "); got != "Ask, Ask attempt, Wait, caller, m, task answer, worker" {
			t.Errorf("the spans are %s", got)
		}
		execution := second.named(t, "m", 1)[0]
		below(t, execution, caller.SpanContext())
		below(t, first.named(t, "Wait", 1)[0], execution.SpanContext())
		below(t, second.named(t, "Ask", 1)[0], execution.SpanContext())
		attempt := second.named(t, "Ask attempt", 1)[0]
		below(t, attempt, second.named(t, "Ask", 1)[0].SpanContext())
		if from, to := attempt.StartTime().Sub(began), attempt.EndTime().Sub(began); from != time.Minute || to < time.Hour {
			t.Errorf("the attempt goes on from %v to %v", from, to)
		}
		if !execution.StartTime().Equal(began) {
			t.Errorf("the execution begins at %v", execution.StartTime().Sub(began))
		}
		for _, name := range []string{"m", "Ask"} {
			events := second.named(t, name, 1)[0].Events()
			if len(events) != 1 || events[0].Name != "goasl.resumed" || events[0].Time.Sub(began) < time.Hour {
				t.Errorf("%s has the events %v", name, events)
			}
		}
		answer := second.named(t, "task answer", 1)[0]
		below(t, answer, worker.SpanContext())
		if links := answer.Links(); len(links) != 1 || links[0].SpanContext.SpanID() != attempt.SpanContext().SpanID() {
			t.Errorf("the answer has the links %v", links)
		}
	})
}

// TestRestartWithoutIDs: without the generator of IDs the trace is the same, and each process
// tells what it has seen.
func TestRestartWithoutIDs(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store, tokens := durable.Memory(), make(chan string, 1)
		machines := map[string]*asl.Machine{"m": machine(t, asks, asl.WithTask("Ask", ask(tokens)))}
		own := sdktrace.WithIDGenerator(&counter{})
		first := serve(t, store, record(t, own), machines)
		arn := first.begin(t.Context(), "m", "x", `{}`)
		first.after(90*time.Second, arn, asl.Running)
		first.stop()
		second := serve(t, store, record(t, own), machines)
		if err := second.SendTaskSuccess(t.Context(), <-tokens, []byte(`1`)); err != nil {
			t.Fatal(err)
		}
		second.after(time.Minute, arn, asl.Succeeded)
		whole := second.named(t, "m", 1)[0]
		for _, s := range first.named(t, "m", 2) { // before the Wait, and with the Ask
			if s.SpanContext().TraceID() != whole.SpanContext().TraceID() || s.Parent().IsValid() || attr(s, "goasl.execution.status") != "" {
				t.Errorf("a part is %v of trace %s, %v", s.Parent(), s.SpanContext().TraceID(), s.Attributes())
			}
			if n := len(s.Events()); s.Events()[n-1].Name != "goasl.interrupted" {
				t.Errorf("a part has the events %v", s.Events())
			}
		}
		attempt := second.named(t, "Ask attempt", 1)[0].SpanContext().SpanID()
		for _, link := range second.named(t, "task answer", 1)[0].Links() { // if it is in memory again already
			if link.SpanContext.SpanID() != attempt {
				t.Errorf("the answer has the link %v", link)
			}
		}
	})
}

// TestRestartInMapRun: executions of a Map Run that go on in another process have whole spans, too.
func TestRestartInMapRun(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := durable.Memory()
		machines := map[string]*asl.Machine{"m": machine(t, `{"StartAt": "M", "States": {"M": {"Type": "Map", "End": true, "Label": "Many",
			"ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}, "StartAt": "W", "States": {
				"W": {"Type": "Wait", "Seconds": 60, "Next": "T"}, "T": {"Type": "Task", "Resource": "t", "End": true}}}}}}`, asl.WithTask("T", echo))}
		first := serve(t, store, record(t), machines)
		arn := first.begin(t.Context(), "m", "x", `[1, 2]`)
		first.after(30*time.Second, arn, asl.Running)
		first.stop()
		if n := len(first.spans.Ended()); n > 0 {
			t.Errorf("%d spans end with the process", n)
		}
		second := serve(t, store, record(t), machines)
		second.after(time.Hour, arn, asl.Succeeded)
		var top, items []sdktrace.ReadOnlySpan
		for _, s := range second.named(t, "m", 3) {
			if attr(s, "goasl.map.index") == "" {
				top = append(top, s)
			} else {
				items = append(items, s)
			}
		}
		each := second.named(t, "M", 1)[0]
		below(t, each, top[0].SpanContext())
		waits := second.named(t, "W", 2)
		for i, s := range items {
			below(t, s, each.SpanContext())
			belowOne(t, waits, s)
			if d := waits[i].EndTime().Sub(waits[i].StartTime()); d != time.Minute {
				t.Errorf("a wait takes %v", d)
			}
		}
	})
}

// TestStoredChildren: children in the store, and EXPRESS ones, are in the trace of the task that
// starts them.
func TestStoredChildren(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		starts := func(suffix, child string) string {
			return `"Type": "Task", "Resource": "arn:aws:states:::states:startExecution` + suffix + `", "Parameters": {"StateMachineArn": "` + arnOf + child + `", "Input": {}}`
		}
		const waits = `{"StartAt": "W", "States": {"W": {"Type": "Wait", "Seconds": 60, "End": true}}}`
		x := serve(t, durable.Memory(), record(t), map[string]*asl.Machine{
			"m":     machine(t, `{"StartAt": "A", "States": {"A": {`+starts(".sync:2", "child")+`, "Next": "B"}, "B": {`+starts("", "short")+`, "End": true}}}`),
			"child": machine(t, waits), "short": asl.MustParse(waits, asl.WithType(asl.Express)),
		})
		arn := x.begin(t.Context(), "m", "x", `{}`)
		x.after(time.Hour, arn, asl.Succeeded)
		below(t, x.named(t, "child", 1)[0], x.named(t, "A attempt", 1)[0].SpanContext())
		below(t, x.named(t, "short", 1)[0], x.named(t, "B attempt", 1)[0].SpanContext())
	})
}

// TestRedrive: a redrive is a span of its own in the same trace, linked with the one before.
func TestRedrive(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		broken := true
		work := func(_ context.Context, in json.RawMessage) (json.RawMessage, error) {
			if broken {
				return nil, asl.NewError("Broken", "secret")
			}
			return in, nil
		}
		x := serve(t, durable.Memory(), record(t), map[string]*asl.Machine{"m": machine(t, `{"StartAt": "P", "States": {"P": {"Type": "Parallel", "End": true, "Branches": [
			{"StartAt": "T", "States": {"T": {"Type": "Task", "Resource": "w", "End": true}}}]}}}`, asl.WithTask("T", work))})
		arn := x.begin(t.Context(), "m", "x", `{}`)
		x.after(time.Minute, arn, asl.Failed)
		broken = false
		if _, err := x.Redrive(t.Context(), arn, ""); err != nil {
			t.Fatal(err)
		}
		x.after(time.Minute, arn, asl.Succeeded)
		spans := x.named(t, "m", 2)
		first, again := spans[0], spans[1]
		if first.SpanContext().TraceID() != again.SpanContext().TraceID() || first.SpanContext().SpanID() == again.SpanContext().SpanID() {
			t.Errorf("the spans are %v and %v", first.SpanContext(), again.SpanContext())
		}
		if links := again.Links(); len(links) != 1 || links[0].SpanContext.SpanID() != first.SpanContext().SpanID() {
			t.Errorf("the redrive has the links %v", links)
		}
		if events := again.Events(); len(events) != 1 || events[0].Name != "goasl.resumed" {
			t.Errorf("the redrive has the events %v", events)
		}
		if attr(again, "goasl.execution.redrive_count") != "1" || attr(first, "error.type") != "Broken" || again.StartTime().Sub(first.StartTime()) < time.Minute {
			t.Errorf("the spans have %v and %v", first.Attributes(), again.Attributes())
		}
		below(t, x.named(t, "P", 2)[1], again.SpanContext())
		below(t, x.named(t, "T", 2)[1], x.named(t, "P branch", 2)[1].SpanContext())
		x.settled(t)
	})
}

// counter is a generator of IDs that takes no wishes.
type counter struct{ n atomic.Uint64 }
