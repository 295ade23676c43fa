// Package lambda runs unmodified handlers of AWS Lambda as tasks: handlers in Python and in
// Node, and any executable that speaks the Lambda Runtime API, such as a Go program that is
// built with aws-lambda-go.
//
// A [Runtime] is an [asl.TaskResolver] for functions by their names and ARNs. It starts
// processes of the interpreters that are installed, and invokes the handlers in them as
// Lambda does: with its environment, its context object, its timeouts, and its errors. It
// installs nothing, needs no container, and reaches no service.
//
// What it is not: a sandbox. A handler has the rights of the program that runs it. Memory is
// not limited, layers are not loaded, and the versions of interpreters and libraries are
// those of the machine.
package lambda

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"

	"github.com/goasl/goasl/asl"
)

// A Runtime runs Lambda functions. It is an [asl.TaskResolver], safe for concurrent use.
// Processes start when they are first needed, and end with Close.
//
// Handlers and their processes talk over one listener on the loopback interface. The address
// that a process gets has a secret of 128 bits in its path, by which its requests are known.
// Other users of the machine cannot take its invocations or answer them. Programs of the
// same user can, as they can read the environment of its processes.
type Runtime struct {
	elsewhere    elsewhere
	logger       *slog.Logger
	region       string
	account      string
	interpreters interpreters
	api          runtimeAPI
	later        chan struct{}   // a value for each invocation of type Event
	life         context.Context // ends with Close
	end          context.CancelFunc
	background   sync.WaitGroup // what Close waits for

	updating sync.Mutex // held by Update

	mu        sync.Mutex
	closed    bool
	functions map[string]*function // it is not changed, but replaced
	processes map[*process]bool
}

// ErrClosed is the error of invocations after Close, and of those that Close ends.
var ErrClosed = errors.New("lambda: the runtime is closed")

// An Option says how a [Runtime] runs its functions.
type Option func(*Runtime) error

// WithLogger sends what handlers print to a logger: each line of their standard output and
// standard error is a record of level Info. It has the attribute function and, while an
// invocation is going on, request, which is the ID of the request, and task, which is the
// Key of the [asl.TaskInfo] if the function is a task. Without it, the lines are dropped.
// All lines of an invocation are logged before its task returns.
func WithLogger(l *slog.Logger) Option {
	return func(r *Runtime) error {
		if l == nil {
			return errors.New("lambda: WithLogger: the logger is nil")
		}
		r.logger = l
		return nil
	}
}

// WithRegion sets the region and the account of the functions: for AWS_REGION, and for the
// ARN of a function that is invoked by its name. The default is us-east-1 and 000000000000.
func WithRegion(region, account string) Option {
	return func(r *Runtime) error {
		if region == "" || account == "" {
			return errors.New("lambda: WithRegion: the region or the account is empty")
		}
		r.region, r.account = region, account
		return nil
	}
}

// New returns a runtime for the functions. The error lists what is wrong with them. No
// process is started, and no interpreter is looked for: [Runtime.ResolveTask] does.
func New(functions []Function, opts ...Option) (*Runtime, error) {
	r := &Runtime{
		functions: make(map[string]*function),
		logger:    slog.New(slog.DiscardHandler),
		region:    "us-east-1",
		account:   "000000000000",
		later:     make(chan struct{}, maxLater),
		processes: make(map[*process]bool),
	}
	r.life, r.end = context.WithCancel(context.Background())
	var problems []error
	for _, option := range opts {
		problems = append(problems, option(r))
	}
	for _, config := range functions {
		problems = append(problems, r.add(r.functions, config))
	}
	if err := errors.Join(problems...); err != nil {
		return nil, err
	}
	return r, nil
}

// add adds a function to others.
func (r *Runtime) add(to map[string]*function, config Function) error {
	f, err := newFunction(r, config)
	if err != nil {
		return fmt.Errorf("lambda: function %q: %w", config.Name, err)
	}
	if to[config.Name] != nil {
		return fmt.Errorf("lambda: function %q: there are two with this name", config.Name)
	}
	to[config.Name] = f
	return nil
}

// ResolveTask returns the task that invokes the function which the resource names: by its
// name, a partial ARN ("123456789012:function:orders"), or an ARN, each with or without an
// alias or a version. All versions are the same. If there is no such function, the error
// wraps [asl.ErrNoTask]; if no interpreter is installed that can run it, it is an
// [*InterpreterError]. [asl.Machine.Check] has its text, before an execution.
//
// The error of a task whose handler fails is an [*asl.Error] with the errorType that Lambda
// reports, for Retry and Catch, and with the payload as its cause. A task whose context ends
// ends the handler's process.
func (r *Runtime) ResolveTask(resource string) (asl.TaskFunc, error) {
	n := parseName(resource)
	f := r.function(n.function)
	if f == nil {
		f = r.elsewhere.function(r, n.function)
	}
	switch {
	case f == nil && n.function == "":
		return nil, fmt.Errorf("%w for the resource %.256q: it is not the name of a Lambda function", asl.ErrNoTask, resource)
	case f == nil:
		return nil, fmt.Errorf("%w for the resource %.256q: there is no Lambda function of this name", asl.ErrNoTask, resource)
	}
	if err := f.prepare(); err != nil {
		return nil, err
	}
	return f.task(n), nil
}

// goUntilClose runs f in a goroutine, for which Close waits, unless the runtime is closed.
func (r *Runtime) goUntilClose(f func()) (started bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if !r.closed {
		r.background.Go(f)
	}
	return !r.closed
}

func (r *Runtime) isClosed() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.closed
}

// Close ends all processes with what they have started, and waits until they are gone.
// Invocations that are going on fail with [ErrClosed], and so do later ones.
func (r *Runtime) Close() error {
	r.end()
	r.mu.Lock()
	r.closed = true
	var left []*process
	for p := range r.processes {
		left = append(left, p)
	}
	r.mu.Unlock()
	for _, p := range left {
		p.kill()
	}
	for _, p := range left {
		<-p.exited
	}
	r.background.Wait()
	return r.api.close()
}
