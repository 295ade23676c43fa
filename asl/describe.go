package asl

import "github.com/goasl/goasl/state"

// Describe returns what Step Functions tells of the execution at this time, beside its
// history. The result writes itself as the answer of DescribeExecution (AppendJSON), as
// that of StartSyncExecution (AppendSyncResponse), and as the event for EventBridge
// (AppendStatusChange).
func (x *Execution) Describe() state.Description {
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.known
}

// Describe returns what [Execution.Describe] returned at the end of the execution, or
// when it was stopped.
func (r *Result) Describe() state.Description {
	if r.description == nil {
		return state.Description{}
	}
	return *r.description
}
