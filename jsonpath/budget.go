package jsonpath

// DefaultNodes is the bound of a [Budget] that does not set Nodes.
const DefaultNodes = 10_000_000

// pollEvery is the number of visited values between two calls of Interrupt.
const pollEvery = 1024

// Budget bounds the cost of one or more evaluations, which add up. The zero Budget has the
// default bound and no Interrupt. A Budget must not be used by two goroutines at once.
//
// A value costs 1 each time it is visited. Comparing long texts and matching regular
// expressions cost more, in proportion to the work. The cost of an evaluation depends
// only on the path and the value, not on the machine.
type Budget struct {
	// Nodes is the largest cost of all evaluations together. DefaultNodes takes the place
	// of a number that is not positive.
	Nodes int

	// Interrupt is called from time to time during an evaluation, which ends with
	// [ErrInterrupted] once it returns true. It may be nil.
	Interrupt func() bool

	used int
	poll int
}

// Used returns the cost of the evaluations so far.
func (b *Budget) Used() int { return b.used }

func (b *Budget) limit() int {
	if b.Nodes <= 0 {
		return DefaultNodes
	}
	return b.Nodes
}

// spend adds to the cost. The error is a *BudgetError or ErrInterrupted.
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
