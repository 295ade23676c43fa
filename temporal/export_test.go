package temporal

import (
	"context"

	"go.temporal.io/sdk/converter"
	"go.temporal.io/sdk/workflow"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/jsonvalue"
	"github.com/goasl/goasl/state"
)

// RegisterIn is Register for the environment of the test suite, where activities have no
// client: signal takes their signals.
func RegisterIn(r Registry, machines map[string]*asl.Machine, signal func(text any), opts ...Option) (*Worker, error) {
	w, err := newWorker(machines, opts)
	if err != nil {
		return nil, err
	}
	return w.registerIn(r, signal)
}

// WorkIn is Client.Work for the environment of the test suite.
func (c *Client) WorkIn(r Registry, signal func(text any)) (*Worker, error) {
	return (&worker{config: c.cfg, machines: c.machines}).registerIn(r, signal)
}

func (w *worker) registerIn(r Registry, signal func(text any)) (*Worker, error) {
	w.signal = func(_ context.Context, text []byte) error { signal(payloadOf(text)); return nil }
	return (*Worker)(w), w.register(r)
}

type Worker worker

// Begin returns the arguments of the workflow for a new execution, and the execution's ARN.
func (w *Worker) Begin(arn string, cfg state.Config, input []byte) (args []any, own string, err error) {
	m := w.machines.get(arn)
	cfg.Log = nil
	w.bound(&cfg)
	run, err := state.Start(m.Definition(), input, cfg)
	if err != nil {
		return nil, "", err
	}
	s, err := newStart(origin{Machine: arn}, m, run)
	if err != nil {
		return nil, "", err
	}
	return s.arguments(), run.ARN(), nil
}

// Config returns the Config of a new execution.
func (w *Worker) Config(arn string) state.Config {
	cfg, err := w.machines.get(arn).Config(asl.WithName("x"), asl.WithSeed(1))
	if err != nil {
		panic(err)
	}
	return cfg
}

// Signal returns the argument of a signal.
func Signal(token string, in state.Input) any { return payloadOf(signalText(token, in)) }

// Text returns the text of a payload.
func Text(v converter.RawValue) string { return string(textOf(v)) }

// Answered returns the payload that has a text.
func Answered(text string) converter.RawValue { return payloadOf([]byte(text)) }

// Details returns the description that the error of a workflow has.
func Details(err error) string { return string(detailsOf(err)) }

// Work is what an activity gets of a task.
type Work = work

// Task returns the task that was meant.
func (w *work) Task(input string) (*state.RunTask, error) { return w.task([]byte(input)) }

// Answer returns what an activity returns.
func Answer(in state.Input) any { return payloadOf(inputText(in)) }

// ExecuteAtOnce is the workflow, if a worker takes the task of an activity and answers it before
// the workflow learns of either: it reads the answer first, which is a signal.
func (w *Worker) ExecuteAtOnce(ctx workflow.Context, o origin, definition, snapshot converter.RawValue) (converter.RawValue, error) {
	d, err := (*worker)(w).newDriver(ctx, startOf(o, definition, snapshot))
	if err == nil {
		err = d.listen(ctx)
	}
	if err != nil {
		return converter.RawValue{}, err
	}
	d.step()
	for id, c := range d.calls {
		d.inbox = append(d.inbox,
			letter{token: d.run.Token(id), input: state.Input{Kind: state.InputDone, Output: jsonvalue.True}},
			letter{call: c, input: state.Input{Kind: state.InputStarted, Worker: "ann"}})
	}
	return d.drive()
}
