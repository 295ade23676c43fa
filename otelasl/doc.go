// Package otelasl tells OpenTelemetry what executions do: by spans and by metrics.
//
//	telemetry, err := otelasl.New()
//	...
//	machine, err := machine.With(telemetry.Option())
//	executor, err := durable.New(store, telemetry.Durable())
//
// An execution has a span, and below it each state, each attempt of a task, each branch of a
// Parallel and each iteration of a Map; so have executions that states:startExecution and
// distributed Maps start. The context of a task has the span of the attempt, so that spans that
// the task begins are below that. See docs/telemetry.md of the repository for what a trace looks
// like, all names, and what it costs.
package otelasl
