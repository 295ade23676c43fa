package otelasl

import (
	"errors"
	"sync"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/durable"

	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/metric"
	noopmetric "go.opentelemetry.io/otel/metric/noop"
	"go.opentelemetry.io/otel/trace"
	nooptrace "go.opentelemetry.io/otel/trace/noop"
)

// scope names the instrumentation, as OpenTelemetry wants.
const scope = "github.com/goasl/goasl/otelasl"

// Telemetry makes spans and metrics of executions. It comes from [New], is safe for concurrent
// use, and is for any number of machines and executors. It keeps nothing of an execution that has
// ended, or left the process.
type Telemetry struct {
	tracer  trace.Tracer
	metrics *metrics // nil without a MeterProvider
	off     bool     // there is neither
	causes  bool

	waiting sync.Map // the spans of attempts that their tokens can answer, by waitingTask: trace.SpanContext
}

// Option sets something of a [Telemetry].
type Option func(*config) error

type config struct {
	tracers trace.TracerProvider
	meters  metric.MeterProvider
	causes  bool
}

// WithTracerProvider sets where spans go. The default is that of [otel.GetTracerProvider].
func WithTracerProvider(p trace.TracerProvider) Option {
	return func(c *config) error {
		if p == nil {
			return errors.New("otelasl: WithTracerProvider: the provider is nil")
		}
		c.tracers = p
		return nil
	}
}

// WithMeterProvider sets where metrics go. The default is that of [otel.GetMeterProvider].
func WithMeterProvider(p metric.MeterProvider) Option {
	return func(c *config) error {
		if p == nil {
			return errors.New("otelasl: WithMeterProvider: the provider is nil")
		}
		c.meters = p
		return nil
	}
}

// WithCauses adds the causes of errors to spans, up to 1,024 bytes of each. They may hold
// payloads, and nothing else here does.
func WithCauses() Option {
	return func(c *config) error {
		c.causes = true
		return nil
	}
}

// New returns a Telemetry. The error says which option is wrong, or why the provider has refused
// an instrument.
func New(opts ...Option) (*Telemetry, error) {
	c := config{tracers: otel.GetTracerProvider(), meters: otel.GetMeterProvider()}
	for _, o := range opts {
		if o == nil {
			return nil, errors.New("otelasl: New: an option is nil")
		}
		if err := o(&c); err != nil {
			return nil, err
		}
	}
	t := &Telemetry{tracer: c.tracers.Tracer(scope), causes: c.causes}
	_, noSpans := c.tracers.(nooptrace.TracerProvider)
	_, noMetrics := c.meters.(noopmetric.MeterProvider)
	t.off = noSpans && noMetrics
	var err error
	if !noMetrics {
		t.metrics, err = newMetrics(c.meters.Meter(scope))
	}
	return t, err
}

// Option returns what lets executions of a machine be followed. With providers that do nothing it
// has no effect, and while the provider has no SDK it costs one span that is not recorded for
// each execution.
func (t *Telemetry) Option() asl.Option {
	if t.off {
		return asl.WithOptions()
	}
	return asl.WithTelemetry(t.begin)
}

// Durable returns what lets an executor tell how it fares, and makes executions part of the
// traces of those who start them and answer their tasks. Its machines need [Telemetry.Option].
func (t *Telemetry) Durable() durable.Option {
	if t.off {
		return durable.WithOptions()
	}
	return durable.WithOptions(durable.WithMetrics(t.metrics.ofExecutor()), durable.WithTracing(durable.Tracing{
		Header: TraceHeader, Answered: t.answered,
	}))
}
