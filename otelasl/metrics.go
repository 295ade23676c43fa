package otelasl

import (
	"context"
	"errors"
	"strings"
	"sync"
	"time"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/metric"
)

// metrics are the instruments. A nil *metrics has none.
type metrics struct {
	started, redrives, ended, retries, throttles, iterations metric.Int64Counter
	running                                                  metric.Int64UpDownCounter
	executionTime, stateTime, taskTime                       metric.Float64Histogram

	executor executorMetrics

	mu     sync.Mutex
	errors map[string]bool // the names of errors that have their own attribute
}

// seconds are the bounds of histograms: a task may take milliseconds, and an execution days.
var seconds = metric.WithExplicitBucketBoundaries(
	.001, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 30, 60, 300, 1800, 3600, 6*3600, 24*3600, 7*24*3600)

func newMetrics(m metric.Meter) (*metrics, error) {
	in := instruments{meter: m}
	all := &metrics{
		started:       in.counter("goasl.execution.started", "{execution}", "Executions that were started."),
		redrives:      in.counter("goasl.execution.redriven", "{execution}", "Executions that were redriven."),
		ended:         in.counter("goasl.execution.ended", "{execution}", "Executions that have ended."),
		running:       in.upDown("goasl.execution.running", "{execution}", "Executions that go on in this process."),
		executionTime: in.seconds("goasl.execution.duration", "How long executions took."),
		stateTime:     in.seconds("goasl.state.duration", "How long states took, with all attempts and the time between them."),
		taskTime:      in.seconds("goasl.task.duration", "How long attempts of tasks took."),
		retries:       in.counter("goasl.state.retries", "{retry}", "Attempts of states after one that failed."),
		throttles:     in.counter("goasl.task.throttles", "{attempt}", "Attempts of tasks that failed as a service had too many requests."),
		iterations:    in.counter("goasl.map.iterations", "{iteration}", "Iterations of Map states and executions of Map Runs that have ended."),
		executor:      newExecutorMetrics(&in),
		errors:        map[string]bool{},
	}
	return all, errors.Join(in.problems...)
}

// instruments makes instruments, and keeps the errors.
type instruments struct {
	meter    metric.Meter
	problems []error
}

func (in *instruments) counter(name, unit, description string) metric.Int64Counter {
	c, err := in.meter.Int64Counter(name, metric.WithUnit(unit), metric.WithDescription(description))
	in.problems = append(in.problems, err)
	return c
}

func (in *instruments) upDown(name, unit, description string) metric.Int64UpDownCounter {
	c, err := in.meter.Int64UpDownCounter(name, metric.WithUnit(unit), metric.WithDescription(description))
	in.problems = append(in.problems, err)
	return c
}

func (in *instruments) seconds(name, description string) metric.Float64Histogram {
	h, err := in.meter.Float64Histogram(name, metric.WithUnit("s"), metric.WithDescription(description), seconds)
	in.problems = append(in.problems, err)
	return h
}

// enabled reports whether anybody reads the metrics.
func (m *metrics) enabled(ctx context.Context) bool {
	return m != nil && (m.ended.Enabled(ctx) || m.stateTime.Enabled(ctx) || m.taskTime.Enabled(ctx) || m.started.Enabled(ctx) || m.running.Enabled(ctx))
}

// machineMetrics are the metrics of the executions of a machine.
type machineMetrics struct {
	*metrics
	machine attribute.KeyValue
	only    metric.MeasurementOption // the attributes with the machine alone
}

func (m *metrics) of(machine string) *machineMetrics {
	is := machineARN.String(bounded(machine))
	return &machineMetrics{m, is, metric.WithAttributeSet(attribute.NewSet(is))}
}

func (m *machineMetrics) started()      { m.metrics.started.Add(background, 1, m.only) }
func (m *machineMetrics) redriven()     { m.redrives.Add(background, 1, m.only) }
func (m *machineMetrics) running(n int) { m.metrics.running.Add(background, int64(n), m.only) }

func (m *machineMetrics) ended(o outcome, took time.Duration) {
	attrs := metric.WithAttributeSet(attribute.NewSet(m.with(o, executionStatus.String(o.status))...))
	m.metrics.ended.Add(background, 1, attrs)
	m.executionTime.Record(background, took.Seconds(), attrs)
}

func (m *machineMetrics) left(v *visit, o outcome, took time.Duration) {
	m.stateTime.Record(background, took.Seconds(), metric.WithAttributeSet(attribute.NewSet(m.with(o,
		stateName.String(bounded(v.name)), stateType.String(v.typ), partOutcome.String(o.status))...)))
}

func (m *machineMetrics) attempted(v *visit, o outcome, took time.Duration) {
	name := stateName.String(bounded(v.name))
	m.taskTime.Record(background, took.Seconds(), metric.WithAttributeSet(attribute.NewSet(m.with(o, name, partOutcome.String(o.status))...)))
	if isThrottle(o.err) {
		m.throttles.Add(background, 1, metric.WithAttributeSet(attribute.NewSet(m.machine, name)))
	}
}

func (m *machineMetrics) retried(v *visit) {
	m.retries.Add(background, 1, metric.WithAttributeSet(attribute.NewSet(m.machine, stateName.String(bounded(v.name)))))
}

func (m *machineMetrics) iteration(status string) {
	m.iterations.Add(background, 1, metric.WithAttributeSet(attribute.NewSet(m.machine, partOutcome.String(status))))
}

// with returns attributes with that of the machine, and that of an error.
func (m *machineMetrics) with(o outcome, attrs ...attribute.KeyValue) []attribute.KeyValue {
	attrs = append(attrs, m.machine)
	if o.status == failed || o.err != "" {
		attrs = append(attrs, errorType.String(m.known(o.name())))
	}
	return attrs
}

// maxErrors is how many names of errors become attributes of metrics. They may come from data.
const maxErrors = 100

// known returns the name of an error, or what stands for others if there are too many.
func (m *metrics) known(name string) string {
	m.mu.Lock()
	defer m.mu.Unlock()
	if !m.errors[name] && len(m.errors) >= maxErrors {
		return unnamed
	}
	m.errors[name] = true
	return name
}

// throttles are the names of errors by which services refuse what is too much.
var throttles = map[string]bool{
	"Throttling": true, "ThrottlingException": true, "ThrottledException": true, "RequestThrottled": true, "RequestThrottledException": true,
	"TooManyRequestsException": true, "ProvisionedThroughputExceededException": true, "RequestLimitExceeded": true,
	"BandwidthLimitExceeded": true, "SlowDown": true, "SlowDownException": true, "EC2ThrottledException": true,
	"StatusCode.429": true,
}

// isThrottle reports whether an error is one of throttles, which may be that of a service, as in
// Lambda.TooManyRequestsException.
func isThrottle(name string) bool {
	_, own, _ := strings.Cut(name, ".")
	return throttles[name] || throttles[own]
}
