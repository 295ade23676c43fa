package asl

import (
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"

	"github.com/goasl/goasl/history"
)

// LogOptions choose the log records of executions; see [WithLogRecords].
type LogOptions struct {
	Level history.Level // of the events that have a record; "" is that of history.LevelOff

	// IncludeExecutionData adds inputs, outputs, parameters and variables to the records.
	IncludeExecutionData bool
}

// WithLogRecords calls sink with each record that Step Functions would write to CloudWatch
// Logs, in order, as an [Observer] is called for each event.
func WithLogRecords(o LogOptions, sink func(history.LogRecord)) Option {
	return func(c *config) error {
		switch o.Level {
		case "", history.LevelAll, history.LevelError, history.LevelFatal, history.LevelOff:
		default:
			return fmt.Errorf("asl: WithLogRecords: there is no level %q: want ALL, ERROR, FATAL or OFF", o.Level)
		}
		if sink == nil {
			return errors.New("asl: WithLogRecords: the sink is nil")
		}
		return WithObserver(func(x *Execution, e history.Event) {
			if o.Level.Logs(e.Type) {
				sink(history.LogRecord{Event: e, ExecutionArn: x.ARN(), IncludeExecutionData: o.IncludeExecutionData})
			}
		})(c)
	}
}

// WithLogger logs executions: that they start and end at level Info, states at level Debug,
// failed tasks at level Warn, and panics of tasks, with the stack, at level Error. Payloads
// are not logged, but the text of a panic is, up to 30 characters.
func WithLogger(l *slog.Logger) Option {
	return func(c *config) error {
		if l == nil {
			return errors.New("asl: WithLogger: the logger is nil")
		}
		c.logger = l
		return nil
	}
}

// failures are the messages for the events of failures.
var failures = map[history.Type]string{
	history.TypeLambdaFunctionFailed:         "task failed",
	history.TypeTaskFailed:                   "task failed",
	history.TypeActivityFailed:               "task failed",
	history.TypeLambdaFunctionScheduleFailed: "task not started",
	history.TypeTaskStartFailed:              "task not started",
	history.TypeActivityScheduleFailed:       "task not started",
	history.TypeLambdaFunctionTimedOut:       "task timed out",
	history.TypeTaskTimedOut:                 "task timed out",
	history.TypeActivityTimedOut:             "task timed out",
	history.TypeExecutionFailed:              "execution failed",
}

// logEvent logs an event without its payload.
func (d *driver) logEvent(e history.Event) {
	switch details := e.Details.(type) {
	case *history.StateEntered:
		d.log.Debug("state entered", "state", details.Name, "event", e.ID)
	case *history.StateExited:
		d.log.Debug("state exited", "state", details.Name, "event", e.ID)
	}
	if message := failures[e.Type]; message != "" {
		name := ""
		if why := e.Failure(); why.Error != nil {
			name = *why.Error
		}
		d.log.Warn(message, "error", name, "event", e.ID)
	}
}

// logEnd logs that the execution has ended, or that it has stopped with an error. A panic
// of the logger is dropped, as nothing is left that could report it.
func (d *driver) logEnd(err error) {
	if d.log == nil {
		return
	}
	defer func() { _ = recover() }()
	r := &d.x.result
	if r.Status == Running {
		d.log.Warn("execution stopped", "error", err, "duration", d.clock.Now().Sub(r.Started))
		return
	}
	d.log.Info("execution ended", "status", r.Status, "duration", r.Ended.Sub(r.Started))
}

// logPanic logs a panic that was recovered. A panic of the logger is dropped.
func (d *driver) logPanic(message string, problem any, attrs ...any) {
	if d.log == nil {
		return
	}
	defer func() { _ = recover() }()
	d.log.Error(message, append(attrs, "panic", panicText(problem), "stack", string(debug.Stack()))...)
}
