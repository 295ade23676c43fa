package asl

import (
	"runtime/debug"

	"github.com/goasl/goasl/history"
)

// failures are what is said of events that tell of an error.
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

// logEvent logs what an event tells, without its payload.
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

// logEnd logs the end, or that the driving was stopped with an error. Nobody is
// left who could tell of a panic of the logger.
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

// logPanic logs a panic where it was recovered. It is called where a panic of
// the logger itself would be one too many.
func (d *driver) logPanic(message string, problem any, attrs ...any) {
	if d.log == nil {
		return
	}
	defer func() { _ = recover() }()
	d.log.Error(message, append(attrs, "panic", panicText(problem), "stack", string(debug.Stack()))...)
}
