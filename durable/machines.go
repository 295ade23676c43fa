package durable

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/internal/engine"
)

// registry has the machines that a process knows.
type registry struct {
	mu    sync.Mutex
	find  FindMachine
	byARN map[string]*registered
	known map[definitionOf]*asl.Machine // those of executions, also of before
}

// definitionOf is a definition of a machine, with the options of what was started.
type definitionOf struct{ machine, version, alias, hash string } // machine is an ARN without both

// registered is a machine under an ARN.
type registered struct {
	machine *asl.Machine
	plain   string // the ARN without version and alias
}

// maxKnown is how many definitions of executions are kept in memory.
const maxKnown = 1_000

// Register lets the Executor start and drive executions of m under an ARN, which may have the
// number of a version or the name of an alias at its end, as in
// arn:aws:states:us-east-1:123456789012:stateMachine:order:3. A machine that was registered
// under it before is replaced: executions that run go on with the definition that they began
// with, and with the options of m. Those of a version or an alias that is not registered have
// the options of another ARN of the machine. Executions that were stalled are tried again. The
// ARN sets the identity of executions, but for the role.
//
// An [asl.Observer] of m is told the events of what this process drives, but not the first one,
// which Start has stored.
//
// In place of what m has, the Executor's clock, grace and activities count, and no history is
// kept in memory, so that a sink gets nothing. Executions that states:startExecution asks for
// are those of machines that are registered, unless the resolver of m has a function for the
// resource.
//
// The error says that the ARN is not that of a state machine, or that m is nil.
func (x *Executor) Register(arn string, m *asl.Machine) error {
	m, plain, err := engine.Identify(arn, m, x.clock)
	if err != nil {
		return fmt.Errorf("durable: Register(%q): %w", arn, err)
	}
	x.machines.add(arn, &registered{m, plain})
	x.tryStalled()
	return nil
}

// Unregister ends what [Executor.Register] began: no execution of the machine is started any
// more. Those that run stay where they are when they wait next, unless another version of
// the machine is registered.
func (x *Executor) Unregister(arn string) {
	x.machines.mu.Lock()
	defer x.machines.mu.Unlock()
	delete(x.machines.byARN, arn)
	x.machines.known = map[definitionOf]*asl.Machine{}
}

// FindMachine returns the ARN of a registered machine for the ARN of a machine, a version or an alias
// that may not be registered, and the name of the alias, "" for none. What Step Functions would
// refuse is an [*asl.Error] with the name of the exception.
type FindMachine func(ctx context.Context, arn string) (machine, alias string, err error)

// FindMachines lets find say which machine states:startExecution starts. Without it, that is the one
// that is registered under the ARN.
func (x *Executor) FindMachines(find FindMachine) {
	x.machines.mu.Lock()
	defer x.machines.mu.Unlock()
	x.machines.find = find
}

func (r *registry) finder() FindMachine {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.find
}

func (r *registry) add(arn string, m *registered) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.byARN == nil {
		r.byARN = map[string]*registered{}
	}
	r.byARN[arn] = m
	r.known = map[definitionOf]*asl.Machine{} // they have the options of a machine that may have been replaced
}

// get returns the machine of an ARN, nil if there is none.
func (r *registry) get(arn string) *registered {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.byARN[arn]
}

// all returns the ARNs of the machines, without versions and aliases.
func (r *registry) all() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	plain := map[string]bool{}
	for _, m := range r.byARN {
		plain[m.plain] = true
	}
	return slices.Sorted(maps.Keys(plain))
}

// of returns the machine with a definition, or one whose options that definition is to be
// parsed with; nil if there is no such machine.
func (r *registry) of(row *Row) (m *asl.Machine, exact bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	is := definitionOf{row.Machine, row.Version, row.Alias, row.Hash}
	if m := r.known[is]; m != nil {
		return m, true
	}
	if own := r.started(row); own != nil {
		if exact = own.machine.Definition().Hash() == row.Hash; exact {
			r.keep(is, own.machine)
		}
		return own.machine, exact
	}
	for _, arn := range slices.Sorted(maps.Keys(r.byARN)) {
		known := r.byARN[arn]
		switch {
		case known.plain != row.Machine:
		case known.machine.Definition().Hash() == row.Hash:
			r.keep(is, known.machine)
			return known.machine, true
		case m == nil:
			m = known.machine // that without a version comes first
		}
	}
	return m, false
}

// started returns what an execution was started of, by an alias or else a version, nil if it is
// not registered. r.mu must be held.
func (r *registry) started(row *Row) *registered {
	if row.Version+row.Alias == "" {
		return r.byARN[row.Machine]
	}
	if m := r.byARN[row.Machine+":"+row.Alias]; m != nil {
		return m
	}
	return r.byARN[row.Machine+":"+row.Version]
}

// keep makes a machine known. r.mu must be held.
func (r *registry) keep(is definitionOf, m *asl.Machine) {
	if len(r.known) >= maxKnown {
		clear(r.known)
	}
	r.known[is] = m
}

// errNoMachine says that no machine of an execution is registered.
var errNoMachine = errors.New("no machine of that ARN is registered")

// machineOf returns the machine that an execution began with, with the options of now; drives is
// false if none of its ARN is registered, so that the execution can only be read.
func (x *Executor) machineOf(ctx context.Context, row *Row) (m *asl.Machine, drives bool, err error) {
	m, exact := x.machines.of(row)
	if exact {
		return m, true, nil
	}
	text, err := x.store.Definition(ctx, row.Hash)
	if err != nil {
		return nil, false, storeError(err)
	}
	if m == nil {
		if m, err = asl.Parse(text); err != nil {
			return nil, false, fmt.Errorf("%w: %s: %w", errNoMachine, row.Machine, err)
		}
		return m, false, nil
	}
	if m, err = m.WithDefinition(text); err != nil {
		return nil, false, fmt.Errorf("the definition that it began with: %w", err)
	}
	if got := m.Definition().Hash(); got != row.Hash {
		return nil, false, fmt.Errorf("the definition that it began with has the hash %s, not %s", got, row.Hash)
	}
	x.machines.mu.Lock()
	defer x.machines.mu.Unlock()
	x.machines.keep(definitionOf{row.Machine, row.Version, row.Alias, row.Hash}, m)
	return m, true, nil
}

// tryStalled lets Run try once more what is stalled.
func (x *Executor) tryStalled() {
	x.mu.Lock()
	x.retryStalled = true
	x.mu.Unlock()
	x.wake()
}
