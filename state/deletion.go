package state

import "time"

// MachineDeleted tells that the machine is deleted: the execution fails when it makes its next
// transition. It reports whether that is news.
//
// Step Functions: what DeleteStateMachine does to executions.
func (r *Run) MachineDeleted(now time.Time) bool {
	return r.Tell(Input{Kind: InputMachineDeleted, Now: now})
}

// deleteMachine does what an InputMachineDeleted says.
func (r *Run) deleteMachine(in *Input) bool {
	if r.deleted || r.inspection != nil {
		return false
	}
	r.moveTime(in.Now)
	r.deleted = true
	return true
}

// endIfDeleted ends an execution whose machine was deleted, in place of what a frame would do, and
// reports whether it did.
// Step Functions: the answer that a task has got leaves no event.
func (r *Run) endIfDeleted(f *frame) bool {
	if r.deleted {
		r.end(Failed, f.prev, NewFailure(errRuntime, "State machine "+r.cfg.Identity.Machine+" has been deleted"))
	}
	return r.deleted
}
