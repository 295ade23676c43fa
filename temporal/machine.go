package temporal

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"sync"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/durable"
	"github.com/goasl/goasl/internal/awsarn"
	"github.com/goasl/goasl/internal/engine"
	"github.com/goasl/goasl/state"
)

// machines are those that a process knows. It is safe for concurrent use.
type machines struct {
	mu    sync.Mutex
	find  durable.FindMachine         // nil for none
	byARN map[string]registered       // as they were registered
	known map[definition]*asl.Machine // those of executions, with their definitions
}

// registered is a machine under an ARN.
type registered struct {
	*asl.Machine
	plain string // the ARN without version and alias
}

// definition says which definition of a machine is meant.
type definition struct {
	machine string // ARN
	hash    string
}

// maxKnown is how many definitions of executions are kept in memory.
const maxKnown = 1_000

func newMachines(byARN map[string]*asl.Machine) (*machines, error) {
	m := &machines{byARN: make(map[string]registered, len(byARN)), known: map[definition]*asl.Machine{}}
	for _, arn := range slices.Sorted(maps.Keys(byARN)) {
		if err := m.add(arn, byARN[arn]); err != nil {
			return nil, err
		}
	}
	return m, nil
}

// add registers a machine under an ARN, in place of the one before.
func (m *machines) add(arn string, of *asl.Machine) error {
	identified, plain, err := engine.Identify(arn, of, asl.SystemClock())
	if err != nil {
		return fmt.Errorf("temporal: the machine %q: %w", arn, err)
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.byARN[arn] = registered{identified, plain}
	clear(m.known) // they have the options of a machine that may have been replaced
	return nil
}

func (m *machines) remove(arn string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.byARN, arn)
	clear(m.known)
}

// get returns the machine that is registered under an ARN, nil if there is none.
func (m *machines) get(arn string) *asl.Machine {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.byARN[arn].Machine
}

// found returns the machine that is started for an ARN, nil if there is none, with the ARN under
// which it is registered and the name of the alias that has chosen it, "" for none.
func (m *machines) found(ctx context.Context, asked string) (arn string, is *asl.Machine, alias string, err error) {
	m.mu.Lock()
	find := m.find
	m.mu.Unlock()
	if arn = asked; find != nil {
		arn, alias, err = find(ctx, asked)
	}
	return arn, m.get(arn), alias, err
}

// optionsFor returns the machine whose options count for executions of an ARN: that which is
// registered under it, or, as versions come and go, under another ARN of the machine; nil if
// there is none. m.mu must be held.
func (m *machines) optionsFor(arn string) *asl.Machine {
	if is := m.byARN[arn].Machine; is != nil {
		return is
	}
	plain := plainARN(arn)
	for _, other := range slices.Sorted(maps.Keys(m.byARN)) {
		if is := m.byARN[other]; is.plain == plain {
			return is.Machine // that without a version comes first
		}
	}
	return nil
}

// plainARN returns the ARN of a machine without version and alias.
func plainARN(arn string) string {
	a, _ := awsarn.Parse(arn)
	a.Resource = a.Resource[:min(2, len(a.Resource))]
	return a.String()
}

// definition returns what an execution executes: the definition that came with it, or, in a
// Map Run, the item processor of its Map.
func (m *machines) definition(o origin, text []byte) (*state.Machine, error) {
	of, err := m.of(o, text)
	if err != nil {
		return nil, err
	}
	def := of.Definition()
	for _, name := range o.Maps {
		if def = def.Processor(name); def == nil {
			return nil, fmt.Errorf("temporal: the definition of the execution has no distributed Map %q", name)
		}
	}
	return def, nil
}

// of returns the machine of an execution, with the definition that came with it.
func (m *machines) of(o origin, text []byte) (*asl.Machine, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	is := definition{o.Machine, o.Hash}
	if known := m.known[is]; known != nil {
		return known, nil
	}
	found, err := m.parse(o, text)
	if err != nil {
		return nil, fmt.Errorf("temporal: the definition of the execution: %w", err)
	}
	if got := found.Definition().Hash(); got != o.Hash {
		return nil, fmt.Errorf("temporal: the definition of the execution has the hash %s, not %s: this worker reads it with other options, or another version of the library", got, o.Hash)
	}
	if len(m.known) >= maxKnown {
		clear(m.known)
	}
	m.known[is] = found
	return found, nil
}

func (m *machines) parse(o origin, text []byte) (*asl.Machine, error) {
	known := m.optionsFor(o.Machine)
	switch {
	case known == nil:
		return asl.Parse(text, asl.WithType(o.Type))
	case known.Definition().Hash() == o.Hash:
		return known, nil
	}
	return known.WithDefinition(text)
}

// ofTask returns the machine whose options a task is called with.
func (w *worker) ofTask(arn string) (*asl.Machine, error) {
	w.machines.mu.Lock()
	m := w.machines.optionsFor(arn)
	w.machines.mu.Unlock()
	if m != nil {
		return m, nil
	}
	if w.resolver == nil {
		return stranger, nil
	}
	return stranger.With(asl.WithResolver(w.resolver))
}

// stranger stands for machines that the worker does not have. Its definition does not matter
// to a task.
var stranger = asl.MustParse(`{"StartAt": "None", "States": {"None": {"Type": "Succeed"}}}`)
