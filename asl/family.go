package asl

import (
	"fmt"
	"sync/atomic"

	"github.com/goasl/goasl/state"
)

// family is an execution at the top and all below it: its children, theirs, and so on. It is
// safe for concurrent use.
type family struct {
	limits  Limits       // of the execution at the top
	running atomic.Int64 // how many of those below it run
}

// admitChild counts a child that is about to be started, or returns why it must not be.
func (d *driver) admitChild() *state.Failure {
	if d.family == nil {
		d.family = &family{limits: d.cfg.limits}
	}
	limits := &d.family.limits
	if reached(d.generation, limits.ChildDepth, defaultChildDepth) {
		return state.ExecutionLimitExceeded(fmt.Sprintf(
			"%d executions have started one another below the first one, as many as Limits.ChildDepth allows", d.generation))
	}
	if n := d.family.running.Add(1) - 1; reached(int(n), limits.Children, defaultChildren) {
		d.family.running.Add(-1)
		return state.ExecutionLimitExceeded(fmt.Sprintf(
			"%d executions that the first one and its children have started are running, as many as Limits.Children allows", n))
	}
	return nil
}
