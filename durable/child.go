package durable

import (
	"cmp"
	"context"
	"errors"
	"strconv"
	"strings"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/internal/awsarn"
	"github.com/goasl/goasl/internal/engine"
	"github.com/goasl/goasl/state"
)

// children starts executions for states:startExecution. A child is known by its origin, the
// key of the task: so a task that is done again after a crash finds the child that it has
// started, and no other one of the same name.
type children struct {
	x    *Executor
	root string // ARN of the execution at the top, "" if that is not in the store
}

// own returns a start with a key that no other execution has, also none that had the same ARN: one
// that was deleted, or one of a Map Run that was aborted with it and begins again.
func own(start *state.StartChild) *state.StartChild {
	own := *start
	own.Key += "@" + strconv.FormatInt(start.Asked.UnixMicro(), 36)
	return &own
}

func (c children) Start(ctx context.Context, start *state.StartChild, generation int) (state.ChildOutcome, error) {
	x, start := c.x, own(start)
	m, opts, err := x.found(ctx, start.ARN)
	if header := asl.TraceHeader(ctx); header != "" {
		opts = append(opts, asl.WithTraceHeader(header))
	}
	switch {
	case err != nil:
		return state.ChildOutcome{}, err
	case m == nil:
		return state.ChildOutcome{}, refusal(state.StateMachineDoesNotExist(start.ARN))
	case start.Name != "" && asl.CheckName(start.Name) != nil:
		return state.ChildOutcome{}, refusal(state.InvalidName(start.Name))
	case m.machine.Definition().Type == asl.Express:
		return c.express(m.machine, start, append(opts, asl.WithGeneration(generation)))
	}
	run, err := x.first(m.machine, nil, start, append(opts, asl.WithName(engine.ChildName(start))))
	if err != nil {
		return state.ChildOutcome{}, asl.NewError(ErrInvalidExecutionInput.Name, err.Error())
	}
	row := Row{Origin: start.Key, Generation: generation}
	if awaited(start) {
		row.Parent = c.root
	}
	err = x.create(ctx, m, run, row)
	if errors.Is(err, ErrExists) {
		return c.before(ctx, run.ARN(), start)
	}
	return childOutcome(run), err
}

// found returns the machine that is started for an ARN, nil if there is none, and the option for
// the alias that has chosen it, if one has.
func (x *Executor) found(ctx context.Context, arn string) (m *registered, alias []asl.Option, err error) {
	find := x.machines.finder()
	if find == nil {
		return x.machines.get(arn), nil, nil
	}
	machine, name, err := find(ctx, arn)
	var refused *asl.Error
	switch {
	case errors.As(err, &refused):
		return nil, nil, refusal(state.RefusedStart(refused.Name, refused.Cause))
	case err != nil:
		return nil, nil, storeError(err)
	}
	m = x.machines.get(machine)
	if m == nil || name == "" {
		return m, nil, nil
	}
	alias, err = m.aliased(name)
	return m, alias, err
}

// awaited reports whether a task waits for the end of its child.
func awaited(start *state.StartChild) bool {
	return start.Pattern != state.RequestResponse && start.Pattern != state.WaitForTaskToken
}

// before returns the child that a task has started before.
func (c children) before(ctx context.Context, arn string, start *state.StartChild) (state.ChildOutcome, error) {
	row, saved, err := c.x.store.Load(ctx, arn)
	switch {
	case err != nil:
		return state.ChildOutcome{}, storeError(err)
	case row.Origin != start.Key:
		return state.ChildOutcome{}, refusal(state.ExecutionAlreadyExists(arn))
	}
	r, err := c.x.restore(ctx, row, saved)
	if err != nil {
		return state.ChildOutcome{}, err
	}
	return childOutcome(r.run), nil
}

// express starts an EXPRESS child. Step Functions: no task can wait for the end of one.
func (c children) express(m *asl.Machine, start *state.StartChild, opts []asl.Option) (state.ChildOutcome, error) {
	if awaited(start) {
		return state.ChildOutcome{}, refusal(state.StateMachineTypeNotSupported())
	}
	e, err := c.x.startExpress(m, start.ChildInput.JSON(), append(opts, asl.WithName(engine.ChildName(start)))...)
	if err != nil {
		return state.ChildOutcome{}, err
	}
	d := e.Describe()
	return state.ChildOutcome{
		Outcome: state.Outcome{Status: asl.Running, Started: d.Started}, ARN: d.ARN, Name: d.Name, Input: start.ChildInput.String(),
	}, nil
}

func (c children) Abort(ctx context.Context, start *state.StartChild) error {
	start = own(start)
	arn, ok := childARN(start)
	if !ok {
		return nil // none was started
	}
	row, _, err := c.x.store.Load(ctx, arn)
	switch {
	case errors.Is(err, ErrNotFound):
		return nil
	case err != nil:
		return storeError(err)
	case row.Origin != start.Key:
		return nil
	}
	return c.x.Stop(ctx, arn, nil)
}

// childARN returns the ARN of a child.
func childARN(start *state.StartChild) (arn string, ok bool) {
	a, ok := awsarn.Parse(start.ARN)
	if !ok || len(a.Resource) < 2 {
		return "", false
	}
	machine, _, _ := strings.Cut(a.Resource[1], "#") // it names a test case
	a.Resource = []string{"execution", machine, engine.ChildName(start)}
	return a.String(), true
}

// originOf returns the execution and the effect of a task's key, or of an origin.
func originOf(key string) (arn string, effect int64, ok bool) {
	i := strings.LastIndexByte(key, '#')
	if i < 0 {
		return "", 0, false
	}
	id, _, _ := strings.Cut(key[i+1:], "@")
	effect, err := strconv.ParseInt(id, 10, 64)
	return key[:i], effect, err == nil
}

func childOutcome(run *state.Run) state.ChildOutcome {
	d := run.Describe()
	return state.ChildOutcome{Outcome: d.Outcome, ARN: d.ARN, Name: d.Name, Input: d.Input.String()}
}

// refusal returns a failure as an error.
func refusal(why *state.Failure) error {
	return asl.NewError(cmp.Or(why.Name(), "States.TaskFailed"), *why.Cause)
}
