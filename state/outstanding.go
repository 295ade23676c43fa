package state

import (
	"math"

	"github.com/goasl/goasl/jsonvalue"
)

// Pending is an effect whose answer the Run waits for.
type Pending struct {
	Effect    Effect // a [*RunTask], [*StartChild], [*StartItem], [*ReadItems] or [*WriteResults]
	Begun     bool   // the work was started: [Run.Started]
	Submitted bool   // the work was handed on: [Run.Submitted]

	// Submission is what was submitted. It is none if the work is answered by a token, or if
	// it was more than 16 KiB.
	Submission jsonvalue.Value
}

// Outstanding returns the effects whose answers the Run waits for, oldest first. After
// [Restore] a driver starts their work again, unless it was submitted. So tasks run at
// least once; a repeated effect has the same [RunTask].Key. [Run.Again] restarts the
// times of work that had begun before.
func (r *Run) Outstanding() []Pending {
	var all []Pending
	requests := r.requests.All()
	before := func(effect int64) {
		for len(requests) > 0 && requests[0].id < effect {
			all = append(all, Pending{Effect: requests[0].effect(r)})
			requests = requests[1:]
		}
	}
	for _, f := range r.tasks.All() {
		before(f.effect)
		all = append(all, Pending{
			Effect: f.state.(*Task).effect(r, f), Begun: f.begun, Submitted: f.submitted, Submission: f.submission(),
		})
	}
	before(math.MaxInt64)
	return all
}
