package otelasl

import (
	"context"
	"errors"
	"slices"
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

	ofExecutions []instrument // all above
	executor     executorMetrics

	mu       sync.Mutex
	errors   map[string]bool // the names of errors that have their own attribute
	machines map[string]*machineMetrics
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
		errors:        map[string]bool{},
		machines:      map[string]*machineMetrics{},
	}
	all.ofExecutions = in.made
	all.executor = newExecutorMetrics(&in)
	return all, errors.Join(in.problems...)
}

// instrument says whether anybody reads it.
type instrument interface{ Enabled(context.Context) bool }

// instruments makes instruments, and keeps them and the errors.
type instruments struct {
	meter    metric.Meter
	made     []instrument
	problems []error
}

func (in *instruments) keep(made instrument, err error) {
	in.made, in.problems = append(in.made, made), append(in.problems, err)
}

func (in *instruments) counter(name, unit, description string) metric.Int64Counter {
	c, err := in.meter.Int64Counter(name, metric.WithUnit(unit), metric.WithDescription(description))
	in.keep(c, err)
	return c
}

func (in *instruments) upDown(name, unit, description string) metric.Int64UpDownCounter {
	c, err := in.meter.Int64UpDownCounter(name, metric.WithUnit(unit), metric.WithDescription(description))
	in.keep(c, err)
	return c
}

func (in *instruments) seconds(name, description string) metric.Float64Histogram {
	h, err := in.meter.Float64Histogram(name, metric.WithUnit("s"), metric.WithDescription(description), seconds)
	in.keep(h, err)
	return h
}

// enabled reports whether anybody reads a metric of executions.
func (m *metrics) enabled(ctx context.Context) bool {
	return m != nil && slices.ContainsFunc(m.ofExecutions, func(i instrument) bool { return i.Enabled(ctx) })
}

// maxMachines and maxSeries bound what is kept of attributes, so that they are not made for each
// state. What is dropped is made again.
const (
	maxMachines = 1_000
	maxSeries   = 1_000
)

// of returns the metrics of the executions of a machine.
func (m *metrics) of(machine string) *machineMetrics {
	m.mu.Lock()
	defer m.mu.Unlock()
	known := m.machines[machine]
	if known == nil {
		if len(m.machines) >= maxMachines {
			clear(m.machines)
		}
		known = &machineMetrics{metrics: m, machine: machineARN.String(bounded(machine)), all: map[series]metric.MeasurementOption{}}
		m.machines[machine] = known
	}
	return known
}

// machineMetrics are the metrics of the executions of a machine.
type machineMetrics struct {
	*metrics
	machine attribute.KeyValue

	mu  sync.Mutex
	all map[series]metric.MeasurementOption
}

// series has the attributes of a measurement besides the machine, "" for none.
type series struct {
	status      attribute.Key // of the status
	outcome     outcome
	state, kind string // its name and its type
}

// told returns an outcome as attributes tell it.
func (m *machineMetrics) told(o outcome) outcome {
	o.cause = "" // which is no attribute
	if o.status == failed || o.err != "" {
		o.err = m.known(o.name())
	}
	return o
}

// option returns the attributes of a series.
func (m *machineMetrics) option(s series) metric.MeasurementOption {
	m.mu.Lock()
	defer m.mu.Unlock()
	o := m.all[s]
	if o == nil {
		if len(m.all) >= maxSeries {
			clear(m.all)
		}
		o = metric.WithAttributeSet(s.attributes(m.machine))
		m.all[s] = o
	}
	return o
}

func (s *series) attributes(machine attribute.KeyValue) attribute.Set {
	attrs := []attribute.KeyValue{machine}
	if s.status != "" {
		attrs = append(attrs, s.status.String(s.outcome.status))
	}
	if s.outcome.err != "" {
		attrs = append(attrs, errorType.String(s.outcome.err))
	}
	if s.state != "" {
		attrs = append(attrs, stateName.String(bounded(s.state)))
	}
	if s.kind != "" {
		attrs = append(attrs, stateType.String(s.kind))
	}
	return attribute.NewSet(attrs...)
}

func (m *machineMetrics) started()  { m.metrics.started.Add(background, 1, m.option(series{})) }
func (m *machineMetrics) redriven() { m.redrives.Add(background, 1, m.option(series{})) }

func (m *machineMetrics) running(n int) {
	m.metrics.running.Add(background, int64(n), m.option(series{}))
}

func (m *machineMetrics) ended(o outcome, took time.Duration) {
	attrs := m.option(series{status: executionStatus, outcome: m.told(o)})
	m.metrics.ended.Add(background, 1, attrs)
	m.executionTime.Record(background, took.Seconds(), attrs)
}

func (m *machineMetrics) left(v *visit, o outcome, took time.Duration) {
	m.stateTime.Record(background, took.Seconds(), m.option(series{status: partOutcome, outcome: m.told(o), state: v.name, kind: v.typ}))
}

func (m *machineMetrics) attempted(v *visit, o outcome, took time.Duration) {
	m.taskTime.Record(background, took.Seconds(), m.option(series{status: partOutcome, outcome: m.told(o), state: v.name}))
	if isThrottle(o.err) {
		m.throttles.Add(background, 1, m.option(series{state: v.name}))
	}
}

func (m *machineMetrics) retried(v *visit) {
	m.retries.Add(background, 1, m.option(series{state: v.name}))
}

func (m *machineMetrics) iteration(status string) {
	m.iterations.Add(background, 1, m.option(series{status: partOutcome, outcome: outcome{status: status}}))
}

// maxErrors is how many names of errors become attributes of metrics. They may come from data.
const maxErrors = 100

// known returns the name of an error, or what stands for others if there are too many.
func (m *metrics) known(name string) string {
	m.mu.Lock()
	defer m.mu.Unlock()
	switch {
	case name == unnamed, m.errors[name]:
	case len(m.errors) >= maxErrors:
		return unnamed
	default:
		m.errors[name] = true
	}
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
