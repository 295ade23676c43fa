// Command telemetry is the part of bench that measures what module otelasl adds to a task.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"runtime"
	"strings"
	"time"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/bench/part"
	"github.com/goasl/goasl/otelasl"

	sdkmetric "go.opentelemetry.io/otel/sdk/metric"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"

	noopmetric "go.opentelemetry.io/otel/metric/noop"
	nooptrace "go.opentelemetry.io/otel/trace/noop"
)

func main() { part.Main(part.Parts{"telemetry": measure}, nil) }

func measure(s part.Settings) (*part.Report, error) {
	all, err := ways()
	if err != nil {
		return nil, err
	}
	t := part.Table{
		Title:    fmt.Sprintf("execution of %d tasks", tasks),
		Measures: []part.Measure{{Name: "time", Unit: part.Nanoseconds}, {Name: "allocations"}, {Name: "bytes", Unit: part.Bytes}},
	}
	machines := map[string]*asl.Machine{}
	for _, w := range all {
		t.Peers = append(t.Peers, w.name)
		machines[w.name] = w.machine
	}
	r := part.Row{Name: "no-op, 2 B", Of: "task"}
	if s.Selected.MatchString(r.Name) {
		r.Figures, err = part.Turns(3*s.Rounds, t.Peers, func(way string) ([]float64, error) { return run(machines[way], 2*s.Round) })
		t.Rows = []part.Row{r}
	}
	return &part.Report{
		Versions: []string{part.Module("OpenTelemetry", "go.opentelemetry.io/otel/sdk")},
		Tables:   []part.Table{t},
	}, err
}

// A way is one to run the same execution.
type way struct {
	name    string
	machine *asl.Machine
}

const tasks = 20 // of an execution

// ways returns them; the first is that without telemetry.
func ways() ([]way, error) {
	base, err := machine()
	if err != nil {
		return nil, err
	}
	all := []way{{"no telemetry", base}}
	noSpans, noMetrics := otelasl.WithTracerProvider(nooptrace.NewTracerProvider()), otelasl.WithMeterProvider(noopmetric.NewMeterProvider())
	spans := func(opts ...sdktrace.TracerProviderOption) otelasl.Option {
		return otelasl.WithTracerProvider(sdktrace.NewTracerProvider(append(opts, sdktrace.WithIDGenerator(otelasl.IDGenerator{}))...))
	}
	metrics := otelasl.WithMeterProvider(sdkmetric.NewMeterProvider(sdkmetric.WithReader(sdkmetric.NewManualReader())))
	for _, c := range []struct {
		name string
		opts []otelasl.Option
	}{
		{"otelasl with providers that do nothing", []otelasl.Option{noSpans, noMetrics}},
		{"otelasl, and the program sets up no SDK", nil},
		{"the sampler leaves the executions out", []otelasl.Option{spans(sdktrace.WithSampler(sdktrace.NeverSample())), noMetrics}},
		{"the sampler takes one execution of a hundred", []otelasl.Option{spans(sdktrace.WithSampler(sdktrace.TraceIDRatioBased(0.01)), sdktrace.WithSpanProcessor(drop{})), noMetrics}},
		{"metrics", []otelasl.Option{noSpans, metrics}},
		{"spans of all executions, which the processor drops", []otelasl.Option{spans(sdktrace.WithSpanProcessor(drop{})), noMetrics}},
		{"both", []otelasl.Option{spans(sdktrace.WithSpanProcessor(drop{})), metrics}},
	} {
		t, err := otelasl.New(c.opts...)
		if err != nil {
			return nil, err
		}
		m, err := base.With(t.Option())
		if err != nil {
			return nil, err
		}
		all = append(all, way{c.name, m})
	}
	return all, nil
}

// machine returns one of tasks in a row, which do nothing.
func machine() (*asl.Machine, error) {
	var states []string
	for i := range tasks {
		states = append(states, fmt.Sprintf(`"T%d": {"Type": "Task", "Resource": "nothing", "Next": "T%d"}`, i, i+1))
	}
	definition := fmt.Sprintf(`{"StartAt": "T0", "States": {%s, "T%d": {"Type": "Succeed"}}}`, strings.Join(states, ", "), tasks)
	var mux asl.Mux
	mux.Handle("nothing", func(_ context.Context, in json.RawMessage) (json.RawMessage, error) { return in, nil })
	return asl.MustParse(definition).With(asl.WithResolver(&mux), asl.WithHistory(asl.DropHistory()))
}

// run runs executions for a time, and returns the time, the allocations and the bytes of a task.
func run(m *asl.Machine, round time.Duration) ([]float64, error) {
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	began, n := time.Now(), 0.0
	for ; n == 0 || time.Since(began) < round; n += tasks {
		if _, err := m.Execute(context.Background(), []byte(`{}`)); err != nil {
			return nil, err
		}
	}
	took := time.Since(began)
	runtime.ReadMemStats(&after)
	return []float64{float64(took) / n, float64(after.Mallocs-before.Mallocs) / n, float64(after.TotalAlloc-before.TotalAlloc) / n}, nil
}

// drop is a processor that drops what it gets.
type drop struct{}

func (drop) OnStart(context.Context, sdktrace.ReadWriteSpan) {}
func (drop) OnEnd(sdktrace.ReadOnlySpan)                     {}
func (drop) Shutdown(context.Context) error                  { return nil }
func (drop) ForceFlush(context.Context) error                { return nil }
