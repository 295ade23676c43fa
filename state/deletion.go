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

// endDeleted ends an execution whose machine was deleted, in place of the turn of a frame.
// Step Functions: the answer that a task has got before leaves no event.
func (r *Run) endDeleted(f *frame) {
	r.guard()
	r.end(Failed, f.prev, NewFailure(errRuntime, "State machine "+r.cfg.Identity.Machine+" has been deleted"))
}
