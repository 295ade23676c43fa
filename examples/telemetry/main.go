// Command telemetry runs an execution, and prints its spans, and with -metrics its metrics, as
// OpenTelemetry's exporters for the standard output do. Time is virtual, so that each run prints
// the same spans.
package main

import (
	"context"
	_ "embed"
	"encoding/json"
	"errors"
	"flag"
	"io"
	"log"
	"os"
	"time"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/history"
	"github.com/goasl/goasl/otelasl"

	"go.opentelemetry.io/otel/exporters/stdout/stdoutmetric"
	"go.opentelemetry.io/otel/exporters/stdout/stdouttrace"
	sdkmetric "go.opentelemetry.io/otel/sdk/metric"
	"go.opentelemetry.io/otel/sdk/resource"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
)

//go:embed order.asl.json
var definition string

func main() {
	metrics := flag.Bool("metrics", false, "print the metrics, too")
	flag.Parse()
	out := io.Discard
	if *metrics {
		out = os.Stdout
	}
	if err := run(context.Background(), os.Stdout, out); err != nil {
		log.Fatal(err)
	}
}

// run prints the spans of an execution, and then its metrics.
func run(ctx context.Context, spans, metrics io.Writer) (err error) {
	spanExporter, err := stdouttrace.New(stdouttrace.WithWriter(spans), stdouttrace.WithPrettyPrint())
	if err != nil {
		return err
	}
	metricExporter, err := stdoutmetric.New(stdoutmetric.WithWriter(metrics), stdoutmetric.WithPrettyPrint())
	if err != nil {
		return err
	}
	tracers := sdktrace.NewTracerProvider(sdktrace.WithSyncer(spanExporter), sdktrace.WithIDGenerator(otelasl.IDGenerator{}),
		sdktrace.WithResource(resource.NewSchemaless()))
	meters := sdkmetric.NewMeterProvider(sdkmetric.WithReader(sdkmetric.NewPeriodicReader(metricExporter)),
		sdkmetric.WithResource(resource.NewSchemaless()))
	defer func() { err = errors.Join(err, tracers.Shutdown(ctx), meters.Shutdown(ctx)) }()
	telemetry, err := otelasl.New(otelasl.WithTracerProvider(tracers), otelasl.WithMeterProvider(meters))
	if err != nil {
		return err
	}
	machine, err := asl.MustParse(definition).With(telemetry.Option(), asl.WithIdentity(asl.Identity{Machine: "order"}),
		asl.WithTask("Reserve", asl.Func(reserve)), asl.WithTask("Approve", handOn), asl.WithObserver(approve))
	if err != nil {
		return err
	}
	clock := asl.NewVirtualClock(time.Date(2026, time.January, 5, 9, 0, 0, 0, time.UTC))
	_, err = machine.Execute(ctx, []byte(`{"items": ["cup", "pot"]}`), asl.WithName("order-17"), asl.WithClock(clock))
	return err
}

// reserve takes half a second, and finds the stock of pots busy the first time.
func reserve(ctx context.Context, item string) (string, error) {
	info := asl.TaskInfoFrom(ctx)
	if err := info.Sleep(ctx, time.Second/2); err != nil {
		return "", err
	}
	if item == "pot" && info.Attempt == 0 {
		return "", asl.NewError("Stock.Busy", "somebody counts the pots")
	}
	return item, nil
}

// handOn hands the token of the task on, which takes a minute.
func handOn(ctx context.Context, in json.RawMessage) (json.RawMessage, error) {
	return in, asl.TaskInfoFrom(ctx).Sleep(ctx, time.Minute)
}

// approve stands for whoever has got the token, and answers.
func approve(x *asl.Execution, e history.Event) {
	scheduled, ok := e.Details.(*history.TaskScheduled)
	if !ok {
		return
	}
	token := scheduled.Parameters.Get("MessageBody").Get("token").Text()
	go func() {
		for e, err := range x.Events(context.Background()) {
			if err == nil && e.Type == history.TypeTaskSubmitted {
				_ = x.SendTaskSuccess(token, []byte(`"approved"`))
			}
		}
	}()
}
