package durable

import (
	"context"
	"errors"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/internal/engine"
	"github.com/goasl/goasl/state"
)

// Start is that of [Client].
func (x *Executor) Start(ctx context.Context, s Start) (state.Description, error) {
	s = x.traced(ctx, s)
	m, opts, err := x.toStart(s)
	switch {
	case err != nil:
		return state.Description{}, err
	case m.machine.Definition().Type == asl.Express:
		e, err := x.startExpress(m.machine, s.Input, opts...)
		if err != nil {
			return state.Description{}, err
		}
		return e.Describe(), nil
	}
	run, err := x.begun(m, s, opts)
	if err != nil {
		return state.Description{}, err
	}
	err = x.create(ctx, m, run, Row{})
	if errors.Is(err, ErrExists) && s.Name != "" {
		return x.again(ctx, run)
	}
	return run.Describe(), err
}

// Prepare returns the execution that Start would create, for a store that creates executions
// in a transaction of the caller, as [CreateTx] of package sqlitestore does. When that has
// ended, Run finds it as late as [WithPoll] says. The errors are those of Start, but that
// there is one of that name is told by the store, and that an EXPRESS execution is not stored
// is StateMachineTypeNotSupported.
//
// [CreateTx]: https://pkg.go.dev/github.com/goasl/goasl/durable/sqlitestore#Store.CreateTx
func (x *Executor) Prepare(s Start) (Created, error) {
	m, opts, err := x.toStart(s)
	switch {
	case err != nil:
		return Created{}, err
	case m.machine.Definition().Type == asl.Express:
		return Created{}, engine.StateMachineTypeNotSupported()
	}
	run, err := x.begun(m, s, opts)
	if err != nil {
		return Created{}, err
	}
	c, err := x.created(m, run, Row{})
	if err == nil && x.seal != nil {
		err = each(x.seal.Seal, &c.Snapshot)
	}
	return c, err
}

// begun returns the Run of a Start.
func (x *Executor) begun(m *registered, s Start, opts []asl.Option) (*state.Run, error) {
	run, err := x.first(m.machine, engine.Input(s.Input), nil, opts)
	if err != nil {
		return nil, engine.InvalidExecutionInput(err)
	}
	return run, nil
}

// toStart returns the machine to start, and the options that a Start stands for.
func (x *Executor) toStart(s Start) (m *registered, opts []asl.Option, err error) {
	if m = x.machines.get(s.Machine); m == nil {
		return nil, nil, engine.StateMachineDoesNotExist(s.Machine)
	}
	if opts, err = engine.StartOptions(s.Name, s.TraceHeader); err != nil {
		return nil, nil, err
	}
	if s.Alias != "" {
		alias, err := m.aliased(s.Alias)
		if err != nil {
			return nil, nil, err
		}
		opts = append(opts, alias...)
	}
	return m, opts, nil
}

// aliased returns the option of an execution for which an alias has chosen the machine.
func (m *registered) aliased(name string) ([]asl.Option, error) {
	cfg, err := m.machine.Config()
	if err != nil {
		return nil, err
	}
	id := cfg.Identity
	id.Alias = name
	return []asl.Option{asl.WithIdentity(id)}, nil
}

// first returns the Run of a new execution, which has taken no turn. Its input is a text, or
// that of a task that starts it.
func (x *Executor) first(m *asl.Machine, input []byte, task *state.StartChild, opts []asl.Option) (*state.Run, error) {
	cfg, err := m.Config(opts...)
	if err != nil {
		return nil, err
	}
	cfg.Secret = x.tokenSecret(cfg.ARN)
	if task != nil {
		return state.StartWith(m.Definition(), task.ChildInput, cfg)
	}
	return state.Start(m.Definition(), input, cfg)
}

// create adds an execution to the store. The error wraps ErrExists or errStore.
func (x *Executor) create(ctx context.Context, m *registered, run *state.Run, row Row) error {
	c, err := x.created(m, run, row)
	if err != nil {
		return err
	}
	err = x.store.Create(ctx, c)
	if err != nil && !errors.Is(err, ErrExists) {
		return storeError(err)
	}
	x.wake()
	return err
}

// created returns what the store keeps of an execution that has taken no turn.
func (x *Executor) created(m *registered, run *state.Run, row Row) (Created, error) {
	run.Flush(new(state.Batch)) // the first event is not kept, see History
	snapshot, err := run.Snapshot()
	if err != nil {
		return Created{}, err
	}
	d, def := run.Describe(), m.machine.Definition()
	row.Summary = Summary{
		ARN: d.ARN, Machine: m.plain, Version: d.Identity.Version, Alias: d.Identity.Alias, Name: d.Name,
		Status: asl.Running, Started: d.Started,
	}
	row.Hash, row.Derived, row.Due = def.Hash(), !x.stored, d.Started
	return Created{Row: row, Definition: []byte(def.Text()), Snapshot: snapshot}, nil
}

// again returns the execution that has the name of a new one, if it runs and has its input.
func (x *Executor) again(ctx context.Context, run *state.Run) (state.Description, error) {
	known, err := x.load(ctx, run.ARN())
	if err != nil {
		return state.Description{}, err
	}
	return engine.Again(known.run.Describe(), run.Describe())
}
