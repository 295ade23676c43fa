package asl

import (
	"errors"

	"github.com/goasl/goasl/state"
)

// Decision is a way that an execution takes: which rule of a Choice held, which
// retrier or catcher took an error, which state, branch or iteration is next.
type Decision = state.Decision

// A DecisionObserver is told of each decision of an execution, in order. It is
// called as an [Observer] is. The event that a decision names may be told after
// it.
type DecisionObserver func(x *Execution, d Decision)

// WithDecisions adds an observer of decisions.
func WithDecisions(o DecisionObserver) Option {
	return func(c *config) error {
		if o == nil {
			return errors.New("asl: WithDecisions: the observer is nil")
		}
		c.decisions = append(c.decisions[:len(c.decisions):len(c.decisions)], o)
		return nil
	}
}

// decided tells the observers of a decision.
func (d *driver) decided(decision Decision) {
	for _, o := range d.cfg.decisions {
		o(d.x, decision)
	}
}
