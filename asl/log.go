package asl

import (
	"runtime/debug"

	"github.com/goasl/goasl/history"
)

// logEvent logs what an event tells, without its payload.
func (d *driver) logEvent(e history.Event) {
	switch details := e.Details.(type) {
	case *history.StateEntered:
		d.log.Debug("state entered", "state", details.Name, "event", e.ID)
	case *history.StateExited:
		d.log.Debug("state exited", "state", details.Name, "event", e.ID)
	case *history.LambdaFunctionFailed:
		d.logFailure("task failed", e, details.Error)
	case *history.TaskFailed:
		d.logFailure("task failed", e, details.Error)
	case *history.ActivityFailed:
		d.logFailure("task failed", e, details.Error)
	case *history.LambdaFunctionScheduleFailed:
		d.logFailure("task not started", e, details.Error)
	case *history.TaskStartFailed:
		d.logFailure("task not started", e, details.Error)
	case *history.ActivityScheduleFailed:
		d.logFailure("task not started", e, details.Error)
	case *history.LambdaFunctionTimedOut:
		d.logFailure("task timed out", e, details.Error)
	case *history.TaskTimedOut:
		d.logFailure("task timed out", e, details.Error)
	case *history.ActivityTimedOut:
		d.logFailure("task timed out", e, details.Error)
	case *history.ExecutionFailed:
		d.logFailure("execution failed", e, details.Error)
	}
}

func (d *driver) logFailure(message string, e history.Event, name *string) {
	text := ""
	if name != nil {
		text = *name
	}
	d.log.Warn(message, "error", text, "event", e.ID)
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
