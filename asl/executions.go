package asl

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"

	"github.com/goasl/goasl/state"
)

// Executions is a registry of running executions: those of all machines that are given it
// by [WithExecutions], and their children, even those that no task waits for, unless the
// child's machine has an Executions of its own. It finds an
// execution by its ARN, or by the token of one of its tasks, so that a webhook can answer a
// task with nothing but the token. It also lists the executions, and waits for their end
// before a process exits.
//
// A name that is given to a STANDARD execution ([WithName]) belongs to it. While it runs, a
// start with the same name and the same input returns it; every other start with that name
// fails with [ErrExecutionExists]. The names of the last 100,000 ended executions are
// remembered.
// Step Functions: StartExecution is idempotent in that way, for 90 days.
//
// The zero value is ready to use. An Executions is safe for concurrent use and must
// not be copied after first use.
type Executions struct {
	mu       sync.Mutex
	running  map[string]*registered // by ARN
	ended    map[string]bool        // ARNs of ended executions whose name was given
	oldest   []string               // the keys of ended, in the order in which they were added
	draining bool
	changed  chan struct{} // closed when an execution is removed; nil unless Drain waits
}

// registered is a running execution.
type registered struct {
	x     *Execution
	named bool   // its name was given
	input string // its compact JSON
}

// maxEnded is the most names of ended executions that are remembered.
const maxEnded = 100_000

// ErrExecutionExists is the error of a start with a name that belongs to another execution.
var ErrExecutionExists = &Error{Name: "ExecutionAlreadyExists"}

// ErrDraining is the error of a start after a call of [Executions.Drain].
var ErrDraining = errors.New("asl: the executions are drained: no new one is started")

// WithExecutions registers the machine's executions, and their children, in e while they
// run.
func WithExecutions(e *Executions) Option {
	return func(c *config) error {
		if e == nil {
			return errors.New("asl: WithExecutions: the Executions is nil")
		}
		c.executions = e
		return nil
	}
}

// Get returns the running execution with that ARN, or nil if there is none.
func (e *Executions) Get(arn string) *Execution {
	e.mu.Lock()
	defer e.mu.Unlock()
	if r := e.running[arn]; r != nil {
		return r.x
	}
	return nil
}

// List returns the running executions, the oldest first.
func (e *Executions) List() []*Execution {
	e.mu.Lock()
	defer e.mu.Unlock()
	list := make([]*Execution, 0, len(e.running))
	for _, r := range e.running {
		list = append(list, r.x)
	}
	slices.SortFunc(list, func(a, b *Execution) int {
		return cmp.Or(a.result.Started.Compare(b.result.Started), cmp.Compare(a.ARN(), b.ARN()))
	})
	return list
}

// SendTaskSuccess answers a task with its output, in JSON; see
// [Execution.SendTaskSuccess]. The error is [ErrNoToken] if no task of these executions
// waits for the token.
func (e *Executions) SendTaskSuccess(token string, output []byte) error {
	x, err := e.waitingFor(token)
	if err != nil {
		return err
	}
	return x.SendTaskSuccess(token, output)
}

// SendTaskFailure answers a task with an error; see [Execution.SendTaskFailure].
// The error is that of [Executions.SendTaskSuccess].
func (e *Executions) SendTaskFailure(token, name, cause string) error {
	x, err := e.waitingFor(token)
	if err != nil {
		return err
	}
	return x.SendTaskFailure(token, name, cause)
}

// SendTaskHeartbeat reports that a task is still worked on; see
// [Execution.SendTaskHeartbeat]. The error is that of [Executions.SendTaskSuccess].
func (e *Executions) SendTaskHeartbeat(token string) error {
	x, err := e.waitingFor(token)
	if err != nil {
		return err
	}
	return x.SendTaskHeartbeat(token)
}

func (e *Executions) waitingFor(token string) (*Execution, error) {
	arn, _, ok := state.TokenOf(token)
	if !ok {
		return nil, ErrNoToken
	}
	if x := e.Get(arn); x != nil {
		return x, nil
	}
	return nil, ErrNoToken
}

// Drain refuses further starts, except those of children, and waits until no execution
// runs. If ctx ends before, the error wraps that of ctx and says how many executions still
// run; they go on. An [Observer] of one of them gets [ErrWaitsForItself].
func (e *Executions) Drain(ctx context.Context) error {
	caller := goroutineID()
	for {
		e.mu.Lock()
		e.draining = true
		left := len(e.running)
		waits := e.isDrivenBy(caller)
		if e.changed == nil {
			e.changed = make(chan struct{})
		}
		changed := e.changed
		e.mu.Unlock()
		switch {
		case left == 0:
			return nil
		case waits:
			return ErrWaitsForItself
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return fmt.Errorf("asl: Drain: executions still running: %d: %w", left, ctx.Err())
		}
	}
}

// isDrivenBy reports whether one of the executions has called what runs in a goroutine. e.mu
// must be held.
func (e *Executions) isDrivenBy(goroutine int64) bool {
	for _, r := range e.running {
		if r.x.driver.goroutine.Load() == goroutine {
			return true
		}
	}
	return false
}

// add registers the execution that d is about to drive. It returns the running execution
// with its name and its input, if there is one; then d is not registered. The error says
// that the name belongs to another execution, or that the executions are drained.
func (e *Executions) add(d *driver, named, child bool) (other *Execution, err error) {
	described := d.run.Describe()
	input := described.Input.Value.Compact().String() // two texts of one input are the same
	named = named && described.Type == Standard
	arn := d.x.ARN()
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.draining && !child {
		return nil, ErrDraining
	}
	if r := e.running[arn]; r != nil && named && r.input == input {
		return r.x, nil
	} else if r != nil || named && e.ended[arn] {
		return nil, Errorf(ErrExecutionExists.Name, "Execution Already Exists: '%s'", arn)
	}
	if e.running == nil {
		e.running, e.ended = map[string]*registered{}, map[string]bool{}
	}
	e.running[arn] = &registered{d.x, named, input}
	return nil, nil
}

// remove removes an execution that has ended or stopped. If it has ended and its name was
// given, the name still belongs to it.
func (e *Executions) remove(x *Execution) {
	arn := x.ARN()
	e.mu.Lock()
	defer e.mu.Unlock()
	r := e.running[arn]
	if r == nil || r.x != x {
		return // without WithExecutions only children are registered
	}
	delete(e.running, arn)
	if r.named && x.result.Status != Running {
		e.ended[arn] = true
		e.oldest = append(e.oldest, arn)
	}
	if len(e.oldest) > maxEnded {
		delete(e.ended, e.oldest[0])
		e.oldest = e.oldest[1:]
	}
	if e.changed != nil {
		close(e.changed)
		e.changed = nil
	}
}
