package durable

import (
	"context"
	"errors"
	"time"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/history"
	"github.com/goasl/goasl/state"
)

// inMemory adds what every EXPRESS execution is started with. Those that it starts may be
// STANDARD, and are stored then.
func (x *Executor) inMemory(run *expressRun, opts ...asl.Option) []asl.Option {
	h := asl.DropHistory()
	if x.express.max > 0 {
		h = asl.HistorySink(func(e history.Event) { x.express.add(run, e) })
	}
	return append(opts, asl.WithHistory(h), asl.WithChildren(children{x, ""}))
}

// startExpress starts an execution, which nothing but the end of Run stops. None is started
// after that.
func (x *Executor) startExpress(m *asl.Machine, text []byte, opts ...asl.Option) (state.Description, error) {
	r, run := &x.express, &expressRun{machine: m}
	e, err := m.Start(r.ctx, input(text), append(x.inMemory(run, opts...), asl.WithExecutions(&r.runs))...)
	switch {
	case errors.Is(err, asl.ErrDraining) || r.ctx.Err() != nil:
		return state.Description{}, asl.ErrDraining
	case err != nil:
		return state.Description{}, asl.Errorf(ErrInvalidExecutionInput.Name, "Invalid State Machine Execution Input: '%v'", err)
	}
	r.keep(run, e)
	return e.Describe(), nil
}

// drain gives the executions time to end, and then stops them.
func (r *memoryRuns) drain(grace time.Duration) {
	timer := time.AfterFunc(grace, r.cancel)
	defer timer.Stop()
	_ = r.runs.Drain(context.Background()) // it ends when the executions have stopped
}

// StartSync is that of [Client].
func (x *Executor) StartSync(ctx context.Context, s Start) (state.Description, error) {
	m, opts, err := x.toStart(s)
	switch {
	case err != nil:
		return state.Description{}, err
	case m.machine.Definition().Type != asl.Express:
		return state.Description{}, asl.Errorf(ErrStateMachineTypeNotSupported.Name, "This operation is not supported by this type of state machine")
	}
	run := &expressRun{machine: m.machine}
	e, err := m.machine.Start(ctx, input(s.Input), x.inMemory(run, opts...)...)
	switch {
	case ctx.Err() != nil:
		return state.Description{}, ctx.Err()
	case err != nil:
		return state.Description{}, asl.Errorf(ErrInvalidExecutionInput.Name, "Invalid State Machine Execution Input: '%v'", err)
	}
	x.express.keep(run, e)
	r, err := e.Wait(ctx)
	if r == nil || r.Status == asl.Running {
		return state.Description{}, errors.Join(ctx.Err(), err)
	}
	return r.Describe(), nil
}
