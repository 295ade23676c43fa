package state

// Pending is an effect whose answer the Run waits for.
type Pending struct {
	Effect    Effect // a [*RunTask] or a [*StartChild]
	Begun     bool   // the work was started: [Run.Started]
	Submitted bool   // the work was handed on: [Run.Submitted]
}

// Outstanding returns the effects whose answers the Run waits for, oldest first. After
// [Restore] a driver starts their work again, unless it was submitted. So tasks run at
// least once; a repeated effect has the same [RunTask].Key. [Run.Again] restarts the
// times of work that had begun before.
func (r *Run) Outstanding() []Pending {
	var all []Pending
	for _, f := range r.tasks.All() {
		all = append(all, Pending{
			Effect: f.state.(*Task).effect(r, f), Begun: f.begun, Submitted: f.submitted,
		})
	}
	return all
}
