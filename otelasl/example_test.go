package otelasl_test

import (
	"context"
	"encoding/json"
	"fmt"
	"log"
	"slices"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/durable"
	"github.com/goasl/goasl/otelasl"

	"go.opentelemetry.io/otel/attribute"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"
	"go.opentelemetry.io/otel/trace"
)

// The spans of an execution end before Execute returns. Those that a task begins are below that of
// its attempt.
func Example() {
	exporter := tracetest.NewInMemoryExporter()
	tracers := sdktrace.NewTracerProvider(sdktrace.WithSyncer(exporter), sdktrace.WithIDGenerator(otelasl.IDGenerator{}))
	telemetry, err := otelasl.New(otelasl.WithTracerProvider(tracers))
	if err != nil {
		log.Fatal(err)
	}
	machine, err := asl.MustParse(`{"StartAt": "Greet", "States": {"Greet": {"Type": "Task", "Resource": "greet", "End": true}}}`).With(
		telemetry.Option(),
		asl.WithIdentity(asl.Identity{Machine: "greeting"}),
		asl.WithTask("Greet", func(ctx context.Context, in json.RawMessage) (json.RawMessage, error) {
			_, span := tracers.Tracer("own").Start(ctx, "look up the name")
			defer span.End()
			return in, nil
		}))
	if err != nil {
		log.Fatal(err)
	}
	if _, err := machine.Execute(context.Background(), []byte(`"Ada"`)); err != nil {
		log.Fatal(err)
	}
	for _, span := range exporter.GetSpans() {
		fmt.Println(span.Name)
	}
	// Output:
	// look up the name
	// Greet attempt
	// Greet
	// greeting
}

// An executor that is given Durable has metrics of its own. What is started with the context of a
// span belongs to the trace of that.
func ExampleTelemetry_Durable() {
	tracers := sdktrace.NewTracerProvider()
	telemetry, err := otelasl.New(otelasl.WithTracerProvider(tracers))
	if err != nil {
		log.Fatal(err)
	}
	machine, err := asl.MustParse(`{"StartAt": "Pause", "States": {"Pause": {"Type": "Wait", "Seconds": 3600, "End": true}}}`).With(telemetry.Option())
	if err != nil {
		log.Fatal(err)
	}
	executor, err := durable.New(durable.Memory(), telemetry.Durable())
	if err != nil {
		log.Fatal(err)
	}
	const arn = "arn:aws:states:us-east-1:123456789012:stateMachine:pause"
	if err := executor.Register(arn, machine); err != nil {
		log.Fatal(err)
	}
	ctx, span := tracers.Tracer("own").Start(context.Background(), "request")
	defer span.End()
	d, err := executor.Start(ctx, durable.Start{Machine: arn, Name: "one"})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(d.TraceHeader == otelasl.TraceHeader(ctx))
	// Output: true
}

// Whoever answers a task links its own span with the attempt that has waited.
func ExampleTelemetry_StartAnswer() {
	exporter := tracetest.NewInMemoryExporter()
	telemetry, err := otelasl.New(otelasl.WithTracerProvider(sdktrace.NewTracerProvider(sdktrace.WithSyncer(exporter))))
	if err != nil {
		log.Fatal(err)
	}
	tokens := make(chan string, 1)
	machine, err := asl.MustParse(`{"StartAt": "Ask", "States": {"Ask": {"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
		"Parameters": {"QueueUrl": "q", "MessageBody.$": "$$.Task.Token"}, "End": true}}}`).With(
		telemetry.Option(), asl.WithTask("Ask", func(ctx context.Context, in json.RawMessage) (json.RawMessage, error) {
			tokens <- asl.TaskInfoFrom(ctx).Token()
			return in, nil
		}))
	if err != nil {
		log.Fatal(err)
	}
	x, err := machine.Start(context.Background(), []byte(`{}`))
	if err != nil {
		log.Fatal(err)
	}
	token := <-tokens
	_, span := telemetry.StartAnswer(context.Background(), token)
	if err := x.SendTaskSuccess(token, []byte(`"yes"`)); err != nil {
		log.Fatal(err)
	}
	span.End()
	if _, err := x.Wait(context.Background()); err != nil {
		log.Fatal(err)
	}
	linked := map[trace.SpanID]string{}
	for _, s := range exporter.GetSpans() {
		linked[s.SpanContext.SpanID()] = s.Name
	}
	for _, s := range exporter.GetSpans() {
		for _, link := range s.Links {
			fmt.Println(s.Name, "→", linked[link.SpanContext.SpanID()])
		}
	}
	// Output: task answer → Ask attempt
}

// The header says the same as the span of the context.
func ExampleTraceHeader() {
	id, _ := trace.TraceIDFromHex("5759e988bd862e3fe1be46a994272793")
	span, _ := trace.SpanIDFromHex("53995c3f42cd8ad8")
	ctx := trace.ContextWithSpanContext(context.Background(), trace.NewSpanContext(trace.SpanContextConfig{
		TraceID: id, SpanID: span, TraceFlags: trace.FlagsSampled,
	}))
	fmt.Println(otelasl.TraceHeader(ctx))
	// Output: Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1
}

// A sampler may leave out some iterations of large Maps, and executions of Map Runs, with all that
// is in them. It gets their index.
func Example_sampler() {
	few := sampled(func(p sdktrace.SamplingParameters) bool {
		return !slices.ContainsFunc(p.Attributes, func(a attribute.KeyValue) bool {
			return a.Key == "goasl.map.index" && a.Value.AsInt64() >= 2
		})
	})
	exporter := tracetest.NewInMemoryExporter()
	tracers := sdktrace.NewTracerProvider(
		sdktrace.WithSyncer(exporter),
		sdktrace.WithSampler(sdktrace.ParentBased(sdktrace.AlwaysSample(), sdktrace.WithLocalParentSampled(few))))
	telemetry, err := otelasl.New(otelasl.WithTracerProvider(tracers))
	if err != nil {
		log.Fatal(err)
	}
	machine, err := asl.MustParse(`{"StartAt": "Each", "States": {"Each": {"Type": "Map", "End": true, "ItemProcessor": {
		"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "EXPRESS"},
		"StartAt": "Check", "States": {"Check": {"Type": "Pass", "End": true}}}}}}`).With(
		telemetry.Option(), asl.WithIdentity(asl.Identity{Machine: "import"}))
	if err != nil {
		log.Fatal(err)
	}
	if _, err := machine.Execute(context.Background(), []byte(`[1, 2, 3, 4, 5, 6, 7, 8]`)); err != nil {
		log.Fatal(err)
	}
	spans := map[string]int{}
	for _, s := range exporter.GetSpans() {
		spans[s.Name]++
	}
	fmt.Println(spans)
	// Output: map[Check:2 Each:1 import:3]
}

// sampled is a sampler that takes what a function says.
type sampled func(sdktrace.SamplingParameters) bool

// ShouldSample says whether a span is recorded.
func (s sampled) ShouldSample(p sdktrace.SamplingParameters) sdktrace.SamplingResult {
	if s(p) {
		return sdktrace.SamplingResult{Decision: sdktrace.RecordAndSample}
	}
	return sdktrace.SamplingResult{Decision: sdktrace.Drop}
}

// Description describes the sampler.
func (s sampled) Description() string { return "own" }
