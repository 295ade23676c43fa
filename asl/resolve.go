package asl

import (
	"context"
	"encoding/json"
	"errors"
	"runtime/debug"
	"strings"

	"github.com/goasl/goasl/state"
)

// A MachineResolver is a [TaskResolver], such as [Mux], that also finds the machines that
// states:startExecution tasks start, by the StateMachineArn. If it has none for an ARN it
// returns nil, or an error that wraps [ErrNoTask]. It must be safe for concurrent use.
type MachineResolver interface {
	ResolveMachine(arn string) (*Machine, error)
}

// resolve sets the function or the machine that a call runs. It looks for the task of the
// state (WithTask), then for one that the resolver has for the resource, then for the
// activity with that ARN, whose queue it returns, and then for a built-in integration.
func (d *driver) resolve(c *call) (queue *activityQueue, err error) {
	defer func() {
		if problem := recover(); problem != nil {
			d.logPanic("resolver or middleware panicked", problem, "state", c.task.State)
			err = newError(&ErrPanicked.Name, &resolverCause, &PanicError{Value: problem, Stack: debug.Stack()})
		}
	}()
	r, err := d.cfg.task(c.task.State, c.task.Resource)
	unknown := err != nil && errors.Is(err, ErrNoTask)
	if unknown && c.child != nil && d.cfg.children != nil {
		return nil, nil
	}
	if unknown && c.child != nil {
		c.child.machine, err = d.cfg.machine(c.child.start.ARN)
		return nil, err
	}
	if unknown && c.task.Kind == state.Activity && d.cfg.activityTasks != nil {
		return nil, nil
	}
	if unknown && c.task.Kind == state.Activity && d.cfg.activities != nil {
		return d.cfg.activities.find(c.task.Resource)
	}
	c.lambda = c.task.Kind == state.Function
	if unknown && c.task.Function != "" {
		c.lambda, c.invoke = true, true
		if r, err = d.cfg.lookUp(c.task.Function); err == nil {
			r.task = invokeIntegration(c.task, r.task)
		}
	}
	if err == nil {
		err = r.check(c.task)
	}
	if err != nil {
		return nil, err
	}
	for i := len(d.cfg.middleware) - 1; i >= 0; i-- {
		r.task = d.cfg.middleware[i](r.task)
	}
	c.f = r.task
	if c.f == nil {
		return nil, errors.New("asl: a middleware returned nil in place of a TaskFunc")
	}
	c.captures = r.captures
	return nil, nil
}

var resolverCause = "The task's resolver, or a middleware around it, panicked."

// task returns the function for a state and its resource. The error wraps ErrNoTask if there
// is none.
func (c *config) task(stateName, resource string) (resolved, error) {
	if f := c.tasks[stateName]; f != nil {
		return resolved{task: f}, nil
	}
	return c.lookUp(resource)
}

// lookUp returns the function that the resolver has for a resource.
func (c *config) lookUp(resource string) (r resolved, err error) {
	switch resolver := c.resolver.(type) {
	case nil:
		return r, noTask(resource)
	case *Mux:
		return resolver.resolve(resource)
	default:
		return resolvedBy(resolver, resource)
	}
}

// unusable is why a service cannot be called with the parameters of a task.
type unusable struct{ problems []string }

func (e *unusable) Error() string { return strings.Join(e.problems, ", ") }

// check returns an [unusable] for parameters that do not fit.
func (r *resolved) check(t *state.RunTask) error {
	if r.checker == nil || t.Kind != state.Service {
		return nil
	}
	if problems := r.checker.CheckCall(t.Resource, t.Input); len(problems) > 0 {
		return &unusable{problems}
	}
	return nil
}

// machine returns the machine that the resolver has for an ARN.
func (c *config) machine(arn string) (*Machine, error) {
	if r, ok := c.resolver.(MachineResolver); ok {
		m, err := r.ResolveMachine(arn)
		if err != nil || m != nil {
			return m, err
		}
	}
	return nil, noMachine(arn)
}

// check says why a Task state has nothing to call, as far as that is known before an
// execution.
func (c *config) check(t *state.Task) error {
	_, err := c.task(t.Name(), t.Resource)
	if !errors.Is(err, ErrNoTask) {
		return err
	}
	function, machine := t.Calls()
	switch {
	case t.Kind() == state.Activity && c.activityTasks != nil:
		return nil
	case t.Kind() == state.Activity && c.activities != nil:
		_, err = c.activities.find(t.Resource)
		return err
	case function == "" && machine == "":
		return err
	case function != "" && function != state.Dynamic:
		_, err = c.lookUp(function)
		return err
	case machine != "" && machine != state.Dynamic:
		_, err = c.machine(machine)
		return err
	}
	return nil
}

// invokeIntegration makes the function of a lambda:invoke task one that takes the raw
// parameters and returns the raw answer.
func invokeIntegration(t *state.RunTask, f TaskFunc) TaskFunc {
	return func(ctx context.Context, input json.RawMessage) (json.RawMessage, error) {
		out, err := f(ctx, t.FunctionInput().JSON())
		if err != nil && !errors.Is(err, ErrPending) {
			return nil, err
		}
		v, invalid := parseOutput(out)
		if invalid != nil {
			return nil, invalid
		}
		return state.InvokeAnswer(v).JSON(), err
	}
}
