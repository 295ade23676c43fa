package asl

import (
	"errors"
	"fmt"

	"github.com/goasl/goasl/history"
)

// LogOptions say what a log of executions holds; see [WithLogRecords].
type LogOptions struct {
	Level history.Level // which events; none if empty

	// IncludeExecutionData adds inputs, outputs, parameters and variables.
	IncludeExecutionData bool
}

// WithLogRecords has sink called with each record that Step Functions would write
// to CloudWatch Logs, in order. Like an [Observer] it is called by the goroutine
// that drives the execution; executions that run at a time call it at a time.
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
