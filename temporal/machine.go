package temporal

import (
	"fmt"
	"maps"
	"slices"
	"sync"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/internal/engine"
	"github.com/goasl/goasl/state"
)

// machines are those that a process knows. It is safe for concurrent use.
type machines struct {
	byARN map[string]*asl.Machine // as they were registered

	mu    sync.Mutex
	known map[definition]*asl.Machine // those of executions, with their definitions
}

// definition says which definition of a machine is meant.
type definition struct {
	machine string // ARN
	hash    string
}

// maxKnown is how many definitions of executions are kept in memory.
const maxKnown = 1_000

func newMachines(byARN map[string]*asl.Machine) (*machines, error) {
	m := &machines{byARN: make(map[string]*asl.Machine, len(byARN)), known: map[definition]*asl.Machine{}}
	for _, arn := range slices.Sorted(maps.Keys(byARN)) {
		identified, _, err := engine.Identify(arn, byARN[arn], asl.SystemClock())
		if err != nil {
			return nil, fmt.Errorf("temporal: the machine %q: %w", arn, err)
		}
		m.byARN[arn] = identified
	}
	return m, nil
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
	registered := m.byARN[o.Machine]
	switch {
	case registered == nil:
		return asl.Parse(text, asl.WithType(o.Type))
	case registered.Definition().Hash() == o.Hash:
		return registered, nil
	}
	return registered.WithDefinition(text)
}

// ofTask returns the machine whose options a task is called with.
func (w *worker) ofTask(arn string) (*asl.Machine, error) {
	if m := w.machines.byARN[arn]; m != nil {
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
