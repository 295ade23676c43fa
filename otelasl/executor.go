package otelasl

import (
	"context"
	"time"

	"github.com/goasl/goasl/durable"

	"go.opentelemetry.io/otel/metric"
)

// background has no values: metrics of executions belong to no span.
var background = context.Background()

// executorMetrics are those of durable executors.
type executorMetrics struct {
	awake                                              metric.Int64Gauge
	due, commits, commitBytes, fenced, stalled, failed metric.Int64Counter
	lag, commitTime                                    metric.Float64Histogram
}

func newExecutorMetrics(in *instruments) executorMetrics {
	awake, err := in.meter.Int64Gauge("goasl.executor.awake", metric.WithUnit("{execution}"),
		metric.WithDescription("Executions that move in this process."))
	in.keep(awake, err)
	return executorMetrics{
		awake:       awake,
		due:         in.counter("goasl.executor.due", "{execution}", "Executions that were due or told something, and were taken from the store."),
		lag:         in.seconds("goasl.executor.lag", "For how long an execution was due when it was taken: the longest one of those taken at once."),
		commits:     in.counter("goasl.executor.commits", "{execution}", "Commits of executions."),
		commitBytes: in.counter("goasl.executor.commit.bytes", "By", "Bytes that were committed."),
		commitTime:  in.seconds("goasl.executor.commit.duration", "How long it took the store to commit what came at once."),
		fenced:      in.counter("goasl.executor.fenced", "{execution}", "Executions that another process has taken over."),
		stalled:     in.counter("goasl.executor.stalled", "{execution}", "Executions that cannot go on."),
		failed:      in.counter("goasl.executor.store_failures", "{failure}", "Failures of the store."),
	}
}

// ofExecutor returns functions that an executor tells how it fares.
func (m *metrics) ofExecutor() durable.Metrics {
	if m == nil {
		return durable.Metrics{}
	}
	e := &m.executor
	return durable.Metrics{
		Awake: func(n int) { e.awake.Record(background, int64(n)) },
		Claimed: func(n int, lag time.Duration) {
			e.due.Add(background, int64(n))
			e.lag.Record(background, lag.Seconds())
		},
		Committed: func(n, bytes int, took time.Duration) {
			e.commits.Add(background, int64(n))
			e.commitBytes.Add(background, int64(bytes))
			e.commitTime.Record(background, took.Seconds())
		},
		Fenced:  func(string) { e.fenced.Add(background, 1) },
		Stalled: func(string, string) { e.stalled.Add(background, 1) },
		Failed:  func(error) { e.failed.Add(background, 1) },
	}
}
