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

// Executions knows the executions that run, by their ARNs and by the tokens of
// their tasks: those of all machines that are given it by [WithExecutions], and
// their children, also those that no task waits for, unless the child's machine was
// given another. So a webhook that has nothing but a token can answer a task, and a
// process can list what runs, and let it come to its end before it exits.
//
// A name stands for one STANDARD execution of a machine. While that runs, a start
// with its name and its input returns it; every other start with its name is
// refused with [ErrExecutionExists].
// Step Functions: StartExecution is idempotent in that way, for 90 days.
//
// The zero value is ready to use. An Executions is safe for concurrent use and must
// not be copied after first use.
type Executions struct {
	mu       sync.Mutex
	running  map[string]*registered // by ARN
	taken    map[string]bool        // the ARNs of executions with a given name that have ended
	oldest   []string               // the keys of taken, in the order in which they ended
	draining bool
	changed  chan struct{} // closed when an execution goes; nil unless Drain waits for it
}

// registered is an execution that runs.
type registered struct {
	x     *Execution
	named bool   // its name was given
	input string // its JSON
}

// maxTaken is how many names of ended executions are remembered.
const maxTaken = 100_000

// ErrExecutionExists is the error of a start with a name that is taken.
var ErrExecutionExists = &Error{Name: "ExecutionAlreadyExists"}

// ErrDraining is the error of a start after [Executions.Drain].
var ErrDraining = errors.New("asl: no execution is started any more, as those that run are drained")

// WithExecutions puts the machine's executions, and their children, into e while
// they run. An execution that [Machine.Execute], [Machine.Start] or [Machine.Drive]
// begins has its name there; see [Executions].
func WithExecutions(e *Executions) Option {
	return func(c *config) error {
		if e == nil {
			return errors.New("asl: WithExecutions: the Executions is nil")
		}
		c.executions = e
		return nil
	}
}

// Get returns the execution with that ARN, or nil if none runs.
func (e *Executions) Get(arn string) *Execution {
	e.mu.Lock()
	defer e.mu.Unlock()
	if r := e.running[arn]; r != nil {
		return r.x
	}
	return nil
}

// List returns the executions that run, the oldest first.
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

// SendTaskSuccess answers a task with its output; see
// [Execution.SendTaskSuccess]. The error is [ErrNoToken] if no task of these
// executions waits for the token.
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

// SendTaskHeartbeat tells that a task is still worked on. The error is that of
// [Executions.SendTaskSuccess].
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

// Drain refuses further starts, but those of children, and waits until no execution
// runs. The error says how many still run when ctx ends; they go on.
func (e *Executions) Drain(ctx context.Context) error {
	for {
		e.mu.Lock()
		e.draining = true
		left := len(e.running)
		if e.changed == nil {
			e.changed = make(chan struct{})
		}
		changed := e.changed
		e.mu.Unlock()
		if left == 0 {
			return nil
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return fmt.Errorf("asl: Drain: executions still running: %d: %w", left, ctx.Err())
		}
	}
}

// add registers the execution that d is about to drive. It returns the one that
// runs in its place if there is one, and an error if the name is taken.
func (e *Executions) add(d *driver, named, child bool) (other *Execution, err error) {
	input := d.x.known.Input.Value.String()
	named = named && d.x.known.Type == Standard
	arn := d.x.ARN()
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.draining && !child {
		return nil, ErrDraining
	}
	if r := e.running[arn]; r != nil && named && r.input == input {
		return r.x, nil
	} else if r != nil || named && e.taken[arn] {
		return nil, Errorf(ErrExecutionExists.Name, "Execution Already Exists: '%s'", arn)
	}
	if e.running == nil {
		e.running, e.taken = map[string]*registered{}, map[string]bool{}
	}
	e.running[arn] = &registered{d.x, named, input}
	return nil, nil
}

// remove forgets an execution that goes no further, but not its name if that was
// given and the execution has ended.
func (e *Executions) remove(x *Execution) {
	arn := x.ARN()
	e.mu.Lock()
	defer e.mu.Unlock()
	r := e.running[arn]
	if r == nil || r.x != x {
		return // it is the first of a family, which nobody registered
	}
	delete(e.running, arn)
	if r.named && x.result.Status != Running {
		e.taken[arn] = true
		e.oldest = append(e.oldest, arn)
	}
	if len(e.oldest) > maxTaken {
		delete(e.taken, e.oldest[0])
		e.oldest = e.oldest[1:]
	}
	if e.changed != nil {
		close(e.changed)
		e.changed = nil
	}
}
