package asl

import (
	"context"
	"errors"
	"time"

	"github.com/goasl/goasl/history"
	"github.com/goasl/goasl/state"
)

// Telemetry follows one execution, for traces and metrics. Its functions, each of which may be
// nil, are called in the goroutine that drives the execution, one at a time, as an [Observer] is,
// and so get [ErrWaitsForItself] if they would wait for the execution.
type Telemetry struct {
	// Event is told each event, as an Observer is.
	Event func(history.Event)
	// Context returns the context in which an effect is carried out, which is derived from ctx:
	// that of the function of a [state.RunTask], or that in which the execution of a
	// [state.StartChild] or a [state.StartItem] begins. It is called before the answer can come.
	Context func(ctx context.Context, e state.Effect) context.Context
	// Stopped is told, as the last thing, that the execution has ended, or stopped without an
	// end: then lines say where it is as it was saved, if it was. A panic of it is dropped.
	Stopped func(lines []state.Line)
}

// Beginning tells of an execution that begins to be driven.
type Beginning struct {
	Execution *Execution
	Now       func() time.Time // the time on the execution's clock

	// Lines say where an execution goes on that was saved or redriven; nil if it is new.
	Lines []state.Line

	// Saved says that the execution has checkpoints ([WithCheckpoint]), so that it may go on
	// in another process.
	Saved bool
}

// WithTelemetry lets begin say who follows an execution, before anything happens in it; nil for
// nobody, which costs nothing afterwards. It must return soon, and must not wait for the
// execution. It is also called for the executions of distributed Maps, and for those that
// states:startExecution starts if their machine has no WithTelemetry of its own.
//
// The values of ctx are those of the caller's context, or of the task, or the Map Run, that has
// started the execution. They tell nothing of an execution that is saved and which no other one
// drives, as that belongs to no caller.
func WithTelemetry(begin func(ctx context.Context, b Beginning) *Telemetry) Option {
	return func(c *config) error {
		if begin == nil {
			return errors.New("asl: WithTelemetry: the function is nil")
		}
		c.telemetry = append(c.telemetry[:len(c.telemetry):len(c.telemetry)], begin)
		return nil
	}
}

// follow finds out who follows the execution.
func (d *driver) follow() {
	if len(d.cfg.telemetry) == 0 || d.prepared || d.run.Status() != Running {
		return
	}
	ctx := d.origin
	d.origin = nil // it may hold on to another execution
	switch {
	case ctx != nil:
	case d.saves != nil:
		ctx = context.Background()
	default:
		ctx = d.ctx.parent
	}
	b := Beginning{Execution: d.x, Now: d.clock.Now, Saved: d.saves != nil}
	if d.run.Turn() > 0 || d.x.outcome.RedriveCount > 0 {
		b.Lines = d.run.Lines()
	}
	for _, begin := range d.cfg.telemetry {
		if t := begin(ctx, b); t != nil {
			d.telemetry = append(d.telemetry, t)
			d.hasListeners = d.hasListeners || t.Event != nil
		}
	}
}

// contextOf returns the context in which an effect is carried out.
func (d *driver) contextOf(ctx context.Context, e state.Effect) context.Context {
	for _, t := range d.telemetry {
		if t.Context != nil {
			ctx = t.Context(ctx, e)
		}
	}
	return ctx
}

// tellStopped tells one who follows the execution that it has stopped.
func (d *driver) tellStopped(t *Telemetry) {
	defer func() { _ = recover() }()
	if t.Stopped == nil {
		return
	}
	var lines []state.Line
	if d.saves != nil && d.saves.err == nil {
		lines = d.run.Lines()
	}
	t.Stopped(lines)
}

// context returns the context of the call's function, and of what it starts.
func (c *call) context() context.Context {
	if c.followed != nil {
		return c.followed
	}
	return c
}

// follow lets those know who follow the execution that a call is about to be carried out.
func (c *call) follow() {
	if len(c.d.telemetry) == 0 {
		return
	}
	var e state.Effect = c.task
	if c.child != nil && c.f == nil {
		e = c.child.start
	}
	c.followed = c.d.contextOf(c, e)
}
