package durable

import (
	"context"
	"errors"
	"time"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/history"
	"github.com/goasl/goasl/internal/engine"
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

// startExpress starts an EXPRESS execution, which nothing but the end of Run stops, also
// if who has asked for it has gone. None is started after that.
func (x *Executor) startExpress(m *asl.Machine, text []byte, opts ...asl.Option) (*asl.Execution, error) {
	r, run := &x.express, &expressRun{machine: m}
	e, err := m.Start(r.ctx, engine.Input(text), append(x.inMemory(run, opts...), asl.WithExecutions(&r.runs))...)
	switch {
	case errors.Is(err, asl.ErrDraining) || r.ctx.Err() != nil:
		return nil, asl.ErrDraining
	case err != nil:
		return nil, engine.InvalidExecutionInput(err)
	}
	r.keep(run, e)
	return e, nil
}

// ExpressRunning returns how many EXPRESS executions run in this process.
func (x *Executor) ExpressRunning() int { return len(x.express.runs.List()) }

// drain gives the executions time to end, and then stops them.
func (r *memoryRuns) drain(grace time.Duration) {
	timer := time.AfterFunc(grace, r.cancel)
	defer timer.Stop()
	_ = r.runs.Drain(context.Background()) // it ends when the executions have stopped
}

// StartSync is that of [Client].
func (x *Executor) StartSync(ctx context.Context, s Start) (state.Description, error) {
	m, opts, err := x.toStart(x.traced(ctx, s))
	switch {
	case err != nil:
		return state.Description{}, err
	case m.machine.Definition().Type != asl.Express:
		return state.Description{}, engine.StateMachineTypeNotSupported()
	}
	e, err := x.startExpress(m.machine, s.Input, opts...)
	if err != nil {
		return state.Description{}, err
	}
	r, err := e.Wait(ctx)
	if r == nil || r.Status == asl.Running {
		return state.Description{}, errors.Join(ctx.Err(), err)
	}
	return r.Describe(), nil
}
