package asl

import (
	"sync"

	"github.com/goasl/goasl/state"
)

// childNames knows the STANDARD executions with names of their own that an
// execution, its children and theirs have started. It is safe for concurrent use.
type childNames struct {
	mu    sync.Mutex
	taken map[string]*namedChild // by the execution's ARN
}

type namedChild struct {
	input   string     // its JSON
	running *Execution // nil once it has ended
}

// start starts a child, unless its name is taken: by an execution that is still
// running with the same input, which is returned in its place, or by another one,
// which is an error.
// Step Functions: StartExecution is idempotent in that way.
func (n *childNames) start(child *driver, input string) (*Execution, *state.Failure) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if other := n.taken[child.x.ARN()]; other != nil {
		if other.running != nil && other.input == input {
			return other.running, nil
		}
		return nil, state.ExecutionAlreadyExists(child.x.ARN())
	}
	if n.taken == nil {
		n.taken = map[string]*namedChild{}
	}
	entry := &namedChild{input: input, running: child.x}
	n.taken[child.x.ARN()] = entry
	// Before the start: a child may end at once, while the lock is held.
	child.x.whenDone(func() {
		n.mu.Lock()
		defer n.mu.Unlock()
		*entry = namedChild{}
	})
	child.start()
	return child.x, nil
}
