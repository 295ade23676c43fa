package durable

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/state"
)

// Start is that of [Client].
func (x *Executor) Start(ctx context.Context, s Start) (state.Description, error) {
	m, opts, err := x.prepare(s)
	switch {
	case err != nil:
		return state.Description{}, err
	case m.machine.Definition().Type == asl.Express:
		return x.express.begin(m.machine, s.Input, opts)
	}
	run, err := x.first(m.machine, input(s.Input), nil, opts)
	if err != nil {
		return state.Description{}, asl.Errorf(ErrInvalidExecutionInput.Name, "Invalid State Machine Execution Input: '%v'", err)
	}
	err = x.create(ctx, m, run, Row{})
	if errors.Is(err, ErrExists) && s.Name != "" {
		return x.again(ctx, run)
	}
	return run.Describe(), err
}

// prepare returns the machine to start, and the options that a Start stands for.
func (x *Executor) prepare(s Start) (m *registered, opts []asl.Option, err error) {
	if m = x.machines.get(s.Machine); m == nil {
		return nil, nil, asl.Errorf(ErrStateMachineDoesNotExist.Name, "State Machine Does Not Exist: '%s'", s.Machine)
	}
	if s.Name != "" {
		if asl.CheckName(s.Name) != nil {
			return nil, nil, asl.Errorf(ErrInvalidName.Name, "Invalid Name: '%s'", s.Name)
		}
		opts = append(opts, asl.WithName(s.Name))
	}
	if s.TraceHeader != "" {
		opts = append(opts, asl.WithTraceHeader(s.TraceHeader))
	}
	if s.Alias != "" {
		cfg, err := m.machine.Config()
		if err != nil {
			return nil, nil, err
		}
		id := cfg.Identity
		id.Alias = s.Alias
		opts = append(opts, asl.WithIdentity(id))
	}
	return m, opts, nil
}

func input(text []byte) []byte {
	if text == nil {
		return []byte("{}")
	}
	return text
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
	run.Flush(new(state.Batch)) // see historyPage.first
	snapshot, err := run.Snapshot()
	if err != nil {
		return err
	}
	d, def := run.Describe(), m.machine.Definition()
	row.Summary = Summary{
		ARN: d.ARN, Machine: m.plain, Version: d.Identity.Version, Alias: d.Identity.Alias, Name: d.Name,
		Status: asl.Running, Started: d.Started,
	}
	row.Hash, row.Derived, row.Due = def.Hash(), !x.stored, d.Started
	err = x.store.Create(ctx, Created{Row: row, Definition: []byte(def.Text()), Snapshot: snapshot})
	if err != nil && !errors.Is(err, ErrExists) {
		return storeError(err)
	}
	x.wake()
	return err
}

// again returns the execution that has the name of a new one, if it runs and has its input.
func (x *Executor) again(ctx context.Context, run *state.Run) (state.Description, error) {
	known, err := x.load(ctx, run.ARN())
	if err != nil {
		return state.Description{}, err
	}
	d := known.run.Describe()
	if d.Status == asl.Running && sameJSON(d.Input.String(), run.Describe().Input.String()) {
		return d, nil
	}
	return state.Description{}, asl.Errorf(ErrExecutionAlreadyExists.Name, "Execution Already Exists: '%s'", run.ARN())
}

func sameJSON(a, b string) bool {
	var x, y bytes.Buffer
	return cmp.Or(json.Compact(&x, []byte(a)), json.Compact(&y, []byte(b))) == nil && bytes.Equal(x.Bytes(), y.Bytes())
}
