// Command telemetry measures what module otelasl adds to a task, and prints a table. With
// -document it writes the table into a document, in place of the one before.
package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"log"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/otelasl"

	sdkmetric "go.opentelemetry.io/otel/sdk/metric"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"

	noopmetric "go.opentelemetry.io/otel/metric/noop"
	nooptrace "go.opentelemetry.io/otel/trace/noop"
)

func main() {
	rounds := flag.Int("rounds", 15, "how often each row is measured; the median counts")
	each := flag.Duration("each", 200*time.Millisecond, "how long a row is measured in a round")
	document := flag.String("document", "", "a file to write the table into")
	flag.Parse()
	rows, err := rows()
	if err != nil {
		log.Fatal(err)
	}
	for range *rounds {
		for _, r := range rows { // one after the other, so that all have the same conditions
			if err := r.measure(*each); err != nil {
				log.Fatal(err)
			}
		}
	}
	table := table(rows)
	fmt.Print(table)
	if *document != "" {
		if err := write(*document, table); err != nil {
			log.Fatal(err)
		}
	}
}

// row is one way to run the same execution.
type row struct {
	name    string
	machine *asl.Machine
	took    []time.Duration // for a task, of each round
}

const tasks = 20 // of an execution

// rows returns the ways; the first is that without telemetry.
func rows() ([]*row, error) {
	base, err := machine()
	if err != nil {
		return nil, err
	}
	all := []*row{{name: "no telemetry", machine: base}}
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
		all = append(all, &row{name: c.name, machine: m})
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

// measure runs executions for a time.
func (r *row) measure(each time.Duration) error {
	start, n := time.Now(), 0
	for ; n == 0 || time.Since(start) < each; n++ {
		if _, err := r.machine.Execute(context.Background(), []byte(`{}`)); err != nil {
			return err
		}
	}
	r.took = append(r.took, time.Since(start)/time.Duration(n*tasks))
	return nil
}

func (r *row) median() time.Duration {
	sorted := slices.Sorted(slices.Values(r.took))
	return sorted[len(sorted)/2]
}

func table(rows []*row) string {
	var b strings.Builder
	b.WriteString("| | for a task | more | beside none |\n|---|---:|---:|---:|\n")
	base := rows[0].median()
	for _, r := range rows {
		took := r.median()
		fmt.Fprintf(&b, "| %s | %.2f µs | %.2f µs | %.2f× |\n", r.name, micro(took), micro(took-base), float64(took)/float64(base))
	}
	return b.String()
}

func micro(d time.Duration) float64 { return float64(d) / 1e3 }

// mark comes before the table in a document.
const mark = "<!-- go run ./bench/telemetry -document docs/telemetry.md -->\n"

var errNoMark = errors.New("the document has no comment that says where the table is: " + mark)

func write(document, table string) error {
	text, err := os.ReadFile(document)
	if err != nil {
		return err
	}
	before, rest, ok := bytes.Cut(text, []byte(mark))
	if !ok {
		return errNoMark
	}
	_, after, _ := bytes.Cut(rest, []byte("\n\n"))
	return os.WriteFile(document, slices.Concat(before, []byte(mark+table+"\n"), after), 0o644)
}

// drop is a processor that drops what it gets.
type drop struct{}

func (drop) OnStart(context.Context, sdktrace.ReadWriteSpan) {}
func (drop) OnEnd(sdktrace.ReadOnlySpan)                     {}
func (drop) Shutdown(context.Context) error                  { return nil }
func (drop) ForceFlush(context.Context) error                { return nil }
