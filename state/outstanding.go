package state

// Pending is an effect that waits for an answer.
type Pending struct {
	Effect    Effect // a [*RunTask] or a [*StartChild]
	Begun     bool   // [Run.Started] was told
	Submitted bool   // [Run.Submitted] was told: the work is done elsewhere
}

// Outstanding returns the effects that wait for an answer, oldest first. After
// [Restore] a driver starts them again, unless they were submitted: tasks run at
// least once, and [RunTask.Key] tells the same effect. Times that passed
// meanwhile are taken back by [Run.Again].
func (r *Run) Outstanding() []Pending {
	var all []Pending
	for _, f := range r.tasks.All() {
		all = append(all, Pending{
			Effect: f.state.(*Task).effect(r, f), Begun: f.begun, Submitted: f.submitted,
		})
	}
	return all
}
