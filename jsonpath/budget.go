package jsonpath

// DefaultNodes is the bound of a [Budget] that sets none.
const DefaultNodes = 10_000_000

// pollEvery is the number of visited values between two calls of Interrupt.
const pollEvery = 1024

// Budget bounds what evaluations may cost. The zero Budget has the default bound
// and cannot be interrupted. Evaluations that share a Budget add up; a Budget is
// not safe for concurrent use.
//
// A value costs 1 each time it is visited. Comparing long texts and matching
// regular expressions cost more, in proportion to the work. The cost of an
// evaluation depends on the path and on the value only.
type Budget struct {
	Nodes     int         // values that may be visited; 0 means DefaultNodes
	Interrupt func() bool // if set, polled during long evaluations; true ends one with ErrInterrupted

	used int
	poll int
}

// Used returns what the evaluations so far have cost.
func (b *Budget) Used() int { return b.used }

func (b *Budget) limit() int {
	if b.Nodes <= 0 {
		return DefaultNodes
	}
	return b.Nodes
}

// spend adds to the cost and reports a breach or an interrupt.
func (b *Budget) spend(path string, cost int) error {
	limit := b.limit()
	if cost > limit-b.used {
		b.used = limit
		return &BudgetError{Path: path, Nodes: limit}
	}
	b.used += cost
	if b.Interrupt != nil && b.used >= b.poll {
		b.poll = b.used + pollEvery
		if b.Interrupt() {
			return ErrInterrupted
		}
	}
	return nil
}
