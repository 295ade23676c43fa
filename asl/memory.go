package asl

import "maps"

// match is what the patterns of a [Mux] say about a resource. It is shared by all
// who ask, and does not change.
type match struct {
	handler  *handler          // of the most specific pattern; nil if none matches
	captures map[string]string // nil if there are none
}

var noMatch = new(match)

// memory holds what a [Mux] found, by resource, as executions ask for the same few
// again and again. Resources may come from a payload, so that it is bounded: what
// is asked for when it is full is searched each time. It does not change, so that
// it is read without a lock. Measured, with 1 to 300 resources: 22 to 27 ns, and 35
// to 41 for a sync.Map; to fill it with a thousand takes 17 ms.
type memory struct {
	matches map[string]*match
}

// maxMatches bounds the entries of a memory, maxResource the bytes of each of their
// resources. Step Functions: the length of the Arn shape.
const (
	maxMatches  = 1_000
	maxResource = 256
)

// with returns a memory that holds this, too, or nil if it is not worth it.
func (m *memory) with(resource string, found *match) *memory {
	if len(resource) > maxResource || len(m.matches) == maxMatches {
		return nil
	}
	more := maps.Clone(m.matches)
	if more == nil {
		more = map[string]*match{}
	}
	more[resource] = found
	return &memory{more}
}
