package asl

import (
	"context"
	"errors"
	"fmt"

	"github.com/goasl/goasl/jsonvalue"
	"github.com/goasl/goasl/state"
)

// Perform does the work of one task of an execution that something else drives, perhaps in
// another process, and returns the input that answers the task. It is for engines that drive
// a [state.Run] themselves. The function for the task is found by the options of m, and opts,
// as in an execution of m; t.Token should be the effect's [state.Run.Token], also if the state
// does not ask for one. of has the name, the ARN, the identity and the type of the execution,
// of which [TaskInfo] tells; the Execution there does not run here, and takes no answers.
//
// The Kind of the answer is [state.InputDone]; [state.InputSubmitted] if somebody else answers
// the task by its token, as the function has returned [ErrPending] for instance; or
// [state.InputMissing] if there is no such activity. Before, tell is told heartbeats
// ([TaskInfo.Heartbeat]), and what [Submit] submits. Goroutines of the task may call it at
// once, and after Perform has returned.
//
// Perform returns when the function has, even if ctx ends before. The error says that the
// function was not called, as ctx had ended or an option is wrong, or that it has only
// reported the end of ctx. Then the task has no answer.
func (m *Machine) Perform(ctx context.Context, t *state.RunTask, of state.Config, tell func(state.Input), opts ...Option) (answer state.Input, err error) {
	defer caught(&err)
	if t == nil || tell == nil {
		return state.Input{}, errors.New("asl: Perform: the task or the function to tell is nil")
	}
	cfg, err := m.configure(opts)
	if err != nil {
		return state.Input{}, err
	}
	d, err := m.performer(ctx, cfg, of)
	if err != nil {
		return state.Input{}, err
	}
	d.tellOutside = tell
	c := &call{d: d, task: t}
	if answer, refused := d.refuses(c); refused {
		return answer, nil
	}
	return c.perform(ctx)
}

// performer returns a driver that drives nothing: what calls know of their execution.
func (m *Machine) performer(ctx context.Context, cfg *config, of state.Config) (*driver, error) {
	of.Now = cfg.clock.Now()
	run, err := state.StartWith(m.def, jsonvalue.NullValue, of)
	if err != nil {
		return nil, fmt.Errorf("asl: Perform: %w", err)
	}
	d := newDriver(m, cfg)
	d.setRun(ctx, run)
	d.mail.phase = over
	return d, nil
}

// refuses returns the answer of a task for which there is no function.
func (d *driver) refuses(c *call) (answer state.Input, refused bool) {
	_, err := d.resolve(c)
	switch {
	case err == nil && c.f != nil:
		return state.Input{}, false
	case errors.Is(err, ErrNoActivity):
		return state.Input{Kind: state.InputMissing, ID: c.task.ID}, true
	case err == nil:
		err = noTask(c.task.Resource)
	}
	return c.fails(d.refusal(c.task, err)), true
}

// perform calls the function, when it has a task slot.
func (c *call) perform(ctx context.Context) (state.Input, error) {
	if err := c.d.waitForSlot(ctx); err != nil {
		return state.Input{}, fmt.Errorf("asl: Perform: %w", err)
	}
	c.token, c.parent = c.task.Token, &c.d.ctx
	c.begin(c.d.time())
	returned := make(chan struct{})
	go func() { // the function may end its goroutine
		defer close(returned)
		c.run()
	}()
	<-returned
	c.close()
	c.cancel()
	if c.d.cfg.slots != nil {
		c.d.cfg.slots.release()
	}
	a := c.answer
	switch {
	case a.failure == cancellation:
		return state.Input{}, fmt.Errorf("asl: Perform: %w", ctx.Err())
	case a.submitted:
		return state.Input{Kind: state.InputSubmitted, ID: c.task.ID, Output: a.output}, nil
	}
	return state.Input{Kind: state.InputDone, ID: c.task.ID, Output: a.output, Failure: a.failure}, nil
}

// waitForSlot waits for a task slot, if the machine has slots.
func (d *driver) waitForSlot(ctx context.Context) error {
	if err := ctx.Err(); err != nil || d.cfg.slots == nil {
		return err
	}
	granted := make(chan struct{})
	free, giveUp := d.cfg.slots.acquire(func() { close(granted) })
	if free {
		return nil
	}
	select {
	case <-granted:
		return nil
	case <-ctx.Done():
		if !giveUp() {
			d.cfg.slots.release()
		}
		return ctx.Err()
	}
}
