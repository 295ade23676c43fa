package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/graph"
	"github.com/goasl/goasl/history"
	"github.com/goasl/goasl/items"
	"github.com/goasl/goasl/items/parquet"
	"github.com/goasl/goasl/state"
)

// runner runs an execution.
type runner struct {
	*runFlags
	streams
	console *console
	project *project
	target  *machine
	tasks   *tasks
	objects items.ObjectStore // of distributed Maps, nil for none

	decisions []state.Decision // if they are to be drawn
}

func (r *runner) run(ctx context.Context, m *asl.Machine, input []byte) error {
	ctx, cancel := limited(ctx, r.timeout)
	defer cancel()
	opts, err := r.options(ctx, m)
	if err != nil {
		return err
	}
	if r.mock == "" {
		if err := r.tasks.missing(r.project, mockExecution, m.Check(opts...)); err != nil {
			return err
		}
	}
	r.tellCalls(m)
	x, err := m.Start(context.WithoutCancel(ctx), input, opts...)
	if err != nil {
		return &exit{code: exitUsage, err: err}
	}
	stop := context.AfterFunc(ctx, func() { _ = x.Stop("", context.Cause(ctx).Error()) }) // it may have ended
	defer stop()
	result, err := x.Wait(context.WithoutCancel(ctx))
	return r.finish(x, result, err)
}

// tellCalls says which states call services of AWS.
func (r *runner) tellCalls(m *asl.Machine) {
	if r.report() != reportStates {
		return
	}
	for _, c := range r.tasks.calls(m) {
		r.console.line(r.console.paint(grey, "▸ "+callText(c)))
	}
}

var errInterrupted = errors.New("The command was interrupted.")

// limited is a context that ends after a time, if it is set, or when the user interrupts
// the command. Its cause says which it was.
func limited(ctx context.Context, timeout time.Duration) (context.Context, context.CancelFunc) {
	limited, cancel := context.WithCancelCause(context.WithoutCancel(ctx))
	stop := context.AfterFunc(ctx, func() { cancel(errInterrupted) })
	if timeout > 0 {
		timer := time.AfterFunc(timeout, func() { cancel(fmt.Errorf("The time of --timeout %v is over.", timeout)) })
		return limited, func() { stop(); timer.Stop(); cancel(nil) }
	}
	return limited, func() { stop(); cancel(nil) }
}

// options are those of the execution.
func (r *runner) options(ctx context.Context, m *asl.Machine) ([]asl.Option, error) {
	t := newTrail(r.console, r.report(), m.Definition())
	opts := []asl.Option{
		asl.WithIdentity(asl.Identity{Machine: r.target.name}), r.tasks.option(), asl.WithParquet(parquet.Open), asl.WithObserver(t.observe),
	}
	if r.objects != nil {
		opts = append(opts, asl.WithObjects(r.objects))
	}
	if r.graph != "" {
		opts = append(opts, asl.WithDecisions(func(_ *asl.Execution, d state.Decision) { r.decisions = append(r.decisions, d) }))
	}
	if r.name != "" {
		opts = append(opts, asl.WithName(r.name))
	}
	if r.skipWaits {
		opts = append(opts, asl.WithClock(newSkippingClock(ctx)))
	}
	if r.history == "" && r.graph == "" {
		opts = append(opts, asl.WithHistory(asl.DropHistory()))
	}
	if r.mock == "" {
		return opts, nil
	}
	c, err := mockCase(r.mock, r.target.name)
	if err != nil {
		return nil, err
	}
	return append(opts, c.Option()), nil
}

// finish writes the result, and the files that are asked for.
func (r *runner) finish(x *asl.Execution, result *asl.Result, err error) error {
	if err := r.writeFiles(x.Machine(), result.History()); err != nil {
		return err
	}
	if r.describe {
		fmt.Fprintln(r.out, printableJSON(x.Describe().AppendJSON(nil)))
	}
	switch {
	case err == nil && !r.describe:
		fmt.Fprintln(r.out, printableJSON(compact(result.Output)))
		return nil
	case err == nil:
		return nil
	case isMissing(err):
		return &exit{code: exitNoTask, err: err, advice: r.project.waysOut(mockExecution, nil)}
	case result.Error == nil:
		return &exit{code: exitFailed, err: err}
	}
	return &exit{code: exitFailed, err: errors.New(verdict(result))}
}

// writeFiles writes the history and the picture, if they are asked for.
func (r *runner) writeFiles(m *asl.Machine, events []history.Event) error {
	if r.history != "" {
		if err := writeFile("history", r.history, historyText(events)); err != nil {
			return err
		}
	}
	if r.graph == "" {
		return nil
	}
	var picture bytes.Buffer
	if err := writeSVG(&picture, m, graph.WithExecution(history.NewTimeline(events...), r.decisions...)); err != nil {
		return &exit{code: exitFailed, err: err}
	}
	return writeFile("graph", r.graph, picture.Bytes())
}

// historyText is a history as "aws stepfunctions get-execution-history" prints it.
func historyText(events []history.Event) []byte {
	text := []byte(`{"events":[`)
	for i, e := range events {
		if i > 0 {
			text = append(text, ',')
		}
		text = e.AppendJSON(append(text, '\n'))
	}
	return append(text, "\n]}\n"...)
}
