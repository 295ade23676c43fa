package asl

import (
	"sync"
	"sync/atomic"
)

// match is what the patterns of a [Mux] say about a resource. It is shared by all
// who ask, and does not change.
type match struct {
	handler  *handler          // of the most specific pattern; nil if none matches
	captures map[string]string // nil if there are none
}

var noMatch = new(match)

// memory holds what a [Mux] found, by resource, as executions ask for the same few
// again and again. Resources may come from a payload, so that it is bounded.
type memory struct {
	matches sync.Map // string to *match
	size    atomic.Int64
}

// maxMatches bounds the entries of a memory, maxResource the bytes of each of their
// resources. Step Functions: the length of the Arn shape.
const (
	maxMatches  = 1_000
	maxResource = 256
)

// recall returns what was found before, nil for nothing.
func (m *memory) recall(resource string) *match {
	found, _ := m.matches.Load(resource)
	known, _ := found.(*match)
	return known
}

// keep remembers what was found. It reports false if the memory is full.
func (m *memory) keep(resource string, found *match) bool {
	if len(resource) > maxResource {
		return true // is not worth it
	}
	if _, known := m.matches.LoadOrStore(resource, found); known {
		return true
	}
	return m.size.Add(1) < maxMatches
}
