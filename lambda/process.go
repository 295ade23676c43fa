package lambda

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"sync"
	"time"
)

// process is a process that serves invocations, one at a time.
type process struct {
	f      *function
	cmd    *exec.Cmd
	secret string // in the path of its requests
	output *output

	ready  chan struct{}    // gets a value when the process becomes idle
	work   chan *invocation // for the request that asks for it; has room for one
	exited chan struct{}    // closed when the process is gone

	mu      sync.Mutex
	phase   phase
	current *invocation // while it is busy or has answered
	answer  answer      // to the current one, or the error of the initialization
	ended   bool        // it was killed or has exited
	reaped  bool        // its ID may be that of another process
}

// phase is what a process does, as its requests tell.
type phase int

const (
	starting phase = iota
	broken         // it has reported an error of the initialization
	idle           // it asks for an invocation
	busy           // it has got one
	answered       // it has answered
)

// initLimit is how long a process may take until it asks for an invocation, beside the
// timeout of its function.
// Step Functions: Lambda gives an initialization 10 seconds, and after that another one as
// long as the timeout.
const initLimit = 10 * time.Second

// start starts a process of the function, and waits until it asks for an invocation. If it
// does not come so far, there is no process, but an answer or an error.
func (f *function) start(ctx context.Context, inv *invocation) (*process, answer, error) {
	began := time.Now()
	p, err := f.newProcess()
	var bad *entrypointError
	if errors.As(err, &bad) {
		return nil, failureAnswer("Runtime.InvalidEntrypoint", inv.id, bad.Error()), nil
	}
	if err != nil {
		return nil, answer{}, err
	}
	limit := time.NewTimer(initLimit + f.Timeout)
	defer limit.Stop()
	end, err := p.await(ctx, limit.C)
	if end == becameIdle {
		inv.init = time.Since(began)
		return p, answer{}, nil
	}
	if a, ok := p.initError(); ok && err == nil {
		return nil, a, nil
	}
	return nil, p.failure(end, inv), err
}

// initError returns the error of the initialization, if the process has reported one.
func (p *process) initError() (a answer, ok bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.answer, p.phase == broken
}

// newProcess starts a process.
func (f *function) newProcess() (*process, error) {
	program, args, err := f.command()
	if err != nil {
		return nil, err
	}
	address, err := f.runtime.api.start()
	if err != nil {
		return nil, err
	}
	p := &process{
		f: f, secret: newSecret(),
		ready: make(chan struct{}, 1), work: make(chan *invocation, 1), exited: make(chan struct{}),
	}
	if p.output, err = newOutput(f); err != nil {
		return nil, err
	}
	p.cmd = exec.Command(program, args...)
	p.cmd.Dir = f.Dir
	p.cmd.Env = f.environment(address + "/" + p.secret)
	p.cmd.Stdout, p.cmd.Stderr = p.output.w, p.output.w
	setGroup(p.cmd)
	if err := f.runtime.run(p); err != nil {
		p.output.close()
		return nil, err
	}
	go p.wait()
	return p, nil
}

// run starts the program of a process, unless the runtime is closed.
func (r *Runtime) run(p *process) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.closed {
		return ErrClosed
	}
	r.api.processes.Store(p.secret, p)
	if err := p.cmd.Start(); err != nil {
		r.api.processes.Delete(p.secret)
		return &entrypointError{err}
	}
	r.processes[p] = true
	return nil
}

// entrypointError says why the program of a function cannot be started.
type entrypointError struct{ error }

// wait waits for the end of the process, and ends what it has left behind.
func (p *process) wait() {
	_ = p.cmd.Wait() // its ProcessState tells more
	p.mu.Lock()
	killRest(p.cmd.Process)
	p.ended, p.reaped = true, true
	p.mu.Unlock()
	p.output.close()
	r := p.f.runtime
	r.api.processes.Delete(p.secret)
	r.mu.Lock()
	delete(r.processes, p)
	r.mu.Unlock()
	close(p.exited)
}

// kill ends the process with all that it has started.
func (p *process) kill() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.ended = true
	if !p.reaped {
		killGroup(p.cmd.Process)
	}
}

// over reports whether the process has ended or is about to.
func (p *process) over() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.ended
}

// ending is why a wait for a process is over.
type ending int

const (
	becameIdle ending = iota
	hasExited
	tookTooLong
	wasCancelled
)

// await waits until the process becomes idle. If it does not, it is gone afterwards. The
// error is that of ctx, or ErrClosed, if the process was ended from outside.
func (p *process) await(ctx context.Context, limit <-chan time.Time) (ending, error) {
	end := becameIdle
	select {
	case <-p.ready:
		return end, nil
	case <-p.exited:
		end = hasExited
	case <-limit:
		end = tookTooLong
	case <-ctx.Done():
		end = wasCancelled
	}
	p.kill()
	<-p.exited
	switch {
	case end == wasCancelled:
		return end, ctx.Err()
	case p.f.runtime.isClosed():
		return wasCancelled, ErrClosed
	}
	return end, nil
}

// invoke lets an idle process do an invocation, and waits until it is idle again or gone.
// An answer that it has given counts in either case.
func (p *process) invoke(ctx context.Context, inv *invocation) (answer, error) {
	inv.began = time.Now()
	inv.deadline = inv.began.Add(p.f.Timeout)
	limit := time.NewTimer(p.f.Timeout)
	defer limit.Stop()
	inv.start()
	p.output.begin(inv)
	p.work <- inv
	end, err := p.await(ctx, limit.C)
	p.output.end()
	inv.finish(p.f.Memory)
	if err != nil {
		return answer{}, err
	}
	if a, ok := p.takeAnswer(end); ok {
		return a, nil
	}
	return p.failure(end, inv), nil
}

// takeAnswer returns the answer of the current invocation, if the process has given one.
func (p *process) takeAnswer(end ending) (a answer, ok bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	ok = end == becameIdle || p.phase == answered
	a, p.answer = p.answer, answer{}
	return a, ok
}

// failure returns the answer for a process that has given none.
func (p *process) failure(end ending, inv *invocation) answer {
	switch end {
	case hasExited:
		return failureAnswer("Runtime.ExitError", inv.id, exitText(p.cmd.ProcessState))
	case tookTooLong:
		return failureAnswer("Sandbox.Timedout", inv.id, fmt.Sprintf("Task timed out after %.2f seconds", p.f.Timeout.Seconds()))
	}
	return answer{}
}
