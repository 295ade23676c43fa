package otelasl_test

import (
	"context"
	"encoding/json"
	"math"
	"runtime"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/otelasl"

	noopmetric "go.opentelemetry.io/otel/metric/noop"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	nooptrace "go.opentelemetry.io/otel/trace/noop"
)

const oneTask = `{"StartAt": "T", "States": {"T": {"Type": "Task", "Resource": "work", "End": true}}}`

// TestOff: with providers that do nothing an execution takes what it takes without telemetry.
func TestOff(t *testing.T) {
	off, err := otelasl.New(otelasl.WithTracerProvider(nooptrace.NewTracerProvider()), otelasl.WithMeterProvider(noopmetric.NewMeterProvider()))
	if err != nil {
		t.Fatal(err)
	}
	cost := func(opts ...asl.Option) (least float64) {
		m := machine(t, oneTask, append(opts, asl.WithTask("T", echo))...)
		least = math.Inf(1)
		for range 3 { // the race detector empties pools at random
			least = min(least, testing.AllocsPerRun(100, func() {
				if _, err := m.Execute(context.Background(), []byte(`1`)); err != nil {
					t.Error(err)
				}
			}))
		}
		return least
	}
	without := cost()
	if with := cost(off.Option()); with > without {
		t.Errorf("it takes %v allocations, and %v without", with, without)
	}
	late, err := otelasl.New() // the global providers, which may get an SDK later
	if err != nil {
		t.Fatal(err)
	}
	if with := cost(late.Option()); with > without+20 { // once for an execution
		t.Errorf("without an SDK it takes %v allocations, and %v without telemetry", with, without)
	}
}

// TestNothingLeft: executions that have ended leave nothing.
func TestNothingLeft(t *testing.T) {
	telemetry, err := otelasl.New(otelasl.WithTracerProvider(sdktrace.NewTracerProvider(sdktrace.WithSpanProcessor(dropping{}))))
	if err != nil {
		t.Fatal(err)
	}
	answers := func(ctx context.Context, in json.RawMessage) (json.RawMessage, error) {
		info := asl.TaskInfoFrom(ctx)
		return in, info.Execution.SendTaskSuccess(info.Token(), in)
	}
	m := machine(t, `{"StartAt": "Ask", "States": {"Ask": {"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken", "End": true,
		"Parameters": {"MessageBody.$": "$$.Task.Token"}}}}`, asl.WithTask("Ask", answers), virtual(), telemetry.Option())
	run := func(n int) uint64 {
		for range n {
			if _, err := m.Execute(t.Context(), []byte(`{}`)); err != nil {
				t.Fatal(err)
			}
		}
		runtime.GC()
		var s runtime.MemStats
		runtime.ReadMemStats(&s)
		return s.HeapAlloc
	}
	before := run(1_000)
	if after := run(10_000); after > before+1<<20 {
		t.Errorf("10,000 executions leave %d bytes", after-before)
	}
}

// dropping is a processor that drops what it gets.
type dropping struct{}

func (dropping) OnStart(context.Context, sdktrace.ReadWriteSpan) {}
func (dropping) OnEnd(sdktrace.ReadOnlySpan)                     {}
func (dropping) Shutdown(context.Context) error                  { return nil }
func (dropping) ForceFlush(context.Context) error                { return nil }

// TestHostile: names and errors from outside are bounded and valid UTF-8, and nothing of a payload
// is told unless that is asked for.
func TestHostile(t *testing.T) {
	long := strings.Repeat("ü", 40) + "\u2028\\"
	definition := strings.ReplaceAll(`{"StartAt": "S", "States": {"S": {"Type": "Map", "End": true, "ItemProcessor": {"StartAt": "T", "States": {
		"T": {"Type": "Task", "Resource": "`+strings.Repeat("r", 5_000)+`", "End": true}}}}}}`, `"S"`, `"`+strings.ReplaceAll(long, `\`, `\\`)+`"`)
	fails := func(context.Context, json.RawMessage) (json.RawMessage, error) {
		return nil, asl.NewError("E\xff"+strings.Repeat("€", 85), "the secret "+strings.Repeat("c", 5_000))
	}
	for _, causes := range []bool{false, true} {
		r := record(t)
		telemetry := r.telemetry
		if causes {
			var err error
			telemetry, err = otelasl.New(otelasl.WithCauses(), otelasl.WithTracerProvider(sdktrace.NewTracerProvider(sdktrace.WithSpanProcessor(r.spans))))
			if err != nil {
				t.Fatal(err)
			}
		}
		m := machine(t, definition, asl.WithTask("T", fails), telemetry.Option(), asl.WithIdentity(asl.Identity{Machine: long}))
		if _, err := m.Execute(t.Context(), []byte(`["the secret"]`), asl.WithName(strings.Repeat("n", 80))); err == nil {
			t.Fatal("it succeeds")
		}
		told := 0
		for _, s := range r.spans.Ended() {
			texts := []string{s.Name(), s.Status().Description}
			for _, a := range s.Attributes() {
				texts = append(texts, a.Value.Emit())
			}
			for _, e := range s.Events() {
				for _, a := range e.Attributes {
					texts = append(texts, a.Value.Emit())
				}
			}
			for _, text := range texts {
				if len(text) > 1024 || !utf8.ValidString(text) {
					t.Errorf("%s tells %q", s.Name(), text)
				}
				if strings.Contains(text, "the secret") {
					told++
				}
			}
		}
		if len(r.spans.Ended()) != 5 || (told > 0) != causes {
			t.Errorf("of %d spans %d tell the cause", len(r.spans.Ended()), told)
		}
	}
}

// TestWrongOptions: an option that is wrong says so.
func TestWrongOptions(t *testing.T) {
	for _, o := range []otelasl.Option{nil, otelasl.WithTracerProvider(nil), otelasl.WithMeterProvider(nil)} {
		if _, err := otelasl.New(o); err == nil {
			t.Error("it is taken")
		}
	}
}
