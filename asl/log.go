package asl

import (
	"errors"
	"fmt"
	"log/slog"
	"runtime"
	"strings"

	"github.com/goasl/goasl/history"
	"github.com/goasl/goasl/state"
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
// failed tasks at level Warn, and panics of tasks, with the place, at level Error. Nothing
// that may hold a payload is logged: of a panic only the type of the value, and no cause. The
// name of an error is logged unless a Fail state computes it. See [WithLoggedData].
func WithLogger(l *slog.Logger) Option {
	return func(c *config) error {
		if l == nil {
			return errors.New("asl: WithLogger: the logger is nil")
		}
		c.logger = l
		return nil
	}
}

// WithLoggedData has the logger told what may hold a payload, too: the values of panics, the
// causes of failures, and the names of errors that Fail states compute, each up to 1,000
// characters. Inputs and outputs are not logged; see [WithLogRecords].
func WithLoggedData() Option {
	return func(c *config) error {
		c.logsData = true
		return nil
	}
}

// maxLogged is the most characters of a value in a log line.
const maxLogged = 1_000

// failures are the messages for the events of failures.
var failures = map[history.Type]string{
	history.TypeLambdaFunctionFailed:         "task failed",
	history.TypeTaskFailed:                   "task failed",
	history.TypeActivityFailed:               "task failed",
	history.TypeLambdaFunctionScheduleFailed: "task not started",
	history.TypeTaskStartFailed:              "task not started",
	history.TypeActivityScheduleFailed:       "task not started",
	history.TypeTaskSubmitFailed:             "task not submitted",
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
		d.computesError = d.computesError || computesError(d.x.StateOf(e))
	case *history.StateExited:
		d.log.Debug("state exited", "state", details.Name, "event", e.ID)
	}
	message := failures[e.Type]
	if message == "" {
		return
	}
	name, attrs := "", []any{"event", e.ID}
	why := e.Failure()
	if why.Error != nil {
		name = *why.Error
	}
	switch {
	case d.cfg.logsData:
		if name = truncate(name, maxLogged); why.Cause != nil {
			attrs = append(attrs, "cause", truncate(*why.Cause, maxLogged))
		}
	case d.computesError && e.Type == history.TypeExecutionFailed && !strings.HasPrefix(name, "States."):
		name = "(computed by a Fail state)"
	}
	d.log.Warn(message, append([]any{"error", name}, attrs...)...)
}

// computesError reports whether the name of an error comes from the data.
func computesError(s state.State) bool {
	f, isFail := s.(*state.Fail)
	return isFail && f.ComputesError()
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
		d.log.Warn("execution stopped", "error", d.loggable(err), "duration", d.clock.Now().Sub(r.Started))
		return
	}
	d.log.Info("execution ended", "status", r.Status, "duration", r.Ended.Sub(r.Started))
}

// loggable returns the text of an error, without the value of a panic unless data is logged.
func (d *driver) loggable(err error) string {
	text := err.Error()
	var p *PanicError
	if !d.cfg.logsData && errors.As(err, &p) {
		text = strings.ReplaceAll(text, p.Error(), "panic: "+p.kind())
	}
	return text
}

// logPanic logs a panic that was recovered. A panic of the logger is dropped.
func (d *driver) logPanic(message string, problem any, attrs ...any) {
	if d.log == nil {
		return
	}
	defer func() { _ = recover() }()
	text := (&PanicError{Value: problem}).kind()
	if d.cfg.logsData {
		text = truncate(fmt.Sprint(problem), maxLogged)
	}
	d.log.Error(message, append(attrs, "panic", text, "stack", callers())...)
}

// callers returns the functions that were called and their places, the innermost first. The
// text of runtime/debug.Stack has their arguments, too, which may be a payload.
func callers() string {
	var pcs [64]uintptr
	frames := runtime.CallersFrames(pcs[:runtime.Callers(2, pcs[:])])
	var b strings.Builder
	for more := true; more; {
		var f runtime.Frame
		f, more = frames.Next()
		fmt.Fprintf(&b, "%s\n\t%s:%d\n", f.Function, f.File, f.Line)
	}
	return b.String()
}
